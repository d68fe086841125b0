package explore_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the goldens in testdata/explore and testdata/crosscheck anew")

const goldenDir = "../testdata/explore"

// TestGoldens compares reports with the stories in testdata/explore. A seed is
// shown as SEED: its letters depend on how a release of Go compresses.
func TestGoldens(t *testing.T) {
	for _, g := range goldens {
		t.Run(g.name, func(t *testing.T) {
			o := g.options
			o.Name = "story/" + g.name
			if o.Strategy == "" {
				o.Strategy, o.All = "dfs", true
			}
			if g.width == 0 {
				g.width = 100
			}
			r := mustRun(t, g.program, o)
			text := r.Text(g.width)
			for _, f := range r.Failures {
				if f.Seed != "" {
					text = strings.ReplaceAll(text, f.Seed, "SEED")
					replays(t, g.program, o, &f)
				}
			}
			sameGolden(t, filepath.Join(goldenDir, g.name+".txt"), "# "+fold(g.story, 100)+"\n\n"+text)
		})
	}
}

// sameGolden compares text with a file, or writes it.
func sameGolden(t *testing.T, file, got string) {
	t.Helper()
	if *rewrite {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; write it with go test -run Goldens -rewrite", err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s is another story now; write it anew with go test -run Goldens -rewrite, and read the difference:\n%s", file, d)
	}
}

// TestGoldensAreUsed finds goldens that no test compares.
func TestGoldensAreUsed(t *testing.T) {
	files, err := os.ReadDir(goldenDir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !slices.ContainsFunc(goldens, func(g golden) bool { return g.name+".txt" == f.Name() }) {
			t.Errorf("%s/%s is no test's; delete it", goldenDir, f.Name())
		}
	}
}

// fold breaks prose into lines of at most so many bytes, as a comment.
func fold(prose string, width int) string {
	var b strings.Builder
	at := 2
	for i, word := range strings.Fields(prose) {
		switch {
		case i == 0:
		case at+1+len(word) > width:
			b.WriteString("\n# ")
			at = 2
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}

// TestTextIsNarrow checks that nothing drawn is wider than asked for, and no
// prose is that can be broken.
func TestTextIsNarrow(t *testing.T) {
	for _, g := range goldens {
		o := g.options
		if o.Strategy == "" {
			o.Strategy = "dfs"
		}
		r := mustRun(t, g.program, o)
		for _, width := range []int{50, 60, 80, 100, 1000} {
			text := r.Text(width)
			for line := range strings.Lines(text) {
				drawn := strings.ContainsAny(line, "╰╯─")
				told := strings.Contains(line, ".go:") && strings.HasPrefix(line, "  ")
				if n := len([]rune(strings.TrimSuffix(line, "\n"))); n > width && (drawn || told) {
					t.Errorf("%s at width %d: %d runes in %q", g.name, width, n, line)
				}
			}
		}
	}
}
