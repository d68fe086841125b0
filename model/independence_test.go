package model_test

import (
	"fmt"

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
//     cause was not possible before it.
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
	commuted        [32][32]int // claimed independent, and found so
	conflicted      [32][32]int // dependent, or in conflict when both enabled, for that reason alone
	differed        [32][32]int // of which the other order is not the same, or impossible
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
				two.reason = explain(s, &ea, &eb)
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
		for j, b := range choices {
			if i == j || !disjoint(&alone[i], &alone[j]) {
				continue
			}
			two := both[[2]model.Choice{a, b}]
			if s.Conflicting(&alone[i], &alone[j]) {
				if two == nil {
					x.conflict(explain(s, &alone[i], &alone[j]), true)
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
		ab.second.Res == ba.first.Res && ab.second.PeerRes == ba.first.PeerRes
}

// explain finds the conflicting accesses of two events.
func explain(s *model.State, x, y *model.Event) (r reason) {
	n := 0
	for _, a := range s.Footprint(x, nil) {
		for _, b := range s.Footprint(y, nil) {
			if a.Obj == b.Obj && model.Conflict(a.Mode, b.Mode) {
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
