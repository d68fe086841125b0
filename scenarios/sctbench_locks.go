package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var wrongLockParams = []Param{
	{Name: "right", Help: "threads that hold the right lock", Default: 1, Min: 1, Max: 1000},
	{Name: "wrong", Help: "threads that hold another one", Default: 2, Min: 1, Max: 1000},
}

// benchLocks is the part of the sctbench family about locks that do not help.
var benchLocks = []*Scenario{
	{
		Name:    "sctbench/deadlock",
		Summary: "two threads take two locks in opposite orders",
		Section: "Deadlocks",
		Story: `Published as deadlock01: one thread counts up holding a and b, another one
counts down holding b and a. Each may take its first lock, and then both wait
for ever.

The repair (-ordered) takes the locks in one order.`,
		Program:  plain(deadlock01),
		Funcs:    []string{"deadlock01", "twoLocks"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("", "[deadlock: main join up down, up lock b, down lock a]"),
		Classes:  fixed(3),
		Repairs:  []string{"sctbench/deadlock-ordered"},
	},
	{
		Name:    "sctbench/deadlock-ordered",
		Summary: "both threads take the locks in the same order",
		Section: "Deadlocks",
		Story: `Whoever has the first lock gets the second one too. The two classes are who
comes first.`,
		Program:  plain(deadlock01Ordered),
		Funcs:    []string{"deadlock01Ordered", "twoLocks"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(2),
	},
	{
		Name:    "sctbench/wrong-lock",
		Summary: "some threads guard the number by another lock",
		Section: "Mutexes (Locks)",
		Story: `A thread holds the lock of a number, increments it and checks that it has grown
by one. Others increment it too, holding a lock as well: another one. Two
critical sections exclude each other only if they are guarded by the same lock.

Published as wronglock (right=1 wrong=7) and wronglock_3 (right=1 wrong=3).

The repair (-same) has one lock.`,
		Params:   wrongLockParams,
		Program:  wrongLock,
		Funcs:    []string{"wrongLock", "guarded"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(48),
		Repairs:  []string{"sctbench/wrong-lock-same"},
	},
	{
		Name:     "sctbench/wrong-lock-same",
		Summary:  "all threads hold the same lock",
		Section:  "Mutexes (Locks)",
		Story:    `One number, one lock. The classes are the orders of the critical sections.`,
		Params:   wrongLockParams,
		Program:  wrongLockSame,
		Funcs:    []string{"wrongLockSame", "guarded"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  func(p Params) int { return factorial(p.Int("right") + p.Int("wrong")) },
	},
	{
		Name:    "sctbench/string-buffer",
		Summary: "a buffer is asked for its length, then for that many characters",
		Section: "Race Conditions",
		Story: `The string buffer of JDK 1.4: every method holds the buffer's lock. Appending
one buffer to another asks the other one for its length, and then for that many
of its characters; each call is atomic, the two together are not. If a third
thread erases characters in between, more are asked for than there are, and the
call fails: atomic calls do not compose.

The repair (-locked) holds the other buffer's lock over both calls; the lock is
reentrant, as every lock of Java is.`,
		Program:  plain(stringBuffer),
		Funcs:    []string{"stringBuffer", "buffer4", "buffer4.length", "buffer4.chars", "buffer4.set"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(10),
		Repairs:  []string{"sctbench/string-buffer-locked"},
	},
	{
		Name:    "sctbench/string-buffer-locked",
		Summary: "the buffer that is copied stays locked from length to characters",
		Section: "Mutexes (Locks)",
		Story: `The lock spans the question and what is done with the answer. The calls inside
take it again, which a reentrant lock allows.`,
		Program:  plain(stringBufferLocked),
		Funcs:    []string{"stringBufferLocked", "buffer4", "buffer4.length", "buffer4.chars", "buffer4.set"},
		Verdict:  sim.Pass,
		Outcomes: always(""),
		Classes:  fixed(4),
	},
}

// deadlock01 takes two locks in opposite orders.
func deadlock01(t *sim.Thread) {
	a, b := sim.NewMutex(t, "a"), sim.NewMutex(t, "b")
	twoLocks(t, [2]*sim.Mutex{a, b}, [2]*sim.Mutex{b, a})
}

// deadlock01Ordered takes two locks in one order.
func deadlock01Ordered(t *sim.Thread) {
	a, b := sim.NewMutex(t, "a"), sim.NewMutex(t, "b")
	twoLocks(t, [2]*sim.Mutex{a, b}, [2]*sim.Mutex{a, b})
}

// twoLocks counts up and down, each time holding two locks.
func twoLocks(t *sim.Thread, up, down [2]*sim.Mutex) {
	n := sim.NewVar(t, "n", 1)
	count := func(locks [2]*sim.Mutex, delta int) func(t *sim.Thread) {
		return func(t *sim.Thread) {
			locks[0].Lock(t)
			locks[1].Lock(t)
			n.Store(t, n.Load(t)+delta)
			locks[1].Unlock(t)
			locks[0].Unlock(t)
		}
	}
	t.Join(t.Go("up", count(up, 1)), t.Go("down", count(down, -1)))
}

// wrongLock guards a number by two locks: each of them by one.
func wrongLock(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu, other := sim.NewMutex(t, "mu"), sim.NewMutex(t, "other")
		guarded(t, p, mu, other)
	}
}

// wrongLockSame guards a number by one lock.
func wrongLockSame(p Params) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		guarded(t, p, mu, mu)
	}
}

// guarded increments a number holding one lock or the other.
func guarded(t *sim.Thread, p Params, mu, other *sim.Mutex) {
	n := sim.NewAtomic(t, "n", 0)
	right := team(t, p.Int("right"), "right", func(t *sim.Thread, _ int) {
		mu.Lock(t)
		defer mu.Unlock(t)
		before := n.Load(t)
		n.Store(t, n.Load(t)+1)
		t.Assert(n.Load(t) == before+1, "the number was %d, and is not one more", before)
	})
	wrong := team(t, p.Int("wrong"), "wrong", func(t *sim.Thread, _ int) {
		other.Lock(t)
		n.Store(t, n.Load(t)+1)
		other.Unlock(t)
	})
	t.Join(slices.Concat(right, wrong)...)
}

// buffer4 is a string of which only the length matters.
type buffer4 struct {
	mu  *sim.RMutex
	len *sim.Var[int]
}

func newBuffer4(t *sim.Thread) *buffer4 {
	return &buffer4{sim.NewRMutex(t, "buffer"), sim.NewVar(t, "length", 3)}
}

// length returns how many characters there are.
func (b *buffer4) length(t *sim.Thread) int {
	b.mu.Lock(t)
	defer b.mu.Unlock(t)
	return b.len.Load(t)
}

// chars copies n characters.
func (b *buffer4) chars(t *sim.Thread, n int) {
	b.mu.Lock(t)
	defer b.mu.Unlock(t)
	t.Assert(n <= b.len.Load(t), "the buffer has less than %d characters", n)
}

// set makes the buffer that long.
func (b *buffer4) set(t *sim.Thread, n int) {
	b.mu.Lock(t)
	b.len.Store(t, n)
	b.mu.Unlock(t)
}

// stringBuffer copies a buffer while another thread erases and appends.
func stringBuffer(t *sim.Thread) {
	b := newBuffer4(t)
	other := t.Go("other", func(t *sim.Thread) { b.set(t, 0); b.set(t, b.length(t)+3) })
	b.chars(t, b.length(t)) // what was the length need not be it any more
	t.Join(other)
}

// stringBufferLocked copies a buffer under its lock.
func stringBufferLocked(t *sim.Thread) {
	b := newBuffer4(t)
	other := t.Go("other", func(t *sim.Thread) { b.set(t, 0); b.set(t, b.length(t)+3) })
	b.mu.Lock(t)
	b.chars(t, b.length(t))
	b.mu.Unlock(t)
	t.Join(other)
}
