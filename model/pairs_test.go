package model_test

import (
	"fmt"
	"runtime"
	"slices"
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
			batches(t, 2, func(t *rapid.T) {
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
	"fair mutex": {model.Acquire, model.Release, model.Probe, model.Line, model.Barge, model.Peek, model.Quit},
	"reader-writer": {model.Acquire, model.Release, model.Probe, model.RAcquire, model.RRelease, model.RProbe,
		model.Claim, model.Enter, model.Relay, model.Barge, model.RBarge, model.Peek, model.RPeek, model.Quit, model.RQuit},
	"FIFO reader-writer": {model.Acquire, model.Release, model.Probe, model.RAcquire, model.RRelease, model.RProbe,
		model.Line, model.RLine, model.Barge, model.RBarge, model.Peek, model.RPeek, model.Quit, model.RQuit},
	"memory":           {model.Read, model.Write},
	"mutex":            {model.Acquire, model.Release, model.Probe},
	"condition":        {model.Enqueue, model.Notify, model.Lost, model.Withdraw},
	"barrier":          {model.Gather, model.Rank, model.Depart, model.Break, model.Check},
	"buffered channel": {model.Put, model.Take, model.Look, model.Shut},
	"rendezvous":       {model.Meet, model.Look, model.Shut},
	"semaphore":        {model.Down, model.Up, model.Short},
	"bounded":          {model.Down, model.Return, model.Short},
	"FIFO":             {model.Down, model.Up, model.Short, model.Queue, model.Granted, model.Forgo},
	"bounded FIFO":     {model.Down, model.Return, model.Short, model.Queue, model.Granted, model.Forgo},
	"event":            {model.Raise, model.Lower, model.Observe},
	"wait group":       {model.Renew, model.More, model.Less, model.Below, model.Attend, model.Leave},
	"once":             {model.Begin, model.End, model.Skip},
}

var modeNames = [...]string{
	model.Read: "Read", model.Write: "Write", model.Acquire: "Acquire", model.Release: "Release",
	model.RAcquire: "RAcquire", model.RRelease: "RRelease", model.RProbe: "RProbe", model.Line: "Line", model.RLine: "RLine",
	model.Claim: "Claim", model.Enter: "Enter", model.Relay: "Relay", model.Barge: "Barge", model.RBarge: "RBarge", model.Peek: "Peek", model.RPeek: "RPeek", model.Quit: "Quit", model.RQuit: "RQuit",
	model.Probe: "Probe", model.Enqueue: "Enqueue", model.Notify: "Notify", model.Lost: "Lost", model.Withdraw: "Withdraw",
	model.Gather: "Gather", model.Rank: "Rank", model.Depart: "Depart", model.Break: "Break", model.Check: "Check",
	model.Put: "Put", model.Take: "Take", model.Look: "Look", model.Meet: "Meet", model.Shut: "Shut",
	model.Down: "Down", model.Up: "Up", model.Return: "Return", model.Short: "Short", model.Queue: "Queue", model.Granted: "Granted", model.Forgo: "Forgo",
	model.Raise: "Raise", model.Lower: "Lower", model.Observe: "Observe",
	model.Renew: "Renew", model.More: "More", model.Less: "Less", model.Below: "Below", model.Attend: "Attend", model.Leave: "Leave",
	model.Begin: "Begin", model.End: "End", model.Skip: "Skip",
}

// neverMeet lists pairs that are never next to each other, or only in programs
// that no handle makes.
var neverMeet = map[string]string{
	"Acquire-Barge":   whoWaits,
	"Relay-Barge":     whoWaits,
	"Relay-RBarge":    whoWaits,
	"RRelease-Relay":  heldOrNot,
	"Acquire-RBarge":  whoWaits,
	"Barge-Peek":      whoWaits,
	"Barge-RPeek":     whoWaits,
	"RBarge-RPeek":    whoWaits,
	"RAcquire-Barge":  "a reader that is let in keeps writers out, from its arrival on",
	"Probe-Peek":      heldOrNot,
	"Probe-RPeek":     heldOrNot,
	"Probe-RBarge":    heldOrNot,
	"RProbe-Peek":     heldOrNot,
	"RProbe-RPeek":    heldOrNot,
	"RProbe-RBarge":   heldOrNot,
	"More-Below":      "a done after the one, before the other, makes the counter zero; it conflicts with both",
	"Begin-Skip":      "the end of the first comes between them; it conflicts with both",
	"End-End":         "a once is ended once",
	"Enqueue-Enqueue": "a waiter holds the condition's mutex, which orders two of them",
}

// coarse lists conflicting pairs that commute all the same when no thread is in
// both steps.
var coarse = map[string]string{
	"Up-Forgo":      late,
	"Return-Forgo":  late,
	"Forgo-Forgo":   late,
	"Quit-Quit":     late,
	"Quit-RQuit":    late,
	"RRelease-Quit": late,
	"Relay-RQuit":   late,
	"Release-RQuit": late,
	"Take-Shut":     "a close leaves what is buffered; who finds nothing left has mode Look",
	"Meet-Meet":     "four threads meet two by two; the race is there to find other partners",
	"Look-Meet":     "partners change nothing about default and other cases; the race is there to find partners",
}

// partial lists pairs that conflict in one generation of a barrier and commute
// in another, or the other way round; and those that conflict when there is
// room for one of them only.
var partial = []string{"Less-Less", "Gather-Gather", "Gather-Depart", "Rank-Depart", "Depart-Break"}

const (
	whoWaits  = "a try does not succeed while somebody waits"
	heldOrNot = "the one is of a lock that a writer holds, the other is not"
	late      = "who is due may time out in either order; the race is there to find that it gets what it waits for instead"
)

// TestModePairs asserts that the pairs above are no empty promise: that every
// two independent modes did meet, often, and that every two conflicting modes
// really differ in some state.
func TestModePairs(t *testing.T) {
	const programs, states, often = 9000, 100, 100
	var sum tally
	var mu sync.Mutex
	var wg sync.WaitGroup
	extra := append(lockPrograms(), countingPrograms()...)
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < programs+len(extra); i += workers {
				var p modeltest.Program
				if i < programs {
					p = modeltest.Generator(themes[i%len(themes)].cfg).Example(i)
				} else {
					p = extra[i-programs]
				}
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
	if n := x.commuted[a][b]; slices.Contains(partial, name) != (n >= often) || !slices.Contains(partial, name) && n > 0 {
		t.Errorf("%s: %s are said to conflict, and commute %d times", kind, name, n)
	}
	n, all := x.differed[a][b], x.conflicted[a][b]
	t.Logf("%s: %s conflict, and the order mattered in %d of %d cases", kind, name, n, all)
	if known, never := coarse[name] != "", neverMeet[name] != ""; never != (all == 0) || !never && known == (n > 0) {
		t.Errorf("%s: %s are said to conflict, and the order mattered in %d of %d cases", kind, name, n, all)
	}
}
