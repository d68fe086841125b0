package model_test

import (
	"fmt"
	"runtime"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestPairs checks every pair of steps in generated programs.
func TestPairs(t *testing.T) {
	for _, th := range themes {
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(th.cfg)
			batches(t, 4, func(t *rapid.T) {
				if _, err := checkPairs(gen.Draw(t, "program"), 150); err != nil {
					t.Fatal(err)
				}
			})
		})
	}
}

// TestClassicPairs does the same in the programs of the count table.
func TestClassicPairs(t *testing.T) {
	for _, c := range modeltest.Classics(false) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if _, err := checkPairs(c.Program, 500); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// modesOf lists the modes that events on one kind of object have. Two modes
// that are not in one list never meet on an object.
var modesOf = map[string][]model.Mode{
	"memory":           {model.Read, model.Write},
	"mutex":            {model.Acquire, model.Release, model.Probe},
	"condition":        {model.Enqueue, model.Notify, model.Lost},
	"buffered channel": {model.Put, model.Take, model.Look, model.Shut},
	"rendezvous":       {model.Meet, model.Look, model.Shut},
}

var modeNames = [...]string{
	model.Read: "Read", model.Write: "Write", model.Acquire: "Acquire", model.Release: "Release",
	model.Probe: "Probe", model.Enqueue: "Enqueue", model.Notify: "Notify", model.Lost: "Lost",
	model.Put: "Put", model.Take: "Take", model.Look: "Look", model.Meet: "Meet", model.Shut: "Shut",
}

// neverMeet lists independent pairs that are never next to each other.
var neverMeet = map[string]string{
	"Enqueue-Enqueue": "a waiter holds the condition's mutex, which orders two of them",
}

// coarse lists conflicting pairs that commute all the same when no thread is in
// both steps.
var coarse = map[string]string{
	"Take-Shut": "a close leaves what is buffered; who finds nothing left has mode Look",
	"Meet-Meet": "four threads meet two by two; the race is there to find other partners",
	"Look-Meet": "partners change nothing about default and other cases; the race is there to find partners",
}

// TestModePairs asserts that the pairs above are no empty promise: that every
// two independent modes did meet, often, and that every two conflicting modes
// really differ in some state.
func TestModePairs(t *testing.T) {
	const programs, states, often = 9000, 100, 500
	var sum tally
	var mu sync.Mutex
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < programs; i += workers {
				th := themes[i%len(themes)]
				p := modeltest.Generator(th.cfg).Example(i)
				got, err := checkPairs(p, states)
				mu.Lock()
				if err != nil {
					t.Errorf("program %d: %v", i, err)
				}
				sum.add(&got)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	t.Logf("%d states, %d pairs", sum.states, sum.checked)
	for kind, modes := range modesOf {
		for i, a := range modes {
			for _, b := range modes[i:] {
				sum.judge(t, kind, min(a, b), max(a, b), often)
			}
		}
	}
	t.Logf("causes: %d", sum.caused)
	if sum.caused < often {
		t.Errorf("only %d steps right after their cause", sum.caused)
	}
}

// judge asserts that enough is known about the modes a and b on one object.
func (x *tally) judge(t *testing.T, kind string, a, b model.Mode, often int) {
	name := fmt.Sprintf("%s-%s", modeNames[a], modeNames[b])
	if !model.Conflict(a, b) {
		t.Logf("%s: %s commute, %d times", kind, name, x.commuted[a][b])
		if neverMeet[name] == "" && x.commuted[a][b] < often {
			t.Errorf("%s: %s met only %d times", kind, name, x.commuted[a][b])
		}
		return
	}
	n, all := x.differed[a][b], x.conflicted[a][b]
	t.Logf("%s: %s conflict, and the order mattered in %d of %d cases", kind, name, n, all)
	if known := coarse[name] != ""; known == (n > 0) || all == 0 {
		t.Errorf("%s: %s are said to conflict, and the order mattered in %d of %d cases", kind, name, n, all)
	}
}
