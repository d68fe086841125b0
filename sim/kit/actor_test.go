package kit_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// adder is an actor that sums up, and panics when it is given 13.
func adder(t *sim.Thread) *kit.Actor[int, int] {
	return kit.NewActor(t, "adder", 0, func() int { return 0 }, func(_ *sim.Thread, sum, n int) (int, int) {
		if n == 13 {
			panic("13")
		}
		return sum + n, sum + n
	})
}

func TestActor(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		a := adder(t)
		a.Start(t)
		a.Cast(t, 1)
		sum, err := a.Call(t, 2)
		t.Observe("sum", sum)
		t.Observe("err", text(err))
		a.Stop(t)
	}, "sum=3 err=ok")
	allows(t, func(t *sim.Thread) {
		a := adder(t)
		a.Start(t)
		_, err := a.Call(t, 13)
		t.Observe("err", text(err))
		_, err = a.CallTimeout(t, 1, 5) // nobody serves it any more
		t.Observe("again", text(err))
	}, "err=the actor died before it answered again=timed out")
}

// A restarted actor begins anew, with the messages that waited.
func TestSupervisedActor(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		a := adder(t)
		a.Cast(t, 1)
		a.Cast(t, 13)
		a.Cast(t, 2)
		s := t.Go("supervisor", func(t *sim.Thread) {
			t.Observe("err", text(kit.Supervise(t, "sup", kit.SupervisorOptions{MaxRestarts: 1}, a.Child())))
		})
		sum, _ := a.Call(t, 3)
		t.Observe("sum", sum)
		a.Stop(t)
		t.Join(s)
	}, "sum=5 supervisor/err=ok")
}

// Whom a supervisor restarts, by strategy: each child counts its starts, b fails
// once, and then all end when the supervisor is stopped.
func TestSupervisorStrategies(t *testing.T) {
	for strategy, want := range map[kit.Restart]string{
		kit.OneForOne:  "starts=[1 2 1]",
		kit.OneForAll:  "starts=[2 2 2]",
		kit.RestForOne: "starts=[1 2 2]",
	} {
		t.Run(fmt.Sprint(strategy), func(t *testing.T) {
			p := func(t *sim.Thread) {
				stop := kit.NewToken(t, "stop")
				var starts []*sim.Atomic[int]
				var children []kit.Child
				for _, name := range []string{"a", "b", "c"} {
					n := sim.NewAtomic(t, name, 0)
					starts = append(starts, n)
					children = append(children, kit.Child{Name: name, Run: func(t *sim.Thread, stop *kit.Token) error {
						if sim.Add(t, n, 1) == 1 && name == "b" {
							t.Sleep(1) // the others have begun
							return errors.New("b")
						}
						return stop.Wait(t)
					}})
				}
				s := t.Go("s", func(t *sim.Thread) {
					err := kit.Supervise(t, "sup", kit.SupervisorOptions{Strategy: strategy, MaxRestarts: 1, Stop: stop}, children...)
					t.Observe("err", text(err))
				})
				t.Sleep(2)
				stop.Cancel(t, nil)
				t.Join(s)
				var counts []int
				for _, n := range starts {
					counts = append(counts, n.Load(t))
				}
				t.Observe("starts", counts)
			}
			reduced(t, p, want+" s/err=cancelled")
		})
	}
}

// A supervisor gives up after MaxRestarts, and leaves nobody behind.
func TestSupervisorGivesUp(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		bad := kit.Child{Name: "bad", Run: func(t *sim.Thread, _ *kit.Token) error { return errors.New("bad") }}
		good := kit.Child{Name: "good", Run: func(t *sim.Thread, stop *kit.Token) error { return stop.Wait(t) }}
		err := kit.Supervise(t, "sup", kit.SupervisorOptions{MaxRestarts: 1}, good, bad)
		t.Observe("err", text(err))
		t.Observe("many", errors.Is(err, kit.ErrTooManyRestarts))
	}, "err=too many restarts\nbad many=true")
}

