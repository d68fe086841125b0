package sim_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// rover is a wanderer that now and then leaves the state behind where it goes on.
type rover struct{ wanderer }

func (r *rover) Keep(v *sched.View) int {
	n := r.wanderer.Keep(v)
	if r.rng.IntN(4) == 0 {
		for range r.rng.IntN(v.Step() + 1) {
			v.State.Back()
		}
	}
	return n
}

// recorded makes the choices of another execution.
type recorded struct {
	sched.Random
	choices []model.Choice
}

func (r *recorded) Next(v *sched.View) model.Choice { return r.choices[v.Step()] }

func choices(x *sim.Execution) (cs []model.Choice) {
	for i := range x.State().Events() {
		e := &x.State().Events()[i]
		cs = append(cs, model.Choice{Thread: e.Thread, Alt: e.Alt})
	}
	return cs
}

// TestKeptStepsAreExecuted goes on from executions of generated programs: each is what
// it is when it is made from the start, with the same results, failures and outcome.
func TestKeptStepsAreExecuted(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		p := racingPrograms.Draw(rt, "program")
		engines := sim.NewEngines(2)
		defer engines[0].Close()
		defer engines[1].Close()
		r := &rover{wanderer{rng: sched.NewPRNG(1)}}
		for range 15 {
			got := engines[0].Run(p.program, r, 0, sim.Limits{})
			compareRaces(rt, got)
			text := trace(got)
			want := engines[1].Run(p.program, &recorded{choices: choices(got)}, 0, sim.Limits{})
			if s := trace(want); s != text {
				rt.Fatalf("gone on:\n%s\nfrom the start:\n%s", text, s)
			}
			for i, f := range want.Failures {
				if g := got.Failures[i]; g.At != f.At || g.First != f.First || g.Second != f.Second {
					rt.Fatalf("failure %d: %v, from the start %v", i, g, f)
				}
			}
		}
	})
}

// observer looks into the threads before each step that it chooses.
type observer struct {
	sched.Strategy
	e     *sim.Engine
	minds []string // by step
}

func (o *observer) Begin(seed uint64) {
	o.Strategy.Begin(seed)
	o.minds = o.minds[:0]
}

func (o *observer) Next(v *sched.View) model.Choice {
	for len(o.minds) < v.Step() {
		o.minds = append(o.minds, "")
	}
	o.minds = append(o.minds, o.e.Minds())
	return o.Strategy.Next(v)
}

// roving is an observer of a rover.
type roving struct{ observer }

func (r *roving) Keep(v *sched.View) int { return r.Strategy.(*rover).Keep(v) }

// TestKeptStepsAreRemembered goes on from executions of generated programs: the threads
// remember what they do when the execution is made from the start.
func TestKeptStepsAreRemembered(t *testing.T) {
	gone, executions := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		p := racingPrograms.Draw(rt, "program")
		engines := sim.NewEngines(2)
		defer engines[0].Close()
		defer engines[1].Close()
		r := &roving{observer{Strategy: &rover{wanderer{rng: sched.NewPRNG(1)}}, e: engines[0]}}
		for range 15 {
			executions++
			got := engines[0].Run(p.program, r, 0, sim.Limits{Awaits: true})
			again := &observer{Strategy: &recorded{choices: choices(got)}, e: engines[1]}
			want := engines[1].Run(p.program, again, 0, sim.Limits{Awaits: true})
			if len(r.minds) > 0 && r.minds[0] == "" {
				gone++
			}
			for i, minds := range r.minds {
				if minds != "" && minds != again.minds[i] {
					rt.Fatalf("before step %d:\n%swant:\n%s%s", i+1, minds, again.minds[i], trace(want))
				}
			}
		}
	})
	if gone < executions/15 {
		t.Errorf("only %d of %d executions went on from another one", gone, executions)
	}
}

// sleeper keeps the first so many steps.
type sleeper struct {
	sched.RunOn
	keep int
}

func (s *sleeper) Keep(v *sched.View) int { return min(s.keep, v.Step()) }

// TestKeptStepsAreLookedAt has programs that do something else the second time, where
// they have been before: the execution is made from the start.
func TestKeptStepsAreLookedAt(t *testing.T) {
	for name, second := range map[string]func(t *sim.Thread, n *sim.Atomic[int]){
		"another operation":      func(t *sim.Thread, n *sim.Atomic[int]) { n.Swap(t, 1) },
		"another value":          func(t *sim.Thread, n *sim.Atomic[int]) { n.Store(t, 2) },
		"another object":         func(t *sim.Thread, n *sim.Atomic[int]) { sim.NewAtomic(t, "m", 0).Store(t, 1) },
		"the end":                func(*sim.Thread, *sim.Atomic[int]) {},
		"a failure":              func(t *sim.Thread, _ *sim.Atomic[int]) { t.Fail("now") },
		"another thread":         func(t *sim.Thread, n *sim.Atomic[int]) { t.Go("", func(t *sim.Thread) { n.Store(t, 1) }) },
		"the end of the program": func(*sim.Thread, *sim.Atomic[int]) { panic("ended") },
	} {
		t.Run(name, func(t *testing.T) {
			for keep := 1; keep <= 6; keep++ {
				runs := 0
				program := func(t *sim.Thread) {
					runs++
					n := sim.NewAtomic(t, "n", 0)
					a := t.Go("a", func(t *sim.Thread) {
						n.Load(t)
						if runs < 3 {
							n.Store(t, 1)
						} else {
							second(t, n)
						}
						n.Load(t)
					})
					n.Load(t)
					t.Join(a)
				}
				compareSecond(t, program, keep)
			}
		})
	}
}

