package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// Scenario is a catalogued program: what it teaches, and what is to be found
// in it.
type Scenario struct {
	// Name is family/name: "deadlock/lock-order".
	Name string
	// Summary is one line for `interleave list`, of at most 72 characters.
	Summary string
	// Section is the section of the guide that the scenario belongs to.
	Section string
	// Story tells the defect, what happens and what repairs it, as plain text
	// of at most 80 columns with a blank line between paragraphs.
	Story string
	// Params are the sizes that a user may change.
	Params []Param
	// Program makes the program of the given sizes.
	Program func(p Params) sim.Program
	// Funcs names the declarations whose source Source returns, the program
	// first; a method is "type.method".
	Funcs []string

	// Verdict is what the default search concludes.
	Verdict sim.Verdict
	// Kinds are the kinds of failure that a complete search of the default
	// sizes meets, in the order of their declaration; none where it passes.
	Kinds []sim.Kind
	// Outcomes returns exactly the outcomes of a complete search, sorted. It is
	// nil, or returns nil for some sizes, where they are not stated; the story
	// says why.
	Outcomes func(p Params) []string
	// Classes returns how many executions a complete optimal search makes: one
	// for each class of interleavings. It returns 0 for sizes other than the
	// defaults where no closed form is known.
	Classes func(p Params) int
	// Repairs names the scenarios that repair this one.
	Repairs []string

	// Endless says that the program has executions of any length, so that no search
	// of it is complete. Outcomes and Classes are not stated then, and a repair may
	// be Unknown: all its executions come to their end under a fair scheduler.
	Endless bool
	// Sampled says that the default sizes are too large for a complete search,
	// so that nothing is stated of outcomes and classes. The verdict of a program
	// without a defect is then Unknown.
	Sampled bool

	// Strategy is the strategy that a plain search uses; "" is auto.
	Strategy string
	// Impure says why threads of the program share Go state outside modeled objects,
	// look at the clock, or keep values with addresses in objects; "" where they do
	// not: then explore.Options.Pure holds.
	Impure string
	// Steps bounds each execution of a plain search; 0 is explore's default.
	Steps int
	// Clock is the clock of a plain search.
	Clock sim.Clock
	// Faults are those that a plain search explores.
	Faults sim.Faults
}

// Why scenarios are not pure.
const (
	holdsAddresses = "objects keep errors, lists or functions, whose addresses mean something in one execution only"
	looksAtClock   = "a thread looks at the clock"
	looksAgain     = "a thread that was too slow looks again, as who waits by looking does"
)

// families is the catalogue, in its order.
var families = [][]*Scenario{
	race, corruption, deadlock, slices.Concat(starvation, starvingLocks, starvingReaders), livelock, slices.Concat(fault, mortality),
	mutex, rmutex, semaphore, cond, event, barrier, rwlock, waitgroup, once,
	csp,
	pool, queue, process, async, structured, actor, stm, dataflow, scale,
	pattern,
	thread, order, granularity, sharing, retry, heisenbug, slices.Concat(lockfree, lockFree, classicLocks), litmus, timing,
	sctbench,
}

// Family returns the part of the name before the slash.
func (s *Scenario) Family() string {
	family, _, _ := strings.Cut(s.Name, "/")
	return family
}

// Pure reports whether a search may memoise the scenario's threads.
func (s *Scenario) Pure() bool { return s.Name != "" && s.Impure == "" }

// All returns all scenarios: families in the order of the catalogue, each with
// its scenarios in the order of their telling.
func All() []*Scenario { return slices.Concat(families...) }

// Families returns the names of the families in the order of the catalogue.
func Families() []string {
	var names []string
	for _, f := range families {
		names = append(names, f[0].Family())
	}
	return names
}

// Find returns the scenario of that name.
func Find(name string) (*Scenario, bool) {
	for _, s := range All() {
		if s.Name == name {
			return s, true
		}
	}
	return nil, false
}

// plain makes a Scenario.Program of a program that has no sizes.
func plain(p sim.Program) func(Params) sim.Program {
	return func(Params) sim.Program { return p }
}

// fixed makes a Scenario.Classes of a number that is known for the default
// sizes only; scenarios without sizes have no others.
func fixed(n int) func(Params) int {
	return func(p Params) int {
		if !p.isDefault() {
			return 0
		}
		return n
	}
}

// factorial returns n!, for the orders in which n threads can come.
func factorial(n int) int {
	f := 1
	for i := 2; i <= n; i++ {
		f *= i
	}
	return f
}

// shuffles returns the number of ways in which n threads that take k turns each
// can take turns: (nk)! / (k!)^n.
func shuffles(n, k int) int {
	ways := 1
	for i := range n * k { // the i-th turn is the last of i%k+1 turns of its thread
		ways = ways * (i + 1) / (i%k + 1)
	}
	return ways
}

// always makes a Scenario.Outcomes of outcomes that do not depend on the sizes.
func always(outcomes ...string) func(Params) []string {
	return func(Params) []string { return slices.Sorted(slices.Values(outcomes)) }
}

// upTo returns the outcomes of a program that counts to n, or falls short of it
// by a failed assertion: least, ..., n-1, and n. Form prints a number.
func upTo(n, least int, form string) []string {
	outcomes := []string{fmt.Sprintf(form, n)}
	for k := least; k < n; k++ {
		outcomes = append(outcomes, fmt.Sprintf(form, k)+" [assertion]")
	}
	slices.Sort(outcomes)
	return outcomes
}

// letter returns "a" for 0, "b" for 1, up to "z" for 25.
func letter(i int) string { return string(rune('a' + i)) }

// numbered returns the name of the i-th of several things, from 0: "job-1".
func numbered(name string, i int) string { return fmt.Sprintf("%s-%d", name, i+1) }
