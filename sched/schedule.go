package sched

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"strings"
)

// A Schedule is the sequence of choices of one execution. The zero Schedule
// has no steps. Like a slice, a copy shares its steps with the original:
// append to one of the two only.
type Schedule struct {
	Steps []ScheduleStep
	Ops   []string // the distinct "thread op" texts, e.g. "b lock mu"; ScheduleStep.Op indexes it
}

// A ScheduleStep is one choice.
type ScheduleStep struct {
	Thread int // position of the thread in the execution's spawn order, main is 0
	Alt    int // position among the alternatives the op had at that point; 0 when it had one
	Op     int // index in Schedule.Ops of what was recorded here
}

// Append adds a step, entering op in Ops unless it is there. It searches Ops
// from its end, which suits the tens of ops that a program has.
func (s *Schedule) Append(thread, alt int, op string) {
	i := len(s.Ops) - 1
	for i >= 0 && s.Ops[i] != op {
		i--
	}
	if i < 0 {
		i = len(s.Ops)
		s.Ops = append(s.Ops, op)
	}
	s.Steps = append(s.Steps, ScheduleStep{Thread: thread, Alt: alt, Op: i})
}

// Text returns the recorded text of step i, counted from 0, such as
// "b lock mu".
func (s *Schedule) Text(i int) string { return s.Ops[s.Steps[i].Op] }

// check reports the first step that no execution can have.
func (s *Schedule) check() error {
	for i, st := range s.Steps {
		if st.Thread < 0 || st.Alt < 0 || st.Op < 0 || st.Op >= len(s.Ops) {
			return fmt.Errorf("step %d of its schedule is out of range: %+v with %d ops", i+1, st, len(s.Ops))
		}
	}
	return nil
}

// The binary form of a schedule is one code per step, to the end:
//
//	op<<2 | hasAlt<<1 | moved   uvarint
//	the op's words              if op is the number of ops so far
//	thread                      uvarint, if moved
//	alt                         uvarint, not 0, if hasAlt
//
// The thread of a step that has not moved is the one that last executed the
// op, or for a new op the thread of the step before. A new op is spelled as
// its words, which were separated by single spaces:
//
//	word<<1 | last              uvarint
//	length, bytes               if word is the number of words so far
//
// Words are numbered from scheduleWords on. So ops and words stand in the
// order of their first use, and a schedule has exactly one binary form; ops
// that no step uses are not part of it. Every step takes at least a byte,
// which bounds what a hostile word can make us allocate for steps.

// scheduleWords are known without being spelled. The list belongs to format
// version 1: it makes seeds short, and must never change. A word that is
// missing here costs a few characters, no more.
var scheduleWords = strings.Fields(`
	main a b c d n x y mu ch 0 1 2 go join yield choose
	load store aload astore swap cas add
	lock trylock unlock rlock runlock wait relock signal broadcast
	send recv trysend tryrecv close len select | default
	acquire release set clear done sleep`)

// appendSchedule appends the binary form of s, which passes check.
func appendSchedule(b []byte, s *Schedule) []byte {
	words := make(map[string]int, len(scheduleWords))
	for i, w := range scheduleWords {
		words[w] = i
	}
	ops := make(map[string]int, len(s.Ops))
	var last []int // thread that last executed each op
	prev := 0
	for i, st := range s.Steps {
		text := s.Text(i)
		op, known := ops[text]
		if !known {
			op = len(last)
			ops[text] = op
			last = append(last, prev)
		}
		code := uint64(op) << 2
		if st.Thread != last[op] {
			code |= 1
		}
		if st.Alt != 0 {
			code |= 2
		}
		b = binary.AppendUvarint(b, code)
		if !known {
			b = appendWords(b, words, text)
		}
		if code&1 != 0 {
			b = binary.AppendUvarint(b, uint64(st.Thread))
		}
		if code&2 != 0 {
			b = binary.AppendUvarint(b, uint64(st.Alt))
		}
		last[op], prev = st.Thread, st.Thread
	}
	return b
}

