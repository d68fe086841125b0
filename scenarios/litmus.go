package scenarios

import "github.com/interleave-go/interleave/sim"

// litmus is the family about what threads may see of each other's memory. Each program
// is a litmus test of the literature, with atomics, and its -broken twin the same with
// plain memory.
var litmus = []*Scenario{
	{
		Name:    "litmus/store-buffering",
		Summary: "each stores to one cell and loads the other's: never both zero",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `SB, the test behind Dekker's and Peterson's algorithms. Both threads raise a
flag and look at the other one's. In whatever order the four steps are made, one
of the stores comes first, and whoever stores second sees it.

Processors put stores into a buffer and go on to the load. With Go's atomics,
which are sequentially consistent, they must not: both loads are never 0.`,
		Program:  plain(storeBuffering(atomicCell)),
		Funcs:    []string{"storeBuffering", "atomicCell", "cell"},
		Verdict:  sim.Pass,
		Outcomes: always("a/y=0 b/x=1", "a/y=1 b/x=0", "a/y=1 b/x=1"),
		Classes:  fixed(3),
	},
	{
		Name:    "litmus/store-buffering-broken",
		Summary: "store buffering with plain memory is a data race",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The same with plain memory. Nothing orders the accesses, which is a data race;
and processor and compiler may do the load before the store, so that both loads
find 0, which no order of the steps explains. The search does not do that: it
reports the race instead. If a real run does, interleave crosscheck calls it
racy.`,
		Program:  plain(storeBuffering(plainCell)),
		Funcs:    []string{"storeBuffering", "plainCell", "cell"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("a/y=0 b/x=1", "a/y=1 b/x=0", "a/y=1 b/x=1"),
		Classes:  fixed(3),
		Repairs:  []string{"litmus/store-buffering"},
	},
	{
		Name:    "litmus/message-passing",
		Summary: "who sees the flag sees the data that were stored before it",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `MP, the test behind every flag that says "ready". One thread stores the data and
then the flag, the other one loads the flag and then the data. It may see
neither, or the data alone, if it looks between the stores. It never sees the
flag without the data.`,
		Program:  plain(messagePassing(atomicCell)),
		Funcs:    []string{"messagePassing", "atomicCell", "cell"},
		Verdict:  sim.Pass,
		Outcomes: always("reader/flag=0 reader/data=0", "reader/flag=0 reader/data=1", "reader/flag=1 reader/data=1"),
		Classes:  fixed(3),
	},
	{
		Name:    "litmus/message-passing-broken",
		Summary: "a plain flag says nothing of the data that were stored before it",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The same with plain memory: a data race on the flag and on the data. The
compiler may exchange the two stores, or the two loads, and so may many
processors; then the flag is seen, and the data are not.`,
		Program:  plain(messagePassing(plainCell)),
		Funcs:    []string{"messagePassing", "plainCell", "cell"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("reader/flag=0 reader/data=0", "reader/flag=0 reader/data=1", "reader/flag=1 reader/data=1"),
		Classes:  fixed(3),
		Repairs:  []string{"litmus/message-passing"},
	},
	{
		Name:    "litmus/independent-reads",
		Summary: "two readers never see two stores in opposite orders",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `IRIW, independent reads of independent writes. One thread stores to x, another
one to y. Two readers load both, one x first, the other one y first. If the
first reader sees x and not yet y, then x was stored before y, and the second
one cannot see y and not yet x.

There is one order of all stores, and all agree on it. On some processors that
costs more than anything else that sequential consistency asks for.`,
		Program:  plain(independentReads(atomicCell)),
		Funcs:    []string{"independentReads", "atomicCell", "cell"},
		Verdict:  sim.Pass,
		Outcomes: always(iriwOutcomes()...),
		Classes:  fixed(15),
	},
	{
		Name:    "litmus/independent-reads-broken",
		Summary: "readers of plain memory need not agree on any order",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The same with plain memory: data races on both cells. A compiler may exchange
the loads of a reader, since nothing says that they belong together.`,
		Program:  plain(independentReads(plainCell)),
		Funcs:    []string{"independentReads", "plainCell", "cell"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always(iriwOutcomes()...),
		Classes:  fixed(15),
		Repairs:  []string{"litmus/independent-reads"},
	},
	{
		Name:    "litmus/two-writes-each",
		Summary: "both store to both cells: the first stores never win twice",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `2+2W. One thread stores 1 to x and then 2 to y, the other one 1 to y and then 2
to x. In the end a cell has the value of whichever store came last. Both cells
are 1 only if each thread's first store comes after the other one's second; then
each would have to begin when the other one has ended.`,
		Program:  plain(twoWritesEach(atomicCell)),
		Funcs:    []string{"twoWritesEach", "atomicCell", "cell"},
		Verdict:  sim.Pass,
		Outcomes: always("x=1 y=2", "x=2 y=1", "x=2 y=2"),
		Classes:  fixed(3),
	},
	{
		Name:    "litmus/two-writes-each-broken",
		Summary: "plain stores may be exchanged, and the first ones win twice",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `The same with plain memory: data races on both cells, and stores of one thread
to different cells may be exchanged.`,
		Program:  plain(twoWritesEach(plainCell)),
		Funcs:    []string{"twoWritesEach", "plainCell", "cell"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("x=1 y=2", "x=2 y=1", "x=2 y=2"),
		Classes:  fixed(3),
		Repairs:  []string{"litmus/two-writes-each"},
	},
	{
		Name:    "litmus/coherence",
		Summary: "who has seen the new value does not see the old one again",
		Section: "Lock-Free Data Structures and Algorithms",
		Story: `CoRR, coherence of two reads. One thread stores to a cell, another one loads it
twice. Having seen the store it never sees the time before it again. Every
processor keeps that for accesses of one cell; a compiler that reuses what it
has loaded before does not, where it may.`,
		Program:  plain(coherence(atomicCell)),
		Funcs:    []string{"coherence", "atomicCell", "cell"},
		Verdict:  sim.Pass,
		Outcomes: always("reader/first=0 reader/second=0", "reader/first=0 reader/second=1", "reader/first=1 reader/second=1"),
		Classes:  fixed(3),
	},
	{
		Name:    "litmus/coherence-broken",
		Summary: "plain loads of one cell promise nothing to each other",
		Section: "Lock-Free Data Structures and Algorithms",
		Story:   `The same with plain memory: a data race, and the loads may be exchanged.`,
		Program: plain(coherence(plainCell)),
		Funcs:   []string{"coherence", "plainCell", "cell"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Race},
		Outcomes: always("reader/first=0 reader/second=0", "reader/first=0 reader/second=1",
			"reader/first=1 reader/second=1"),
		Classes: fixed(3),
		Repairs: []string{"litmus/coherence"},
	},
}

// cell is memory that threads share: atomic or plain.
type cell interface {
	Load(t *sim.Thread) int
	Store(t *sim.Thread, v int)
}

// atomicCell makes memory that Go keeps sequentially consistent.
func atomicCell(t *sim.Thread, name string) cell { return sim.NewAtomic(t, name, 0) }

// plainCell makes memory of which Go promises nothing where threads race.
func plainCell(t *sim.Thread, name string) cell { return sim.NewVar(t, name, 0) }

// storeBuffering has each of two threads store to its cell and load the other's.
func storeBuffering(memory func(*sim.Thread, string) cell) sim.Program {
	return func(t *sim.Thread) {
		x, y := memory(t, "x"), memory(t, "y")
		a := t.Go("a", func(t *sim.Thread) { x.Store(t, 1); t.Observe("y", y.Load(t)) })
		b := t.Go("b", func(t *sim.Thread) { y.Store(t, 1); t.Observe("x", x.Load(t)) })
		t.Join(a, b)
	}
}

// messagePassing has one thread store data and a flag, another one load the flag
// and the data.
func messagePassing(memory func(*sim.Thread, string) cell) sim.Program {
	return func(t *sim.Thread) {
		data, flag := memory(t, "data"), memory(t, "flag")
		writer := t.Go("writer", func(t *sim.Thread) { data.Store(t, 1); flag.Store(t, 1) })
		reader := t.Go("reader", func(t *sim.Thread) {
			t.Observe("flag", flag.Load(t))
			t.Observe("data", data.Load(t))
		})
		t.Join(writer, reader)
	}
}

// independentReads has two threads store to a cell each, and two others load both,
// in opposite orders.
func independentReads(memory func(*sim.Thread, string) cell) sim.Program {
	return func(t *sim.Thread) {
		x, y := memory(t, "x"), memory(t, "y")
		a := t.Go("a", func(t *sim.Thread) { x.Store(t, 1) })
		b := t.Go("b", func(t *sim.Thread) { y.Store(t, 1) })
		c := t.Go("c", func(t *sim.Thread) { t.Observe("x", x.Load(t)); t.Observe("y", y.Load(t)) })
		d := t.Go("d", func(t *sim.Thread) { t.Observe("y", y.Load(t)); t.Observe("x", x.Load(t)) })
		t.Join(a, b, c, d)
	}
}

// iriwOutcomes returns what the two readers may see: everything but that they
// disagree on what came first.
func iriwOutcomes() []string {
	var all []string
	for _, c := range []string{"c/x=0 c/y=0", "c/x=0 c/y=1", "c/x=1 c/y=0", "c/x=1 c/y=1"} {
		for _, d := range []string{"d/y=0 d/x=0", "d/y=0 d/x=1", "d/y=1 d/x=0", "d/y=1 d/x=1"} {
			if c != "c/x=1 c/y=0" || d != "d/y=1 d/x=0" {
				all = append(all, c+" "+d)
			}
		}
	}
	return all
}

// twoWritesEach has two threads store to both cells, in opposite orders.
func twoWritesEach(memory func(*sim.Thread, string) cell) sim.Program {
	return func(t *sim.Thread) {
		x, y := memory(t, "x"), memory(t, "y")
		a := t.Go("a", func(t *sim.Thread) { x.Store(t, 1); y.Store(t, 2) })
		b := t.Go("b", func(t *sim.Thread) { y.Store(t, 1); x.Store(t, 2) })
		t.Join(a, b)
		t.Observe("x", x.Load(t))
		t.Observe("y", y.Load(t))
	}
}

// coherence has one thread store to a cell, and another one load it twice.
func coherence(memory func(*sim.Thread, string) cell) sim.Program {
	return func(t *sim.Thread) {
		x := memory(t, "x")
		writer := t.Go("writer", func(t *sim.Thread) { x.Store(t, 1) })
		reader := t.Go("reader", func(t *sim.Thread) {
			t.Observe("first", x.Load(t))
			t.Observe("second", x.Load(t))
		})
		t.Join(writer, reader)
	}
}
