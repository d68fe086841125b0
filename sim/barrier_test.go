package sim_test

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestBarrierOutcomes says what barriers can do, interleaving by interleaving.
func TestBarrierOutcomes(t *testing.T) {
	for _, c := range []struct {
		name    string
		program sim.Program
		want    []string
	}{
		{"nobody passes before all have come", func(t *sim.Thread) {
			b, n := sim.NewBarrier(t, "b", 3), sim.NewAtomic(t, "n", 0)
			crowd(t, 3, func(t *sim.Thread) {
				sim.Add(t, n, 1)
				b.Wait(t)
				t.Observe("n", n.Load(t))
			})
		}, []string{"a/n=3 b/n=3 c/n=3"}},
		{"it serves again and again", func(t *sim.Thread) {
			b, n := sim.NewBarrier(t, "b", 2), sim.NewAtomic(t, "n", 0)
			crowd(t, 2, func(t *sim.Thread) {
				for range 2 {
					sim.Add(t, n, 1)
					b.Wait(t)
				}
				t.Observe("n", n.Load(t))
			})
		}, []string{"a/n=4 b/n=4"}},
		{"one party waits for nobody", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 1)
			i, err := b.WaitIndex(t)
			t.Observe("index", i)
			t.Observe("err", err)
		}, []string{"index=0 err=<nil>"}},
		{"exactly one gets each index", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 3)
			crowd(t, 3, func(t *sim.Thread) {
				i, _ := b.WaitIndex(t)
				t.Observe("i", i)
			})
		}, []string{"a/i=0 b/i=1 c/i=2", "a/i=0 b/i=2 c/i=1", "a/i=1 b/i=0 c/i=2", "a/i=1 b/i=2 c/i=0", "a/i=2 b/i=0 c/i=1", "a/i=2 b/i=1 c/i=0"}},
		{"more threads than parties: one is left", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			crowd(t, 3, func(t *sim.Thread) { b.Wait(t) })
		}, []string{"[deadlock: main join a b c, a arrive b]", "[deadlock: main join a b c, b arrive b]", "[deadlock: main join a b c, c arrive b]"}},
		{"a party is missing", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 3)
			crowd(t, 2, func(t *sim.Thread) { b.Wait(t) })
		}, []string{"[deadlock: main join a b, a arrive b, b arrive b]"}},
		{"a time-out breaks it for all", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 3)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.WaitTimeout(t, ms)) })
			t.Observe("err", b.Wait(t))
			t.Observe("again", b.Wait(t))
			t.Observe("broken", b.Broken(t))
			t.Observe("now", t.Now())
			t.Join(a)
		}, []string{"err=barrier is broken again=barrier is broken broken=true now=1ms a/err=barrier is broken"}},
		{"all come in time", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.WaitTimeout(t, 2*ms)) })
			t.Sleep(ms)
			t.Observe("err", b.Wait(t))
			t.Join(a)
		}, []string{"err=<nil> a/err=<nil>"}},
		{"just in time, or not", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.WaitTimeout(t, ms)) })
			t.Sleep(ms)
			t.Observe("err", b.Wait(t))
			t.Join(a)
		}, []string{"err=<nil> a/err=<nil>", "err=barrier is broken a/err=barrier is broken"}},
		{"abort", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.Wait(t)) })
			b.Abort(t)
			t.Join(a)
			t.Observe("broken", b.Broken(t))
		}, []string{"broken=true a/err=barrier is broken"}},
		{"reset and use again", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			b.Abort(t)
			b.Reset(t)
			t.Observe("broken", b.Broken(t))
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.Wait(t)) })
			t.Observe("err", b.Wait(t))
			t.Join(a)
		}, []string{"broken=false err=<nil> a/err=<nil>"}},
		{"reset sends those away who wait", func(t *sim.Thread) {
			b := sim.NewBarrier(t, "b", 2)
			a := t.Go("a", func(t *sim.Thread) { t.Observe("err", b.WaitTimeout(t, ms)) })
			b.Reset(t)
			t.Observe("broken", b.Broken(t))
			t.Join(a)
		}, []string{"broken=false a/err=barrier is broken"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, allOutcomes(t, c.program)); d != "" {
				t.Errorf("outcomes, - want, + got:\n%s", d)
			}
		})
	}
}

// crowd starts n threads with one body and joins them.
func crowd(t *sim.Thread, n int, body sim.Program) {
	var all []*sim.Thread
	for i := range n {
		all = append(all, t.Go(string(rune('a'+i)), body))
	}
	t.Join(all...)
}

