package kit_test

import (
	"errors"
	"testing"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// move moves one from a to b.
func move(t *sim.Thread, m *kit.STM, a, b *kit.TVar[int]) {
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		kit.Write(tx, a, kit.Read(tx, a)-1)
		kit.Write(tx, b, kit.Read(tx, b)+1)
		return nil
	})
}

// pair reads two variables.
func pair(t *sim.Thread, m *kit.STM, a, b *kit.TVar[int]) (v [2]int) {
	kit.Atomically(t, m, func(tx *kit.Tx) error {
		v = [2]int{kit.Read(tx, a), kit.Read(tx, b)}
		return nil
	})
	return v
}

// Nobody sees half of a transaction, and no update is lost.
func TestAtomically(t *testing.T) {
	for name, o := range map[string]kit.STMOptions{
		"serializable": {},
		"snapshot":     {Isolation: kit.Snapshot},
		"polite":       {Contention: kit.Polite(1)},
		"serial":       {SerializeAfter: 1},
	} {
		t.Run(name, func(t *testing.T) {
			allows(t, func(t *sim.Thread) {
				m := kit.NewSTM(t, "stm", o)
				a, b := kit.NewTVar(t, "a", 1), kit.NewTVar(t, "b", 0)
				w := t.Go("w", func(t *sim.Thread) { move(t, m, a, b) })
				t.Observe("seen", pair(t, m, a, b))
				t.Join(w)
			}, "seen=[1 0]", "seen=[0 1]")
			p := func(t *sim.Thread) {
				m := kit.NewSTM(t, "stm", o)
				a, b := kit.NewTVar(t, "a", 3), kit.NewTVar(t, "b", 0)
				x := t.Go("x", func(t *sim.Thread) { move(t, m, a, b) })
				y := t.Go("y", func(t *sim.Thread) { move(t, m, a, b) })
				t.Join(x, y)
				t.Observe("end", pair(t, m, a, b))
			}
			reduced(t, p, "end=[1 2]")
		})
	}
}

// Two doctors may both go off duty under snapshot isolation only.
func TestWriteSkew(t *testing.T) {
	program := func(i kit.Isolation) sim.Program {
		return func(t *sim.Thread) {
			m := kit.NewSTM(t, "stm", kit.STMOptions{Isolation: i})
			a, b := kit.NewTVar(t, "a", 1), kit.NewTVar(t, "b", 1)
			off := func(mine, other *kit.TVar[int]) func(*sim.Thread) {
				return func(t *sim.Thread) {
					kit.Atomically(t, m, func(tx *kit.Tx) error {
						if kit.Read(tx, mine)+kit.Read(tx, other) == 2 {
							kit.Write(tx, mine, 0)
						}
						return nil
					})
				}
			}
			t.Join(t.Go("x", off(a, b)), t.Go("y", off(b, a)))
			t.Observe("on", pair(t, m, a, b))
		}
	}
	reduced(t, program(kit.Serializable), "on=[0 1]", "on=[1 0]")
	reduced(t, program(kit.Snapshot), "on=[0 1]", "on=[1 0]", "on=[0 0]")
}

func TestRetry(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{})
		full := kit.NewTVar(t, "full", false)
		w := t.Go("w", func(t *sim.Thread) {
			kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, full, true); return nil })
		})
		kit.Atomically(t, m, func(tx *kit.Tx) error {
			if !kit.Read(tx, full) {
				tx.Retry()
			}
			return nil
		})
		t.Join(w)
	}, "")
	allows(t, func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{})
		kit.Atomically(t, m, func(tx *kit.Tx) error { tx.Retry(); return nil })
	}, "[deadlock: main wait stm.changed]")
}

func TestOrElse(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{})
		a, b := kit.NewTVar(t, "a", 0), kit.NewTVar(t, "b", 0)
		kit.Atomically(t, m, func(tx *kit.Tx) error {
			tx.OrElse(func(tx *kit.Tx) {
				kit.Write(tx, a, 1) // forgotten
				tx.Retry()
			}, func(tx *kit.Tx) {
				kit.Write(tx, b, kit.Read(tx, a)+2)
			})
			return nil
		})
		t.Observe("v", pair(t, m, a, b))
		err := kit.Atomically(t, m, func(tx *kit.Tx) error {
			kit.Write(tx, a, 9)
			t.Assert(kit.Read(tx, a) == 9, "a transaction reads what it has written")
			return errors.New("no")
		})
		t.Observe("err", text(err))
		t.Observe("kept", pair(t, m, a, b))
	}, "v=[0 2] err=no kept=[0 2]")
}

// When both alternatives retry, the transaction waits for what either has read.
func TestOrElseWaits(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{})
		a, b := kit.NewTVar(t, "a", 0), kit.NewTVar(t, "b", 0)
		take := func(x *kit.TVar[int]) func(tx *kit.Tx) {
			return func(tx *kit.Tx) {
				if kit.Read(tx, x) == 0 {
					tx.Retry()
				}
				kit.Write(tx, x, 0)
			}
		}
		t.Go("w", func(t *sim.Thread) {
			kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, a, 1); kit.Write(tx, a, 2); return nil })
		})
		kit.Atomically(t, m, func(tx *kit.Tx) error { tx.OrElse(take(b), take(a)); return nil })
		t.Observe("v", pair(t, m, a, b))
	}, "v=[0 0]")
	allows(t, func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{SerializeAfter: 1})
		a := kit.NewTVar(t, "a", 0)
		defer func() {
			t.Observe("recovered", recover())
			kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, a, 1); return nil }) // nothing is locked
		}()
		kit.Atomically(t, m, func(tx *kit.Tx) error { panic("oops") })
	}, "recovered=oops")
}
