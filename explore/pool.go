package explore

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/interleave-go/interleave/sim"
)

// pool shares the work of one exhaustive search among workers. The first one
// begins with the whole tree. Whoever has nothing to do is given a branch of
// somebody else's tree, ahead of its turn; when its turn comes, its result is
// taken in if it is what the search in sequence would have found there, and
// otherwise the branch is explored again (share.go). So all that the report says
// is that of one worker, for any number of them and any timing.
type pool struct {
	s      *search
	root   *task
	before int // executions of the search before this one
	taken  int // how many of them belong to the tree: it was taken up from a file

	mu     sync.Mutex
	change sync.Cond
	queue  []*task // given away, and not begun
	parked []*task // waiting or ready
	halted bool    // the search was cancelled
	wary   int     // branches above this depth are likely to be explored in vain

	over   atomic.Bool
	done   atomic.Int64 // executions in sequence
	hungry atomic.Int32 // workers with nothing to do
}

// companyAfter is how many executions a search has made when the other workers
// join in: most searches are over by then.
var companyAfter = 256

func newPool(s *search, d enumerator) *pool {
	p := &pool{s: s, before: s.all.executions}
	p.change.L = &p.mu
	if s.saved != nil && len(s.saved.Left) > 0 {
		if p.taken = p.before; s.o.strategy() == "auto" {
			p.taken -= autoBurst
		}
	}
	p.root = &task{pool: p, d: d, state: running}
	return p
}

// run explores the whole tree.
func (p *pool) run() {
	var others sync.WaitGroup
	defer others.Wait()
	w := p.s.workers[0]
	company := func() {
		for _, o := range p.s.workers[1:] {
			others.Add(1)
			go func() {
				defer others.Done()
				p.work(o)
			}()
		}
	}
	if !p.shares() {
		company = func() {}
	}
	if p.explore(w, p.root, company) {
		p.work(w)
	}
}

// shares reports whether the search can be shared. A limit on executions speaks
// of the first so many in sequence, so one worker makes them.
func (p *pool) shares() bool {
	_, ok := p.root.d.(*dpor)
	return ok && len(p.s.workers) > 1 && p.s.o.Executions == 0
}

// work explores tasks until the search is over.
func (p *pool) work(w *worker) {
	for t := p.next(w); t != nil; t = p.next(w) {
		p.explore(w, t, nil)
	}
}

// next waits for a task that can be gone on with; nil: the search is over.
func (p *pool) next(w *worker) *task {
	p.mu.Lock()
	defer p.mu.Unlock()
	w.idle.Store(true)
	defer w.idle.Store(false)
	for !p.over.Load() {
		if i := slices.IndexFunc(p.parked, func(t *task) bool { return t.state == ready }); i >= 0 {
			t := p.parked[i]
			p.parked = slices.Delete(p.parked, i, i+1)
			t.state = running
			return t
		}
		if len(p.queue) == 0 {
			for _, t := range p.parked {
				if p.split(t) {
					break
				}
			}
		}
		if len(p.queue) > 0 {
			t := p.queue[0]
			p.queue = slices.Delete(p.queue, 0, 1)
			t.state = running
			return t
		}
		p.hungry.Add(1)
		p.change.Wait()
		p.hungry.Add(-1)
	}
	return nil
}

// split queues a branch of t, which is not being explored just now, if it has
// one to give.
func (p *pool) split(t *task) bool {
	d, ok := t.d.(*dpor)
	if !ok {
		return false
	}
	e, w := d.split(p.wary)
	if e == nil {
		e, w = d.split(0)
	}
	if e == nil {
		return false
	}
	w.task = &task{pool: p, d: e, parent: t, depth: e.base}
	p.queue = append(p.queue, w.task)
	return true
}

// feed gives a branch of t to whoever has nothing to do.
func (p *pool) feed(t *task) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) < int(p.hungry.Load()) && p.split(t) {
		p.change.Signal()
	}
}

// explore runs executions of t until it is done, has to wait for another task, or
// the search is over. company is called once, when there have been enough
// executions for others to join in. It reports whether the search goes on.
func (p *pool) explore(w *worker, t *task, company func()) bool {
	how := another
	if t.met {
		how = away
	}
	for {
		for how == away {
			var parked bool
			if how, parked = p.meet(t); parked {
				return true // the end of another task makes it ready
			}
		}
		switch {
		case t.spoiled.Load():
			p.drop(t)
			return true
		case t.tally.halted:
			p.finish(t)
			return false
		case t.tally.ended, how == over:
			t.whole = !t.tally.ended
			p.finish(t)
			return t != p.root
		case p.over.Load():
			return false
		}
		how = w.once(p, t)
		if t.executed++; company != nil && t.executed == companyAfter {
			company()
		}
		if how == another && p.hungry.Load() > 0 {
			p.feed(t)
		}
	}
}

