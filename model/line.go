package model

import "slices"

// line is who waits in order of arrival. The front is taken off by moving
// head: who has been taken off stays before it, so that undo moves it back.
type line struct {
	who  []ThreadID
	head int
}

func (l *line) reset() { l.who, l.head = l.who[:0], 0 }

// all returns who waits, the longest first.
func (l *line) all() []ThreadID { return l.who[l.head:] }

func (l *line) len() int { return len(l.who) - l.head }

// first returns who is next, NoThread if nobody waits.
func (l *line) first() ThreadID {
	if l.len() == 0 {
		return NoThread
	}
	return l.who[l.head]
}

// join lets t wait behind everybody; unjoin takes that back.
func (l *line) join(t ThreadID) { l.who = append(l.who, t) }
func (l *line) unjoin()         { l.who = l.who[:len(l.who)-1] }

// next takes the first one off; unnext takes that back.
func (l *line) next() ThreadID {
	t := l.who[l.head]
	l.head++
	return t
}

func (l *line) unnext(t ThreadID) {
	l.head--
	l.who[l.head] = t
}

// drop takes t out of the middle, and returns where it stood; undrop takes that
// back.
func (l *line) drop(t ThreadID) int {
	i := len(l.who) - 1
	for l.who[i] != t {
		i--
	}
	l.who = slices.Delete(l.who, i, i+1)
	return i - l.head
}

func (l *line) undrop(t ThreadID, i int) { l.who = slices.Insert(l.who, l.head+i, t) }
