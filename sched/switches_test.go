package sched

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
)

// TestSwitches checks where a list of switches leads on three threads of four
// steps each.
func TestSwitches(t *testing.T) {
	for _, c := range []struct {
		name string
		list []Switch
		want string
	}{
		{"none", nil, "aaaabbbbcccc"},
		{"at once", []Switch{{0, 0}}, "bbbbaaaacccc"},
		{"at once to the other", []Switch{{0, 1}}, "ccccaaaabbbb"},
		{"there and back", []Switch{{2, 0}, {1, 0}}, "aabaabbbcccc"},
		{"modulo", []Switch{{1, 5}, {1, -1}}, "acbbbbaaaccc"},
		{"waits until there is somebody", []Switch{{3, 0}, {1, 0}, {100, 0}}, "aaababbbcccc"},
		{"too many", []Switch{{11, 0}, {0, 0}}, "aaaabbbbcccc"},
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
	v := &View{State: st, Current: model.NoThread}
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
