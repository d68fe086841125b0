package scenarios

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

var depthParams = []Param{
	{Name: "depth", Help: "how often each thread takes the lock inside itself", Default: 3, Min: 2, Max: 20},
}

// rmutex is the family about locks that their holder may take again.
var rmutex = []*Scenario{
	{
		Name:    "rmutex/recursive",
		Summary: "a recursive function takes a reentrant lock at each depth",
		Section: "Mutexes (Locks)",
		Story: `A function takes the lock, calls itself, and releases. The lock is reentrant: it
knows its holder, and counts. The holder goes through at once, and the lock is
free when it has been released as often as it was taken.

All of that happens inside one critical section. From outside, the inner locks
and unlocks cannot be told from nothing: there are two classes of interleavings,
a first or b first, whatever the depth.`,
		Params:   depthParams,
		Program:  recursive,
		Funcs:    []string{"recursive"},
		Verdict:  sim.Pass,
		Outcomes: func(p Params) []string { return []string{fmt.Sprintf("calls=%d", 2*p.Int("depth"))} },
		Classes:  func(Params) int { return 2 },
	},
	{
		Name:    "rmutex/recursive-broken",
		Summary: "the same recursion with a plain mutex waits for itself",
		Section: "Mutexes (Locks)",
		Story: `With a plain mutex the second call waits for the lock that the first one holds.
It is the thread's own, and nobody else can release it: deadlock/self-lock. The
other thread waits as well, and has done nothing to deserve it.`,
		Params:   depthParams,
		Program:  recursiveBroken,
		Funcs:    []string{"recursiveBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a lock mu, b lock mu]"),
		Classes:  func(Params) int { return 2 },
		Repairs:  []string{"rmutex/recursive"},
	},
	{
		Name:    "rmutex/too-few-releases",
		Summary: "a reentrant lock is taken twice and released once",
		Section: "Mutexes (Locks)",
		Story: `An outer function takes the lock and calls an inner one, which takes it again.
The inner one fails and returns without its unlock; the outer one releases its
own. The count is down to one, and not to zero: the lock stays with a thread
that believes to have released it, and that ends.

For the holder itself nothing is wrong. It can take the lock again, as often as
it likes. The others wait, and the defect shows in them. A lock that counts
hides a missing release from the one who forgot it.

The repair is as many releases as locks, by defer (-balanced).`,
		Program:  plain(tooFewReleases),
		Funcs:    []string{"tooFewReleases"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join a b, b lock mu]"),
		Classes:  fixed(2),
		Repairs:  []string{"rmutex/too-few-releases-balanced"},
	},
	{
		Name:    "rmutex/too-few-releases-balanced",
		Summary: "each lock has its release, and defer makes sure of it",
		Section: "Mutexes (Locks)",
		Story: `Each function defers its own unlock, next to its own lock. However the inner one
returns, the count goes down as often as it went up.`,
		Program:  plain(tooFewReleasesBalanced),
		Funcs:    []string{"tooFewReleasesBalanced"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
}

// recursive takes a reentrant lock at each depth of a recursion.
func recursive(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewRMutex(t, "mu")
		calls := sim.NewVar(t, "calls", 0)
		var down func(t *sim.Thread, depth int)
		down = func(t *sim.Thread, depth int) {
			if depth == 0 {
				return
			}
			mu.Lock(t)
			calls.Store(t, calls.Load(t)+1)
			down(t, depth-1)
			mu.Unlock(t)
		}
		body := func(t *sim.Thread) { down(t, p.Int("depth")) }
		a, b := t.Go("a", body), t.Go("b", body)
		t.Join(a, b)
		t.Observe("calls", calls.Load(t))
	}
}

// recursiveBroken takes a plain mutex at each depth of a recursion.
func recursiveBroken(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		calls := sim.NewVar(t, "calls", 0)
		var down func(t *sim.Thread, depth int)
		down = func(t *sim.Thread, depth int) {
			if depth == 0 {
				return
			}
			mu.Lock(t) // the call outside this one holds it
			calls.Store(t, calls.Load(t)+1)
			down(t, depth-1)
			mu.Unlock(t)
		}
		body := func(t *sim.Thread) { down(t, p.Int("depth")) }
		a, b := t.Go("a", body), t.Go("b", body)
		t.Join(a, b)
		t.Observe("calls", calls.Load(t))
	}
}

// tooFewReleases leaves out an inner release.
func tooFewReleases(t *sim.Thread) {
	mu := sim.NewRMutex(t, "mu")
	inner := func(t *sim.Thread) bool {
		mu.Lock(t)
		return false // an error, and no unlock
	}
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		inner(t)
		mu.Unlock(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
}

// tooFewReleasesBalanced releases as often as it locks.
func tooFewReleasesBalanced(t *sim.Thread) {
	mu := sim.NewRMutex(t, "mu")
	inner := func(t *sim.Thread) bool {
		mu.Lock(t)
		defer mu.Unlock(t)
		return false
	}
	a := t.Go("a", func(t *sim.Thread) {
		mu.Lock(t)
		defer mu.Unlock(t)
		inner(t)
	})
	b := t.Go("b", func(t *sim.Thread) {
		mu.Lock(t)
		mu.Unlock(t)
	})
	t.Join(a, b)
}
