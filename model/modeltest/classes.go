package modeltest

import (
	"errors"
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// Options tell Classes how far to go.
type Options struct {
	// Limit is the greatest number of partial executions (sets of events) to
	// visit; zero is one million.
	Limit int
	// MainFirst makes main do its leading spawns before anybody else moves. It
	// leaves the classes as they are and makes Interleavings the number of
	// interleavings of the other threads.
	MainFirst bool
}

// Counts is what a program can do, by brute force.
type Counts struct {
	Classes       int               // classes of maximal executions
	Stuck         int               // of which some thread is blocked for good
	Interleavings uint64            // maximal executions
	Sets          int               // partial executions, up to equivalence
	Outcome       map[string]string // Machine.Outcome by class
	Outcomes      map[string]int    // the number of classes by outcome
	Tracer        *Tracer           // gives other executions of the program their class
}

// ErrLimit is returned for programs that have more partial executions than
// Options.Limit.
var ErrLimit = errors.New("modeltest: too many partial executions")

// Classes runs every interleaving of p, up to equivalence, and counts. It is
// an error when two orders of the same events reach different states: then
// State.Dependent says that something commutes which does not.
func Classes(p Program, o Options) (Counts, error) {
	if o.Limit == 0 {
		o.Limit = 1_000_000
	}
	c := counter{
		m: NewMachine(p), opts: o, seen: map[string]partial{},
		Counts: Counts{Outcome: map[string]string{}, Outcomes: map[string]int{}, Tracer: NewTracer()},
	}
	n, err := c.visit()
	c.Interleavings, c.Sets = n, len(c.seen)
	return c.Counts, err
}

type counter struct {
	Counts
	m    *Machine
	opts Options
	seen map[string]partial // by set of events
}

type partial struct {
	key  string // of the state it reaches
	ways uint64 // interleavings from here to an end
}

// visit explores everything after the current events, depth first, and returns
// in how many ways the execution can be completed.
func (c *counter) visit() (uint64, error) {
	set, key := c.Tracer.Key(), c.m.Key()
	if old, ok := c.seen[set]; ok {
		if old.key != key {
			return 0, fmt.Errorf("the same events in another order reach another state:\n%q\n%q\n%s\n%s",
				old.key, key, Trace(c.m.State), c.m.Program)
		}
		return old.ways, nil
	}
	if len(c.seen) >= c.opts.Limit {
		return 0, ErrLimit
	}
	choices := c.choices()
	ways := uint64(0)
	if len(choices) == 0 {
		c.complete(set)
		ways = 1
	}
	for _, ch := range choices {
		c.m.Step(ch)
		c.Tracer.Push(c.m.State)
		n, err := c.visit()
		if err != nil {
			return 0, err
		}
		ways += n
		c.Tracer.Pop()
		c.m.Back()
	}
	c.seen[set] = partial{key, ways}
	return ways, nil
}

func (c *counter) choices() []model.Choice {
	all := c.m.Enabled()
	s := c.m.State
	if c.opts.MainFirst && s.Status(model.Main) == model.Pending && s.Pending(model.Main).Kind == model.Spawn {
		return all[:1] // main is first in canonical order
	}
	return all
}

func (c *counter) complete(set string) {
	c.Classes++
	if c.m.Stuck() {
		c.Stuck++
	}
	out := c.m.Outcome()
	c.Outcome[set] = out
	c.Outcomes[out]++
}
