package explore_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// allows is a report as Allowed makes it, of a search that covered everything.
func allows(outcomes ...string) *explore.Report {
	r := &explore.Report{Program: "p", Strategy: "dpor", Verdict: sim.Pass, Complete: true, Failures: []explore.Failure{}}
	for _, o := range outcomes {
		r.Outcomes = append(r.Outcomes, explore.OutcomeCount{Outcome: o, Executions: 2})
		r.Executions += 2
	}
	return r
}

// did returns so many runs with each outcome.
func did(n int, outcomes ...string) *explore.Observed {
	b := &explore.Observed{}
	for _, o := range outcomes {
		b.Add(&explore.Observed{Outcomes: []explore.RealOutcome{{Outcome: o, Runs: n}}, Procs: []explore.ProcRuns{{Procs: 2, Runs: n}}})
	}
	return b
}

// TestCompare sorts outcomes into those that the model allows, and the others by why
// they may be there all the same.
func TestCompare(t *testing.T) {
	race := explore.Failure{Kind: sim.Race}
	for _, c := range []struct {
		name    string
		allowed *explore.Report
		seen    *explore.Observed
		want    map[string]string // outcome, and where it is
		agrees  bool
	}{
		{"all are allowed", allows("n=1", "n=2"), did(5, "n=2", "n=1"), map[string]string{}, true},
		{"one is not seen", allows("n=1", "n=2"), did(5, "n=2"), map[string]string{"n=1": "unseen"}, true},
		{"one is not allowed", allows("n=1"), did(5, "n=1", "n=3"), map[string]string{"n=3": "unexplained"}, false},
		{"nothing observed is an outcome", allows(""), did(5, ""), map[string]string{}, true},
		{"the kinds count", allows("n=1 [deadlock: a lock mu]"), did(5, "n=1 [deadlock: b lock mu]"),
			map[string]string{"n=1 [deadlock: b lock mu]": "unexplained", "n=1 [deadlock: a lock mu]": "unseen"}, false},
		{"racy", with(allows("n=1"), func(r *explore.Report) { r.Failures = append(r.Failures, race) }), did(5, "n=1", "n=3"), map[string]string{"n=3": "racy"}, true},
		{"beyond, and racy", with(allows("n=1"), func(r *explore.Report) { r.Complete, r.Failures = false, append(r.Failures, race) }), did(5, "n=3"), map[string]string{"n=1": "unseen", "n=3": "beyond"}, true},
		{"beyond", with(allows("n=1"), func(r *explore.Report) { r.Complete = false }), did(5, "n=1", "n=3"), map[string]string{"n=3": "beyond"}, true},
		{"cut executions are no outcomes", with(allows("n=1", "n=1 [step-limit]", "[cut]"), func(r *explore.Report) { r.Complete = false }), did(5, "n=1"), map[string]string{}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := explore.Compare(c.allowed, c.seen, "")
			got := map[string]string{}
			for where, list := range map[string][]explore.RealOutcome{"unexplained": r.Unexplained, "racy": r.Racy, "beyond": r.Beyond} {
				for _, o := range list {
					got[o.Outcome] = where
				}
			}
			for _, o := range r.Unseen {
				got[o.Outcome] = "unseen"
			}
			if d := cmp.Diff(c.want, got); d != "" || r.Agrees() != c.agrees {
				t.Errorf("agrees %v; -want +got:\n%s", r.Agrees(), d)
			}
			if r.Runs != c.seen.Runs() {
				t.Errorf("%d runs of %d", r.Runs, c.seen.Runs())
			}
		})
	}
}

func with(r *explore.Report, change func(*explore.Report)) *explore.Report {
	change(r)
	return r
}

// TestCompareEndless holds runs that did not end, or that ended the process, against
// the model.
func TestCompareEndless(t *testing.T) {
	moving := &explore.Observed{Outcomes: []explore.RealOutcome{{Outcome: "[cut]", Runs: 1, Unended: true}}}
	died := &explore.Observed{Outcomes: []explore.RealOutcome{{Runs: 1, Crashed: true, Message: "fatal error: concurrent map writes"}}}
	for _, c := range []struct {
		name    string
		allowed *explore.Report
		seen    *explore.Observed
		summary string
		unseen  int
	}{
		{"moving, and the model has a livelock of others", allows("[livelock: a]", "n=1"), moving, "explained", 1},
		{"moving, and the model has starvation", allows("[starvation: a]"), moving, "explained", 0},
		{"moving, and the model was cut", with(allows("n=1 [step-limit]"), func(r *explore.Report) { r.Complete = false }), moving, "explained", 0},
		{"moving, and the model ends", allows("n=1"), moving, "1 unexplained outcome", 1},
		{"moving, and an observation looks like a livelock", allows("x=[livelock: a]"), moving, "1 unexplained outcome", 1},
		{"moving, and not all was searched", with(allows("n=1"), func(r *explore.Report) { r.Complete = false }), moving, "1 outcome beyond what was searched", 1},
		{"died", allows("", "n=1"), died, "1 unexplained outcome", 2},
		{"died, and not all was searched", with(allows("n=1"), func(r *explore.Report) { r.Complete = false }), died, "1 unexplained outcome", 1},
	} {
		r := explore.Compare(c.allowed, c.seen, "")
		if r.Summary() != c.summary || len(r.Unseen) != c.unseen {
			t.Errorf("%s: %s, %d unseen; want %s, %d", c.name, r.Summary(), len(r.Unseen), c.summary, c.unseen)
		}
	}
}

