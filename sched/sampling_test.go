package sched_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// learned lets s take part in what the engine has just run.
func learned(s sched.Strategy, e *sim.Engine, steps int) {
	if l, ok := s.(sched.Learner); ok {
		l.Learn(steps)
	}
	if t, ok := s.(sched.Tuned); ok {
		t.Study(e.View())
	}
}

// The name of a strategy, its tuning and a number determine an execution, for
// another engine and a strategy that has seen nothing.
func TestSeedsDetermineExecutions(t *testing.T) {
	for name, p := range programs {
		for _, strategy := range strategies {
			e, s := engine(t), parse(t, strategy)
			different := map[string]bool{}
			for i := range 40 {
				printed := s.String()
				x := e.Run(p, s, sched.Mix(2, uint64(i)), sim.Limits{Steps: 10_000})
				want := trace(x)
				again := parse(t, printed)
				if tuned, ok := s.(sched.Tuned); ok && tuned.Tuning() != "" {
					if err := again.(sched.Tuned).Tune(tuned.Tuning()); err != nil {
						t.Fatal(err)
					}
					if got := again.(sched.Tuned).Tuning(); got != tuned.Tuning() {
						t.Fatalf("%s, %s: tuned by %q it prints %q", name, printed, tuned.Tuning(), got)
					}
				}
				learned(s, e, x.Steps())
				other := engine(t)
				if diff := cmp.Diff(want, trace(other.Run(p, again, sched.Mix(2, uint64(i)), sim.Limits{Steps: 10_000}))); diff != "" {
					t.Fatalf("%s, %s, execution %d: made again it differs:\n%s", name, printed, i, diff)
				}
				// What it studies later, and a used engine, change nothing.
				learned(again, other, x.Steps())
				different[want] = true
			}
			if len(different) == 1 && strategy != "round-robin" && name != "yields" {
				t.Errorf("%s: %s makes one execution only", name, strategy)
			}
		}
	}
}

// A Tuned strategy that has been tuned does not learn any more.
func TestTunedForGood(t *testing.T) {
	for _, strategy := range []string{"urw", "surw"} {
		e, s := engine(t), parse(t, strategy).(sched.Tuned)
		e.Run(programs["channels"], s, 1, sim.Limits{})
		s.Study(e.View())
		e.Run(programs["channels"], s, 1, sim.Limits{})
		want := s.Tuning()
		if err := s.Tune(want); err != nil {
			t.Fatal(err)
		}
		for i := range 3 {
			e.Run(programs["condition"], s, uint64(i), sim.Limits{})
			s.Study(e.View())
			if got := s.Tuning(); got != want {
				t.Errorf("%s: the tuning %q becomes %q", strategy, want, got)
			}
		}
	}
}

func TestTuneRefuses(t *testing.T) {
	deep := strings.Repeat("1(", 6000) + "1" + strings.Repeat(")", 6000)
	for _, c := range []struct {
		strategy, tuning, want string
	}{
		{"urw", "x", `weights do not go on with "x"`},
		{"urw", "1(2", `weights do not go on with ""`},
		{"urw", "1(2,)", `weights do not go on with ")"`},
		{"urw", "1()", `weights do not go on with ")"`},
		{"urw", "1+", `weights do not go on with ""`},
		{"urw", "1)", `weights do not go on with ")"`},
		{"urw", "-1", `weights do not go on with "-1"`},
		{"urw", "1 ", `weights do not go on with " "`},
		{"urw", "9999999999", `weights do not go on with "9999999999"`},
		{"urw", deep, "weights do not go on with"},
		{"surw", "", `"" is not an object with its weights`},
		{"surw", "0:1", `"0:1" is not an object with its weights`},
		{"surw", ":1:2", `":1" is not an object`},
		{"surw", "0.x:1:2", `"0.x:1" is not an object`},
		{"surw", "0.-1:1:2", `"0.-1:1" is not an object`},
		{"surw", "0:99999999999:2", `"0:99999999999" is not an object`},
		{"surw", "0:1:x", `weights do not go on with "x"`},
	} {
		err := parse(t, c.strategy).(sched.Tuned).Tune(c.tuning)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %.20q: error %v, want %s", c.strategy, c.tuning, err, c.want)
		}
	}
}