func TestProcess(t *testing.T) {
	type memory struct{ N []int }
	allows(t, func(t *sim.Thread) {
		m := memory{[]int{1}}
		a, b := kit.NewPipe[memory](t, "pipe", 1)
		p := kit.StartProcess(t, "p", m, func(t *sim.Thread, own *sim.Var[memory]) error {
			v := own.Load(t)
			v.N[0] = 7
			a.Send(t, v)
			v.N[0] = 8 // after the copy was sent
			a.Close(t)
			panic("crash")
		})
		v, _ := b.Recv(t)
		t.Observe("received", v.N)
		_, err := b.Recv(t)
		t.Observe("end", err == io.EOF)
		t.Observe("exit", text(p.Join(t)))
		t.Observe("mine", m.N)
	}, "received=[7] end=true exit=p panicked: crash mine=[1]")
	allows(t, func(t *sim.Thread) {
		kit.StartProcess(t, "p", func() {}, func(*sim.Thread, *sim.Var[func()]) error { return nil })
	}, "[panic]")
}

// Two children fail at the same time. The exit of the first one comes in while
// the second is being restarted, and is not lost: both start twice.
func TestSupervisorEarlyExit(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		var starts []*sim.Atomic[int]
		var children []kit.Child
		for _, name := range []string{"a", "b", "c"} {
			n := sim.NewAtomic(t, name, 0)
			starts = append(starts, n)
			children = append(children, kit.Child{Name: name, Run: func(t *sim.Thread, stop *kit.Token) error {
				if sim.Add(t, n, 1) == 1 {
					if name == "c" {
						return stop.Wait(t)
					}
					return errors.New(name)
				}
				return nil
			}})
		}
		err := kit.Supervise(t, "sup", kit.SupervisorOptions{Strategy: kit.RestForOne, MaxRestarts: 3}, children...)
		t.Observe("err", text(err))
		t.Observe("a", starts[0].Load(t))
		t.Observe("c", starts[2].Load(t) >= 2)
	}, "err=ok a=2 c=true")
}

// A supervisor that is stopped before it looks at an exit stops all the same.
func TestSupervisorStopped(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		stop := kit.NewToken(t, "stop")
		bad := kit.Child{Name: "bad", Run: func(t *sim.Thread, _ *kit.Token) error { return errors.New("bad") }}
		s := t.Go("s", func(t *sim.Thread) {
			err := kit.Supervise(t, "sup", kit.SupervisorOptions{MaxRestarts: 1, Stop: stop}, bad, bad)
			t.Observe("err", errors.Is(err, kit.ErrTooManyRestarts) || errors.Is(err, kit.ErrCancelled))
		})
		stop.Cancel(t, nil)
		t.Join(s)
	}, "s/err=true")
}

func TestCallTimeout(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		a := adder(t)
		a.Start(t)
		sum, err := a.CallTimeout(t, 1, 5)
		t.Observe("sum", sum)
		t.Observe("err", text(err))
		_, err = a.CallTimeout(t, 13, 5)
		t.Observe("bad", text(err))
	}, "sum=1 err=ok bad=the actor died before it answered")
}

func TestProcessQueue(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		q := kit.NewProcessQueue[[]int](t, "q", 1)
		v := []int{1}
		kit.StartProcess(t, "p", 0, func(t *sim.Thread, _ *sim.Var[int]) error {
			q.Put(t, v)
			q.Close(t)
			return nil
		})
		got, _ := q.Get(t)
		got[0] = 2 // a copy
		_, err := q.Get(t)
		t.Observe("v", v)
		t.Observe("end", err == io.EOF)
	}, "v=[1] end=true")
}

// Between two bytecodes another thread may have the interpreter, and no race.
func TestGIL(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		gil := kit.NewGIL(t, "gil")
		n := sim.NewVar(t, "n", 0)
		add := func(t *sim.Thread) {
			v := 0
			gil.Bytecode(t, func() { v = n.Load(t) })
			gil.Bytecode(t, func() { n.Store(t, v+1) })
		}
		t.Join(t.Go("a", add), t.Go("b", add))
		t.Observe("n", n.Load(t))
	}, "n=1", "n=2")
}

func TestSubmitProcess(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 1})
		arg := []int{1}
		f, _ := kit.SubmitProcess(t, p, "task", arg, func(_ *sim.Thread, arg []int) ([]int, error) {
			arg[0] = 2
			return arg, nil
		})
		got, _ := f.Result(t)
		t.Observe("arg", arg)
		t.Observe("got", got)
		p.Shutdown(t)
	}, "arg=[1] got=[2]")
}
