package kit_test

import (
	"testing"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

func TestQueueOrders(t *testing.T) {
	less := func(a, b string) bool { return a[0] < b[0] }
	for name, tc := range map[string]struct {
		make func(t *sim.Thread) *kit.Queue[string]
		want string
	}{
		"fifo":     {func(t *sim.Thread) *kit.Queue[string] { return kit.NewQueue[string](t, "q", 0) }, "got=[c1 a1 b c2 a2]"},
		"lifo":     {func(t *sim.Thread) *kit.Queue[string] { return kit.NewLIFOQueue[string](t, "q", 0) }, "got=[a2 c2 b a1 c1]"},
		"priority": {func(t *sim.Thread) *kit.Queue[string] { return kit.NewPriorityQueue(t, "q", 0, less) }, "got=[a1 a2 b c1 c2]"},
	} {
		t.Run(name, func(t *testing.T) {
			allows(t, func(t *sim.Thread) {
				q := tc.make(t)
				for _, s := range []string{"c1", "a1", "b", "c2", "a2"} {
					q.Put(t, s)
				}
				t.Assert(q.Len(t) == 5, "the queue has %d items", q.Len(t))
				var got []string
				for q.Len(t) > 0 {
					got = append(got, q.Get(t))
				}
				t.Observe("got", got)
			}, tc.want)
		})
	}
}

func TestQueueBetweenThreads(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 1)
		p := t.Go("p", func(t *sim.Thread) {
			q.Put(t, 1)
			q.Put(t, 2) // waits for room, or comes after the first Get
		})
		a, b := q.Get(t), q.Get(t)
		q.TaskDone(t)
		q.TaskDone(t)
		q.Join(t)
		t.Join(p)
		t.Observe("got", []int{a, b})
	}, "got=[1 2]")
}

// Join waits for what is not done, be it queued or not.
func TestQueueJoin(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 0)
		q.Put(t, 1)
		n := sim.NewVar(t, "n", 0)
		t.Go("w", func(t *sim.Thread) {
			n.Store(t, q.Get(t))
			q.TaskDone(t)
		})
		q.Join(t)
		t.Observe("n", n.Load(t))
	}, "n=1")
	allows(t, func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 0)
		q.Put(t, 1)
		q.Get(t)
		q.Join(t)
	}, "[deadlock: main wait q.allDone]")
}

func TestQueueTimeouts(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 1)
		_, ok := q.GetTimeout(t, 5)
		t.Observe("get", ok)
		t.Observe("put", q.PutTimeout(t, 1, 0))
		t.Observe("again", q.PutTimeout(t, 2, 7))
		t.Observe("now", int(t.Now()))
	}, "get=false put=true again=false now=12")
}

func TestQueueTaskDoneTooOften(t *testing.T) {
	allows(t, func(t *sim.Thread) {
		q := kit.NewQueue[int](t, "q", 0)
		q.TaskDone(t)
	}, "[panic]")
}
