package sched

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// SURW is the selectively uniform random walk (Zhao, Wolff, Mathur,
// Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS'25): for each
// execution one object is drawn, by how often it is touched, and the
// interleaving of the operations on that object is sampled uniformly, as URW
// does that of all operations. A thread that would touch the object out of
// turn is held back; everything else is ordered by random priorities. Few
// operations matter for a defect, and few have few interleavings.
//
// What is touched how often is learned from the executions before, as by URW,
// and so is which objects there are. As in the authors' implementation, who
// comes next is drawn when somebody first wants to; when everybody that could
// move is held back - the one whose turn it is waits for something - another
// turn is drawn. We differ in that a lock can be the object drawn, in that
// giving back - unlocking, releasing - is never held back, and in that a Yield,
// and surwPatience steps in vain, let go those who are: whoever has the turn may
// be waiting for them in a loop.
type SURW struct {
	rng     PRNG
	census  census
	tuned   bool
	view    *View
	object  model.ObjID             // NoObj: none, or not yet made
	wanted  objectPath              // when tuned
	targets map[model.ObjID]*target // of the census as it is
	current *target
	balance balance
	ranks   ranks
	weary   weary
	news    news
	turn    int     // spawn order of who comes next; negative: not drawn
	held    []int32 // spawn orders of those held back
	since   int     // the step at which the first of them was
	before  []int64 // their priorities
	objects int     // how many objects there were when wanted was last looked for
}

// heldBack is below every priority that is drawn.
const heldBack = -1 << 63

// surwPatience is how many steps somebody is held back for at most.
const surwPatience = 200

// target is an object with what is expected of it.
type target struct {
	weights weights
	text    string // as Tuning returns it
}

var noTarget target

func (s *SURW) String() string { return "surw" }

// Study counts the events of the execution that has ended.
func (s *SURW) Study(v *View) {
	if !s.tuned && s.census.count(v) {
		s.view = v
		clear(s.targets)
	}
}

// Begin draws the object.
func (s *SURW) Begin(number uint64) {
	s.rng = NewPRNG(number)
	s.ranks.reset()
	s.weary.reset()
	s.weary.patience = patience{looks: idleRounds, yields: yieldRounds}
	s.news, s.turn = news{}, -1
	s.held, s.before = s.held[:0], s.before[:0]
	s.objects = 0
	if !s.tuned {
		s.choose(number)
	} else {
		s.object = model.NoObj // another engine may number it otherwise
	}
	s.balance.begin(&s.current.weights)
}

// choose draws the object from the census. The numbers come from another
// sequence than those of the execution, which must be the same without it.
func (s *SURW) choose(number uint64) {
	s.object, s.current = model.NoObj, &noTarget
	rng := NewPRNG(Mix(number, 0))
	if s.object = s.census.pick(&rng); s.object == model.NoObj {
		return
	}
	x := s.targets[s.object]
	if x == nil {
		if s.targets == nil {
			s.targets = map[model.ObjID]*target{}
		}
		x = &target{weights: s.census.weights(s.view, s.object)}
		x.text = pathOf(s.view.State, s.object).String() + ":" + x.weights.String()
		s.targets[s.object] = x
	}
	s.current = x
}

// Next runs the thread of highest priority unless it wants the object out of
// turn.
func (s *SURW) Next(v *View) model.Choice {
	s.find(v)
	s.news.each(v, func(t model.ThreadID, made *model.Event) { s.announced(v, t, made) })
	if len(s.held) > 0 && v.Step()-s.since > surwPatience {
		for i := range s.before {
			s.before[i] = fresh(&s.rng) // a low one would have it wait again
		}
		s.release()
	}
	for {
		t := s.ranks.highest(v)
		seq := v.State.Seq(t)
		if s.ranks.prio[seq] == heldBack {
			s.release()
			continue
		}
		if touches(v.Op(t), s.object) {
			if s.turn < 0 {
				s.turn = v.State.Seq(s.balance.draw(v, &s.rng, func(seq int) bool { return s.ranks.prio[seq] != heldBack }))
			}
			if seq != s.turn {
				if len(s.held) == 0 {
					s.since = v.Step()
				}
				s.held, s.before = append(s.held, int32(seq)), append(s.before, s.ranks.prio[seq])
				s.ranks.set(seq, heldBack)
				continue
			}
			s.balance.spend(seq)
			s.release()
		}
		return v.any(t, &s.rng)
	}
}

