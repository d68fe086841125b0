package explore_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sim"
)

// inPieces searches p as o says, ending after so many more executions each time
// and going on from the file, until the search is over. It returns the last report
// and the number of pieces.
func inPieces(t *testing.T, p sim.Program, o explore.Options, executions int) (*explore.Report, int) {
	t.Helper()
	o.Resume = filepath.Join(t.TempDir(), "search")
	for n := 1; ; n++ {
		o.Executions = n * executions
		r := mustRun(t, p, o)
		_, err := os.Stat(o.Resume)
		switch over := len(r.Limits) == 0; {
		case over && err == nil:
			t.Fatalf("piece %d: the search is over, and the file still there", n)
		case over:
			return r, n
		case err != nil && o.Strategy != "auto":
			t.Fatalf("piece %d: not over, and %v", n, err)
		case r.Executions != o.Executions:
			t.Fatalf("piece %d: %d executions, want %d", n, r.Executions, o.Executions)
		}
	}
}

// TestResume searches in pieces, and compares the last report with that of the
// search in one go.
func TestResume(t *testing.T) {
	for _, c := range []struct {
		name string
		p    sim.Program
		o    explore.Options
		each int
	}{
		{"mutexes", mutexes(5, 1), explore.Options{}, 13},
		{"trees that grow", readers(7), explore.Options{Races: explore.RaceOff}, 7},
		{"failures", lateFailure(4), explore.Options{All: true}, 1},
		{"the first failure", lateFailure(5), explore.Options{}, 10},
		{"deadlocks", philosophers(5, false), explore.Options{All: true}, 2},
		{"within a bound", incnl(2, 3), explore.Options{All: true, Races: explore.RaceOff, Preemptions: 2}, 10},
		{"noted races", incnl(2, 3), explore.Options{Races: explore.RaceNote}, 50},
		{"after a burst", mutexes(5, 1), explore.Options{Strategy: "auto"}, 110},
	} {
		c.o.Name = c.name
		if c.o.Strategy == "" {
			c.o.Strategy = "dpor"
		}
		whole := mustRun(t, c.p, c.o)
		pieces, n := inPieces(t, c.p, c.o, c.each)
		if d := cmp.Diff(asJSON(t, whole), asJSON(t, pieces)); d != "" {
			t.Errorf("%s: - in one go, + in %d pieces:\n%s", c.name, n, d)
		}
		if n < 2 {
			t.Errorf("%s: it was one piece", c.name)
		}
	}
}

// TestResumeGenerated does the same with programs over all primitives.
func TestResumeGenerated(t *testing.T) {
	eachProgram(t, 6, 3000, func(t *testing.T, p modeltest.Program) {
		o := explore.Options{Name: "generated", Strategy: "dpor", All: true}
		whole := mustRun(t, bridge(p), o)
		pieces, n := inPieces(t, bridge(p), o, 1+whole.Executions/5)
		if d := cmp.Diff(asJSON(t, whole), asJSON(t, pieces)); d != "" {
			t.Errorf("- in one go, + in %d pieces:\n%s", n, d)
		}
	})
}

// TestResumeWorkers ends a search by several workers wherever it happens to be.
func TestResumeWorkers(t *testing.T) {
	t.Cleanup(explore.Company(5))
	whole := mustRun(t, mutexes(8, 1), explore.Options{Name: "m", Strategy: "dpor", Workers: 1})
	for _, each := range []time.Duration{3 * time.Millisecond, 20 * time.Millisecond} {
		o := explore.Options{Name: "m", Strategy: "dpor", Workers: 4, Resume: filepath.Join(t.TempDir(), "search")}
		last, sawProgress := 0, false
		for n := 0; ; n++ {
			ctx, cancel := context.WithTimeout(context.Background(), each+time.Duration(n)*time.Millisecond)
			r, err := explore.Run(ctx, mutexes(8, 1), o)
			cancel()
			if err != nil {
				t.Fatal(err)
			}
			sawProgress = sawProgress || !r.Complete && r.Executions > 0
			if !r.Complete {
				if n > 1000 {
					t.Fatalf("no end: %d executions", r.Executions)
				}
				last = r.Executions
				continue
			}
			if d := cmp.Diff(asJSON(t, whole), asJSON(t, r)); d != "" {
				t.Errorf("- in one go, + in pieces, the last but one after %d executions:\n%s", last, d)
			}
			if !sawProgress {
				t.Errorf("it was one piece")
			}
			break
		}
	}
}

