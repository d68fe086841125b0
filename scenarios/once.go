package scenarios

import "github.com/interleave-go/interleave/sim"

// once is the family about what is done a single time.
var once = []*Scenario{
	{
		Name:    "once/recursive",
		Summary: "what is done once asks, while it is done, for it to be done",
		Section: "Mutexes (Locks)",
		Story: `The configuration is loaded once, by whoever asks first. Loading it writes to
the log, the log asks for the configuration, and that waits until it has been
loaded. Who loads it? The thread that waits.

A second caller of Once waits until the first one is through: it is promised
that the thing has been done when Do returns. For a caller from inside that
promise cannot be kept. It is deadlock/self-lock in another dress, and as hard
to see: the circle leads through functions that know nothing of each other.

The repair is to leave the circle: what runs inside must not ask for what it is
making (-split).`,
		Program:  plain(onceRecursive),
		Funcs:    []string{"onceRecursive"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Deadlock},
		Outcomes: always("[deadlock: main join a b, a once-begin config, b once-begin config]"),
		Classes:  fixed(2),
		Repairs:  []string{"once/recursive-split"},
	},
	{
		Name:    "once/recursive-split",
		Summary: "the log inside the loading uses a default, and asks for nothing",
		Section: "Mutexes (Locks)",
		Story: `While the configuration is loaded the log uses a default. The inner function
asks for nothing that is not there yet, so the circle is gone. The loading is
done once, whoever comes first, and both callers find it done.`,
		Program:  plain(onceRecursiveSplit),
		Funcs:    []string{"onceRecursiveSplit"},
		Verdict:  sim.Pass,
		Outcomes: always("loaded=1"),
		Classes:  fixed(2),
	},
}

// onceRecursive asks, inside the function that is done once, for it to be done.
func onceRecursive(t *sim.Thread) {
	config := sim.NewOnce(t, "config")
	loaded := sim.NewVar(t, "loaded", 0)
	var get func(t *sim.Thread)
	log := func(t *sim.Thread) { get(t) } // the log is configured, too
	get = func(t *sim.Thread) {
		config.Do(t, func() {
			log(t)
			loaded.Store(t, loaded.Load(t)+1)
		})
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("loaded", loaded.Load(t))
}

// onceRecursiveSplit has a log that needs no configuration.
func onceRecursiveSplit(t *sim.Thread) {
	config := sim.NewOnce(t, "config")
	loaded := sim.NewVar(t, "loaded", 0)
	log := func(*sim.Thread) {} // with the defaults
	get := func(t *sim.Thread) {
		config.Do(t, func() {
			log(t)
			loaded.Store(t, loaded.Load(t)+1)
		})
	}
	a, b := t.Go("a", get), t.Go("b", get)
	t.Join(a, b)
	t.Observe("loaded", loaded.Load(t))
}
