package scenarios

import (
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

var absentParams = []Param{{Name: "threads", Help: "threads that need a connection", Default: 2, Min: 2, Max: 10}}

// sharing is the family about sharing data, and about sharing less of it.
var sharing = []*Scenario{
	{
		Name:    "sharing/copy-on-write",
		Summary: "readers see a whole version, old or new; the writer swaps it",
		Section: "Best Practices for Concurrent Programming",
		Story: `A configuration is never changed once it is published. The writer makes a
changed copy, and publishes it by one atomic store. A reader loads once, and has
a version that nobody touches: the old one or the new one, never a half of each.`,
		Program:  plain(copyOnWrite),
		Funcs:    []string{"copyOnWrite", "config"},
		Verdict:  sim.Pass,
		Outcomes: always("host=a port=1", "host=b port=2"),
		Classes:  fixed(2),
	},
	{
		Name:    "sharing/copy-on-write-in-place",
		Summary: "the writer changes the fields of what the readers read",
		Section: "Best Practices for Concurrent Programming",
		Story: `The writer changes host and port where they are. A reader may come between the
two, and connect to the new host at the old port. The accesses are a data race,
too, so that not even these two values are certain.

The repair is to change a copy and to publish it in one step.`,
		Program:  plain(copyOnWriteInPlace),
		Funcs:    []string{"copyOnWriteInPlace"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Race},
		Outcomes: always("host=a port=1", "host=a port=2", "host=b port=1", "host=b port=2"),
		Classes:  fixed(4),
		Repairs:  []string{"sharing/copy-on-write"},
	},
	{
		Name:    "sharing/put-if-absent",
		Summary: "a concurrent map: check whether the key is there, then put it",
		Section: "Best Practices for Concurrent Programming",
		Story: `Some threads need a connection for the same key. Each looks whether the map has
one, and if not makes one and puts it there. The map is safe: each of its calls
is atomic. The two calls together are not, and both threads may make a
connection; one of them is overwritten and never closed.

The repair (-atomic) is a call of the map that does both: put if absent.`,
		Params:  absentParams,
		Program: putIfAbsent,
		Funcs:   []string{"putIfAbsent", "table", "table.get", "table.put"},
		Verdict: sim.Fail,
		Kinds:   []sim.Kind{sim.Assertion},
		Outcomes: func(p Params) []string {
			outcomes := []string{"made=1"}
			for n := 2; n <= p.Int("threads"); n++ {
				outcomes = append(outcomes, fmt.Sprintf("made=%d [assertion]", n))
			}
			slices.Sort(outcomes)
			return outcomes
		},
		Classes: fixed(10),
		Repairs: []string{"sharing/put-if-absent-atomic"},
	},
	{
		Name:    "sharing/put-if-absent-atomic",
		Summary: "the map checks and puts in one call, under one lock",
		Section: "Best Practices for Concurrent Programming",
		Story: `The map looks and puts under its lock, and tells what is there afterwards. One
thread makes the connection, the other one gets it. In Go it is sync.Map's
LoadOrStore, in Java putIfAbsent and computeIfAbsent, in Python setdefault.`,
		Params:   absentParams,
		Program:  putIfAbsentAtomic,
		Funcs:    []string{"putIfAbsentAtomic", "table", "table.getOrMake"},
		Verdict:  sim.Pass,
		Outcomes: func(Params) []string { return []string{"made=1"} },
		Classes:  func(p Params) int { return factorial(p.Int("threads")) },
	},
}

// config is a version of a configuration.
type config struct {
	Host string
	Port int
}

// copyOnWrite publishes a changed copy.
func copyOnWrite(t *sim.Thread) {
	current := sim.NewAtomic(t, "current", config{"a", 1})
	writer := t.Go("writer", func(t *sim.Thread) {
		next := current.Load(t)
		next.Host, next.Port = "b", 2
		current.Store(t, next)
	})
	seen := current.Load(t)
	t.Join(writer)
	t.Observe("host", seen.Host)
	t.Observe("port", seen.Port)
}

// copyOnWriteInPlace changes one field after the other.
func copyOnWriteInPlace(t *sim.Thread) {
	host, port := sim.NewVar(t, "host", "a"), sim.NewVar(t, "port", 1)
	writer := t.Go("writer", func(t *sim.Thread) {
		host.Store(t, "b")
		port.Store(t, 2)
	})
	h, p := host.Load(t), port.Load(t)
	t.Join(writer)
	t.Observe("host", h)
	t.Observe("port", p)
}

// table is a map from one key to a connection's number, 0 if there is none.
type table struct {
	mu   *sim.Mutex
	conn *sim.Var[int]
}

// get looks up the key.
func (m *table) get(t *sim.Thread) int {
	m.mu.Lock(t)
	defer m.mu.Unlock(t)
	return m.conn.Load(t)
}

// put sets the value of the key.
func (m *table) put(t *sim.Thread, conn int) {
	m.mu.Lock(t)
	defer m.mu.Unlock(t)
	m.conn.Store(t, conn)
}

// getOrMake looks up the key, and makes its value if there is none.
func (m *table) getOrMake(t *sim.Thread, make func(t *sim.Thread) int) int {
	m.mu.Lock(t)
	defer m.mu.Unlock(t)
	if m.conn.Load(t) == 0 {
		m.conn.Store(t, make(t))
	}
	return m.conn.Load(t)
}

// putIfAbsent checks and puts in two calls.
func putIfAbsent(p Params) sim.Program {
	return func(t *sim.Thread) {
		m := &table{sim.NewMutex(t, "mu"), sim.NewVar(t, "conn", 0)}
		made := sim.NewAtomic(t, "made", 0)
		use := func(t *sim.Thread) {
			if m.get(t) == 0 {
				m.put(t, sim.Add(t, made, 1)) // the other one may have put one
			}
		}
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), use))
		}
		t.Join(all...)
		got := made.Load(t)
		t.Observe("made", got)
		t.Assert(got == 1, "%d connections for one key", got)
	}
}

// putIfAbsentAtomic does both in one call.
func putIfAbsentAtomic(p Params) sim.Program {
	return func(t *sim.Thread) {
		m := &table{sim.NewMutex(t, "mu"), sim.NewVar(t, "conn", 0)}
		made := sim.NewAtomic(t, "made", 0)
		use := func(t *sim.Thread) {
			m.getOrMake(t, func(t *sim.Thread) int { return sim.Add(t, made, 1) })
		}
		var all []*sim.Thread
		for i := range p.Int("threads") {
			all = append(all, t.Go(letter(i), use))
		}
		t.Join(all...)
		got := made.Load(t)
		t.Observe("made", got)
		t.Assert(got == 1, "%d connections for one key", got)
	}
}
