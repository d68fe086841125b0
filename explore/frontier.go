package explore

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// How what is left of a search is written down, so that another process takes it
// up: the points on the way to where it is, with the branches that are done and
// those that are not. Steps are choices by spawn path, which mean the same in
// every process; what else the search must know of them it learns by making them.

// frontier is what is left of a search: a point for every step on the way.
type frontier []frontierPoint

// frontierPoint is a point on the way, with its branches in order.
type frontierPoint struct {
	Done []string       `json:"done,omitempty"`
	Left []frontierStep `json:"left"` // the first is the way on
}

// frontierStep is a step to explore, and what to explore after it.
type frontierStep struct {
	Step string         `json:"step"`
	Then []frontierStep `json:"then,omitempty"`
}

// frontier returns what is left of d's search, which has been begun and is not
// over. Branches that somebody explores ahead of their turn are left in full.
func (d *dpor) frontier(st *model.State) frontier {
	var points frontier
	for i := range d.analysed + 1 {
		f := &d.frames[i]
		var p frontierPoint
		for _, b := range f.sleep[f.inherited:] {
			p.Done = append(p.Done, portable(st, b.choice()))
		}
		tree := f.tree
		if i == d.analysed {
			tree = d.fork // without what an execution that was cut has done to it
		} else {
			p.Left = append(p.Left, frontierStep{Step: portable(st, f.cur.choice())})
		}
		for w := range tree.row {
			p.Left = append(p.Left, w.portable(st))
		}
		points = append(points, p)
	}
	return points
}

func (w *wakeup) portable(st *model.State) frontierStep {
	s := frontierStep{Step: portable(st, w.branch.choice())}
	for k := range w.kid.row {
		s.Then = append(s.Then, k.portable(st))
	}
	return s
}

// portable prints a choice: the thread's spawn path, and where there are several,
// the alternative by case, partner and partner's case: "main", "main.0.2",
// "main.1:2", "main.1:0:main.0:1".
func portable(st *model.State, c model.Choice) string {
	s := spawnPath(st, c.Thread)
	if c.Alt == (model.Alt{}) {
		return s
	}
	s += ":" + strconv.Itoa(int(c.Alt.Case))
	if c.Alt.Peer != model.NoThread {
		s += ":" + spawnPath(st, c.Alt.Peer) + ":" + strconv.Itoa(int(c.Alt.PeerCase))
	}
	return s
}

func spawnPath(st *model.State, t model.ThreadID) string {
	if t == model.Main {
		return "main"
	}
	return spawnPath(st, st.Parent(t)) + "." + strconv.Itoa(st.Ordinal(t))
}

// choiceOf reads a portable choice at a point where its thread is there.
func choiceOf(st *model.State, s string) (model.Choice, error) {
	parts := strings.Split(s, ":")
	c := model.Choice{Thread: threadOf(st, parts[0])}
	ok := c.Thread != model.NoThread && slices.Contains([]int{1, 2, 4}, len(parts))
	number := func(s string) int16 {
		n, err := strconv.ParseInt(s, 10, 16)
		ok = ok && err == nil
		return int16(n)
	}
	if len(parts) > 1 {
		c.Alt.Case = number(parts[1])
	}
	if len(parts) > 2 {
		c.Alt.Peer, c.Alt.PeerCase = threadOf(st, parts[2]), number(parts[3])
		ok = ok && c.Alt.Peer != model.NoThread
	}
	if !ok || st.Status(c.Thread) != model.Pending || !slices.Contains(st.Alts(c.Thread, nil), c.Alt) {
		return c, fmt.Errorf("the step %q is not possible there", clip(s, 40))
	}
	return c, nil
}

func threadOf(st *model.State, path string) model.ThreadID {
	for _, t := range st.Threads() {
		if spawnPath(st, t) == path {
			return t
		}
	}
	return model.NoThread
}

// loadFrontier returns the search of what points leave, of program p run by e. The
// error says where p is not the program that was searched.
func loadFrontier(points frontier, p sim.Program, e *sim.Engine, lim sim.Limits, bound int) (*dpor, error) {
	d := newDPOR(bound)
	var way []string
	for _, p1 := range points {
		if len(p1.Left) == 0 {
			return nil, fmt.Errorf("after %d steps nothing is left, not even the way on", len(way))
		}
		scout := &scout{way: way}
		f := dporFrame{}
		scout.look = func(v *sched.View) error {
			for _, s := range p1.Done {
				b, err := scout.branch(v, s)
				if err != nil {
					return err
				}
				f.sleep = append(f.sleep, b)
			}
			return nil
		}
		if err := scout.run(p, e, lim); err != nil {
			return nil, err
		}
		var err error
		if f.tree, err = loadTree(p1.Left, way, p, e, lim); err != nil {
			return nil, err
		}
		d.restored = append(d.restored, f)
		way = append(way, p1.Left[0].Step)
	}
	return d, nil
}

// loadTree makes the branches of a point that way leads to.
func loadTree(steps []frontierStep, way []string, p sim.Program, e *sim.Engine, lim sim.Limits) (tree *wakeup, err error) {
	if len(steps) == 0 {
		return nil, nil
	}
	scout := &scout{way: way}
	scout.look = func(v *sched.View) error {
		link := &tree
		for _, s := range steps {
			b, err := scout.branch(v, s.Step)
			if err != nil {
				return err
			}
			*link = &wakeup{branch: b}
			link = &(*link).next
		}
		return nil
	}
	if err := scout.run(p, e, lim); err != nil {
		return nil, err
	}
	w := tree
	for _, s := range steps {
		if w.kid, err = loadTree(s.Then, append(slices.Clip(way), s.Step), p, e, lim); err != nil {
			return nil, err
		}
		w = w.next
	}
	return tree, nil
}

// errHalted is what reading a frontier ends with when the search is cancelled.
var errHalted = errors.New("cancelled")

// scout is a strategy that goes some way, looks around, and ends the execution.
type scout struct {
	way  []string
	look func(v *sched.View) error
	at   int
	seen bool
	err  error
}

func (s *scout) String() string { return "scout" }

func (s *scout) Begin(uint64) { s.at, s.seen, s.err = 0, false, nil }

func (s *scout) Next(v *sched.View) (c model.Choice) {
	if s.at == len(s.way) {
		s.seen = true
		s.err = s.look(v)
		return c
	}
	c, err := choiceOf(v.State, s.way[s.at])
	if s.at++; err != nil {
		s.err = fmt.Errorf("step %d: %w", s.at, err)
		return model.Choice{}
	}
	return c
}

func (s *scout) run(p sim.Program, e *sim.Engine, lim sim.Limits) error {
	x := e.Run(p, s, 0, lim)
	if s.err == nil && !s.seen {
		if x.End == sim.Cancelled {
			return errHalted
		}
		return fmt.Errorf("the program ends after %d steps, before its step %d", x.Steps(), s.at+1)
	}
	return s.err
}

// branch returns what a step is at the point where s looks.
func (s *scout) branch(v *sched.View, step string) (*branch, error) {
	c, err := choiceOf(v.State, step)
	if err != nil {
		return nil, fmt.Errorf("after step %d: %w", len(s.way), err)
	}
	return (&branches{}).peek(v, c), nil
}
