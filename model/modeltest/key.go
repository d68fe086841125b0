package modeltest

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Key describes the state: threads, what each of them may do now, and objects.
// Equal states have equal keys, whichever way they were reached.
func (m *Machine) Key() string {
	s := m.State
	var alts []model.Alt
	b := make([]byte, 0, 256)
	for k, t := range m.tids {
		b = append(b, "urpe"[s.Status(t)])
		if s.Status(t) == model.Unborn {
			continue
		}
		l := &m.locals[k]
		b = binary.AppendVarint(b, s.Elapsed(t))
		b = strconv.AppendInt(b, int64(l.pc), 10)
		b = binary.AppendVarint(append(b, ' '), l.last.Val)
		b = append(b, byte(l.last.Case), byte(l.last.Misuse), flag(l.last.OK), flag(l.last.TimedOut), flag(l.second), flag(l.late), byte(l.index))
		b = l.looks.appendKey(b)
		alts = s.Alts(t, alts[:0])
		slices.SortFunc(alts, s.CompareAlts)
		b = append(b, byte(len(alts)))
		for _, a := range alts {
			b = binary.AppendVarint(b, int64(a.Peer))
			b = append(b, byte(a.Case), byte(a.PeerCase))
		}
	}
	return string(s.AppendHash(b))
}

func flag(b bool) byte {
	if b {
		return '+'
	}
	return '-'
}

// Stuck reports whether a thread has not ended. When nobody is enabled, that
// is a deadlock or a leak.
func (m *Machine) Stuck() bool {
	for _, t := range m.State.Threads() {
		if m.State.Status(t) != model.Ended {
			return true
		}
	}
	return false
}

// Outcome tells what every thread got, in its own order, and how it ended.
func (m *Machine) Outcome() string {
	s := m.State
	got := make([]strings.Builder, len(m.tids))
	for i := range s.Events() {
		e := &s.Events()[i]
		writeResult(&got[m.index[e.Thread]], e.Res)
		if e.Joint {
			writeResult(&got[m.index[e.Alt.Peer]], e.PeerRes)
		}
	}
	var b strings.Builder
	for k, t := range m.tids {
		if s.Status(t) == model.Unborn {
			continue
		}
		b.WriteString(ThreadName(k) + ":" + got[k].String())
		if s.Status(t) != model.Ended {
			b.WriteString(" blocked in " + s.Pending(t).Kind.String())
		}
		b.WriteString("; ")
	}
	return b.String()
}

func writeResult(b *strings.Builder, r model.Result) {
	b.WriteByte(' ')
	b.WriteString(strconv.FormatInt(r.Val, 10))
	if r.OK {
		b.WriteString("ok")
	}
	if r.Case != 0 {
		b.WriteString("@" + strconv.Itoa(int(r.Case)))
	}
	if r.TimedOut {
		b.WriteString(" timed out")
	}
	if r.Misuse != model.NoMisuse {
		b.WriteString(" " + r.Misuse.String())
	}
}