// TestResumeRefuses has files that are not what they should be.
func TestResumeRefuses(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "search")
	o := explore.Options{Name: "m", Strategy: "dpor", Executions: 10, Resume: file}
	mustRun(t, mutexes(4, 1), o)
	other := o
	other.Name = "n"
	steps := o
	steps.Steps = 50
	dfs := o
	dfs.Strategy = "dfs"
	text := o
	text.Resume = filepath.Join(dir, "text")
	if err := os.WriteFile(text.Resume, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	isDir := o
	isDir.Resume = dir
	nowhere := o
	nowhere.Resume = filepath.Join(dir, "none", "search")
	for _, c := range []struct {
		p    sim.Program
		o    explore.Options
		want string
	}{
		{mutexes(4, 1), other, "holds a search with Program m, and this one has n; search with the same options, or name another file"},
		{mutexes(4, 1), steps, "holds a search with Steps 100000, and this one has 50;"},
		{mutexes(4, 1), dfs, `a search with strategy "dfs" cannot be saved and taken up; use dpor, or auto without a bound on preemptions`},
		{mutexes(4, 1), text, "holds no saved search; name the file of one, or one that is not there yet"},
		{mutexes(4, 1), isDir, "the saved search cannot be read: "},
		{never, nowhere, "cannot be saved in " + nowhere.Resume + ": " + filepath.Dir(nowhere.Resume) + " is no directory; make it first"},
		{readers(2), o, "is not one of the program as it is now: "},
	} {
		r, err := explore.Run(context.Background(), c.p, c.o)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v with report %v\nwant %s", err, r, c.want)
		}
	}
}

func never(*sim.Thread) { panic("it is run") }

// TestResumeDamaged flips a bit of each byte of a saved search: it is refused, and in no
// case goes on as a search of something else.
func TestResumeDamaged(t *testing.T) {
	o := explore.Options{Name: "m", Strategy: "dpor", All: true, Workers: 1, Executions: 5, Resume: filepath.Join(t.TempDir(), "search")}
	p := philosophers(3, false)
	mustRun(t, p, o)
	saved, err := os.ReadFile(o.Resume)
	if err != nil {
		t.Fatal(err)
	}
	o.Executions = 0
	whole := asJSON(t, mustRun(t, p, o))
	for i := range saved {
		damaged := bytes.Clone(saved)
		damaged[i] ^= 1 << (i % 8)
		if err := os.WriteFile(o.Resume, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := explore.Run(context.Background(), p, o)
		if err == nil && asJSON(t, r) != whole {
			t.Fatalf("taken up with byte %d changed, from %q to %q", i, saved[i], damaged[i])
		}
	}
}

// TestResumeLost ends a search whose file can be written no more: what was found is
// reported all the same.
func TestResumeLost(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "gone")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	o := explore.Options{Name: "m", Strategy: "dpor", Executions: 10, Resume: filepath.Join(dir, "search")}
	r, err := explore.Run(context.Background(), func(t *sim.Thread) {
		os.Remove(dir)
		mutexes(4, 1)(t)
	}, o)
	if err == nil || !strings.Contains(err.Error(), "cannot be saved in "+o.Resume) || r == nil || r.Executions != 10 {
		t.Errorf("error %v with report %+v", err, r)
	}
}

// TestResumeAuto searches with a file, and without one: auto goes on sampling where
// the exhaustive part is given up.
func TestResumeAuto(t *testing.T) {
	p := func(t *sim.Thread) {
		x := sim.NewAtomic(t, "x", 0)
		t.Go("a", func(t *sim.Thread) {
			for {
				x.Store(t, 1)
				x.Store(t, 2)
			}
		})
		t.Go("b", func(t *sim.Thread) { x.Store(t, 0) })
	}
	o := explore.Options{Name: "m", All: true, Steps: 40}
	without := mustRun(t, p, o)
	o.Resume = filepath.Join(t.TempDir(), "search")
	if with := mustRun(t, p, o); with.Executions != without.Executions {
		t.Errorf("%d executions with a file, %d without: %v, %v", with.Executions, without.Executions, with.Notes, without.Notes)
	}
	o.Executions = 50
	if r := mustRun(t, p, o); !slices.ContainsFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "nothing was saved in ") }) {
		t.Errorf("ended among the samples, with the notes %q", r.Notes)
	}
}

// TestResumeCancelled ends a search that was taken up while it is being read, at its
// first execution, and a little later.
func TestResumeCancelled(t *testing.T) {
	whole := mustRun(t, mutexes(4, 1), explore.Options{Name: "m", Strategy: "dpor"})
	for n := 1; n < 60; n++ {
		o := explore.Options{Name: "m", Strategy: "dpor", Workers: 1, Executions: 10, Resume: filepath.Join(t.TempDir(), "search")}
		mustRun(t, mutexes(4, 1), o)
		o.Executions = 0
		ctx, cancel := context.WithCancel(context.Background())
		runs := 0
		_, err := explore.Run(ctx, func(t *sim.Thread) {
			if runs++; runs == n {
				cancel()
				time.Sleep(2 * time.Millisecond) // until it is known
			}
			mutexes(4, 1)(t)
		}, o)
		if cancel(); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(asJSON(t, whole), asJSON(t, mustRun(t, mutexes(4, 1), o))); d != "" {
			t.Fatalf("- in one go, + ended in execution %d after it was taken up:\n%s", n, d)
		}
	}
}
