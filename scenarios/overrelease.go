package scenarios

import "github.com/interleave-go/interleave/sim"

// overReleases is the part of the semaphore family about a permit too many.
var overReleases = []*Scenario{
	{
		Name:    "semaphore/over-release",
		Summary: "a thread releases twice; the bounded semaphore finds it out",
		Section: "Semaphores",
		Story: `Thread a releases by hand, and a deferred release follows. A bounded semaphore
knows how many permits there have been at first, and more than that there can
never be: the release that would make it more is misuse.

As in mutex/unlock-unlocked the mistake may be found in the wrong thread. If b
is inside when a releases for the second time, the count is back at its bound
only, and it is b's own release that is one too many. Either way it is found.

The repair is one release for one acquire (-once). A semaphore without a bound
does not find it: semaphore/over-release-plain shows what happens then.`,
		Program:  plain(overRelease),
		Funcs:    []string{"overRelease"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Misuse},
		Outcomes: always("[misuse]"),
		// As mutex/unlock-unlocked.
		Classes: fixed(4),
		Repairs: []string{"semaphore/over-release-once"},
	},
	{
		Name:    "semaphore/over-release-plain",
		Summary: "the same on a plain semaphore: there is a permit too many, for good",
		Section: "Semaphores",
		Story: `The same mistake on a semaphore without a bound. Nobody complains: the count
goes up by one, and from then on there is a permit more than there are places.
Two threads are inside where one should be.

The defect shows in other threads than the one that made it, and some time
later. A bounded semaphore costs nothing more and names the release that was
wrong. Use a plain one only where releases without an acquire are meant, as in
semaphore/signalling.`,
		Program:  plain(overReleasePlain),
		Funcs:    []string{"overReleasePlain"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(28),
		Repairs:  []string{"semaphore/over-release-once"},
	},
	{
		Name:    "semaphore/over-release-once",
		Summary: "one release for one acquire, on a semaphore that has a bound",
		Section: "Semaphores",
		Story: `Every thread acquires once and releases once, by a deferred call that no way out
can miss. At each moment the permits and the threads inside add up to the bound.`,
		Program:  plain(overReleaseOnce),
		Funcs:    []string{"overReleaseOnce"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(6),
	},
}

// overRelease releases a bounded semaphore twice in a.
func overRelease(t *sim.Thread) {
	places := sim.NewBoundedSemaphore(t, "places", 1)
	a := t.Go("a", func(t *sim.Thread) {
		places.Acquire(t)
		defer places.Release(t)
		places.Release(t) // done, but there is the deferred one
	})
	b := t.Go("b", func(t *sim.Thread) {
		places.Acquire(t)
		places.Release(t)
	})
	t.Join(a, b)
}

// overReleasePlain releases a plain semaphore twice in a; b and c are the ones
// who meet.
func overReleasePlain(t *sim.Thread) {
	places := sim.NewSemaphore(t, "places", 1)
	inside := sim.NewAtomic(t, "inside", 0)
	use := func(t *sim.Thread) {
		places.Acquire(t)
		defer places.Release(t)
		n := sim.Add(t, inside, 1)
		t.Assert(n == 1, "%d threads are inside", n)
		sim.Add(t, inside, -1)
	}
	a := t.Go("a", func(t *sim.Thread) {
		places.Acquire(t)
		defer places.Release(t)
		places.Release(t) // done, but there is the deferred one
	})
	b, c := t.Go("b", use), t.Go("c", use)
	t.Join(a, b, c)
}

// overReleaseOnce releases a bounded semaphore once in each thread.
func overReleaseOnce(t *sim.Thread) {
	places := sim.NewBoundedSemaphore(t, "places", 1)
	inside := sim.NewAtomic(t, "inside", 0)
	use := func(t *sim.Thread) {
		places.Acquire(t)
		defer places.Release(t)
		n := sim.Add(t, inside, 1)
		t.Assert(n == 1, "%d threads are inside", n)
		sim.Add(t, inside, -1)
	}
	a := t.Go("a", func(t *sim.Thread) {
		places.Acquire(t)
		defer places.Release(t)
	})
	b, c := t.Go("b", use), t.Go("c", use)
	t.Join(a, b, c)
}
