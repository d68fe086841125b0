package explore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// Feedback finds within 2,000 executions what sampling without it does not, and the
// failing execution is made again from its seed. Two searches are alike.
func TestGreyboxFinds(t *testing.T) {
	p := crowdOf(18, true)
	for strategy, want := range map[string]sim.Verdict{"random": sim.Unknown, "pos": sim.Unknown, "greybox": sim.Fail} {
		o := explore.Options{Name: "crowd", Strategy: strategy, Executions: 2000, Seed: 2}
		r := mustRun(t, p, o)
		if r.Verdict != want {
			t.Errorf("%s: %v after %d executions, want %v", strategy, r.Verdict, r.Executions, want)
			continue
		}
		if diff := cmp.Diff(asJSON(t, r), asJSON(t, mustRun(t, p, o))); diff != "" {
			t.Errorf("%s: two searches differ:\n%s", strategy, diff)
		}
		if want == sim.Unknown {
			continue
		}
		if r.Sampling.Failing != r.Executions {
			t.Errorf("%s: %+v of %d executions", strategy, r.Sampling, r.Executions)
		}
		again, err := explore.Replay(p, r.Failures[0].Seed, o)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r.Failures[0].Trace, again.Failures[0].Trace); diff != "" {
			t.Errorf("the seed makes another execution:\n%s", diff)
		}
	}
}

// Whatever is changed in a schedule, executions stay executions: generated
// programs reach no outcome that plain enumeration does not, and every failure
// is made again from its seed.
func TestGreyboxReachesWhatThereIs(t *testing.T) {
	eachProgram(t, 10, 120, func(t *testing.T, p modeltest.Program) {
		all := mustRun(t, bridge(p), explore.Options{Name: "p", Strategy: "dfs", All: true, Executions: 20_000})
		if !all.Complete {
			return
		}
		r := mustRun(t, bridge(p), explore.Options{Name: "p", Strategy: "greybox", All: true, Executions: 300})
		possible := countsOf(all)
		for outcome := range countsOf(r) {
			if possible[outcome] == 0 {
				t.Errorf("outcome %q cannot be", outcome)
			}
		}
		for _, f := range r.Failures {
			again, err := explore.Replay(bridge(p), f.Seed, explore.Options{Name: "p"})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(f.Trace, again.Failures[0].Trace); diff != "" {
				t.Errorf("the seed makes another execution:\n%s", diff)
			}
		}
	})
}

// A later search begins with what an earlier one has left, the failing
// execution included.
func TestCorpus(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "corpus")
	p := crowdOf(10, true)
	o := explore.Options{Name: "crowd", Strategy: "greybox", Executions: 5000, Seed: 2, Corpus: dir}
	first := mustRun(t, p, o)
	if first.Verdict != sim.Fail {
		t.Fatal(first.Verdict)
	}
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("files %v, error %v", files, err)
	}
	name := filepath.Join(dir, files[0].Name())
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	if lines[0] != "# Executions of crowd that a greybox search found worth changing." || len(lines) < 10 {
		t.Errorf("%d lines, the first is %s", len(lines), lines[0])
	}
	o.Seed = 99
	second := mustRun(t, p, o)
	if second.Verdict != sim.Fail || second.Executions >= len(lines) {
		t.Errorf("the second search: %v after %d executions; the first left %d", second.Verdict, second.Executions, len(lines)-1)
	}
	// Another program, or other parameters, have a file of their own.
	o.Params = []string{"n=11"}
	mustRun(t, crowdOf(11, false), explore.Options{Name: "crowd", Params: o.Params, Strategy: "greybox", Executions: 50, Corpus: dir})
	if files, _ = os.ReadDir(dir); len(files) != 2 {
		t.Errorf("files %v", files)
	}
	// A program that has changed is searched all the same.
	o.Params = nil
	changed := mustRun(t, crowdOf(4, false), o)
	if changed.Verdict != sim.Unknown || changed.Executions != o.Executions {
		t.Errorf("the changed program: %v after %d executions, notes %q", changed.Verdict, changed.Executions, changed.Notes)
	}
}

func TestCorpusMistakes(t *testing.T) {
	dir := t.TempDir()
	o := explore.Options{Name: "crowd", Strategy: "greybox", Executions: 20, Corpus: dir}
	mustRun(t, crowdOf(3, false), o)
	files, _ := os.ReadDir(dir)
	name := filepath.Join(dir, files[0].Name())
	if err := os.WriteFile(name, []byte("# fine\n\ni1-schedule-nonsense\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	_, err := explore.Run(context.Background(), crowdOf(3, false), o)
	if want := "corpus: " + name + ":3: malformed seed"; err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "; remove the line or the file") {
		t.Errorf("error %v, want %s", err, want)
	}
	// A place where nothing can be written is no reason not to search.
	o.Corpus = filepath.Join(name, "below a file")
	r, err := explore.Run(context.Background(), crowdOf(3, false), o)
	if err == nil && !strings.Contains(strings.Join(r.Notes, "\n"), "the corpus was not saved: ") {
		t.Errorf("notes %q", r.Notes)
	}
	for _, strategy := range []string{"", "random", "dpor", "delay:2"} {
		_, err := explore.Run(context.Background(), crowdOf(3, false), explore.Options{Strategy: strategy, Corpus: dir})
		if err == nil || !strings.Contains(err.Error(), "makes no use of a corpus; use it with greybox") {
			t.Errorf("strategy %q: error %v", strategy, err)
		}
	}
}
