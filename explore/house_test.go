package explore_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/interleave-go/interleave/"

// TestImportsPointDown holds the direction of imports, and keeps what varies
// between runs out of the packages that must be deterministic.
func TestImportsPointDown(t *testing.T) {
	may := map[string][]string{
		"model":                   {},
		"model/modeltest":         {"model"},
		"sched":                   {"model"},
		"sim/real":                {},
		"sim":                     {"model", "sched", "sim/real"},
		"sim/kit":                 {"sim"},
		"explore/explain":         {"model", "sim"},
		"explore":                 {"model", "sched", "sim", "explore/explain"},
		"scenarios":               {"sim", "sim/kit"},
		"explore/driver":          {"sim", "explore"},
		"explore/report":          {"sim", "explore"},
		"explore/rapidx":          {"sched", "sim", "explore"},
		"explore/linear":          {"sim"},
		"explore/speed":           {"sim", "explore"},
		"cmd/benchtable":          {"explore/speed"},
		"cmd/interleave":          {"model", "sched", "sim", "explore", "scenarios", "cmd/interleave/function", "cmd/interleave/child", "explore/driver", "explore/report"},
		"cmd/sctbench":            {"explore", "scenarios"},
		"cmd/interleave/function": {"cmd/interleave/child", "scenarios"},
		"cmd/interleave/child":    {"explore", "explore/driver", "sim"},
	}
	banned := map[string][]string{ // by package, with the reason in the message
		"model":   {"time", "math/rand", "math/rand/v2", "crypto/rand", "os", "sync", "sync/atomic"},
		"sched":   {"time", "math/rand", "math/rand/v2", "crypto/rand", "os", "sync"},
		"sim":     {"math/rand", "math/rand/v2", "crypto/rand", "os"},                        // time for durations only: TestSimReadsNoClock
		"sim/kit": {"math/rand", "math/rand/v2", "crypto/rand", "os", "sync", "sync/atomic"}, // time for durations only
		"explore": {"math/rand", "math/rand/v2", "crypto/rand"},
	}
	thirdParty := []string{"cmd/interleave", "cmd/benchtable", "cmd/sctbench", "model/modeltest", "explore/rapidx", "explore/linear"} // explore's core must not need the user's go.sum
	out, err := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, module+"...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		pkg := strings.TrimPrefix(f[0], module)
		allowed, known := may[pkg]
		if !known {
			t.Errorf("package %s is not in the table of imports; add it with what it may import", pkg)
			continue
		}
		for _, imp := range f[1:] {
			switch rel, ours := strings.CutPrefix(imp, module); {
			case ours && !slices.Contains(allowed, rel):
				t.Errorf("%s imports %s; imports point down only (see the table in this test)", pkg, rel)
			case !ours && strings.Contains(strings.SplitN(imp, "/", 2)[0], ".") && !slices.Contains(thirdParty, pkg):
				t.Errorf("%s imports %s; outside the command only the standard library is used", pkg, imp)
			case slices.Contains(banned[pkg], imp):
				t.Errorf("%s imports %s, which varies between runs or has goroutines; keep it out", pkg, imp)
			}
		}
	}
}

// TestTopLevel holds the agreed top level of the repository.
func TestTopLevel(t *testing.T) {
	want := []string{"README.md", "cmd", "explore", "go.mod", "go.sum", "model", "scenarios", "sched", "sim", "testdata"}
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			got = append(got, e.Name())
		}
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the top level has %q, want exactly %q; put the rest below one of these", got, want)
	}
}

// TestSimReadsNoClock sees to it that package sim uses package time for
// durations only.
func TestSimReadsNoClock(t *testing.T) {
	files, err := filepath.Glob("../sim/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files of sim: %v", err)
	}
	kit, err := filepath.Glob("../sim/kit/*.go")
	if err != nil || len(kit) == 0 {
		t.Fatalf("no files of sim/kit: %v", err)
	}
	files = append(files, kit...)
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\btime\.[A-Z]\w*`).FindAllString(string(text), -1) {
			if m != "time.Duration" && m != "time.Nanosecond" && m != "time.Millisecond" {
				t.Errorf("%s uses %s; sim knows virtual time only", f, m)
			}
		}
	}
}