// A tuning that does not fit the program is of no use, and does no harm.
func TestTuningOfAnotherProgram(t *testing.T) {
	for _, c := range []struct{ strategy, tuning string }{
		{"urw", "0"}, {"urw", "1000000000(5,5(5,5(5)),5,5,5,5,5,5,5)"}, {"urw", ""},
		{"surw", "0.7.7:3:9(1,2)"}, {"surw", "0:0:0"}, {"surw", "0:1:1000(1)"}, {"surw", "0.0:0:"},
	} {
		for name, p := range programs {
			e, s := engine(t), parse(t, c.strategy).(sched.Tuned)
			if err := s.Tune(c.tuning); err != nil {
				t.Fatal(err)
			}
			for i := range 20 {
				if x := e.Run(p, s, uint64(i), sim.Limits{Steps: 10_000}); x.End != sim.Quiet {
					t.Errorf("%s, %s %s: %v", name, c.strategy, c.tuning, x.End)
				}
			}
		}
	}
}

// What is possible at all comes up, whatever the strategy.
func TestSamplingReachesAllOutcomes(t *testing.T) {
	orders := func(t *sim.Thread) {
		place := sim.NewAtomic(t, "place", 0)
		for range 4 {
			t.Go("", func(t *sim.Thread) { t.Observe("place", sim.Add(t, place, 1)) })
		}
	}
	for _, strategy := range strategies {
		if strategy == "round-robin" || strategy == "pct:1" || strategy == "random-delay:2:20" {
			continue // they cannot
		}
		e, s, seen := engine(t), parse(t, strategy), map[string]int{}
		for i := range 1500 {
			x := e.Run(orders, s, sched.Mix(4, uint64(i)), sim.Limits{})
			seen[string(x.Outcome)]++
			learned(s, e, x.Steps())
		}
		if len(seen) != 24 {
			t.Errorf("%s: %d outcomes, want 24", strategy, len(seen))
		}
	}
}

// Loops that yield end under every strategy, whoever they wait for.
func TestSamplingEndsLoopsThatYield(t *testing.T) {
	spin := func(t *sim.Thread) {
		done := sim.NewAtomic(t, "done", 0)
		for i := range 5 {
			t.Go("", func(t *sim.Thread) {
				for done.Load(t) < i {
					t.Yield()
				}
				sim.Add(t, done, 1)
			})
		}
	}
	for _, strategy := range strategies {
		e, s := engine(t), parse(t, strategy)
		for i := range 300 {
			x := e.Run(spin, s, uint64(i), sim.Limits{Steps: 1000})
			if x.End != sim.Quiet {
				t.Fatalf("%s: number %d does not end", strategy, i)
			}
			learned(s, e, x.Steps())
		}
	}
}

// Loops that wait by looking end under every strategy, too, however they look:
// whoever looks again and again in vain lets the others go.
func TestSamplingEndsLoopsThatLook(t *testing.T) {
	for name, wait := range map[string]func(t *sim.Thread, o *lookedAt, i int){
		"load": func(t *sim.Thread, o *lookedAt, i int) {
			for o.done.Load(t) < i {
			}
		},
		"test and set": func(t *sim.Thread, o *lookedAt, i int) {
			for o.taken.Swap(t, true) {
			}
			o.taken.Store(t, false)
		},
		"compare and swap": func(t *sim.Thread, o *lookedAt, i int) {
			for !o.done.CompareAndSwap(t, i, i) {
			}
		},
		"try": func(t *sim.Thread, o *lookedAt, i int) {
			for !o.mu.TryLock(t) {
			}
			o.mu.Unlock(t)
		},
		"default": func(t *sim.Thread, o *lookedAt, i int) {
			for sim.Select(t, o.closed.RecvCase(nil, nil), sim.Default()) == 1 {
			}
		},
		"two looks": func(t *sim.Thread, o *lookedAt, i int) {
			o.mu.Lock(t)
			o.mu.Unlock(t)
			for o.closed.Len(t) == 0 && o.done.Load(t) < i {
			}
		},
		"counted": func(t *sim.Thread, o *lookedAt, i int) { // which is no look
			looks := sim.NewAtomic(t, "looks", 0)
			for o.done.Load(t) < i {
				sim.Add(t, looks, 1)
			}
		},
		"try back": func(t *sim.Thread, o *lookedAt, i int) {
			own := sim.NewMutex(t, "own")
			for own.Lock(t); !o.mu.TryLock(t); own.Lock(t) {
				own.Unlock(t)
			}
			o.mu.Unlock(t)
			own.Unlock(t)
		},
	} {
		spin := func(t *sim.Thread) {
			o := &lookedAt{
				done: sim.NewAtomic(t, "done", 0), taken: sim.NewAtomic(t, "taken", true),
				mu: sim.NewMutex(t, "mu"), closed: sim.NewChan[int](t, "closed", 1),
			}
			o.mu.Lock(t)
			for i := range 5 {
				t.Go("", func(t *sim.Thread) {
					wait(t, o, i)
					sim.Add(t, o.done, 1)
				})
			}
			o.mu.Unlock(t)
			o.taken.Store(t, false)
			o.closed.Close(t)
		}
		for _, strategy := range strategies {
			e, s := engine(t), parse(t, strategy)
			for i := range 200 {
				x := e.Run(spin, s, sched.Mix(5, uint64(i)), sim.Limits{Steps: 6000})
				if x.End != sim.Quiet {
					t.Errorf("%s, %s: number %d does not end", name, strategy, i)
					break
				}
				learned(s, e, x.Steps())
			}
		}
	}
}

