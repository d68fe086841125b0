package scenarios

import (
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// rwlock is the family about locks that many readers share.
var rwlock = slices.Concat(rwlockRows, handmade)

// rwlockRows is the part of the family about the lock that sim has.
var rwlockRows = []*Scenario{
	{
		Name:    "rwlock/many-readers",
		Summary: "readers come in together, the writer comes in alone",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `Two readers and a writer share a pair of variables. The writer takes the lock
for itself alone and changes both. The readers take it together, and assert that
the pair is whole.

The outcomes tell how many readers were inside at once: one or two, as it
happened. That both can be is what a reader-writer lock is for. A mutex would be
right as well, and each reader would wait for the other one. Readers that share
do not disturb each other, since nobody changes what they read.`,
		Program:  plain(manyReaders),
		Funcs:    []string{"manyReaders"},
		Verdict:  sim.Pass,
		Outcomes: always("together=1", "together=2"),
		Classes:  fixed(14),
	},
	{
		Name:    "rwlock/many-readers-broken",
		Summary: "the writer takes the lock as readers do, and is not alone",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The writer takes the read lock. It may have begun as a reader and been changed
later. Nothing complains: the lock does not know who writes. Readers come in
while the pair is half changed, and see it torn; and each access of the writer
is a data race with those of the readers.

The read lock keeps out those who hold the write lock, and nobody else.`,
		Program:  plain(manyReadersBroken),
		Funcs:    []string{"manyReadersBroken"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race, sim.Assertion},
		Outcomes: always("", "[assertion]"),
		Classes:  fixed(16),
		Repairs:  []string{"rwlock/many-readers"},
	},
	{
		Name:    "rwlock/upgrade",
		Summary: "readers ask for the write lock while they hold the read lock",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `Each thread looks for a value under the read lock, finds none, and asks for the
write lock to make it, without giving the read lock back. The write lock is
granted when no reader is left, and one of them is the thread itself. It waits
for itself, as in deadlock/self-lock, and for the other one, who does the same.

Some libraries have a lock that can be upgraded, for one reader at a time; for
two there is no way at all, since each would have to let the other one write
between its reading and its writing.

The repair gives the read lock back first, and looks again under the write lock
(-recheck).`,
		Program: plain(upgrade),
		Funcs:   []string{"upgrade"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a lock rw, b lock rw]",
			"[deadlock: main join a b, a lock rw, b rlock rw]", "[deadlock: main join a b, a rlock rw, b lock rw]"),
		Classes: fixed(3),
		Repairs: []string{"rwlock/upgrade-recheck"},
	},
	{
		Name:    "rwlock/upgrade-recheck",
		Summary: "the read lock is given back, and the value looked for once more",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The thread gives the read lock back, asks for the write lock, and looks again:
between the two another thread may have made the value. Without the second look
it would be made twice, and that would be race/check-then-act.

The value is made once, in every interleaving.`,
		Program:  plain(upgradeRecheck),
		Funcs:    []string{"upgradeRecheck"},
		Verdict:  sim.Pass,
		Outcomes: always("made=1"),
		Classes:  fixed(6),
	},
	{
		Name:    "rwlock/recursive-read",
		Summary: "a reader takes the read lock again while a writer is waiting",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The reader holds the read lock and calls a function that takes it too. Two read
locks go together, so it seems harmless, and mostly it is. But if a writer has
come in the meantime and waits, Go's lock lets no new reader in before it: else
readers who keep coming would let the writer starve. The second read lock waits
for the writer, the writer waits for the first one, and both are the reader's.

It takes a third party to show, at just the right moment. That is why Go's
documentation forbids recursive read locking altogether.

The repairs: lock once, and call a function that expects the lock to be held
(-once); or a lock that prefers readers, at the price of its writers
(-preferred).`,
		Program:  plain(recursiveRead),
		Funcs:    []string{"recursiveRead"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("reader/sum=0", "reader/sum=2", "[deadlock: main join reader writer, reader rlock rw, writer lock rw]"),
		Classes:  fixed(3),
		Repairs:  []string{"rwlock/recursive-read-once", "rwlock/recursive-read-preferred"},
	},
	{
		Name:    "rwlock/recursive-read-once",
		Summary: "one read lock for the whole call; the inner function takes none",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The outer function takes the read lock and the inner one expects it to be held.
A thread that waits for the lock holds nothing, so that the writer always gets
its turn, and the reader as well.`,
		Program:  plain(recursiveReadOnce),
		Funcs:    []string{"recursiveReadOnce"},
		Verdict:  sim.Pass,
		Outcomes: always("reader/sum=0", "reader/sum=2"),
		Classes:  fixed(2),
	},
	{
		Name:    "rwlock/recursive-read-preferred",
		Summary: "a lock that prefers readers lets the same one in again",
		Section: "Reader-Writer Lock (Shared/Exclusive Lock)",
		Story: `The program is the defective one; the lock is another one. It lets readers in as
long as readers are inside, whether a writer waits or not. The second read lock
goes through at once.

What is gained here is lost elsewhere: while readers come and go so that there
is always one inside, the writer waits. A policy decides who may starve.`,
		Program:  plain(recursiveReadPreferred),
		Funcs:    []string{"recursiveReadPreferred"},
		Verdict:  sim.Pass,
		Outcomes: always("reader/sum=0", "reader/sum=2"),
		// The reader first, or the writer.
		Classes: fixed(2),
	},
}
