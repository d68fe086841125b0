package scenarios

import "github.com/interleave-go/interleave/sim"

// dataflow is the family about programs that are graphs of data.
var dataflow = []*Scenario{
	{
		Name:    "dataflow/diamond",
		Summary: "a feeds b and c, d joins them: d runs when both inputs are there",
		Section: "Other Models/Variations",
		Story: `A value goes from a to two operations, b and c, and d adds up what these make of
it. Each operation runs when its inputs have come. Whether b or c is first makes
no difference to anybody, and there is one class of interleavings: dataflow is
deterministic by construction.`,
		Program:  plain(diamond),
		Funcs:    []string{"diamond", "fork"},
		Verdict:  sim.Pass,
		Outcomes: always("d=11"),
		Classes:  fixed(1),
	},
	{
		Name:    "dataflow/diamond-broken",
		Summary: "d runs with the first input that comes, and takes 0 for the other",
		Section: "Other Models/Variations",
		Story: `Here d fires when any of its inputs is there. It takes the other one for what it
was at the beginning, and what it makes depends on who was first: the graph is
no longer a function.

The repair is the rule of dataflow: an operation runs when all its inputs are
there.`,
		Program:  plain(diamondBroken),
		Funcs:    []string{"diamondBroken", "fork"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("d=10 [assertion]", "d=1 [assertion]"),
		Classes:  fixed(4),
		Repairs:  []string{"dataflow/diamond"},
	},
}

// fork starts b and c, which make 10 and 1 of a's value.
func fork(t *sim.Thread) (fromB, fromC *sim.Chan[int]) {
	toB, toC := sim.NewChan[int](t, "toB", 1), sim.NewChan[int](t, "toC", 1)
	fromB, fromC = sim.NewChan[int](t, "fromB", 1), sim.NewChan[int](t, "fromC", 1)
	t.Go("a", func(t *sim.Thread) {
		toB.Send(t, 1)
		toC.Send(t, 1)
	})
	t.Go("b", func(t *sim.Thread) {
		x, _ := toB.Recv(t)
		fromB.Send(t, 10*x)
	})
	t.Go("c", func(t *sim.Thread) {
		x, _ := toC.Recv(t)
		fromC.Send(t, x)
	})
	return fromB, fromC
}

// diamond waits for both inputs.
func diamond(t *sim.Thread) {
	fromB, fromC := fork(t)
	b, _ := fromB.Recv(t)
	c, _ := fromC.Recv(t)
	t.Observe("d", b+c)
	t.Assert(b+c == 11, "d is %d", b+c)
}

// diamondBroken waits for any input.
func diamondBroken(t *sim.Thread) {
	fromB, fromC := fork(t)
	var b, c int
	sim.Select(t, fromB.RecvCase(&b, nil), fromC.RecvCase(&c, nil))
	t.Observe("d", b+c)
	t.Assert(b+c == 11, "d is %d", b+c)
}
