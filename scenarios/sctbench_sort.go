package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var quicksortParams = []Param{
	{Name: "threads", Help: "threads of the pool", Default: 4, Min: 1, Max: 100},
	{Name: "items", Help: "numbers to sort", Default: 32, Min: 1, Max: 1000},
	{Name: "fork", Help: "a half is handed on if it has more items than that", Default: 4, Min: 1, Max: 1000},
}

// What a thread of the pool is told.
const (
	sortIdle = iota
	sortWork
	sortEnd
)

// sorter is a pool of threads that sort parts of an array.
type sorter struct {
	array    []int
	fork     int
	together bool       // the mark and the job are written together
	pool     *sim.Mutex // for looking for an idle thread
	idle     *sim.Atomic[int]
	threads  []*sortThread
}

type sortThread struct {
	mu    *sim.Mutex
	wake  *sim.Cond
	state *sim.Atomic[int]
	job   *sim.Atomic[sortJob]
}

// sortJob is a part of the array.
type sortJob struct{ from, to int }

// hand gives a job to an idle thread, if there is one.
func (s *sorter) hand(t *sim.Thread, job sortJob) bool {
	s.pool.Lock(t)
	for _, w := range s.threads {
		if w.state.Load(t) != sortIdle {
			continue
		}
		sim.Add(t, s.idle, -1)
		if s.together {
			w.mu.Lock(t)
			w.state.Store(t, sortWork)
		} else {
			w.state.Store(t, sortWork) // the thread may see this before its job
			w.mu.Lock(t)
			s.pool.Unlock(t)
		}
		w.job.Store(t, job)
		w.wake.Signal(t)
		w.mu.Unlock(t)
		if s.together {
			s.pool.Unlock(t)
		}
		return true
	}
	s.pool.Unlock(t)
	return false
}

// sort sorts a part of the array, and hands one half on if that is worth it.
func (s *sorter) sort(t *sim.Thread, job sortJob) {
	part := s.array[job.from:job.to]
	if len(part) < 7 {
		slices.Sort(part)
		return
	}
	pivot := part[len(part)/2]
	slices.SortStableFunc(part, func(a, b int) int { return side(a, pivot) - side(b, pivot) })
	less := slices.IndexFunc(part, func(x int) bool { return x >= pivot })
	more := slices.IndexFunc(part, func(x int) bool { return x > pivot })
	if more < 0 {
		more = len(part)
	}
	left, right := sortJob{job.from, job.from + less}, sortJob{job.from + more, job.to}
	if left.to-left.from <= s.fork || right.to-right.from <= s.fork || !s.hand(t, left) {
		s.sort(t, left)
	}
	s.sort(t, right)
}

// side tells where a belongs: -1 before the pivot, 1 after it.
func side(a, pivot int) int {
	switch {
	case a < pivot:
		return -1
	case a > pivot:
		return 1
	}
	return 0
}

// worker does jobs until everybody is idle.
func (s *sorter) worker(t *sim.Thread, i int) {
	w := s.threads[i]
	for {
		w.mu.Lock(t)
		for w.state.Load(t) == sortIdle {
			w.wake.Wait(t)
		}
		w.mu.Unlock(t)
		if w.state.Load(t) == sortEnd {
			return
		}
		s.sort(t, w.job.Load(t))
		s.pool.Lock(t)
		w.state.Store(t, sortIdle)
		if sim.Add(t, s.idle, 1) == len(s.threads) {
			for _, other := range s.threads {
				if other != w {
					other.mu.Lock(t)
					other.state.Store(t, sortEnd)
					other.wake.Signal(t)
					other.mu.Unlock(t)
				}
			}
			s.pool.Unlock(t)
			return
		}
		s.pool.Unlock(t)
	}
}

// sortAll sorts numbers with a pool of threads.
func sortAll(t *sim.Thread, p Params, together bool) {
	n := p.Int("threads")
	s := &sorter{fork: p.Int("fork"), together: together, pool: sim.NewMutex(t, "pool"), idle: sim.NewAtomic(t, "idle", n)}
	for i := range p.Int("items") {
		s.array = append(s.array, i*7%37) // in an order that gives the pool four halves
	}
	for range n {
		w := &sortThread{mu: sim.NewMutex(t, "mu"), state: sim.NewAtomic(t, "state", sortIdle), job: sim.NewAtomic(t, "job", sortJob{})}
		w.wake = sim.NewCond(t, "wake", w.mu)
		s.threads = append(s.threads, w)
	}
	workers := team(t, n, "worker", s.worker)
	first := s.threads[0]
	first.mu.Lock(t)
	first.job.Store(t, sortJob{0, len(s.array)})
	first.state.Store(t, sortWork)
	sim.Add(t, s.idle, -1)
	first.wake.Signal(t)
	first.mu.Unlock(t)
	t.Join(workers...)
	t.Assert(slices.IsSorted(s.array), "the array is not sorted")
}

// quicksort marks a thread as working before it has got its job.
func quicksort(p Params) sim.Program {
	return func(t *sim.Thread) { sortAll(t, p, false) }
}

// quicksortTogether writes the mark and the job together.
func quicksortTogether(p Params) sim.Program {
	return func(t *sim.Thread) { sortAll(t, p, true) }
}
