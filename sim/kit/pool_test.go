package kit_test

import (
	"errors"
	"testing"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

func number(n int) func(*sim.Thread) (int, error) {
	return func(*sim.Thread) (int, error) { return n, nil }
}

// A panic and an error reach whoever asks for the result; other tasks go on.
func TestPoolErrors(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 1})
		a, _ := kit.Submit(t, p, "a", func(*sim.Thread) (int, error) { panic("oops") })
		b, _ := kit.Submit(t, p, "b", func(*sim.Thread) (int, error) { return 2, errors.New("bad") })
		c, _ := kit.Submit(t, p, "c", number(3))
		_, err := a.Result(t)
		t.Observe("a", text(err))
		v, err := b.Result(t)
		t.Observe("b", v)
		t.Observe("b", text(err))
		v, err = c.Result(t)
		t.Observe("c", v)
		t.Observe("c", text(err))
		p.Shutdown(t)
		_, err = kit.Submit(t, p, "d", number(4))
		t.Observe("d", text(err))
	}, "a=a panicked: oops b=2 b=bad c=3 c=ok d=the pool has been shut down")
}

// A failure inside a task stays a failure and ends its worker; who waits for the
// result is told.
func TestPoolFailureInTask(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 1})
		a, _ := kit.Submit(t, p, "a", func(t *sim.Thread) (int, error) { t.Fail("wrong"); return 0, nil })
		_, err := a.Result(t)
		t.Observe("err", text(err))
	}, "err=ended by a failure that is reported [assertion]")
}

func TestFutureTimeoutAndCancel(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 1})
		a, _ := kit.Submit(t, p, "a", func(t *sim.Thread) (int, error) { t.Sleep(10); return 1, nil })
		b, _ := kit.Submit(t, p, "b", number(2))
		_, err := a.ResultTimeout(t, 5)
		t.Observe("early", text(err))
		t.Observe("cancel-a", a.Cancel(t)) // it runs already
		t.Observe("cancel-b", b.Cancel(t))
		_, err = b.Result(t)
		t.Observe("b", text(err))
		v, _ := a.ResultTimeout(t, 6)
		t.Observe("a", v)
		p.Shutdown(t)
	}, "early=timed out cancel-a=false cancel-b=true b=cancelled a=1")
}

func TestPoolShutdownNow(t *testing.T) {
	reduced(t, func(t *sim.Thread) {
		p := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 1})
		for _, name := range []string{"a", "b"} {
			kit.Submit(t, p, name, number(1))
		}
		t.Observe("cancelled", p.ShutdownNow(t))
	}, "cancelled=0", "cancelled=1", "cancelled=2")
}
