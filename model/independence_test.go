package model_test

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// pairs checks, in every reachable state of a program, every two steps that
// different threads may take one after the other:
//
//   - steps that are not dependent may be taken in the other order, with the
//     same results, to the same state;
//   - enabled steps with footprints that do not conflict stay enabled after
//     one another, and are not dependent then;
//   - a step that is dependent on the one before only because that one is its
//     cause was not possible before it;
//   - the modes in which a step touches objects are the same in both orders of
//     independent steps;
//   - a step that gives another thread's operation one more alternative is in
//     conflict with those that it had: who reverses the two finds it.
//
// This is stronger than that equal sets of events reach equal states: it sees
// steps that enable or disable others behind the back of the relation.
type pairs struct {
	m    *modeltest.Machine
	seen map[string]bool
	max  int // states

	tally
}

// tally counts what was seen, by the modes in which two adjacent steps touch
// one object, the smaller mode first.
type tally struct {
	states, checked int
	caused          int         // steps right after their cause
	commuted        [64][64]int // claimed independent, and found so
	conflicted      [64][64]int // dependent, or in conflict when both enabled, for that reason alone
	differed        [64][64]int // of which the other order is not the same, or impossible
}

func (x *tally) add(y *tally) {
	x.states += y.states
	x.checked += y.checked
	x.caused += y.caused
	for a := range x.commuted {
		for b := range x.commuted[a] {
			x.commuted[a][b] += y.commuted[a][b]
			x.conflicted[a][b] += y.conflicted[a][b]
			x.differed[a][b] += y.differed[a][b]
		}
	}
}

// checkPairs visits up to max states of p.
func checkPairs(p modeltest.Program, max int) (tally, error) {
	x := pairs{m: modeltest.NewMachine(p), seen: map[string]bool{}, max: max}
	err := x.visit()
	x.states = len(x.seen)
	return x.tally, err
}

func (x *pairs) visit() error {
	key := x.m.Key()
	if x.seen[key] || len(x.seen) >= x.max {
		return nil
	}
	x.seen[key] = true
	if err := x.check(); err != nil {
		return fmt.Errorf("%w\nafter\n%s\n%s", err, modeltest.Trace(x.m.State), x.m.Program)
	}
	for _, c := range x.m.Enabled() {
		x.m.Step(c)
		err := x.visit()
		x.m.Back()
		if err != nil {
			return err
		}
	}
	return nil
}

// twoSteps is what happens when one choice follows another.
type twoSteps struct {
	first, second model.Event
	dependent     bool
	caused        bool // and nothing else makes the second depend on the first
	reason        reason
	key           string
	modes         [2][]model.Access // what each touches, without counts
}

// reason tells in which modes two steps touch one object, when that is the
// only reason why they are dependent.
type reason struct {
	a, b model.Mode
	sole bool
}

// check looks at all pairs of steps from the current state.
func (x *pairs) check() error {
	s := x.m.State
	choices := x.m.Enabled()
	alone := make([]model.Event, len(choices))
	both := map[[2]model.Choice]*twoSteps{}
	for i, a := range choices {
		ia := x.m.Step(a)
		alone[i] = s.Events()[ia]
		for _, acc := range s.Footprint(&alone[i], nil) {
			if acc.Obj == model.NoObj {
				return fmt.Errorf("touches no object: %s", showEvent(s, &alone[i]))
			}
		}
		for _, b := range x.m.Enabled() {
			ib := x.m.Step(b)
			ea, eb := s.Events()[ia], s.Events()[ib]
			if disjoint(&ea, &eb) {
				two := &twoSteps{first: ea, second: eb, dependent: s.Dependent(ia, ib), key: x.m.Key()}
				two.modes = [2][]model.Access{modes(s, &ea), modes(s, &eb)}
				two.reason = explain(s, &ea, &eb, model.Access.Precedes)
				if ea.Now < eb.Now {
					two.reason.sole = false
				}
				if int(eb.Cause) == ia {
					two.caused = two.reason == reason{}
					two.reason.sole = false
				}
				both[[2]model.Choice{a, b}] = two
			}
			x.m.Back()
		}
		x.m.Back()
	}
	for ab, two := range both {
		x.checked++
		same := sameReversed(two, both[[2]model.Choice{ab[1], ab[0]}])
		if !two.dependent && !same {
			return fmt.Errorf("these do not commute:\n%s", show(s, two))
		}
		if two.caused {
			x.caused++
			if same {
				return fmt.Errorf("the cause is none:\n%s", show(s, two))
			}
		}
		x.count(two, same)
	}
	for i, a := range choices {
		x.m.Step(a)
		err := x.checkNew(choices, alone, i)
		x.m.Back()
		if err != nil {
			return err
		}
		for j, b := range choices {
			if i == j || !disjoint(&alone[i], &alone[j]) {
				continue
			}
			two := both[[2]model.Choice{a, b}]
			if s.Conflicting(&alone[i], &alone[j]) {
				if r := explain(s, &alone[i], &alone[j], model.Access.Conflicts); two == nil {
					x.conflict(r, true)
				} else if r != two.reason { // they are others when they follow one another
					x.conflict(r, !sameReversed(two, both[[2]model.Choice{b, a}]))
				}
				continue
			}
			if two == nil {
				return fmt.Errorf("%s disables %s", showEvent(s, &alone[i]), showEvent(s, &alone[j]))
			}
			if two.dependent {
				return fmt.Errorf("these are dependent only after one another:\n%s", show(s, two))
			}
		}
	}
	return nil
}

