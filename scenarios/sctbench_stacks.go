package scenarios

import (
	"github.com/interleave-go/interleave/sim"
)

var safeStackParams = []Param{
	{Name: "threads", Help: "threads that take and give back", Default: 3, Min: 2, Max: 100},
	{Name: "rounds", Help: "times that each of them does so", Default: 2, Min: 1, Max: 100},
}

// benchStacks is the part of the sctbench family with the deepest defect.
var benchStacks = []*Scenario{
	{
		Name:    "sctbench/safe-stack",
		Summary: "a lock-free stack that needs three threads and five preemptions",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `Vyukov's SafeStack: a stack of three cells, by index. Taking one reads the head,
marks its link as taken with a swap, and moves the head on by a compare-and-
swap; giving back links the cell to the head and moves the head. The swap is to
keep two threads from taking the same cell, and nearly does.

It was posted as a challenge for model checkers: the defect, in which two
threads own the same cell, needs three threads and at least five preemptions at
the right places. Of the sampling tools that were compared only one finds it,
within 370,000 executions on average.

There are too many interleavings to cover, so the default search samples, and
its 10,000 executions are too few to count on. --strategy auto --executions
3000000 finds it as a rule, within minutes. The repair (-tagged) gives the head
a version, and every change a new one.`,
		Params:   safeStackParams,
		Program:  safeStack,
		Funcs:    []string{"safeStack", "safeCells", "safeCells.pop", "safeCells.push", "borrow"},
		Verdict:  sim.Unknown, // 10,000 executions are too few
		Kinds:    []sim.Kind{sim.Assertion},
		Repairs:  []string{"sctbench/safe-stack-tagged"},
		Sampled:  true,
		Strategy: "surw",
	},
	{
		Name:    "sctbench/safe-stack-tagged",
		Summary: "the head of the stack has a version",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The compare-and-swap succeeds only if nothing has happened to the head since it
was read, and not already if the head is the same cell again. There are too many
interleavings to cover; that none of the sampled ones fails is no proof.`,
		Params:   safeStackParams,
		Program:  safeStackTagged,
		Funcs:    []string{"safeStackTagged", "tagged", "taggedCells", "taggedCells.pop", "taggedCells.push", "borrow"},
		Verdict:  sim.Unknown,
		Sampled:  true,
		Strategy: "surw",
	},
	{
		Name:    "sctbench/quicksort",
		Summary: "a pool's thread sees that it has work before it has got any",
		Section: "Thread Pools",
		Story: `A quicksort that hands halves to idle threads of a pool. Who looks for an idle
thread marks it as working, under the lock of the pool; then takes the thread's
own lock, writes the job, and wakes the thread. A thread that has not begun to
wait for its condition sees the mark, under its own lock, before the job is
there: it takes the job that it had before, or none, and reports that it is
done. The job that is written then is never done, and the array is not sorted.

The array is plain Go memory, of which each part belongs to one thread at a time
as long as nothing goes wrong. So only sampling is offered here: what the
threads do to each other through the array is no modeled step. Published as
qsort_mt (items=32 fork=4 threads=4).

The repair (-together) marks the thread and writes the job under both locks.`,
		Params:   quicksortParams,
		Program:  quicksort,
		Funcs:    []string{"quicksort", "sorter", "sorter.hand", "sorter.sort", "sorter.worker", "sortAll"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Repairs:  []string{"sctbench/quicksort-together"},
		Sampled:  true,
		Strategy: "surw",
	},
	{
		Name:    "sctbench/quicksort-together",
		Summary: "the mark and the job are written together",
		Section: "Thread Pools",
		Story: `Whoever sees the mark sees the job, since both are written under the lock under
which they are read. That none of the sampled executions fails is no proof.`,
		Params:   quicksortParams,
		Program:  quicksortTogether,
		Funcs:    []string{"quicksortTogether", "sorter", "sorter.hand", "sorter.sort", "sorter.worker", "sortAll"},
		Verdict:  sim.Unknown,
		Sampled:  true,
		Strategy: "surw",
	},
}

// cells is what borrow uses: a stack of indices. pop returns -1 when there is
// none to be had.
type cells interface {
	pop(t *sim.Thread) int
	push(t *sim.Thread, i int)
}

// borrow takes cells and gives them back, and checks that nobody else has them
// in between.
func borrow(t *sim.Thread, p Params, stack cells) {
	var owner [3]*sim.Atomic[int]
	for i := range owner {
		owner[i] = sim.NewAtomic(t, "owner", -1)
	}
	t.Join(team(t, p.Int("threads"), "t", func(t *sim.Thread, me int) {
		for range p.Int("rounds") {
			i := stack.pop(t)
			for ; i < 0; i = stack.pop(t) {
				t.Yield()
			}
			owner[i].Store(t, me)
			t.Assert(owner[i].Load(t) == me, "cell %d has two owners", i)
			stack.push(t, i)
		}
	})...)
}

// safeCells is Vyukov's stack.
type safeCells struct {
	head, count *sim.Atomic[int]
	next        [3]*sim.Atomic[int]
}

// pop takes a cell unless it is the last one.
func (s *safeCells) pop(t *sim.Thread) int {
	for s.count.Load(t) > 1 {
		head := s.head.Load(t)
		next := s.next[head].Swap(t, -1)
		if next < 0 {
			t.Yield()
			continue
		}
		if s.head.CompareAndSwap(t, head, next) {
			sim.Add(t, s.count, -1)
			return head
		}
		s.next[head].Swap(t, next)
	}
	return -1
}

// push gives a cell back.
func (s *safeCells) push(t *sim.Thread, i int) {
	head := s.head.Load(t)
	s.next[i].Store(t, head)
	for !s.head.CompareAndSwap(t, head, i) {
		head = s.head.Load(t)
		s.next[i].Store(t, head)
	}
	sim.Add(t, s.count, 1)
}

// safeStack borrows from Vyukov's stack.
func safeStack(p Params) sim.Program {
	return func(t *sim.Thread) {
		s := &safeCells{head: sim.NewAtomic(t, "head", 0), count: sim.NewAtomic(t, "count", 3)}
		for i, next := range []int{1, 2, -1} {
			s.next[i] = sim.NewAtomic(t, "next", next)
		}
		borrow(t, p, s)
	}
}

// tagged is a cell, and the version of the head.
type tagged struct{ cell, version int }

// taggedCells is a stack whose head has a version.
type taggedCells struct {
	head *sim.Atomic[tagged]
	next [3]*sim.Atomic[int]
}

// pop takes a cell if there is one.
func (s *taggedCells) pop(t *sim.Thread) int {
	for {
		head := s.head.Load(t)
		if head.cell < 0 {
			return -1
		}
		next := s.next[head.cell].Load(t)
		if s.head.CompareAndSwap(t, head, tagged{next, head.version + 1}) {
			return head.cell
		}
	}
}

// push gives a cell back.
func (s *taggedCells) push(t *sim.Thread, i int) {
	for {
		head := s.head.Load(t)
		s.next[i].Store(t, head.cell)
		if s.head.CompareAndSwap(t, head, tagged{i, head.version + 1}) {
			return
		}
	}
}

// safeStackTagged borrows from a stack whose head has a version.
func safeStackTagged(p Params) sim.Program {
	return func(t *sim.Thread) {
		s := &taggedCells{head: sim.NewAtomic(t, "head", tagged{})}
		for i, next := range []int{1, 2, -1} {
			s.next[i] = sim.NewAtomic(t, "next", next)
		}
		borrow(t, p, s)
	}
}
