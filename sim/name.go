package sim

import (
	"strconv"

	"github.com/interleave-go/interleave/model"
)

// made is what a thread has given names to, in order: its children and its
// objects. The names of an earlier execution are used again for as long as the
// thread does the same; they never depend on what earlier executions did.
type made struct {
	names   []madeName
	n       int // how many of names belong to this execution
	threads int // how many of these are children
	counted int // of how many of names twins speaks
	twins   map[twin]int
}

type madeName struct {
	what, given string
	base, text  string
	child       *Thread // what is called so, where that is a thread
	handle      handle  // or else this, if it can be made again: see remade
}

// twin is what makes two names need a number to tell them apart.
type twin struct{ what, base string }

func (m *made) begin() { m.n, m.threads = 0, 0 }

// named returns the printed name of the next child or object of t: the name
// given, with "#2" and so on behind it for the second one of its sort with
// that name, and the name of t before it unless that is main. The name ""
// stands for the sort with the number among t's children or objects.
func (t *Thread) named(what, given string) string {
	m := &t.made
	x := m.same(given)
	m.n++
	if what == "thread" {
		m.threads++
	}
	if x != nil && x.what == what {
		return x.text
	}
	if k := &t.e.kept; k.on {
		k.unlike = true
	}
	if i := m.n - 1; i < len(m.names) {
		clear(m.names[i:])
		m.names = m.names[:i]
	}
	base := given
	if base == "" {
		number := m.threads
		if what != "thread" {
			number = m.n - m.threads
		}
		base = what + strconv.Itoa(number)
	}
	text := base
	if n := m.count(twin{what, base}); n > 1 {
		text += "#" + strconv.Itoa(n)
	}
	if t.id != model.Main {
		text = t.name + "/" + text
	}
	m.names = append(m.names, madeName{what: what, given: given, base: base, text: text})
	return text
}

// latest returns the latest name of this execution.
func (m *made) latest() *madeName { return &m.names[m.n-1] }

// same returns the next name, if there was one in the execution before and given is the
// same as there.
func (m *made) same(given string) *madeName {
	if m.n >= len(m.names) {
		return nil
	}
	x := &m.names[m.n]
	if x.given != given {
		return nil
	}
	return x
}

// count adds key to the twins, which speak of all names so far, and returns
// how many there are of it.
func (m *made) count(key twin) int {
	if m.counted != len(m.names) {
		m.counted = 0
		clear(m.twins)
	}
	if m.twins == nil {
		m.twins = map[twin]int{}
	}
	for ; m.counted < len(m.names); m.counted++ {
		x := &m.names[m.counted]
		m.twins[twin{x.what, x.base}]++
	}
	m.counted++
	m.twins[key]++
	return m.twins[key]
}