// compareSecond goes on after so many steps of the first execution of program, and
// compares what comes of it with an execution from the start.
func compareSecond(t *testing.T, program sim.Program, keep int) {
	t.Helper()
	e := sim.NewEngines(1)[0]
	defer e.Close()
	s := &sleeper{keep: keep}
	for range 2 {
		e.Run(program, s, 0, sim.Limits{})
	}
	got := trace(e.Run(program, s, 0, sim.Limits{}))
	if want := trace(runOn(t, program)); got != want {
		t.Errorf("%d steps stay:\n%s\nwant:\n%s", keep, got, want)
	}
}

// TestMadeAgain has programs that make something else from the third execution on, while
// steps stay and some of it is taken for what was made before.
func TestMadeAgain(t *testing.T) {
	lock := func(t *sim.Thread, name string, opts ...sim.Option) {
		mu := sim.NewMutex(t, name, opts...)
		mu.Lock(t)
		mu.Unlock(t)
	}
	store := func(t *sim.Thread, n *sim.Var[int]) { n.Store(t, n.Load(t)+1) }
	for name, make := range map[string]func(t *sim.Thread, run int){
		"the same": func(t *sim.Thread, run int) { lock(t, "mu"); store(t, sim.NewVar(t, "x", 0)) },
		"a fair mutex": func(t *sim.Thread, run int) {
			if run < 3 {
				lock(t, "mu")
			} else {
				lock(t, "mu", sim.FIFO)
			}
		},
		"a mutex that is not fair": func(t *sim.Thread, run int) {
			if run < 3 {
				lock(t, "mu", sim.FIFO)
			} else {
				lock(t, "mu")
			}
		},
		"another name": func(t *sim.Thread, run int) {
			if run < 3 {
				lock(t, "mu")
			} else {
				lock(t, "lock")
			}
		},
		"another type": func(t *sim.Thread, run int) {
			if run < 3 {
				store(t, sim.NewVar(t, "x", 0))
			} else {
				x := sim.NewVar(t, "x", "a")
				x.Store(t, x.Load(t)+"b")
			}
		},
		"another value": func(t *sim.Thread, run int) { store(t, sim.NewVar(t, "x", run/3%2)) },
		"other words for values": func(t *sim.Thread, run int) {
			x := sim.NewAtomic(t, "x", []string{"a", "b"}[run/3%2])
			x.Store(t, x.Load(t)+"z")
			x.Store(t, "a")
		},
		"one more": func(t *sim.Thread, run int) {
			if run >= 3 {
				sim.NewMutex(t, "mu")
			}
			lock(t, "mu")
			store(t, sim.NewVar(t, "x", 0))
		},
		"one less": func(t *sim.Thread, run int) {
			if run < 3 {
				sim.NewMutex(t, "mu")
			}
			lock(t, "mu")
			store(t, sim.NewVar(t, "x", 0))
		},
		"other permits": func(t *sim.Thread, run int) {
			s := sim.NewSemaphore(t, "s", 1+run/3%2)
			s.Acquire(t)
			sim.NewVar(t, "x", false).Store(t, s.TryAcquire(t))
		},
		"another capacity": func(t *sim.Thread, run int) {
			c := sim.NewChan[int](t, "c", 1+run/3%2)
			c.Send(t, 1)
			sim.NewVar(t, "x", false).Store(t, c.TrySend(t, 2))
		},
		"other parties": func(t *sim.Thread, run int) {
			b := sim.NewBarrier(t, "b", 1+run/3%2)
			t.Go("b", func(t *sim.Thread) { b.Wait(t) })
			b.Wait(t)
		},
		"another preference": func(t *sim.Thread, run int) {
			o := []sim.Option{sim.ReaderPreference, sim.WriterPreference}[run/3%2]
			rw := sim.NewRWMutex(t, "rw", o)
			w := t.Go("w", rw.Lock)
			rw.RLock(t)
			rw.RLock(t)
			rw.RUnlock(t)
			t.Join(w)
		},
		"another condition": func(t *sim.Thread, run int) {
			var opts []sim.Option
			if run >= 3 {
				opts = append(opts, sim.SignalNeedsLock)
			}
			mu := sim.NewMutex(t, "mu")
			c := sim.NewCond(t, "c", mu, opts...)
			mu.Lock(t)
			mu.Unlock(t)
			c.Signal(t)
		},
		"another child": func(t *sim.Thread, run int) {
			x := sim.NewVar(t, "x", 0)
			name := "a"
			if run >= 3 {
				name = "b"
			}
			t.Join(t.Go(name, func(t *sim.Thread) { store(t, x) }))
		},
		"another child first": func(t *sim.Thread, run int) {
			x := sim.NewVar(t, "x", 0)
			if run >= 3 {
				t.Go("a", func(t *sim.Thread) { store(t, x) })
			}
			t.Join(t.Go("a", func(t *sim.Thread) { store(t, x) }))
			store(t, x)
		},
	} {
		t.Run(name, func(t *testing.T) {
			for keep := 1; keep <= 6; keep++ {
				run := 0
				compareSecond(t, func(t *sim.Thread) {
					run++
					y := sim.NewVar(t, "y", 0)
					store(t, y)
					a := t.Go("a", func(t *sim.Thread) {})
					make(t, run)
					t.Join(a)
					store(t, y)
				}, keep)
			}
		})
	}
}
