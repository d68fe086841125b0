package explore_test

import (
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// unsteady is a program that is not a function of its choices.
type unsteady struct {
	name string
	// program makes one with a state of its own.
	program func() sim.Program
	// says is a part of the message: the first operation that differs.
	says string
}

// twice makes a program that does one thing in every other execution.
func twice(odd, even sim.Program) func() sim.Program {
	return func() sim.Program {
		n := 0
		return func(t *sim.Thread) {
			if n++; n%2 == 1 {
				odd(t)
			} else {
				even(t)
			}
		}
	}
}

var unsteadies = []unsteady{
	{
		name: "another operation",
		program: twice(
			func(t *sim.Thread) { n := sim.NewAtomic(t, "n", 0); t.Yield(); n.Load(t) },
			func(t *sim.Thread) { n := sim.NewAtomic(t, "n", 0); t.Yield(); n.Store(t, 1) }),
		says: "step 2 was `main atomic-load n`, and with the same choices made again it is `main atomic-store n 1`",
	},
	{
		name: "another value",
		program: func() sim.Program {
			kept := 0
			return func(t *sim.Thread) {
				n := sim.NewVar(t, "n", 0)
				kept++
				n.Store(t, kept)
			}
		},
		says: "step 1 was `main store n 1`, and with the same choices made again it is `main store n 2`",
	},
	{
		name: "another object",
		program: twice(
			func(t *sim.Thread) { a, _ := sim.NewMutex(t, "a"), sim.NewMutex(t, "b"); a.Lock(t) },
			func(t *sim.Thread) { _, b := sim.NewMutex(t, "a"), sim.NewMutex(t, "b"); b.Lock(t) }),
		says: "step 1 was `main lock a`, and with the same choices made again it is `main lock b`",
	},
	{
		name:    "one operation less",
		program: twice(func(t *sim.Thread) { t.Yield(); t.Choose(1) }, func(t *sim.Thread) { t.Yield() }),
		says:    "step 2 was `main choose 1`, and with the same choices made again the program has ended there",
	},
	{
		name:    "one operation more",
		program: twice(func(t *sim.Thread) { t.Yield() }, func(t *sim.Thread) { t.Yield(); t.Choose(2) }),
		says:    "it ended before step 2, and with the same choices made again it goes on with `main choose 2`",
	},
	{
		name: "an observation that varies",
		program: func() sim.Program {
			kept := 0
			return func(t *sim.Thread) { kept++; t.Yield(); t.Observe("kept", kept) }
		},
		says: `an execution came to "kept=1", and with the same choices made again to "kept=2"`,
	},
	{
		name: "a failure that varies",
		program: func() sim.Program {
			kept := 0
			return func(t *sim.Thread) { kept++; t.Yield(); t.Fail("for the %d. time", kept) }
		},
		says: `an execution came to "assertion: for the 1. time", and with the same choices made again to "assertion: for the 2. time"`,
	},
	{
		name: "real time",
		program: func() sim.Program {
			return func(t *sim.Thread) { n := sim.NewVar(t, "n", int64(0)); n.Store(t, time.Now().UnixNano()) }
		},
		says: "step 1 was `main store n ",
	},
	{
		name: "the order of a map",
		program: func() sim.Program {
			m := map[int]bool{}
			for i := range 100 {
				m[i] = true
			}
			return func(t *sim.Thread) {
				n := sim.NewVar(t, "n", 0)
				for range 10 { // two orders are equal once in a hundred times
					for i := range m {
						n.Store(t, i)
					}
				}
			}
		},
		says: "was `main store n ",
	},
	{
		name: "random numbers",
		program: func() sim.Program {
			return func(t *sim.Thread) { n := sim.NewVar(t, "n", 0); n.Store(t, rand.Int()) }
		},
		says: "step 1 was `main store n ",
	},
	{
		name: "a goroutine that uses the handle",
		program: func() sim.Program {
			return func(t *sim.Thread) {
				done := make(chan bool)
				go func() { defer close(done); t.Yield() }()
				<-done
				t.Yield()
			}
		},
		says: "thread main was used by a goroutine that is not its own",
	},
	{
		name: "a goroutine that decides a branch",
		program: func() sim.Program {
			var n atomic.Int64
			return func(t *sim.Thread) {
				done := make(chan bool)
				go func() { n.Add(1); close(done) }()
				<-done
				if t.Yield(); n.Load()%2 == 0 {
					t.Yield()
				}
			}
		},
		says: "it ended before step 2, and with the same choices made again it goes on with `main yield`",
	},
}

// TestNondeterminism checks that a program that is not a function of its
// choices is reported as such, with the first operation that differs, and that
// there is no verdict on anything else.
func TestNondeterminism(t *testing.T) {
	for _, u := range unsteadies {
		for _, strategy := range []string{"dfs", "dpor", "random", "surw", "greybox", "auto"} {
			t.Run(u.name+"/"+strategy, func(t *testing.T) {
				r := mustRun(t, u.program(), explore.Options{Strategy: strategy})
				if r.Verdict != sim.Fail || r.Complete || len(r.Failures) != 1 {
					t.Fatalf("verdict %v, complete %v, failures %v; want one", r.Verdict, r.Complete, r.Failures)
				}
				f := r.Failures[0]
				if f.Kind != sim.Nondeterminism || !strings.Contains(f.Message, u.says) || f.Explanation == "" {
					t.Errorf("%v: %s\nwant nondeterminism: ...%s...", f.Kind, f.Message, u.says)
				}
				if f.Seed != "" {
					t.Errorf("seed %s is given, and can replay nothing", f.Seed)
				}
				if text := r.Text(80); !strings.Contains(text, f.Message) || strings.Contains(text, "Stopped at the first") {
					t.Errorf("the text is\n%s", text)
				}
			})
		}
	}
}