// TestBarrierOrders checks that what comes before a barrier happens before what
// comes after it: neighbours read each other's cells, and there is no data
// race; without the barrier there is. With it, all interleavings are one class.
func TestBarrierOrders(t *testing.T) {
	for n := 2; n <= 4; n++ {
		for _, phases := range []int{1, 2} {
			program := func(wait bool) sim.Program {
				return func(t *sim.Thread) {
					b := sim.NewBarrier(t, "b", n)
					cells := make([]*sim.Var[int], n)
					for i := range cells {
						cells[i] = sim.NewVar(t, "cell"+strconv.Itoa(i), 0)
					}
					var all []*sim.Thread
					for i := range n {
						all = append(all, t.Go("", func(t *sim.Thread) {
							for range phases {
								cells[i].Store(t, 1)
								if wait {
									b.Wait(t)
								}
								cells[(i+1)%n].Load(t)
								if wait {
									b.Wait(t)
								}
							}
						}))
					}
					t.Join(all...)
				}
			}
			r, err := explore.Run(context.Background(), program(true), explore.Options{Strategy: "dpor", All: true})
			if err != nil || r.Executions != 1 || r.Blocked != 0 || r.Verdict != sim.Pass {
				t.Errorf("%d threads, %d phases: error %v, %d executions, %d blocked, %v; want one that passes",
					n, phases, err, r.Executions, r.Blocked, r.Verdict)
			}
			r, err = explore.Run(context.Background(), program(false), explore.Options{Strategy: "dpor"})
			if err != nil || r.Verdict != sim.Fail || r.Failures[0].Kind != sim.Race {
				t.Errorf("%d threads, %d phases, no barrier: error %v, %v", n, phases, err, r.Verdict)
			}
		}
	}
}

// TestBarrierOfNobody checks the number of parties, and that ErrBroken is what
// errors.Is finds.
func TestBarrierOfNobody(t *testing.T) {
	got := failures(runOn(t, func(t *sim.Thread) { sim.NewBarrier(t, "b", 0) }))
	if len(got) != 1 || !strings.Contains(got[0], `NewBarrier "b": 0 parties; want at least one`) {
		t.Errorf("%q", got)
	}
	runOn(t, func(th *sim.Thread) {
		b := sim.NewBarrier(th, "b", 2)
		b.Abort(th)
		if err := b.Wait(th); !errors.Is(err, sim.ErrBroken) {
			t.Errorf("Wait returns %v", err)
		}
		if i, err := b.WaitIndex(th); i != -1 || !errors.Is(err, sim.ErrBroken) {
			t.Errorf("WaitIndex returns %d, %v", i, err)
		}
	})
}

// TestBreakOrders checks that who breaks a barrier happens before those who are
// sent away, and that they do not happen before one another.
func TestBreakOrders(t *testing.T) {
	for _, c := range []struct {
		name   string
		breaks func(*sim.Barrier, *sim.Thread)
	}{
		{"abort", (*sim.Barrier).Abort},
		{"reset", (*sim.Barrier).Reset},
		{"time-out", func(b *sim.Barrier, t *sim.Thread) { b.WaitTimeout(t, ms) }},
	} {
		for _, breakerStores := range []bool{true, false} {
			p := func(t *sim.Thread) {
				b, x := sim.NewBarrier(t, "b", 4), sim.NewVar(t, "x", 0)
				early := t.Go("early", func(t *sim.Thread) {
					if !breakerStores {
						x.Store(t, 1)
					}
					b.Wait(t)
				})
				late := t.Go("late", func(t *sim.Thread) {
					b.Wait(t)
					x.Load(t)
				})
				breaker := t.Go("breaker", func(t *sim.Thread) {
					t.Sleep(ms) // so that both wait
					if breakerStores {
						x.Store(t, 1)
					}
					c.breaks(b, t)
				})
				t.Join(early, late, breaker)
			}
			r, err := explore.Run(context.Background(), p, explore.Options{Strategy: "dfs", All: true})
			if want := map[bool]sim.Verdict{true: sim.Pass, false: sim.Fail}[breakerStores]; err != nil || r.Verdict != want {
				t.Errorf("%s, the breaker stores: %v: error %v, %v, want %v", c.name, breakerStores, err, r.Verdict, want)
			}
		}
	}
}
