package explore

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sched"
)

// The search has short ways for what is simple. They are held against the long ones,
// at the end of each of many executions.

var errEnough = errors.New("enough")

// looksAt drives a search over generated programs, and has each execution looked at
// after it has been ordered.
func looksAt(t *testing.T, look func(d *dpor, v *sched.View) error) {
	programs := 150
	if testing.Short() {
		programs = 20
	}
	for _, th := range []struct {
		name string
		cfg  modeltest.Config
	}{
		{"memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic}, MaxThreads: 4}},
		{"locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Variable}, MaxThreads: 4, MaxOps: 5}},
		{"time", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Cond, modeltest.Variable}, MaxThreads: 4, Timed: true}},
		{"faults", modeltest.Config{MaxOps: 3, Faulty: true}},
		{"all", modeltest.Config{}},
	} {
		t.Run(th.name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(th.cfg)
			for i := range programs {
				p := gen.Example(i)
				d, n := newDPOR(-1), 0
				d.order.wideFrom = i % 2 // rows, or at once what shares structure
				err := drive(p, d, func(v *sched.View) error {
					if n++; n > 200 {
						return errEnough
					}
					if d.stuck {
						return nil
					}
					d.arrange(v)
					return look(d, v)
				})
				if err != nil && err != errEnough {
					t.Fatalf("program %d, execution %d: %v\n%s", i, n, err, p)
				}
			}
		})
	}
}

// TestSimpleOrder orders each execution again from its start, as if no step were
// simple, and in rows: clocks and pairs must be the same.
func TestSimpleOrder(t *testing.T) {
	looksAt(t, func(d *dpor, v *sched.View) error {
		e := newDPOR(-1)
		e.n, e.frames = d.n, make([]dporFrame, d.n)
		for i := range e.frames {
			f := &d.frames[i]
			b := *f.cur
			b.simple = false
			e.frames[i] = dporFrame{cur: &b, alts: f.alts, made: f.made}
			e.frames[i].made.settled = true
		}
		e.analysed = e.n // they are settled
		e.arrange(v)
		for i := range e.frames {
			long, short := e.order.clock(i), d.order.clock(i)
			for t := range model.ThreadID(len(e.order.threads)) {
				if x, y := short.of(t), long.of(t); x != y {
					return fmt.Errorf("step %d knows step %d of thread %d, the long way %d", i+1, x, t, y)
				}
			}
			if got, want := pairsOf(&d.frames[i]), pairsOf(&e.frames[i]); !slices.Equal(got, want) {
				return fmt.Errorf("step %d has the pairs %v, the long way %v", i+1, got, want)
			}
			if got, want := d.frames[i].links.row, e.frames[i].links.row; got != want {
				return fmt.Errorf("step %d follows step by step from %d, the long way from %d", i+1, got+1, want+1)
			}
		}
		return nil
	})
}

// pairsOf returns the pairs of a frame, whatever has become of them.
func pairsOf(f *dporFrame) []candidate {
	pairs := slices.Clone(f.links.pairs)
	for i := range pairs {
		pairs[i].settled, pairs[i].walk = false, untried
	}
	return pairs
}

// TestRest looks whether what is kept with each frame of what does not follow it is
// what there is, and what relates to it.
func TestRest(t *testing.T) {
	looksAt(t, func(d *dpor, v *sched.View) error {
		for i := range d.n {
			r := d.rest(i)
			var frames []int
			var steps []*branch
			for k := i + 1; k < d.n; k++ {
				if !d.follows(k, i) {
					frames, steps = append(frames, k), append(steps, d.frames[k].cur)
				}
			}
			if !slices.Equal(r.frames, frames) || !slices.Equal(r.steps, steps) {
				return fmt.Errorf("after step %d are kept %v of %v", i+1, r.frames, frames)
			}
			if !r.asked {
				d.ask(i, r)
			}
			first := d.n
			apart := 0
			for _, s := range append(slices.Clone(d.frames[i].sleep), d.frames[i].cur) {
				switch k, ok := initial(steps, s); {
				case !ok:
				case k >= 0:
					first = min(first, frames[k])
				default:
					if apart++; !slices.Contains(r.apart, s) {
						return fmt.Errorf("before step %d the step %v is not known to be independent of %v", i+1, s.op, frames)
					}
				}
			}
			if r.first() != first || len(r.apart) != apart {
				return fmt.Errorf("before step %d: first is %d and should be %d, apart are %d and should be %d", i+1, r.first(), first, len(r.apart), apart)
			}
		}
		return nil
	})
}

