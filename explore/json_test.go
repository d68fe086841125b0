package explore_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestJSON compares the JSON form of a report with what it has to be, field by
// field and in this order: scripts read it, so a change is one of Schema.
func TestJSON(t *testing.T) {
	p := func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		t.Go("a", func(t *sim.Thread) { c.Send(t, 1) })
		if t.Choose(2) == 0 {
			t.Observe("got", sim.Select(t, c.RecvCase(nil, nil)))
		}
	}
	r := mustRun(t, p, explore.Options{Name: "chan/leak", Params: []string{"n=1"}, Strategy: "dfs", All: true})
	seed := r.Failures[0].Seed
	got, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.NewReplacer("SEED", seed, "AT", "explore/json_test.go").Replace(`{
 "schema": 1,
 "program": "chan/leak",
 "params": [
  "n=1"
 ],
 "strategy": "dfs",
 "verdict": "fail",
 "complete": true,
 "executions": 2,
 "blocked": 0,
 "steps": 5,
 "outcomes": [
  {
   "outcome": "[leak: a send c]",
   "executions": 1
  },
  {
   "outcome": "got=0",
   "executions": 1
  }
 ],
 "failures": [
  {
   "kind": "leak",
   "message": "main has ended, but blocked for good are: a send c",
   "explanation": "  a waits to send 1 on c (AT:22).\n    c has no buffer, and no receiver is waiting.\n    No other thread has ever received from it.",
   "seed": "SEED",
   "steps": 2,
   "preemptions": 0,
   "executions": 1,
   "threads": [
    "main",
    "a"
   ],
   "trace": [
    {
     "step": 1,
     "thread": "main",
     "op": "go a",
     "result": "",
     "place": "AT:22"
    },
    {
     "step": 2,
     "thread": "main",
     "op": "choose 2",
     "result": "1",
     "place": "AT:23"
    }
   ],
   "blocked": [
    {
     "step": 0,
     "thread": "a",
     "op": "send c",
     "result": "",
     "place": "AT:22"
    }
   ],
   "outcome": "[leak: a send c]",
   "shrinking": {
    "tries": 4,
    "steps": 2,
    "preemptions": 0,
    "least": true
   }
  }
 ]
}`)
	if d := cmp.Diff(want, string(got)); d != "" {
		t.Errorf("- want, + got:\n%s", d)
	}
}

// TestJSONOfARendezvous checks the partner and the preemption of a step.
func TestJSONOfARendezvous(t *testing.T) {
	p := func(t *sim.Thread) {
		c := sim.NewChan[int](t, "c", 0)
		t.Go("a", func(t *sim.Thread) { c.Send(t, 1); c.Send(t, 2) })
		c.Recv(t)
		t.Yield()
		t.Yield()
		t.Fail("seen")
	}
	r := mustRun(t, p, explore.Options{Strategy: "dfs"})
	var tree struct {
		Failures []struct{ Trace []map[string]any }
	}
	if err := json.Unmarshal([]byte(asJSON(t, r)), &tree); err != nil {
		t.Fatal(err)
	}
	if step := tree.Failures[0].Trace[1]; step["peer"] != "main" || step["result"] != "to main" || step["thread"] != "a" {
		t.Errorf("the rendezvous is %v", step)
	}
}

// TestJSONHasNoNull checks that a list without elements is [] in every report,
// and that the texts of kinds and verdicts are there.
func TestJSONHasNoNull(t *testing.T) {
	cancelled, err := explore.Run(t.Context(), twoAdders, explore.Options{Strategy: "dfs", Timeout: time.Nanosecond})
	if err != nil {
		t.Fatal(err)
	}
	reports := []*explore.Report{
		cancelled,
		mustRun(t, func(*sim.Thread) {}, explore.Options{Strategy: "dfs"}),
		mustRun(t, twice(twoAdders, racy)(), explore.Options{}),
		mustRun(t, func(t *sim.Thread) { t.Fail("at once") }, explore.Options{}),
		mustRun(t, racy, explore.Options{All: true}),
	}
	for _, r := range reports {
		var tree any
		if err := json.Unmarshal([]byte(asJSON(t, r)), &tree); err != nil {
			t.Fatal(err)
		}
		noNull(t, "report", tree)
		m := tree.(map[string]any)
		for _, field := range []string{"schema", "program", "strategy", "verdict", "complete", "executions", "blocked", "steps", "outcomes", "failures"} {
			if _, ok := m[field]; !ok {
				t.Errorf("no %q in %v", field, m)
			}
		}
		if v := m["verdict"]; !slices.Contains([]any{"pass", "fail", "unknown"}, v) {
			t.Errorf("verdict %v", v)
		}
		for field := range m {
			if slices.Contains([]string{"elapsed", "rate", "time", "memory", "workers"}, strings.ToLower(field)) {
				t.Errorf("field %q varies between runs", field)
			}
		}
	}
}

func noNull(t *testing.T, path string, v any) {
	switch v := v.(type) {
	case nil:
		t.Errorf("%s is null", path)
	case map[string]any:
		for k, x := range v {
			noNull(t, path+"."+k, x)
		}
	case []any:
		for i, x := range v {
			noNull(t, fmt.Sprintf("%s[%d]", path, i), x)
		}
	}
}

// TestOutcomesAreSorted checks the order of outcomes, and that they add up.
func TestOutcomesAreSorted(t *testing.T) {
	p := func(t *sim.Thread) { t.Observe("n", t.Choose(12)) }
	r := mustRun(t, p, explore.Options{Strategy: "dfs"})
	sum := 0
	for _, o := range r.Outcomes {
		sum += o.Executions
	}
	if sum != r.Executions || len(r.Outcomes) != 12 {
		t.Errorf("%d outcomes of %d executions, of %d", len(r.Outcomes), sum, r.Executions)
	}
	if !slices.IsSortedFunc(r.Outcomes, func(a, b explore.OutcomeCount) int { return strings.Compare(a.Outcome, b.Outcome) }) {
		t.Errorf("outcomes %v are not sorted", r.Outcomes)
	}
}
