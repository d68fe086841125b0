package kit_test

import (
	"errors"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// after is a task that sleeps and then ends with the given result.
func after(d time.Duration, v int, err error) func(*sim.Thread, *kit.Co) (int, error) {
	return func(t *sim.Thread, co *kit.Co) (int, error) {
		if cause := co.Sleep(t, d); cause != nil {
			return 0, cause
		}
		return v, err
	}
}

// Tasks sleep at the same time, not one after the other.
func TestLoopGather(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			values, err := kit.Gather(t, co, "f", after(20, 1, nil), after(10, 2, nil))
			t.Observe("values", values)
			return err
		})
		t.Observe("err", text(err))
		t.Observe("now", int(t.Now()))
	}, "values=[1 2] err=ok now=20")
}

// The first error comes at once; what still runs is cancelled with the loop.
func TestLoopGatherError(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			_, err := kit.Gather(t, co, "f", after(20, 1, nil), after(10, 2, errors.New("bad")))
			return err
		})
		t.Observe("err", text(err))
		t.Observe("now", int(t.Now()))
	}, "err=bad now=10")
}

func TestLoopGatherSettled(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			all, err := kit.GatherSettled(t, co, "f", after(20, 1, nil), after(10, 2, errors.New("bad")))
			t.Observe("all", all)
			return err
		})
		t.Observe("now", int(t.Now()))
	}, "all=[{1 <nil>} {2 bad}] now=20")
}

// A task that is cancelled learns it where it awaits.
func TestLoopCancel(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			task := kit.Start(t, co, "task", after(20, 1, nil))
			task.Cancel(t)
			_, err := kit.Await(t, co, task)
			t.Observe("err", text(err))
			return nil
		})
	}, "err=cancelled")
}

// Whoever sleeps for real keeps the loop, and is told.
func TestLoopBlocked(t *testing.T) {
	program := func(o kit.LoopOptions) sim.Program {
		return func(t *sim.Thread) {
			kit.RunLoop(t, "loop", o, func(t *sim.Thread, co *kit.Co) error {
				t.Sleep(time.Second)
				return co.Sleep(t, 0)
			})
		}
	}
	allows(t, program(kit.LoopOptions{}), "[assertion]")
	allows(t, program(kit.LoopOptions{Slow: 2 * time.Second}), "")
	allows(t, program(kit.LoopOptions{Slow: -1}), "")
}

func TestCoroutine(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			kit.Async(t, co, "forgotten", after(1, 1, nil))
			c := kit.Async(t, co, "c", after(1, 2, nil))
			v, err := c.Await(t, co)
			t.Observe("v", v)
			return err
		})
		t.Observe("err", text(err))
		_, twice := err.(interface{ Unwrap() []error })
		t.Observe("joined", twice)
	}, "v=2 err=never awaited: forgotten joined=true")
	allows(t, func(t *sim.Thread) {
		err := kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			c := kit.Async(t, co, "c", after(0, 2, nil))
			c.Await(t, co)
			c.Await(t, co)
			return nil
		})
		t.Observe("panicked", errors.As(err, new(*kit.PanicError)))
	}, "panicked=true")
}

// A task that awaits another one is cancelled at the end of the loop, together
// with what it starts then.
func TestLoopEnd(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		late := sim.NewAtomic(t, "late", 0)
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			kit.Start(t, co, "outer", func(t *sim.Thread, co *kit.Co) (int, error) {
				inner := kit.Start(t, co, "inner", after(time.Hour, 1, nil))
				_, err := kit.Await(t, co, inner)
				kit.Start(t, co, "cleanup", func(t *sim.Thread, co *kit.Co) (int, error) {
					return sim.Add(t, late, 1), nil
				})
				return 0, err
			})
			return co.Sleep(t, 1)
		})
		t.Observe("late", late.Load(t))
		t.Observe("now", int(t.Now()))
	}, "late=1 now=1")
}

// A call that blocks does so beside the loop.
func TestInThread(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			beat := kit.Start(t, co, "beat", after(10, 1, nil))
			v, err := kit.InThread(t, co, "call", func(t *sim.Thread) (int, error) {
				t.Sleep(time.Second)
				return 7, nil
			})
			t.Observe("v", v)
			_, bad := kit.InThread(t, co, "bad", func(t *sim.Thread) (int, error) { panic("oops") })
			t.Observe("bad", text(bad))
			kit.Await(t, co, beat)
			return err
		})
		t.Observe("now", t.Now())
	}, "v=7 bad=bad panicked: oops now=1s")
}

// An awaited lock holds across awaits, and the loop goes on meanwhile.
func TestCoLock(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		n := sim.NewVar(t, "n", 0)
		add := func(t *sim.Thread, co *kit.Co) (int, error) {
			co.Lock(t, mu)
			defer mu.Unlock(t)
			old := n.Load(t)
			if err := co.Sleep(t, 1); err != nil {
				return 0, err
			}
			n.Store(t, old+1)
			return 0, nil
		}
		kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
			_, err := kit.Gather(t, co, "add", add, add)
			return err
		})
		t.Observe("n", n.Load(t))
		t.Observe("now", int(t.Now()))
	}, "n=2 now=2")
}