// disjoint reports whether no thread takes part in both events.
func disjoint(a, b *model.Event) bool {
	return !b.Advances(a.Thread) && !(a.Joint && b.Advances(a.Alt.Peer))
}

// sameReversed reports whether the other order is possible and no different.
func sameReversed(ab, ba *twoSteps) bool {
	return ba != nil && ab.key == ba.key && !ba.dependent == !ab.dependent &&
		ab.first.Res == ba.second.Res && ab.first.PeerRes == ba.second.PeerRes &&
		ab.second.Res == ba.first.Res && ab.second.PeerRes == ba.first.PeerRes &&
		slices.Equal(ab.modes[0], ba.modes[1]) && slices.Equal(ab.modes[1], ba.modes[0])
}

// modes returns what e touches. What is left of a Part is no property of e.
func modes(s *model.State, e *model.Event) []model.Access {
	foot := s.Footprint(e, nil)
	for i := range foot {
		foot[i].Left = 0
	}
	return foot
}

// checkNew looks at the alternatives that step i of those enabled, which has
// just been made, gives to other threads' operations. Partners that it makes
// come up do not count: races look for them in another way.
func (x *pairs) checkNew(choices []model.Choice, alone []model.Event, i int) error {
	s := x.m.State
	partner := func(t model.ThreadID) bool {
		return alone[i].Advances(t) || alone[i].Op.Kind == model.Spawn && alone[i].Op.Arg == model.Word(t)
	}
	for _, b := range x.m.Enabled() {
		if b.Thread == alone[i].Thread || partner(b.Alt.Peer) || slices.Contains(choices, b) {
			continue
		}
		for j, c := range choices {
			if c.Alt.Case == model.Dies {
				continue // what the thread could do instead is asked for after all that does not follow its death
			}
			if c.Thread == b.Thread && disjoint(&alone[i], &alone[j]) && !s.Conflicting(&alone[i], &alone[j]) {
				return fmt.Errorf("%s gives %+v to the operation of\n%s", showEvent(s, &alone[i]), b.Alt, showEvent(s, &alone[j]))
			}
		}
	}
	return nil
}

// explain finds the accesses of two events that conflict.
func explain(s *model.State, x, y *model.Event, conflict func(a, b model.Access) bool) (r reason) {
	n := 0
	for _, a := range s.Footprint(x, nil) {
		for _, b := range s.Footprint(y, nil) {
			if a.Obj == b.Obj && conflict(a, b) {
				n++
				r.a, r.b = min(a.Mode, b.Mode), max(a.Mode, b.Mode)
			}
		}
	}
	r.sole = n == 1
	return r
}

func (x *tally) conflict(r reason, differ bool) {
	if !r.sole {
		return
	}
	x.conflicted[r.a][r.b]++
	if differ {
		x.differed[r.a][r.b]++
	}
}

func (x *pairs) count(two *twoSteps, same bool) {
	if two.dependent {
		x.conflict(two.reason, !same)
		return
	}
	for _, a := range x.m.State.Footprint(&two.first, nil) {
		for _, b := range x.m.State.Footprint(&two.second, nil) {
			if a.Obj == b.Obj {
				x.commuted[min(a.Mode, b.Mode)][max(a.Mode, b.Mode)]++
			}
		}
	}
}

func show(s *model.State, two *twoSteps) string {
	return showEvent(s, &two.first) + "\n" + showEvent(s, &two.second)
}

func showEvent(s *model.State, e *model.Event) string {
	return fmt.Sprintf("%s: %v #%d, %+v = %+v", s.ThreadName(e.Thread), e.Op.Kind, e.Op.Obj, e.Alt, e.Res)
}
