package explore_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// TestRacesByDefinition counts, for every variable of a generated program, the
// interleavings with a data race on it: by dfs, whose engine keeps epochs and
// vector clocks, and by the letter of Go's memory model on the pure model.
func TestRacesByDefinition(t *testing.T) {
	eachProgram(t, 30, 400, racesByDefinition)
}

func racesByDefinition(t *testing.T, p modeltest.Program) {
	want := map[string]int{}
	enumerate(p, func(m *modeltest.Machine, _ int) {
		for v := range racyVariables(m) {
			want[pureNames{m}.ObjectName(v)]++
		}
	})
	r := mustRun(t, bridge(p), explore.Options{Strategy: "dfs", All: true})
	got := map[string]int{}
	for _, f := range r.Failures {
		if f.Kind == sim.Race {
			name, _, _ := strings.Cut(strings.TrimPrefix(f.Message, "data race on "), ":")
			got[name] += f.Executions
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("executions with a data race, by variable, - definition, + dfs:\n%s", d)
	}
}

// TestRacesAcrossPairs puts every two ways of synchronising between a store and
// a load: most order nothing, and some of them sometimes.
func TestRacesAcrossPairs(t *testing.T) {
	const v, ch, meet, mu, a, c, wide = 0, 1, 2, 3, 4, 5, 6
	objects := []modeltest.Object{
		{Kind: modeltest.Variable}, {Kind: modeltest.Channel, Arg: 1}, {Kind: modeltest.Channel},
		{Kind: modeltest.Mutex}, {Kind: modeltest.Atomic}, {Kind: modeltest.Cond, Arg: mu},
		{Kind: modeltest.Channel, Arg: 2},
	}
	op := func(k model.Kind, obj int) modeltest.Instr { return modeltest.Instr{Op: k, Obj: obj} }
	cas := func(old model.Word) modeltest.Instr {
		return modeltest.Instr{Op: model.CAS, Obj: a, Arg: modeltest.Const(old), Arg2: modeltest.Const(1)}
	}
	try := op(model.TryLock, mu)
	try.If, try.Skip = modeltest.Failed, 1
	ways := []modeltest.Thread{
		{}, {op(model.Send, ch)}, {op(model.Recv, ch)}, {op(model.Send, ch), op(model.Send, ch)},
		{op(model.TrySend, ch)}, {op(model.TryRecv, ch)}, {op(model.Close, ch)}, {op(model.Len, ch)},
		{op(model.Send, meet)}, {op(model.Recv, meet)}, {op(model.TryRecv, meet)}, {op(model.Close, meet)},
		{{Op: model.Select, Cases: []modeltest.Case{{Kind: model.SendCase, Obj: ch}, {Kind: model.RecvCase, Obj: meet}}}},
		{op(model.Lock, mu), op(model.Unlock, mu)}, {try, op(model.Unlock, mu)}, {op(model.TryLock, mu)},
		{op(model.Lock, mu), op(model.Wait, c), op(model.Unlock, mu)}, {op(model.Signal, c)}, {op(model.Broadcast, c)},
		{op(model.Send, wide)}, {op(model.Recv, wide)}, {op(model.Send, wide), op(model.Recv, wide)},
		{op(model.AtomicLoad, a)}, {op(model.AtomicStore, a)}, {op(model.Swap, a)}, {op(model.Add, a)}, {cas(0)}, {cas(7)},
	}
	spawn := func(k int) modeltest.Instr { return modeltest.Instr{Op: model.Spawn, Threads: []int{k}} }
	for i, x := range ways {
		for j, y := range ways {
			if (testing.Short() || raceDetector) && (i+j)%4 > 0 {
				continue
			}
			p := modeltest.Program{Objects: objects, Threads: []modeltest.Thread{
				{spawn(1), spawn(2)},
				append(modeltest.Thread{op(model.Store, v)}, x...),
				append(slices.Clone(y), op(model.Load, v)),
			}}
			if racesByDefinition(t, p); t.Failed() {
				t.Fatalf("the program is\n%s", p)
			}
		}
	}
}
