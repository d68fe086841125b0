package sim

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Faults are what may go wrong by itself, besides what the scheduler does. Each is
// a choice like any other: all are explored, and a seed replays them. A thread
// meets at most one failing try and one death in an execution, so that a loop of
// tries still ends.
type Faults struct {
	Tries   bool // a try of a lock or a semaphore may fail although it could succeed
	Wakeups bool // any Wait on a condition may wake by itself, as with SpuriousWakeups
	Deaths  bool // a thread that has called Mortal may end at an operation that neither waits nor gives back
}

var faultNames = []string{"deaths", "tries", "wakeups"}

func (f *Faults) named(name string) *bool {
	switch name {
	case "deaths":
		return &f.Deaths
	case "tries":
		return &f.Tries
	case "wakeups":
		return &f.Wakeups
	}
	return nil
}

// String lists the faults, separated by "+"; "none".
func (f Faults) String() string {
	var names []string
	for _, n := range faultNames {
		if *f.named(n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return "none"
	}
	return strings.Join(names, "+")
}

// ParseFaults reads what String prints; "," may stand for "+", and "all" for all.
func ParseFaults(s string) (Faults, error) {
	var f Faults
	switch s {
	case "none":
		return f, nil
	case "all":
		return Faults{true, true, true}, nil
	}
	for name := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '+' || r == ',' }) {
		if name == "all" || name == "none" {
			return Faults{}, fmt.Errorf("%q stands alone, not in a list; want some of %s, or all, or none", name, strings.Join(faultNames, ", "))
		}
		p := f.named(name)
		if p == nil {
			return Faults{}, fmt.Errorf("unknown fault %q; want some of %s, or all, or none", name, strings.Join(faultNames, ", "))
		}
		*p = true
	}
	if f == (Faults{}) {
		return f, fmt.Errorf("no fault is named in %q; want some of %s, or all, or none", s, strings.Join(faultNames, ", "))
	}
	return f, nil
}

// MarshalText gives JSON the word.
func (f Faults) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// UnmarshalText reads the word back.
func (f *Faults) UnmarshalText(text []byte) (err error) {
	*f, err = ParseFaults(string(text))
	return err
}

// Mortal allows this thread to die, where deaths are explored (Faults): at one of
// its next operations - one that does not wait, and does not give back a lock, a
// permit or the like - it may end, as if that had panicked, without being a failure
// by itself. Its deferred functions run. It is no step, and changes nothing
// otherwise. What others make of a thread that is gone is what is to be seen.
func (t *Thread) Mortal() {
	t.enter()
	t.impure("is mortal")
	t.mortal = t.e.lim.Faults.Deaths
}

// died is what a thread that dies panics with.
type died struct{}

func (died) Error() string { return "interleave: the thread dies, as a fault" }

func (t *Thread) die() {
	t.dying = false
	panic(died{})
}

// endanger says what faults op may meet.
func (t *Thread) endanger(op *model.Op) {
	op.Flaky = t.e.lim.Faults.Tries && !t.flaked && model.CanFlake(op.Kind)
	op.Mortal = t.mortal && op.Await == nil && model.CanDie(op.Kind)
}

// meet takes in the fault that t has met.
func (t *Thread) meet(c int16) {
	switch c {
	case model.Flakes:
		t.flaked = true
	case model.Dies:
		t.mortal, t.dying = false, true
	}
	t.history = mix(t.history, uint64(uint16(c)))
	t.acted()
}

// awake gives the options of a condition the faults that are explored.
func (f Faults) awake(o model.CondOptions) model.CondOptions {
	o.Spurious = o.Spurious || f.Wakeups
	return o
}