// lookedAt is what loops may look at.
type lookedAt struct {
	done   *sim.Atomic[int]
	taken  *sim.Atomic[bool]
	mu     *sim.Mutex
	closed *sim.Chan[int]
}

// The depths of the iterated search, and its length that is learned.
func TestIPCT(t *testing.T) {
	s := parse(t, "ipct:3").(sched.Learner)
	var got []string
	for range 12 {
		got = append(got, s.String())
		s.Learn(9)
	}
	want := []string{"pct:1", "pct:1:9", "pct:2:9", "pct:1:9", "pct:2:9", "pct:3:9",
		"pct:1:9", "pct:2:9", "pct:3:9", "pct:1:9", "pct:2:9", "pct:3:9"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Without delays each thread runs on in turn. With them as many switches are
// possible that nothing else explains.
func TestDelays(t *testing.T) {
	e := engine(t)
	for delays := 1; delays <= 3; delays++ {
		most, seen := 0, map[string]bool{}
		for i := range 500 {
			r := &sched.Record{Strategy: &sched.Delay{Delays: delays, Length: 44}}
			x := e.Run(workers(4, 10), r, sched.Mix(1, uint64(i)), sim.Limits{})
			seen[threadsOf(x)] = true
			most = max(most, len(r.Preempting))
		}
		if most != delays || len(seen) < 30*delays {
			t.Errorf("%d delays: %d preemptions at most, %d executions", delays, most, len(seen))
		}
	}
	s := parse(t, "random-delay").(sched.Learner)
	names := []string{s.String()}
	s.Learn(30)
	s.Learn(20)
	if names = append(names, s.String()); !slices.Equal(names, []string{"random-delay:2", "random-delay:2:30"}) {
		t.Error(names)
	}
}

// Programs with very many threads are not weighed, in whatever shape they come;
// a seed would have no room for it. Below that everything is.
func TestWeighedThreads(t *testing.T) {
	if testing.Short() {
		t.Skip("thousands of threads, which the race detector makes slow")
	}
	chain := func(n int) sim.Program {
		var link func(n int) sim.Program
		link = func(n int) sim.Program {
			return func(t *sim.Thread) {
				t.Yield()
				if n > 0 {
					t.Go("", link(n-1))
				}
			}
		}
		return link(n)
	}
	for _, c := range []struct {
		program sim.Program
		weighed bool
	}{
		{workers(4000, 1), true}, {workers(6000, 1), false}, {chain(4000), true}, {chain(6000), false},
	} {
		e, u := engine(t), &sched.URW{}
		e.Run(c.program, u, 1, sim.Limits{})
		u.Study(e.View())
		e.Run(c.program, u, 1, sim.Limits{})
		if weighed := u.Tuning() != ""; weighed != c.weighed {
			t.Errorf("%d threads: weighed %t", len(e.View().State.Threads()), weighed)
		}
		if err := (&sched.URW{}).Tune(u.Tuning()); err != nil {
			t.Error(err)
		}
	}
}
