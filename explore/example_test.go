package explore_test

import (
	"context"
	"fmt"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// withdrawals takes 30 and 50 from a balance of 100, in two threads.
func withdrawals(t *sim.Thread) {
	balance := sim.NewAtomic(t, "balance", 100)
	take := func(n int) func(*sim.Thread) {
		return func(t *sim.Thread) { balance.Store(t, balance.Load(t)-n) }
	}
	a, b := t.Go("a", take(30)), t.Go("b", take(50))
	t.Join(a, b)
	t.Assert(balance.Load(t) == 20, "an update is lost")
}

// Run searches, and reports what it found: the least execution that fails.
func ExampleRun() {
	r, err := explore.Run(context.Background(), withdrawals, explore.Options{Name: "bank"})
	if err != nil {
		panic(err)
	}
	f := r.Failures[0]
	fmt.Println(r.Verdict, f.Kind, f.Message)
	for _, s := range f.Trace {
		fmt.Println(s.Step, s.Thread, s.Op)
	}
	// Output:
	// fail assertion an update is lost
	// 1 main go a
	// 2 main go b
	// 3 a atomic-load balance
	// 4 b atomic-load balance
	// 5 b atomic-store balance 50
	// 6 a atomic-store balance 70
	// 7 main join a b
	// 8 main atomic-load balance
}

// A complete search is a proof for these threads and values.
func ExampleRun_proof() {
	repaired := func(t *sim.Thread) {
		balance := sim.NewAtomic(t, "balance", 100)
		a := t.Go("a", func(t *sim.Thread) { sim.Add(t, balance, -30) })
		b := t.Go("b", func(t *sim.Thread) { sim.Add(t, balance, -50) })
		t.Join(a, b)
		t.Assert(balance.Load(t) == 20, "an update is lost")
	}
	r, err := explore.Run(context.Background(), repaired, explore.Options{Strategy: "dpor"})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Verdict, r.Complete, r.Executions)
	// Output: pass true 2
}

// Replay makes the execution of a seed again. By a turn taken by hand it leaves
// that execution: here a goes on, where the scheduler preempted it.
func ExampleReplay() {
	o := explore.Options{Name: "bank"}
	r, err := explore.Run(context.Background(), withdrawals, o)
	if err != nil {
		panic(err)
	}
	seed := r.Failures[0].Seed
	again, err := explore.Replay(withdrawals, seed, o)
	if err != nil {
		panic(err)
	}
	fmt.Println(again.Verdict, again.Failures[0].Message)
	o.Turn = &explore.Turn{Step: 3, Thread: "a"}
	other, err := explore.Replay(withdrawals, seed, o)
	if err != nil {
		panic(err)
	}
	fmt.Println(len(other.Failures), other.Quiet.Steps)
	// Output:
	// fail an update is lost
	// 0 8
}

// CrossCheck compares what the model allows with what real goroutines do.
func ExampleCrossCheck() {
	p := func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		add := func(t *sim.Thread) { sim.Add(t, n, 1) }
		t.Join(t.Go("a", add), t.Go("b", add))
		t.Observe("n", n.Load(t))
	}
	r, err := explore.CrossCheck(context.Background(), p, explore.Options{Name: "counter", Real: explore.RealOptions{Runs: 500}})
	if err != nil {
		panic(err)
	}
	fmt.Println(r.Summary(), r.Complete, r.Runs)
	for _, o := range r.Real {
		fmt.Println(o.Runs, o.Outcome)
	}
	// Output:
	// explained true 500
	// 500 n=2
}