// once runs one execution of t.
func (w *worker) once(p *pool, t *task) progress {
	s, d := w.s, t.d
	x, v := w.execute(&t.tally, d)
	if x.End != sim.Cancelled {
		if diverged := d.diverged(v); diverged != nil {
			t.tally.nondeterministic(diverged, w.memoised())
			return over
		}
	}
	again := 0
	if t == p.root {
		again = repeats(t.executed)
	} else if t.executed%1000 == 999 {
		again = 1
	}
	if w.pure != nil {
		again = max(again, w.pure.checks())
	}
	// Of an execution without end, too, the races are reversed: what each thread
	// would do next is known, and that is all that is needed.
	redundant, maximal := x.End == sim.Stopped, x.End == sim.Quiet || x.End == sim.Endless || x.End == sim.Unfair
	if !redundant && d.within(v, maximal) && !w.after(&t.tally, x, nil, again) {
		return over
	}
	how := d.next(v, maximal)
	if how != over {
		s.spent(&t.tally, p.before)
		p.vain(t)
	}
	if t.executed%128 == 0 || how == over || t.tally.ended || t == p.root && t.est.due(p.taken+t.tally.executions) {
		w.tell()
		share := d.covered()
		t.covered.Store(uint64(share * (1 << 32)))
		if t == p.root {
			n := p.taken + t.tally.executions
			due := t.est.due(n)
			t.est.see(n, share)
			if due && how != over {
				p.s.tooMany(t)
			}
			p.done.Store(int64(n))
		}
	}
	return how
}

// vain gives a search up whose executions hit the step limit, or go on for ever.
func (p *pool) vain(t *task) {
	if n := t.tally.cut + p.s.all.cut; n >= cutsInVain {
		t.tally.remark("the exhaustive search was given up after %d executions hit the step limit of %d; raise --steps if the program needs more", n, p.s.o.steps())
		t.tally.ended = true
	}
	if n := t.tally.endless + p.s.all.endless; n >= cutsInVain {
		t.tally.remark("the exhaustive search was given up after %d executions that go on for ever", n)
		t.tally.ended = true
	}
}

// meet goes on with t at a branch that it has given away. When that is not done,
// t is parked until then.
func (p *pool) meet(t *task) (how progress, parked bool) {
	d := t.d.(*dpor)
	h := d.task()
	switch p.fetch(t, h) {
	case queued:
		return d.reclaim(), false
	case done:
	default:
		return away, true
	}
	if h.tally.cut > 0 && t.tally.cut+h.tally.cut+p.s.all.cut >= cutsInVain ||
		h.tally.endless > 0 && t.tally.endless+h.tally.endless+p.s.all.endless >= cutsInVain {
		return d.reclaim(), false // the search will be given up on the way
	}
	if t.tally.add(&h.tally); t.tally.ended {
		return another, false
	}
	return d.absorb(h.d.(*dpor)), false
}

// fetch takes h out of the pool, or parks t until h is done. It returns the state
// in which h was found.
func (p *pool) fetch(t, h *task) taskState {
	p.mu.Lock()
	defer p.mu.Unlock()
	state := h.state
	t.met = state != queued && state != done
	if t.met {
		t.state = waiting
		p.parked = append(p.parked, t)
		p.change.Signal() // it may have branches to give
		return state
	}
	h.state = gone
	if state == queued {
		p.queue = without(p.queue, h)
	} else {
		p.wary = max(0, p.wary-1)
	}
	return state
}

// finish notes that t is done, and what it has given away is of no use any more.
func (p *pool) finish(t *task) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if t.tally.halted {
		p.halted = true
		p.over.Store(true)
	} else {
		t.state = done
		for _, g := range t.given() {
			p.discard(g)
		}
	}
	if t == p.root {
		p.over.Store(true)
	} else if t.parent.state == waiting && t.parent.d.(*dpor).task() == t {
		t.parent.state = ready
	}
	p.change.Broadcast()
}

// spoil ends a task whose tree has grown while it was explored.
func (p *pool) spoil(t *task) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.wary = t.depth + 1
	p.discard(t)
}

// drop gives up a task that has been spoiled while it was running.
func (p *pool) drop(t *task) {
	p.mu.Lock()
	defer p.mu.Unlock()
	t.state = gone
	for _, g := range t.given() {
		p.discard(g)
	}
}

// discard gives up t and all that it has given away. A running task learns of it
// before its next execution.
func (p *pool) discard(t *task) {
	t.spoiled.Store(true)
	switch t.state {
	case running:
		return
	case queued:
		p.queue = without(p.queue, t)
	case waiting, ready:
		p.parked = without(p.parked, t)
	}
	t.state = gone
	for _, g := range t.given() {
		p.discard(g)
	}
}

func without(list []*task, t *task) []*task {
	return slices.DeleteFunc(list, func(x *task) bool { return x == t })
}

// covered returns the share of the tree that is done in sequence, 0 to 1: what
// was explored ahead of its turn comes in when that has come.
func (p *pool) covered() float64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	sum, share := 0.0, 1.0
	for t := p.root; ; {
		sum += share * float64(t.covered.Load()) / (1 << 32)
		if t.state != waiting {
			return sum
		}
		d := t.d.(*dpor)
		_, next := d.shares()
		share, t = share*next, d.task()
	}
}

// addTo adds what was found to all. Where the search was halted that is also
// what was explored ahead of its turn.
func (p *pool) addTo(all *tally) {
	var add func(t *task)
	add = func(t *task) {
		all.add(&t.tally)
		if p.halted {
			for _, g := range t.given() {
				add(g)
			}
		}
	}
	add(p.root)
}
