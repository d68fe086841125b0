package scenarios

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
	"github.com/interleave-go/interleave/sim/kit"
)

// async is the family about cooperative tasks on an event loop.
var async = slices.Concat(gathered, awaits)

// gathered is the part of the async family about awaiting several tasks.
var gathered = []*Scenario{
	{
		Name:    "async/gather",
		Summary: "three fetches at a time: together they take as long as the slowest",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `Three tasks fetch something, for 10, 20 and 30 ms, and main awaits them
together. While one awaits its answer the loop runs the others, so all of it
takes 30 ms and not 60; and the results come in the order of the tasks, whoever
was ready first.`,
		Program:  plain(gather),
		Funcs:    []string{"gather", "fetch"},
		Verdict:  sim.Pass,
		Outcomes: always("pages=[10 20 30] took=30ms"),
		Classes:  fixed(6),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/gather-broken",
		Summary: "each fetch is awaited before the next one begins: one by one",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `Async functions do not run at the same time because they are async. Here each is
called and awaited, and only then the next one is called: it is the sequential
program with more words, and takes 60 ms.

The repair is to make tasks of them, which run as soon as the loop lets them,
and to await the tasks afterwards: gather.`,
		Program:  plain(gatherBroken),
		Funcs:    []string{"gatherBroken", "fetch"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("took=60ms [assertion]"),
		Classes:  fixed(1),
		Impure:   holdsAddresses,
		Repairs:  []string{"async/gather"},
	},
	{
		Name:    "async/gather-return-exceptions",
		Summary: "one of three fetches fails, and the other results are still there",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `The second of three fetches fails. Main has asked for errors as results (in
Python: return_exceptions=True), so it gets three answers, two pages and an
error, when all of them are there.`,
		Program:  plain(gatherReturnExceptions),
		Funcs:    []string{"gatherReturnExceptions", "fetch"},
		Verdict:  sim.Pass,
		Outcomes: always("pages=2 failed=1 at=30ms"),
		Classes:  fixed(6),
		Impure:   holdsAddresses,
	},
	{
		Name:    "async/gather-return-exceptions-broken",
		Summary: "the first error ends the gathering: two good results are dropped",
		Section: "Asynchronous Programming (Async/Await)",
		Story: `A plain gather returns the first error as soon as it occurs, after 20 ms, and no
result at all. One page has come by then; the third fetch still runs, nobody
awaits it, and it is cancelled when the loop ends.

That is right where all or nothing is wanted. Where each answer counts, as here,
ask for errors as results.`,
		Program:  plain(gatherReturnExceptionsBroken),
		Funcs:    []string{"gatherReturnExceptionsBroken", "fetch"},
		Verdict:  sim.Fail,
		Kinds:    []sim.Kind{sim.Assertion},
		Outcomes: always("pages=0 at=20ms [assertion]"),
		Classes:  fixed(18),
		Impure:   holdsAddresses,
		Repairs:  []string{"async/gather-return-exceptions"},
	},
}

// body is what a task runs.
type body = func(t *sim.Thread, co *kit.Co) (int, error)

// fetch awaits an answer for so many milliseconds, and returns their number.
// With fails it ends in an error.
func fetch(ms int, fails bool) func(t *sim.Thread, co *kit.Co) (int, error) {
	return func(t *sim.Thread, co *kit.Co) (int, error) {
		if err := co.Sleep(t, time.Duration(ms)*time.Millisecond); err != nil {
			return 0, err
		}
		if fails {
			return 0, errors.New("no such page")
		}
		return ms, nil
	}
}

// gather awaits three fetches together.
func gather(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		pages, err := kit.Gather(t, co, "fetch", fetch(10, false), fetch(20, false), fetch(30, false))
		t.Observe("pages", pages)
		return err
	})
	t.Observe("took", t.Now())
	t.Assert(t.Now() == 30*time.Millisecond, "the slowest takes 30ms, all of them %v", t.Now())
}

// gatherBroken awaits each fetch before it calls the next one.
func gatherBroken(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		for _, ms := range []int{10, 20, 30} {
			page := kit.Async(t, co, fmt.Sprintf("fetch-%d", ms), fetch(ms, false))
			if _, err := page.Await(t, co); err != nil {
				return err
			}
		}
		return nil
	})
	t.Observe("took", t.Now())
	t.Assert(t.Now() == 30*time.Millisecond, "the slowest takes 30ms, all of them %v", t.Now())
}

// gatherReturnExceptions takes each fetch as it ends, well or not.
func gatherReturnExceptions(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		all, err := kit.GatherSettled(t, co, "fetch", fetch(10, false), fetch(20, true), fetch(30, false))
		pages, failed := 0, 0
		for _, one := range all {
			if one.Err != nil {
				failed++
				continue
			}
			pages++
		}
		t.Observe("pages", pages)
		t.Observe("failed", failed)
		t.Observe("at", t.Now())
		t.Assert(pages == 2, "%d pages of 2 that could be fetched", pages)
		return err
	})
}

// gatherReturnExceptionsBroken gets the first error and nothing else.
func gatherReturnExceptionsBroken(t *sim.Thread) {
	kit.RunLoop(t, "loop", kit.LoopOptions{}, func(t *sim.Thread, co *kit.Co) error {
		pages, _ := kit.Gather(t, co, "fetch", fetch(10, false), fetch(20, true), fetch(30, false))
		t.Observe("pages", len(pages))
		t.Observe("at", t.Now())
		t.Assert(len(pages) == 2, "%d pages of 2 that could be fetched", len(pages))
		return nil
	})
}
