package sched_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// work makes n steps on an object of its own.
func work(t *sim.Thread, n int) {
	own := sim.NewAtomic(t, "own", 0)
	for range n {
		own.Load(t)
	}
}

// forests are programs in which nobody waits but for the end of others, with
// the number of their interleavings. What comes before what is a tree, apart
// from joins, and a tree of n steps has n! linear extensions divided by the
// sizes of all its subtrees (Knuth, The Art of Computer Programming 3, 5.1.4).
var forests = []struct {
	name    string
	program sim.Program
	tuning  string
	want    int
}{
	{
		"two threads",
		func(t *sim.Thread) {
			a := t.Go("a", func(t *sim.Thread) { work(t, 2) })
			b := t.Go("b", func(t *sim.Thread) { work(t, 2) })
			work(t, 1)
			t.Join(a, b)
			work(t, 3)
		},
		"7+4(2,2)",
		45, // 7! / (7 x 4 x 2 x 2)
	},
	{
		"a short one and a long one",
		func(t *sim.Thread) {
			a := t.Go("a", func(t *sim.Thread) { work(t, 1) })
			b := t.Go("b", func(t *sim.Thread) { work(t, 7) })
			t.Join(a, b)
		},
		"10+1(1,7)",
		9, // b's first step to its last, or before b is born
	},
	{
		"a child of a child",
		func(t *sim.Thread) {
			t.Go("a", func(t *sim.Thread) {
				work(t, 1)
				t.Go("c", func(t *sim.Thread) { work(t, 2) })
				work(t, 1)
			})
			t.Go("b", func(t *sim.Thread) { work(t, 2) })
		},
		"9(5(2),2)",
		168, // 9! / (9 x 5 x 4 x 2 x 3 x 2)
	},
	{
		"two phases",
		func(t *sim.Thread) {
			for range 2 {
				a := t.Go("a", func(t *sim.Thread) { work(t, 2) })
				b := t.Go("b", func(t *sim.Thread) { work(t, 1) })
				t.Join(a, b)
			}
		},
		"5+6+1(2,1,2,1)",
		36, // of each phase 5! / (5 x 2 x 2), whatever the other one is
	},
}

// With exact weights every interleaving is equally likely.
func TestURWIsUniform(t *testing.T) {
	for _, f := range forests {
		e, u := engine(t), &sched.URW{}
		e.Run(f.program, u, 0, sim.Limits{})
		u.Study(e.View())
		counts := map[string]int{}
		n := 300 * f.want
		if testing.Short() {
			n = 60 * f.want
		}
		for i := range n {
			counts[threadsOf(e.Run(f.program, u, sched.Mix(5, uint64(i)), sim.Limits{}))]++
		}
		if u.Tuning() != f.tuning {
			t.Errorf("%s: weights %s, want %s", f.name, u.Tuning(), f.tuning)
		}
		uniform(t, f.name, counts, f.want)
		if len(counts) != f.want {
			t.Errorf("%s: %d interleavings came up, want %d", f.name, len(counts), f.want)
		}
	}
}

// The random walk is not: it ends the short thread early.
func TestRandomIsNotUniform(t *testing.T) {
	e, early := engine(t), 0
	const n = 2000
	for i := range n {
		ts := threadsOf(e.Run(forests[1].program, &sched.Random{}, sched.Mix(5, uint64(i)), sim.Limits{}))
		if strings.Index(ts, "a") < strings.Index(ts, "b b b") {
			early++
		}
	}
	if early < n*3/4 { // 6 of 9 when it is uniform
		t.Errorf("the short thread came early in %d of %d", early, n)
	}
}

// Weights are means of what was seen, rounded up, and go on being learned.
func TestURWLearns(t *testing.T) {
	e, u := engine(t), &sched.URW{}
	long := true
	p := func(t *sim.Thread) {
		t.Go("a", func(t *sim.Thread) {
			work(t, 1)
			if long {
				work(t, 4)
			}
		})
	}
	var got []string
	for range 3 {
		e.Run(p, u, 0, sim.Limits{})
		got = append(got, u.Tuning())
		u.Study(e.View())
		long = false
	}
	if diff := cmp.Diff([]string{"", "6(5)", "4(3)"}, got); diff != "" {
		t.Error(diff)
	}
}
