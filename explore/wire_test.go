package explore_test

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// TestEncode checks that a report that went to another process reads the same
// there, as text and as JSON.
func TestEncode(t *testing.T) {
	lost := func(t *sim.Thread) {
		n := sim.NewVar(t, "n", 0)
		inc := func(t *sim.Thread) { n.Store(t, n.Load(t)+1) }
		t.Join(t.Go("a", inc), t.Go("b", inc))
		t.Observe("n", n.Load(t))
		t.Assert(n.Load(t) == 2, "lost")
	}
	stuck := func(t *sim.Thread) { sim.NewChan[int](t, "c", 0).Recv(t) }
	clean := func(t *sim.Thread) { t.Yield() }
	replayed := func(p sim.Program, o explore.Options) *explore.Report {
		o.Executions = 1
		first, err := explore.Run(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		seed := ""
		for _, f := range first.Failures {
			seed = f.Seed
		}
		r, err := explore.Replay(p, seed, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	run := func(p sim.Program, o explore.Options) *explore.Report {
		r, err := explore.Run(t.Context(), p, o)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for name, r := range map[string]*explore.Report{
		"fails":    run(lost, explore.Options{Name: "example.com/x.Lost", Command: "./x.Lost", All: true, Races: explore.RaceNote}),
		"params":   run(lost, explore.Options{Name: "lost", Params: []string{"n=2"}, Strategy: "dfs", Preemptions: 1}),
		"deadlock": run(stuck, explore.Options{Name: "stuck", Film: true}),
		"passes":   run(clean, explore.Options{Name: "clean", Strategy: "dfs", Preemptions: explore.NoPreemptions}),
		"goes on":  run(greedy(), explore.Options{Name: "greedy", Strategy: "dpor", All: true}),
		"unknown":  run(clean, explore.Options{Name: "clean", Strategy: "random", Executions: 3}),
		"replayed": replayed(stuck, explore.Options{Name: "stuck", Command: "./x.Stuck"}),
	} {
		t.Run(name, func(t *testing.T) { sameElsewhere(t, r) })
	}
	// An execution that does not fail is in the report of its replay.
	quiet := &explore.Report{Program: "p", Strategy: "replay", Quiet: &explore.Failure{Seed: "i1-x", Threads: []string{"main"}}}
	sameElsewhere(t, quiet)
}

func sameElsewhere(t *testing.T, r *explore.Report) {
	t.Helper()
	data, err := r.Encode()
	if err != nil {
		t.Fatal(err)
	}
	got, err := explore.Decode(data)
	if err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	for _, width := range []int{60, 100} {
		if g, w := got.Text(width), r.Text(width); g != w {
			t.Errorf("the text becomes\n%s\nwant\n%s", g, w)
		}
	}
	if g, w := got.Annotations("/"), r.Annotations("/"); g != w {
		t.Errorf("the annotations become\n%s\nwant\n%s", g, w)
	}
	theirs, _ := got.HTML()
	ours, _ := r.HTML()
	if !bytes.Equal(theirs, ours) {
		t.Errorf("the page becomes\n%s\nwant\n%s", theirs, ours)
	}
	g, _ := json.Marshal(got)
	w, _ := json.Marshal(r)
	if string(g) != string(w) {
		t.Errorf("the JSON becomes\n%s\nwant\n%s", g, w)
	}
	if got.Elapsed != r.Elapsed {
		t.Errorf("elapsed %v, want %v", got.Elapsed, r.Elapsed)
	}
}

// TestEncodeIsWhole notices a new part of a report that its JSON form leaves
// out, and that nobody carries to the other process.
func TestEncodeIsWhole(t *testing.T) {
	carried := map[string]bool{"Elapsed": true, "races": true, "bound": true, "stepLimit": true, "all": true, "command": true, "turned": true, "single": true,
		"paste": true} // a function; Check sets it in the process that prints
	for _, f := range reflect.VisibleFields(reflect.TypeFor[explore.Report]()) {
		if (!f.IsExported() || f.Tag.Get("json") == "-") && !carried[f.Name] {
			t.Errorf("Report.%s is lost by Encode; add it to wire and to this test", f.Name)
		}
	}
	carried = map[string]bool{"Paths": true, "At": true, "Marks": true, "Film": true,
		"key": true} // of the search, which is over
	for _, f := range reflect.VisibleFields(reflect.TypeFor[explore.Failure]()) {
		if (!f.IsExported() || f.Tag.Get("json") == "-") && !carried[f.Name] {
			t.Errorf("Failure.%s is lost by Encode; add it to hidden and to this test", f.Name)
		}
	}
}
