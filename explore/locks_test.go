package explore_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// lockStories are programs that get stuck on locks, or misuse them, and how
// their failures are explained, without the source positions.
var lockStories = []struct {
	name    string
	program sim.Program
	want    string
}{
	{"a reader that reads again while a writer waits", func(t *sim.Thread) {
		rw := sim.NewRWMutex(t, "rw")
		a := t.Go("a", func(t *sim.Thread) { rw.RLock(t); rw.RLock(t); rw.RUnlock(t); rw.RUnlock(t) })
		b := t.Go("b", func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) })
		t.Join(a, b)
	}, `
a and b wait for each other, in a cycle of 2.
  a holds rw for reading (step 4) and waits to read-lock rw behind b, which waits to lock it.
    It has read-locked rw already at step 4, and the writer waits for that: no reader may lock again once a writer waits.
  b waits to lock rw, which a holds for reading.
  main waits for a and b to end.`},
	{"a reader that wants to write", func(t *sim.Thread) {
		rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
		up := func(t *sim.Thread) { rw.RLock(t); rw.Lock(t); rw.Unlock(t); rw.RUnlock(t) }
		t.Join(t.Go("a", up))
	}, `
a waits for itself.
  a holds rw for reading (step 2) and waits to lock rw.
    It has read-locked rw itself at step 2: a read lock cannot be upgraded.
  main waits for a to end.`},
	{"a writer that writes again", func(t *sim.Thread) {
		rw := sim.NewRWMutex(t, "rw")
		rw.Lock(t)
		rw.RLock(t)
	}, `
main waits for itself.
  main holds rw for writing (step 2) and waits to read-lock rw.
    It has locked rw itself at step 2: a reader-writer lock is not reentrant.`},
	{"a reader and a mutex, with a writer in line between", func(t *sim.Thread) {
		rw, mu := sim.NewRWMutex(t, "rw", sim.FIFO), sim.NewMutex(t, "mu")
		a := t.Go("a", func(t *sim.Thread) { rw.RLock(t); mu.Lock(t); mu.Unlock(t); rw.RUnlock(t) })
		b := t.Go("b", func(t *sim.Thread) { rw.Lock(t); rw.Unlock(t) })
		c := t.Go("c", func(t *sim.Thread) { mu.Lock(t); rw.RLock(t); rw.RUnlock(t); mu.Unlock(t) })
		t.Join(a, b, c)
	}, `
a, c and b wait for each other, in a cycle of 3.
  a holds rw for reading (step 5) and waits for mu, which c holds.
  c holds mu (step 7) and waits to read-lock rw behind b, which waits to lock it.
    rw is given in order of arrival.
  b waits to lock rw, which a holds for reading.
  main waits for a, b and c to end.`},
	{"a reader that has ended", func(t *sim.Thread) {
		rw := sim.NewRWMutex(t, "rw", sim.ReaderPreference)
		t.Join(t.Go("a", rw.RLock))
		rw.Lock(t)
	}, `
  main waits to lock rw, which a holds for reading.
    a took it for reading at step 2 and has ended, without unlocking it.`},
	{"an unlock of a reentrant mutex is missing", func(t *sim.Thread) {
		mu := sim.NewRMutex(t, "mu")
		t.Join(t.Go("a", func(t *sim.Thread) { mu.Lock(t); mu.Lock(t); mu.Unlock(t) }))
		mu.Lock(t)
	}, `
  main waits for mu.
    Since step 2, a has locked it 2 times and unlocked it once, and has ended.`},
	{"a fair mutex whose holder waits", func(t *sim.Thread) {
		mu, nu := sim.NewMutex(t, "mu", sim.FIFO), sim.NewMutex(t, "nu", sim.FIFO)
		mu.Lock(t)
		a := t.Go("a", func(t *sim.Thread) { nu.Lock(t); mu.Lock(t) })
		t.Sleep(1)
		nu.Lock(t)
		t.Join(a)
	}, `
main and a wait for each other, in a cycle of 2.
  main holds mu (step 2) and waits for nu, which a holds.
  a holds nu (step 5) and waits for mu, which main holds.
The four conditions of a deadlock all hold; breaking any one repairs it:
  mutual exclusion  mu and nu are mutexes: one holder at a time
  hold and wait     main keeps mu while it waits for nu; a keeps nu while it waits for mu
  no preemption     only unlocking gives a mutex back: nu by a, mu by main
  circular wait     main → nu → a → mu → main`},
	{"an unlock for writing of what is read", func(t *sim.Thread) {
		rw := sim.NewRWMutex(t, "rw")
		rw.RLock(t)
		t.Join(t.Go("a", rw.RLock))
		rw.Unlock(t)
	}, `
main failed at X, in step 7 (unlock rw).
It held rw for reading.
main and a hold rw for reading only.`},
	{"an unlock of another's reentrant mutex", func(t *sim.Thread) {
		mu := sim.NewRMutex(t, "mu")
		mu.Lock(t)
		t.Go("a", mu.Unlock)
	}, `
a failed, in step 3 (unlock mu).
main holds mu, since step 1.`},
	{"a race between readers", func(t *sim.Thread) {
		rw, x := sim.NewRWMutex(t, "rw", sim.ReaderPreference), sim.NewVar(t, "x", 0)
		rw.RLock(t)
		t.Go("a", func(t *sim.Thread) { rw.RLock(t); x.Load(t) })
		x.Store(t, 1)
	}, `
Two accesses of x, at least one a store, are not ordered by happens-before:
  main: store x 1 (step 3), holding rw for reading
  a: load x (step 5), holding rw for reading
Why nothing orders them: between the two, main does nothing that another thread could synchronise with (unlock, send, close, atomic store, signal, go), so a cannot know that step 3 is over.`},
}

// Source positions in brackets, behind a step inside brackets, and in the text.
var (
	positionAlone  = regexp.MustCompile(` \([^()]*\.go:\d+\)`)
	positionBehind = regexp.MustCompile(`, [^() ]*\.go:\d+\)`)
	positionBare   = regexp.MustCompile(` [^() ]*\.go:\d+`)
)

func withoutPositions(s string) string {
	s = positionBehind.ReplaceAllString(s, ")")
	s = positionAlone.ReplaceAllString(s, "")
	return positionBare.ReplaceAllString(s, " X")
}

// TestLockStories checks how failures with locks are explained, and that dpor
// finds the outcomes that dfs finds, without a redundant execution.
func TestLockStories(t *testing.T) {
	for _, c := range lockStories {
		t.Run(c.name, func(t *testing.T) {
			all := mustRun(t, c.program, explore.Options{Strategy: "dfs", All: true})
			r := mustRun(t, c.program, explore.Options{Strategy: "dpor", All: true})
			if !r.Complete || r.Blocked != 0 {
				t.Errorf("dpor: complete %v, %d blocked", r.Complete, r.Blocked)
			}
			for o := range countsOf(all) {
				if countsOf(r)[o] == 0 {
					t.Errorf("dpor misses the outcome %q", o)
				}
			}
			if len(r.Failures) == 0 {
				t.Fatal("no failure")
			}
			got := withoutPositions(r.Failures[0].Explanation)
			if d := cmp.Diff(strings.TrimPrefix(c.want, "\n"), got); d != "" {
				t.Errorf("explanation, - want, + got:\n%s\n%s", d, r.Failures[0].Explanation)
			}
		})
	}
}
