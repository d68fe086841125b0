package sched_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"random", "random"},
		{"round-robin", "round-robin"},
		{"pct", "pct:3"},
		{"pct:1", "pct:1"},
		{"pct:1000", "pct:1000"},
		{"pct:3:57", "pct:3:57"},
		{"ipct", "pct:1"},
		{"ipct:4", "pct:1"},
		{"pos", "pos"},
		{"urw", "urw"},
		{"surw", "surw"},
		{"random-delay", "random-delay:2"},
		{"random-delay:3", "random-delay:3"},
		{"random-delay:3:57", "random-delay:3:57"},
	} {
		s, err := sched.Parse(c.name)
		if err != nil || s.String() != c.want {
			t.Errorf("%q: %v %v", c.name, s, err)
			continue
		}
		again, err := sched.Parse(s.String())
		if err != nil || again.String() != s.String() {
			t.Errorf("%q prints as %q, which reads as %v %v", c.name, s, again, err)
		}
		if err := (sched.Seed{Strategy: s.String()}).Check(); err != nil {
			t.Errorf("%q: %v", s, err)
		}
	}
	for _, c := range []struct{ name, want string }{
		{"", `unknown strategy ""; known are `},
		{"Random", `unknown strategy "Random"`},
		{"random ", `unknown strategy "random "`},
		{"random:1", `unknown strategy "random:1"`},
		{"round-robin:2", `unknown strategy "round-robin:2"`},
		{"pct:1:2:3", `unknown strategy "pct:1:2:3"`},
		{"random:", `strategy "random:": parameter "" is not a positive number; known are `},
		{"pct:", `strategy "pct:": parameter "" is not a positive number`},
		{"pct::3", `strategy "pct::3": parameter "" is not a positive number`},
		{"pct:0", `strategy "pct:0": parameter "0" is not a positive number`},
		{"pct:-1", `strategy "pct:-1": parameter "-1" is not a positive number`},
		{"pct:x", `strategy "pct:x": parameter "x" is not a positive number`},
		{"pct:3:0", `strategy "pct:3:0": parameter "0" is not a positive number`},
		{"pos:1", `unknown strategy "pos:1"`},
		{"urw:9+2(4,4)", `parameter "9+2(4,4)" is not a positive number`},
		{"random-delay:1:2:3", `unknown strategy "random-delay:1:2:3"`},
		{"random-delay:1001", `strategy "random-delay:1001": depth 1001 is more than 1000`},
		{"pct:1001", `strategy "pct:1001": depth 1001 is more than 1000`},
		{"pct:99999999999999999999", `strategy "pct:99999999999999999999": parameter "99999999999999999999" is too large`},
		{"pct:-99999999999999999999", `is not a positive number`},
	} {
		s, err := sched.Parse(c.name)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v %v, want %s", c.name, s, err, c.want)
		}
	}
}

// looking notes what a view shows before each step.
type looking struct {
	sched.RunOn
	seen []string
}

func (l *looking) Next(v *sched.View) model.Choice {
	name := func(t model.ThreadID) string {
		if t == model.NoThread {
			return "-"
		}
		return v.Names.ThreadName(t)
	}
	var enabled []string
	for i := range v.Len() {
		enabled = append(enabled, sched.Text(v, v.At(i)))
		if !v.Enabled(v.At(i)) {
			enabled = append(enabled, "disabled!")
		}
	}
	c := l.RunOn.Next(v)
	preempts := ""
	for i := range v.Len() {
		if v.Preempts(v.At(i)) {
			preempts += " !" + name(v.At(i))
		}
	}
	l.seen = append(l.seen, strings.Join(enabled, ", ")+": made by "+name(v.Current)+", runs on "+name(v.RunsOn())+preempts)
	return c
}

func TestView(t *testing.T) {
	l := &looking{}
	run(t, func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		mu.Lock(t)
		t.Go("a", func(t *sim.Thread) { mu.Lock(t) })
		t.Yield()
		mu.Unlock(t)
		t.Choose(2)
	}, l, 0)
	want := []string{
		"main lock mu: made by -, runs on main",
		"main go a: made by main, runs on main",
		"main yield: made by main, runs on main",
		"main unlock mu: made by main, runs on main",
		"a lock mu, main choose: made by main, runs on main !a",
		"a lock mu: made by main, runs on a",
	}
	if diff := cmp.Diff(want, l.seen); diff != "" {
		t.Error(diff)
	}
}
