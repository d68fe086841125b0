package kit_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// proved searches p completely and prints the verdict and the outcomes.
func proved(p sim.Program) {
	r, err := explore.Run(context.Background(), p, explore.Options{Name: "example", Strategy: "dpor", All: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%v, complete: %t\n", r.Verdict, r.Complete)
	for _, o := range r.Outcomes {
		fmt.Println(o.Outcome)
	}
}

// A pool runs tasks in its threads; a future has what becomes of each.
func ExampleSubmit() {
	proved(func(t *sim.Thread) {
		pool := kit.NewPool(t, "pool", kit.PoolOptions{Workers: 2})
		good, _ := kit.Submit(t, pool, "good", func(*sim.Thread) (int, error) { return 42, nil })
		bad, _ := kit.Submit(t, pool, "bad", func(*sim.Thread) (int, error) { panic("no such file") })
		v, _ := good.Result(t)
		t.Observe("good", v)
		_, err := bad.Result(t)
		t.Observe("bad", err)
		pool.Shutdown(t)
	})
	// Output:
	// pass, complete: true
	// good=42 bad=bad panicked: no such file
}

// Nobody outlives the block: the slow task sees that the other one has failed.
func ExampleWithin() {
	proved(func(t *sim.Thread) {
		err := kit.Within(t, "group", func(t *sim.Thread, g *kit.Group) error {
			g.Go(t, "slow", func(t *sim.Thread) error { return g.Token().Sleep(t, 1000) })
			g.Go(t, "bad", func(t *sim.Thread) error { return errors.New("disk full") })
			return nil
		})
		t.Observe("err", err)
		t.Observe("at", t.Now())
	})
	// Output:
	// pass, complete: true
	// err=disk full at=0s
}

// A transaction waits until what it has read is different.
func ExampleTx_Retry() {
	proved(func(t *sim.Thread) {
		m := kit.NewSTM(t, "stm", kit.STMOptions{})
		slot := kit.NewTVar(t, "slot", 0)
		t.Go("producer", func(t *sim.Thread) {
			kit.Atomically(t, m, func(tx *kit.Tx) error { kit.Write(tx, slot, 7); return nil })
		})
		got := 0
		kit.Atomically(t, m, func(tx *kit.Tx) error {
			if got = kit.Read(tx, slot); got == 0 {
				tx.Retry()
			}
			return nil
		})
		t.Observe("got", got)
	})
	// Output:
	// pass, complete: true
	// got=7
}