// TestCompareRaces matches the detector's races with the model's by their places.
func TestCompareRaces(t *testing.T) {
	at := func(message, first, second string) explore.Failure {
		return explore.Failure{Kind: sim.Race, Message: message, Seed: "seed", Marks: []int{1, 2}, Trace: []explore.TraceStep{{Place: second}, {Place: first}}}
	}
	allowed := allows("n=1")
	allowed.Failures = append(allowed.Failures, at("first", "p/a.go:1", "p/b.go:2"), at("second", "p/b.go:2", "p/c.go:3"), explore.Failure{Kind: sim.Deadlock})
	seen := []explore.GoRace{{Places: [2]string{"p/a.go:1", "p/b.go:2"}}, {Places: [2]string{"p/a.go:1", "p/c.go:3"}}, {Places: [2]string{"p/a.go:1", "p/x.go:9"}}}
	c := explore.CompareRaces(allowed, seen, 10)
	want := &explore.RaceCheck{Runs: 10,
		Both:   []explore.ModelRace{{Message: "first", Seed: "seed", Places: [2]string{"p/a.go:1", "p/b.go:2"}}},
		Luck:   []explore.ModelRace{{Message: "second", Seed: "seed", Places: [2]string{"p/b.go:2", "p/c.go:3"}}},
		Misuse: []explore.GoRace{}, Unexplained: seen[2:], Beyond: []explore.GoRace{},
	}
	if d := cmp.Diff(want, c); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	allowed.Complete = false
	if c := explore.CompareRaces(allowed, seen, 10); len(c.Unexplained) != 0 || len(c.Beyond) != 1 {
		t.Errorf("not all was searched: %+v", c)
	}
}

// TestCompareRacesMisuse checks that what the detector calls a race on an object is
// the model's misuse, if it knows one there, and that a race on memory never is.
func TestCompareRacesMisuse(t *testing.T) {
	allowed := allows("n=1")
	allowed.Failures = append(allowed.Failures, explore.Failure{Kind: sim.Misuse, At: "p/a.go:1"})
	seen := []explore.GoRace{
		{Places: [2]string{"p/a.go:1", "p/b.go:2"}, Object: "Chan"},
		{Places: [2]string{"p/a.go:1", "p/b.go:2"}},
		{Places: [2]string{"p/b.go:2", "p/c.go:3"}, Object: "Chan"},
	}
	c := explore.CompareRaces(allowed, seen, 10)
	if d := cmp.Diff(seen[:1], c.Misuse); d != "" {
		t.Errorf("misuse, -want +got:\n%s", d)
	}
	if d := cmp.Diff(seen[1:], c.Unexplained); d != "" {
		t.Errorf("unexplained, -want +got:\n%s", d)
	}
}

// TestParseGoRaces reads reports as Go's detector writes them.
func TestParseGoRaces(t *testing.T) {
	const log = `==================
WARNING: DATA RACE
Read at 0x00c0000141f8 by goroutine 8:
  github.com/interleave-go/interleave/sim.(*Var[go.shape.int]).Load()
      /src/interleave/sim/variable.go:20 +0x44
  example.com/shop/bank.Transfer.func1()
      /home/me/shop/bank/transfer.go:9 +0x2f

Previous atomic write at 0x00c0000141f8 by goroutine 7:
  sync/atomic.(*Int64).Store()
      /go/src/sync/atomic/type.go:1 +0x1
  example.com/shop/bank.Transfer.func1()
      C:/shop/bank/other.go:12 +0x55

Goroutine 8 (running) created at:
  example.com/shop/bank.Transfer()
      /home/me/shop/bank/transfer.go:30 +0x55
==================
something else
==================
WARNING: DATA RACE
Write at 0x00c0000141f8 by main goroutine:
  runtime.mapassign()
      /go/src/runtime/map.go:1 +0x1

Previous read at 0x00c0000141f8 by goroutine 7:
  [failed to restore the stack]

==================
==================
WARNING: DATA RACE
Write at 0x00c000078090 by goroutine 10:
  runtime.closechan()
      /usr/local/go/src/runtime/chan.go:414 +0x0
  github.com/interleave-go/interleave/sim/real.Close[go.shape.int]()
      /src/interleave/sim/real/channel.go:27 +0x77
  github.com/interleave-go/interleave/sim.(*Chan[go.shape.int]).closeReal()
      /src/interleave/sim/realchannel.go:65 +0x9a
  github.com/interleave-go/interleave/sim.(*Chan[go.shape.int]).Close()
      /src/interleave/sim/channel.go:132 +0x193
  main.sendOnClosed()
      /home/me/main.go:4 +0x104

Previous read at 0x00c000078090 by goroutine 11:
  runtime.chansend()
      /usr/local/go/src/runtime/chan.go:176 +0x0
  github.com/interleave-go/interleave/sim.(*Chan[go.shape.int]).Send()
      /src/interleave/sim/channel.go:77 +0x251
  main.(*Pool).put()
      /home/me/main.go:9 +0x48
==================
Found 3 data race(s)
`
	var got [][3]string
	for _, r := range explore.ParseGoRaces(log) {
		got = append(got, [3]string{r.Places[0], r.Places[1], r.Object})
		if !strings.HasPrefix(r.Text, "WARNING: DATA RACE\n") {
			t.Errorf("text %q", r.Text)
		}
	}
	if d := cmp.Diff([][3]string{{"bank/other.go:12", "bank/transfer.go:9"}, {}, {"me/main.go:4", "me/main.go:9", "Chan"}}, got); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}