// TestNeed looks whether the part of a sequence that is scheduled can come first of all of
// it, and begins with nothing that sleeps, as the whole does not.
func TestNeed(t *testing.T) {
	var less atomic.Int32
	looksAt(t, func(d *dpor, v *sched.View) error {
		for i := range d.n {
			f, r := &d.frames[i], d.rest(i)
			for _, c := range f.links.pairs {
				j := int(c.j)
				if j < 0 || j == i || c.meet || r.counted > 0 {
					continue
				}
				b := d.frames[j].cur
				if !d.sure(i, j) && b.modes == 0 { // it is not reversed outright
					continue
				}
				if covered, _, known := d.explored(i, j, b, r); covered || !known {
					continue
				}
				early := d.need(i, j, r)
				part, whole := slices.Clone(d.tries.seq), append(slices.Clone(r.steps), b)
				if len(part) < len(whole) {
					less.Add(1)
				}
				for _, s := range append(slices.Clone(f.sleep), f.cur) {
					if s.covers(part) {
						return fmt.Errorf("step %d before %d: %d of %d steps may begin with %v, which sleeps", j+1, i+1, len(part), len(whole), s.op)
					}
				}
				for n, x := range part {
					k, ok := initial(whole, x)
					if k < 0 || !ok {
						return fmt.Errorf("step %d before %d: %v cannot come first of what is left", j+1, i+1, x.op)
					}
					if n < len(part)-1 && (n < early) != (r.frames[slices.Index(r.steps, x)] < j) {
						return fmt.Errorf("step %d before %d: it is not so that the first %d are early", j+1, i+1, early)
					}
					whole = slices.Delete(whole, k, k+1)
				}
			}
		}
		return nil
	})
	t.Cleanup(func() {
		if less.Load() == 0 {
			t.Error("no sequence got shorter")
		}
	})
}

// TestSleeps looks whether the long way, too, finds what is asleep itself covered for good.
func TestSleeps(t *testing.T) {
	var asleep atomic.Int32
	looksAt(t, func(d *dpor, v *sched.View) error {
		for i := range d.n {
			for _, c := range pairsOf(&d.frames[i]) {
				if !d.sleeps(i, &c) {
					continue
				}
				asleep.Add(1)
				r := d.rest(i)
				covered, settled, known := d.explored(i, int(c.j), d.frames[c.j].cur, r)
				if !c.settled || !covered || !known || !settled && r.counted == 0 {
					return fmt.Errorf("step %d before %d is said to be asleep, and is not: %v, %v, %v", c.j+1, i+1, covered, settled, known)
				}
			}
		}
		return nil
	})
	t.Cleanup(func() {
		if asleep.Load() == 0 {
			t.Error("nothing was asleep")
		}
	})
}

// TestShortReversals reverses each race that has a short way by that and by the long one:
// the tree must be the same after both, and what is settled.
func TestShortReversals(t *testing.T) {
	ways := []struct {
		name string
		way  func(d *dpor, i int, c *candidate) bool
		used int
	}{
		{"alone", (*dpor).alone, 0},
		{"unslept", (*dpor).unslept, 0},
	}
	var mu sync.Mutex
	looksAt(t, func(d *dpor, v *sched.View) error {
		for i := range d.n {
			f := &d.frames[i]
			for _, c := range pairsOf(f) {
				for w := range ways {
					if w == 0 && i < int(d.frames[d.n-1].links.row) {
						continue
					}
					tree, one, other := f.tree, c, c
					f.tree = copyRow(tree)
					done := ways[w].way(d, i, &one)
					got := printRow(f.tree)
					f.tree = copyRow(tree)
					outright := done && d.outright(i, &other, d.rest(i))
					want := printRow(f.tree)
					f.tree = tree
					if !done {
						continue
					}
					mu.Lock()
					ways[w].used++
					mu.Unlock()
					if !outright || got != want || one.settled != other.settled {
						return fmt.Errorf("%s: step %d before %d: the tree is %s, settled %v; the long way %v: %s, settled %v",
							ways[w].name, c.j+1, i+1, got, one.settled, outright, want, other.settled)
					}
				}
			}
		}
		return nil
	})
	t.Cleanup(func() {
		for _, w := range ways {
			if w.used == 0 {
				t.Errorf("no race was reversed by the short way %s", w.name)
			}
		}
	})
}

func copyRow(w *wakeup) *wakeup {
	var first *wakeup
	link := &first
	for k := range w.row {
		*link = k.copy()
		link = &(*link).next
	}
	return first
}

func printRow(w *wakeup) string {
	s := ""
	for k := range w.row {
		s += fmt.Sprintf("(%d %v%s)", k.branch.thread, k.branch.op.Kind, printRow(k.kid))
	}
	return s
}
