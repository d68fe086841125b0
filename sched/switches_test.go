package sched

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
)

// TestSwitches checks where a list of switches leads on three threads of four
// steps each; a has made two more before, to start the others.
func TestSwitches(t *testing.T) {
	for _, c := range []struct {
		name string
		list []Switch
		want string
	}{
		{"none", nil, "aaaabbbbcccc"},
		{"after a's second", []Switch{{0, 4, 0}}, "aabbbbaacccc"},
		{"to the other", []Switch{{0, 4, 1}}, "aaccccaabbbb"},
		{"modulo", []Switch{{0, 4, 5}}, "aaccccaabbbb"},
		{"there and back", []Switch{{0, 4, 0}, {1, 1, 0}}, "aabaabbbcccc"},
		{"in any order", []Switch{{1, 1, 0}, {0, 4, 0}}, "aabaabbbcccc"},
		{"of the same the first", []Switch{{0, 3, 1}, {0, 3, 0}}, "accccaaabbbb"},
		{"at the end of one", []Switch{{0, 6, 0}}, "aaaaccccbbbb"},
		{"nobody else", []Switch{{2, 2, 0}, {7, 1, 0}, {0, -1, 0}}, "aaaabbbbcccc"},
	} {
		s := &Switches{List: c.list}
		for range 2 { // the second time from the start again
			if d := cmp.Diff(c.want, switched(s)); d != "" {
				t.Errorf("%s: - want, + got:\n%s", c.name, d)
			}
		}
	}
}

// switched runs three threads, a, b and c, of four steps each.
func switched(s *Switches) string {
	st := model.NewState()
	v := &View{State: st, Current: model.Main}
	left := map[model.ThreadID]int{}
	name := map[model.ThreadID]byte{model.Main: 'a'}
	left[model.Main] = 4
	for i := range 2 {
		t := st.NewThread(model.Main, "")
		name[t], left[t] = byte('b'+i), 4
		st.Announce(model.Main, model.Op{Kind: model.Spawn, Arg: model.Word(t)})
		st.Step(model.Choice{Thread: model.Main})
		st.Announce(t, model.Op{Kind: model.Choose, Arg: 1})
	}
	st.Announce(model.Main, model.Op{Kind: model.Choose, Arg: 1})
	var out []byte
	s.Begin(0)
	s.done = []int{2}
	for st.Settle() {
		c := s.Next(v)
		st.Step(c)
		v.Current = c.Thread
		out = append(out, name[c.Thread])
		if left[c.Thread]--; left[c.Thread] == 0 {
			st.Finish(c.Thread)
		} else {
			st.Announce(c.Thread, model.Op{Kind: model.Choose, Arg: 1})
		}
	}
	return string(out)
}