func appendWords(b []byte, words map[string]int, text string) []byte {
	for more := true; more; {
		var w string
		w, text, more = strings.Cut(text, " ")
		i, known := words[w]
		if !known {
			i = len(words)
			words[w] = i
		}
		code := uint64(i) << 1
		if !more {
			code |= 1
		}
		b = binary.AppendUvarint(b, code)
		if !known {
			b = appendString(b, w)
		}
	}
	return b
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// A decoder takes values off the front of a payload. After the first mistake
// err is set and every further value is zero.
type decoder struct {
	b    []byte
	err  error
	text int // bytes of op text so far, at most maxOpText
}

var (
	errShort     = errors.New("it ends too early")
	errCanonical = errors.New("a value is not in its shortest form")
	errRange     = errors.New("a value is out of range")
	errText      = fmt.Errorf("its ops have more than %d MiB of text", maxOpText>>20)
)

// maxOpText bounds the text of all ops of a schedule that is read, in bytes:
// few words can spell long ops, and many.
const maxOpText = 64 << 20

func (d *decoder) fail(err error) {
	if d.err == nil {
		d.err = err
	}
	d.b = nil
}

// bytes takes n bytes, without copying them.
func (d *decoder) bytes(n int) []byte {
	if n > len(d.b) {
		d.fail(errShort)
		return nil
	}
	b := d.b[:n]
	d.b = d.b[n:]
	return b
}

// count takes a uvarint that fits an int.
func (d *decoder) count() int {
	v, n := binary.Uvarint(d.b)
	switch {
	case n == 0:
		d.fail(errShort)
	case n < 0 || v > math.MaxInt:
		d.fail(errRange)
	case n > 1 && d.b[n-1] == 0:
		d.fail(errCanonical)
	default:
		d.b = d.b[n:]
		return int(v)
	}
	return 0
}

func (d *decoder) string() string { return string(d.bytes(d.count())) }

// schedule takes everything that is left.
func (d *decoder) schedule() Schedule {
	var s Schedule
	words := scheduleWords[:len(scheduleWords):len(scheduleWords)]
	spelled := map[string]bool{} // words
	texts := map[string]bool{}   // ops
	for _, w := range words {
		spelled[w] = true
	}
	var last []int
	prev := 0
	for len(d.b) > 0 {
		code := d.count()
		st := ScheduleStep{Op: code >> 2}
		if st.Op > len(s.Ops) {
			d.fail(errRange)
		}
		if d.err == nil && st.Op == len(s.Ops) {
			text := d.words(&words, spelled)
			if texts[text] {
				d.fail(errCanonical)
			}
			texts[text] = true
			s.Ops = append(s.Ops, text)
			last = append(last, prev)
		}
		if d.err != nil {
			break
		}
		st.Thread = last[st.Op]
		if code&1 != 0 {
			if st.Thread = d.count(); st.Thread == last[st.Op] {
				d.fail(errCanonical)
			}
		}
		if code&2 != 0 {
			if st.Alt = d.count(); st.Alt == 0 {
				d.fail(errCanonical)
			}
		}
		last[st.Op], prev = st.Thread, st.Thread
		s.Steps = append(s.Steps, st)
	}
	return s
}

// words takes the text of one op, entering the words it spells.
func (d *decoder) words(words *[]string, spelled map[string]bool) string {
	var text []string
	for d.err == nil {
		code := d.count()
		i := code >> 1
		switch {
		case i > len(*words):
			d.fail(errRange)
		case d.err == nil && i == len(*words):
			w := d.string()
			if spelled[w] || strings.Contains(w, " ") {
				d.fail(errCanonical)
			}
			spelled[w] = true
			*words = append(*words, w)
		}
		if d.err != nil {
			break
		}
		text = append(text, (*words)[i])
		if d.text += len((*words)[i]) + 1; d.text > maxOpText {
			d.fail(errText)
		}
		if code&1 != 0 {
			break
		}
	}
	return strings.Join(text, " ")
}
