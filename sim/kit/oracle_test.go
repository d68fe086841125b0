package kit_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// ending is how an outcome says what blocked threads wait for.
var ending = regexp.MustCompile(`\[deadlock: [^\]]*\]$`)

// mayEnd returns the outcomes of p, without what blocked threads wait for. It
// reports false when there are too many executions.
func mayEnd(t *rapid.T, p sim.Program) ([]string, bool) {
	r, err := explore.Run(context.Background(), p, explore.Options{Strategy: "dpor", All: true, Executions: 5000, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, o := range r.Outcomes {
		all = append(all, ending.ReplaceAllString(o.Outcome, "[blocked]"))
	}
	for _, f := range r.Failures {
		if f.Kind != sim.Deadlock {
			t.Fatalf("%v: %s", f.Kind, f.Message)
		}
	}
	slices.Sort(all)
	return slices.Compact(all), r.Complete
}

func sameOutcomes(t *rapid.T, ours, oracle sim.Program) {
	got, complete := mayEnd(t, ours)
	want, known := mayEnd(t, oracle)
	if !complete || !known {
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("outcomes (-oracle +kit):\n%s", diff)
	}
}

// A queue of mutex and conditions does what a channel with as much room does.
func TestQueueAgainstChannel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		capacity := rapid.IntRange(1, 2).Draw(t, "capacity")
		puts := rapid.SliceOfN(rapid.SliceOfN(rapid.Bool(), 1, 3), 2, 2).Draw(t, "puts")
		run := func(make func(t *sim.Thread) (put func(*sim.Thread, int), get func(*sim.Thread) int)) sim.Program {
			return func(t *sim.Thread) {
				put, get := make(t)
				var all []*sim.Thread
				for i, ops := range puts {
					all = append(all, t.Go("", func(t *sim.Thread) {
						for k, isPut := range ops {
							if isPut {
								put(t, 10*i+k)
								t.Observe("put", k)
								continue
							}
							t.Observe("got", get(t))
						}
					}))
				}
				t.Join(all...)
			}
		}
		sameOutcomes(t, run(func(t *sim.Thread) (func(*sim.Thread, int), func(*sim.Thread) int) {
			q := kit.NewQueue[int](t, "q", capacity)
			return q.Put, q.Get
		}), run(func(t *sim.Thread) (func(*sim.Thread, int), func(*sim.Thread) int) {
			ch := sim.NewChan[int](t, "q", capacity)
			return ch.Send, func(t *sim.Thread) int { v, _ := ch.Recv(t); return v }
		}))
	})
}

// access is what a transaction does with one of two variables.
type access struct {
	do string // read, both, add, move (one to the other), copy (to the other), wait (until it is not zero)
	x  int
}

// memory is what transactions run on.
type memory interface {
	get(x int) int
	set(x, v int)
	retry()
}

func perform(m memory, accesses []access) (seen []int) {
	for _, a := range accesses {
		v := m.get(a.x)
		switch a.do {
		case "read":
			seen = append(seen, v)
		case "both":
			seen = append(seen, v, m.get(1-a.x))
		case "move":
			m.set(a.x, v-1)
			m.set(1-a.x, m.get(1-a.x)+1)
		case "add":
			m.set(a.x, v+1)
		case "copy":
			m.set(1-a.x, v)
		case "wait":
			if v == 0 {
				m.retry()
			}
		}
	}
	return seen
}

type onTx struct {
	tx   *kit.Tx
	vars []*kit.TVar[int]
}

func (m onTx) get(x int) int { return kit.Read(m.tx, m.vars[x]) }
func (m onTx) set(x, v int)  { kit.Write(m.tx, m.vars[x], v) }
func (m onTx) retry()        { m.tx.Retry() }

// onLock is the oracle: a copy of both variables, under one mutex.
type onLock [2]int

type again struct{}

func (m *onLock) get(x int) int { return m[x] }
func (m *onLock) set(x, v int)  { m[x] = v }
func (m *onLock) retry()        { panic(again{}) }

// locked runs accesses as a critical section, again after each change while they
// ask for it.
func locked(t *sim.Thread, mu *sim.Mutex, changed *sim.Cond, cell *sim.Var[[2]int], accesses []access) (seen []int) {
	mu.Lock(t)
	defer mu.Unlock(t)
	for {
		m := onLock(cell.Load(t))
		before := m
		retries := false
		func() {
			defer func() {
				if r := recover(); r != nil {
					retries = true
				}
			}()
			seen = perform(&m, accesses)
		}()
		if retries {
			changed.Wait(t)
			continue
		}
		if m != before {
			cell.Store(t, m)
		}
		changed.Broadcast(t)
		return seen
	}
}

// Transactions do what critical sections under one lock do, whatever the options.
func TestTransactionsAgainstLock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) access {
			return access{rapid.SampledFrom([]string{"read", "both", "add", "move", "copy", "wait"}).Draw(t, "do"), rapid.IntRange(0, 1).Draw(t, "x")}
		})
		threads := rapid.SliceOfN(rapid.SliceOfN(rapid.SliceOfN(one, 1, 3), 1, 2), 2, 2).Draw(t, "threads")
		o := kit.STMOptions{SerializeAfter: rapid.IntRange(0, 1).Draw(t, "serialize")}
		run := func(make func(t *sim.Thread) func(*sim.Thread, []access) []int) sim.Program {
			return func(t *sim.Thread) {
				atomically := make(t)
				var all []*sim.Thread
				for _, txs := range threads {
					all = append(all, t.Go("", func(t *sim.Thread) {
						for _, tx := range txs {
							t.Observe("seen", fmt.Sprint(atomically(t, tx)))
						}
					}))
				}
				t.Join(all...)
				t.Observe("end", fmt.Sprint(atomically(t, []access{{"both", 0}})))
			}
		}
		sameOutcomes(t, run(func(t *sim.Thread) func(*sim.Thread, []access) []int {
			m := kit.NewSTM(t, "stm", o)
			vars := []*kit.TVar[int]{kit.NewTVar(t, "x", 0), kit.NewTVar(t, "y", 0)}
			return func(t *sim.Thread, accesses []access) (seen []int) {
				kit.Atomically(t, m, func(tx *kit.Tx) error { seen = perform(onTx{tx, vars}, accesses); return nil })
				return seen
			}
		}), run(func(t *sim.Thread) func(*sim.Thread, []access) []int {
			mu := sim.NewMutex(t, "mu")
			changed := sim.NewCond(t, "changed", mu)
			cell := sim.NewVar(t, "cell", [2]int{})
			return func(t *sim.Thread, accesses []access) []int { return locked(t, mu, changed, cell, accesses) }
		}))
	})
}