// announced gives t's new operation a priority. The turn may pass on to a
// child, which took part of its parent's weight.
func (s *SURW) announced(v *View, t model.ThreadID, made *model.Event) {
	if made != nil && made.Op.Kind == model.Yield {
		s.release()
	}
	s.ranks.draw(v, t, made, &s.weary, &s.rng)
	parent := v.State.Parent(t)
	if made != nil || parent == model.NoThread {
		s.balance.announced(v, t, made)
		return
	}
	p := v.State.Seq(parent)
	had := s.balance.weight(p)
	took := s.balance.announced(v, t, nil)
	if s.turn == p && s.rng.IntN(had) < int(took) {
		s.turn = v.State.Seq(t)
	}
}

// release lets everybody go who was held back, and leaves open whose turn it is.
func (s *SURW) release() {
	for i, seq := range s.held {
		if s.ranks.prio[seq] == heldBack {
			s.ranks.set(int(seq), s.before[i])
		}
	}
	s.held, s.before = s.held[:0], s.before[:0]
	s.turn = -1
}

// touches reports whether op is on o and does not only give back.
func touches(op *model.Op, o model.ObjID) bool {
	if o == model.NoObj || op.Kind == model.Join || returns(op.Kind) {
		return false
	}
	return op.Obj == o || hasCase(op, o)
}

// find looks for the object of a tuned execution, which may only just have
// been made.
func (s *SURW) find(v *View) {
	if n := len(v.State.Objects()); s.tuned && s.object == model.NoObj && n > s.objects {
		s.objects = n
		s.object = s.wanted.find(v.State)
	}
}

// Tuning returns the object of the execution begun last and its weights:
// "0.1:2:9+2(4,4)" is the third object that the second child of main makes.
func (s *SURW) Tuning() string {
	if s.current == nil {
		return "" // nothing has begun yet
	}
	return s.current.text
}

// Tune sets the object and its weights, for good.
func (s *SURW) Tune(text string) error {
	path, rest, _ := strings.Cut(text, ":")
	ordinal, rest, ok := strings.Cut(rest, ":")
	if !ok {
		return fmt.Errorf("%q is not an object with its weights", shorten(text))
	}
	p, err := parseObjectPath(path, ordinal)
	if err != nil {
		return err
	}
	w, err := parseWeights(rest)
	if err != nil {
		return err
	}
	s.tuned, s.wanted, s.current = true, p, &target{w, p.String() + ":" + w.String()}
	return nil
}

// objectPath names an object for all engines and interleavings.
type objectPath struct {
	thread []int // main's spawn path is 0
	nth    int   // among the thread's creations
}

func pathOf(st *model.State, o model.ObjID) objectPath {
	t, n := st.Creator(o)
	p := objectPath{nth: n}
	for ; t != model.NoThread; t = st.Parent(t) {
		p.thread = append(p.thread, st.Ordinal(t))
	}
	for i, j := 0, len(p.thread)-1; i < j; i, j = i+1, j-1 {
		p.thread[i], p.thread[j] = p.thread[j], p.thread[i]
	}
	return p
}

// find returns the object, NoObj while it has not been made.
func (p objectPath) find(st *model.State) model.ObjID {
	t := model.Main
	for _, n := range p.thread[1:] {
		if t = st.Child(t, n); t == model.NoThread {
			return model.NoObj
		}
	}
	return st.Creation(t, p.nth)
}

func (p objectPath) String() string {
	var b []byte
	for i, n := range p.thread {
		if i > 0 {
			b = append(b, '.')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	return string(strconv.AppendInt(append(b, ':'), int64(p.nth), 10))
}

func parseObjectPath(path, ordinal string) (p objectPath, err error) {
	for _, f := range append(strings.Split(path, "."), ordinal) {
		n, err := strconv.ParseInt(f, 10, 32)
		if err != nil || n < 0 {
			return p, fmt.Errorf("%q is not an object", shorten(path+":"+ordinal))
		}
		p.thread = append(p.thread, int(n))
	}
	last := len(p.thread) - 1
	p.thread, p.nth = p.thread[:last], p.thread[last]
	return p, nil
}
