package scenarios

import "github.com/interleave-go/interleave/sim"

// lazily is the part of the race family about making a value when it is needed.
var lazily = []*Scenario{
	{
		Name:    "race/double-checked",
		Summary: "lazy initialisation looks at a plain flag before it takes the lock",
		Section: "Race Conditions",
		Story: `A value is made when it is first needed, and made once. To take a lock for every
use seems a waste, so the flag is looked at first without it, and the lock taken
only if the value is not there yet; under the lock the flag is looked at again.
Check twice, lock once.

The second check is sound, the first one is not: it reads what another thread
writes under the lock, and nothing orders the two. If it happens to see the flag
set, the value is read without order too. Compilers and processors may reorder
plain accesses that nobody orders, and so a thread can see the flag before the
value: the thing seems to be made, and is not.

The outcomes do not show that, since the search interleaves steps and does not
reorder them; every thread gets 42. What it reports is the data race, and that
is enough: a program without data races runs as if nothing were reordered, and
one with a data race has no such promise.

The repairs are sync.Once, made for this (-once), and an atomic flag, which is
how sync.Once works inside (-atomic).`,
		Program:  plain(doubleChecked),
		Funcs:    []string{"doubleChecked"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("made=1 a/got=42 b/got=42"),
		// Who makes the value, and whether the other one looks before or after.
		Classes: fixed(4),
		Repairs: []string{"race/double-checked-once", "race/double-checked-atomic"},
	},
	{
		Name:    "race/double-checked-once",
		Summary: "sync.Once makes the value, once, and orders every use after it",
		Section: "Mutexes (Locks)",
		Story: `Once runs the function for the first caller and makes the others wait until it
is through; later callers go past without waiting. When Do returns the value is
there, whoever made it, and all that was written for it can be seen.

It is double checking done right, by others. The two classes are a first and b
first.`,
		Program:  plain(doubleCheckedOnce),
		Funcs:    []string{"doubleCheckedOnce"},
		Verdict:  sim.Pass,
		Outcomes: always("made=1 a/got=42 b/got=42"),
		Classes:  fixed(2),
	},
	{
		Name:    "race/double-checked-atomic",
		Summary: "the flag is atomic: whoever sees it set sees the value too",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `An atomic load is ordered after the store whose value it reads. Whoever sees the
flag set is therefore ordered after everything that came before it was set, and
so after the value was written. The first check is now as good as the second.

Two details carry it: the value is written before the flag is set, and the flag
is looked at again under the lock. Without the second look both threads could
find nothing, wait for the lock one after the other, and make the value twice.`,
		Program:  plain(doubleCheckedAtomic),
		Funcs:    []string{"doubleCheckedAtomic"},
		Verdict:  sim.Pass,
		Outcomes: always("made=1 a/got=42 b/got=42"),
		// As race/double-checked.
		Classes: fixed(4),
	},
}

// doubleChecked makes a value when it is first needed, and looks at a plain
// flag before it takes the lock.
func doubleChecked(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	ready := sim.NewVar(t, "ready", false)
	value, made := sim.NewVar(t, "value", 0), sim.NewVar(t, "made", 0)
	get := func(t *sim.Thread) {
		if !ready.Load(t) { // nothing orders this with the store below
			mu.Lock(t)
			if !ready.Load(t) {
				value.Store(t, 42)
				made.Store(t, made.Load(t)+1)
				ready.Store(t, true)
			}
			mu.Unlock(t)
		}
		t.Observe("got", value.Load(t))
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("made", made.Load(t))
}

// doubleCheckedOnce leaves the checking to Once.
func doubleCheckedOnce(t *sim.Thread) {
	once := sim.NewOnce(t, "once")
	value, made := sim.NewVar(t, "value", 0), sim.NewVar(t, "made", 0)
	get := func(t *sim.Thread) {
		once.Do(t, func() {
			value.Store(t, 42)
			made.Store(t, made.Load(t)+1)
		})
		t.Observe("got", value.Load(t))
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("made", made.Load(t))
}

// doubleCheckedAtomic looks at an atomic flag before it takes the lock.
func doubleCheckedAtomic(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu")
	ready := sim.NewAtomic(t, "ready", false)
	value, made := sim.NewVar(t, "value", 0), sim.NewVar(t, "made", 0)
	get := func(t *sim.Thread) {
		if !ready.Load(t) {
			mu.Lock(t)
			if !ready.Load(t) {
				value.Store(t, 42)
				made.Store(t, made.Load(t)+1)
				ready.Store(t, true) // last: it says that the value is there
			}
			mu.Unlock(t)
		}
		t.Observe("got", value.Load(t))
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("made", made.Load(t))
}
