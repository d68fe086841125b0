package kit_test

import (
	"errors"
	"testing"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

func TestToken(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		c := kit.NewToken(t, "c")
		t.Observe("before", text(c.Err(t)))
		a := t.Go("a", func(t *sim.Thread) { t.Observe("first", c.Cancel(t, errors.New("enough"))) })
		t.Observe("sleep", text(c.Sleep(t, 10)))
		t.Join(a)
		t.Observe("again", c.Cancel(t, nil))
		t.Observe("err", text(c.Err(t)))
	}, "before=ok sleep=enough again=false err=enough a/first=true")
}

// An error cancels the siblings, and the block ends after all of them.
func TestGroupCancelsSiblings(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		ended := sim.NewVar(t, "ended", 0)
		err := kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "slow", func(t *sim.Thread) error {
				err := g.Token().Sleep(t, 100)
				ended.Store(t, ended.Load(t)+1)
				return err
			})
			g.Go(t, "bad", func(t *sim.Thread) error { return errors.New("bad") })
			return nil
		})
		t.Observe("ended", ended.Load(t))
		t.Observe("err", text(err))
		t.Observe("now", int(t.Now()))
	}, "ended=1 err=bad now=0")
}

// Errors of several tasks are joined, in the order of their start.
func TestGroupJoinsErrors(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		err := kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "a", func(t *sim.Thread) error { return errors.New("a") })
			g.Go(t, "b", func(t *sim.Thread) error { panic("b") })
			return nil
		})
		t.Observe("err", text(err))
	}, "err=a\nb panicked: b")
}

// A failed assertion of the body or of a task cancels, too, and nothing leaks.
func TestGroupFailures(t *testing.T) {
	waits := func(g *kit.Group) func(t *sim.Thread) error {
		return func(t *sim.Thread) error { return g.Token().Wait(t) }
	}
	allows(t, func(t *sim.Thread) {
		kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "waits", waits(g))
			t.Fail("body")
			return nil
		})
	}, "[assertion]")
	allows(t, func(t *sim.Thread) {
		err := kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "waits", waits(g))
			g.Go(t, "fails", func(t *sim.Thread) error { t.Fail("task"); return nil })
			return nil
		})
		t.Observe("err", text(err))
	}, "err=ended by a failure that is reported [assertion]")
}

func TestGroupGoByAnother(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		err := kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "a", func(t *sim.Thread) error {
				g.Go(t, "b", func(t *sim.Thread) error { return nil })
				return nil
			})
			return nil
		})
		t.Observe("panicked", errors.As(err, new(*kit.PanicError)))
	}, "panicked=true")
}
