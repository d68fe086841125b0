package scenarios_test

import (
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/scenarios"
	"github.com/interleave-go/interleave/sim"
)

// find returns a scenario that must exist.
func find(t *testing.T, name string) *scenarios.Scenario {
	t.Helper()
	s, ok := scenarios.Find(name)
	if !ok {
		t.Fatalf("there is no scenario %s", name)
	}
	return s
}

func TestNames(t *testing.T) {
	form := regexp.MustCompile(`^[a-z]+/[a-z]+(-[a-z]+)*$`)
	seen := map[string]bool{}
	var families []string // one entry per run of equal ones
	for _, s := range scenarios.All() {
		if !form.MatchString(s.Name) {
			t.Errorf("%s: the name is not of the form family/name", s.Name)
		}
		if seen[s.Name] {
			t.Errorf("%s: the name is used twice", s.Name)
		}
		seen[s.Name] = true
		families = append(families, s.Family())
		if got := find(t, s.Name); got != s {
			t.Errorf("Find(%q) returns another scenario", s.Name)
		}
	}
	if diff := cmp.Diff(scenarios.Families(), slices.Compact(families)); diff != "" {
		t.Errorf("All does not go family by family (-Families +All):\n%s", diff)
	}
	if _, ok := scenarios.Find("race/none"); ok {
		t.Error("Find finds what is not there")
	}
}

func TestTexts(t *testing.T) {
	for _, s := range scenarios.All() {
		if n := utf8.RuneCountInString(s.Summary); n == 0 || n > 72 {
			t.Errorf("%s: the summary has %d characters; want 1 to 72", s.Name, n)
		}
		if strings.ContainsAny(s.Summary, "\n") || strings.HasSuffix(s.Summary, ".") {
			t.Errorf("%s: the summary is a line without a full stop at its end", s.Name)
		}
		if s.Section == "" || s.Story != strings.TrimSpace(s.Story) || s.Story == "" {
			t.Errorf("%s: section or story is missing, or has blanks around it", s.Name)
		}
		for line := range strings.Lines(s.Story) {
			line = strings.TrimSuffix(line, "\n")
			if utf8.RuneCountInString(line) > 80 || line != strings.TrimRight(line, " \t") {
				t.Errorf("%s: wrap this line of the story at 80 columns: %q", s.Name, line)
			}
		}
	}
}

// Every defective program has a repaired twin, and every verdict fits.
func TestRepairs(t *testing.T) {
	repaired := map[string]bool{}
	for _, s := range scenarios.All() {
		for _, r := range s.Repairs {
			if f := find(t, r); f.Verdict != sim.Pass && !(f.Endless && f.Verdict == sim.Unknown) {
				t.Errorf("%s: %s, which is said to repair it, does not pass", s.Name, r)
			}
			repaired[r] = true
		}
		defective := s.Verdict == sim.Fail
		if defective != (len(s.Repairs) > 0) || defective != (len(s.Kinds) > 0) {
			t.Errorf("%s: verdict %v with kinds %v and repairs %v", s.Name, s.Verdict, s.Kinds, s.Repairs)
		}
		if !slices.IsSorted(s.Kinds) {
			t.Errorf("%s: kinds %v are not in the order of their declaration", s.Name, s.Kinds)
		}
	}
	for _, s := range scenarios.All() {
		if s.Verdict == sim.Pass && !repaired[s.Name] {
			t.Errorf("%s: passes, but no defective scenario names it as its repair", s.Name)
		}
	}
}

func TestSource(t *testing.T) {
	for _, s := range scenarios.All() {
		src := s.Source()
		parts := 0
		for _, name := range s.Funcs {
			only := scenarios.Scenario{Funcs: []string{name}}
			text := only.Source()
			if text == "" {
				t.Errorf("%s: the package does not declare %s", s.Name, name)
				continue
			}
			if !strings.HasPrefix(text, "// "+name[strings.Index(name, ".")+1:]+" ") {
				t.Errorf("%s: %s lacks a comment that begins with its name", s.Name, name)
			}
			if !strings.Contains(src, text) {
				t.Errorf("%s: its source lacks %s", s.Name, name)
			}
			parts++
		}
		if parts == 0 {
			t.Errorf("%s: has no source to show", s.Name)
		}
		if _, err := parser.ParseFile(token.NewFileSet(), "", "package p\n\n"+src, parser.ParseComments); err != nil {
			t.Errorf("%s: its source does not parse: %v", s.Name, err)
		}
	}
	want := `// lockOrderOrdered takes two locks in the same order in both threads.
func lockOrderOrdered(t *sim.Thread) {
	A, B := sim.NewMutex(t, "A"), sim.NewMutex(t, "B")
	body := func(t *sim.Thread) {
		A.Lock(t)
		B.Lock(t)
		B.Unlock(t)
		A.Unlock(t)
	}
	a, b := t.Go("a", body), t.Go("b", body)
	t.Join(a, b)
}`
	if diff := cmp.Diff(want, find(t, "deadlock/lock-order-ordered").Source()); diff != "" {
		t.Errorf("source (-want +got):\n%s", diff)
	}
}

func TestParams(t *testing.T) {
	for _, s := range scenarios.All() {
		for _, p := range s.Params {
			if p.Help == "" || p.Min > p.Default || p.Default > p.Max {
				t.Errorf("%s: parameter %+v lacks help, or its default is out of range", s.Name, p)
			}
		}
	}
	s := find(t, "race/lost-update")
	for _, tc := range []struct {
		give []string
		want []string // KV
		err  string
	}{
		{nil, []string{"threads=2", "increments=1"}, ""},
		{[]string{"increments=3"}, []string{"threads=2", "increments=3"}, ""},
		{[]string{"increments=3", " threads = 4 "}, []string{"threads=4", "increments=3"}, ""},
		{[]string{"thread=3"}, nil, `unknown parameter "thread"; race/lost-update knows threads (2 to 26, default 2), increments (1 to 100, default 1)`},
		{[]string{"threads"}, nil, `parameter "threads" is not of the form key=value; race/lost-update knows threads (2 to 26, default 2), increments (1 to 100, default 1)`},
		{[]string{"=3"}, nil, `parameter "=3" is not of the form key=value; race/lost-update knows threads (2 to 26, default 2), increments (1 to 100, default 1)`},
		{[]string{"threads=many"}, nil, `parameter threads=many is not a whole number; race/lost-update knows threads (2 to 26, default 2), increments (1 to 100, default 1)`},
		{[]string{"threads=1"}, nil, `parameter threads=1 is out of range; race/lost-update knows threads (2 to 26, default 2), increments (1 to 100, default 1)`},
		{[]string{"threads=2", "threads=3"}, nil, `parameter threads is given twice; name it once`},
	} {
		p, err := s.ParseParams(tc.give)
		text := ""
		if err != nil {
			text = err.Error()
		}
		if text != tc.err {
			t.Errorf("ParseParams(%q): error %q, want %q", tc.give, text, tc.err)
		}
		if diff := cmp.Diff(tc.want, p.KV()); diff != "" {
			t.Errorf("ParseParams(%q).KV() (-want +got):\n%s", tc.give, diff)
		}
	}
	p, _ := s.ParseParams([]string{"threads=5"})
	if got := p.Int("threads"); got != 5 {
		t.Errorf("Int(threads) = %d, want 5", got)
	}
	_, err := find(t, "deadlock/lock-order").ParseParams([]string{"n=3"})
	if want := `unknown parameter "n"; deadlock/lock-order has no parameters`; err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
}

func TestSuggest(t *testing.T) {
	for _, tc := range []struct {
		give string
		want []string
	}{
		{"race/lost-updat", []string{"race/lost-update"}},
		{"race/lots-update", []string{"race/lost-update"}},
		{"lost-update", []string{"race/lost-update"}},
		{"lost-update-", []string{"race/lost-update"}},
		{"update-", []string{"race/lost-update-mutex", "race/lost-update-atomic", "race/lost-update-channel"}},
		{"Deadlock/Philosophers", []string{"deadlock/philosophers"}},
		{"lock_order", []string{"deadlock/lock-order"}},
		{"wakeup", []string{"cond/lost-wakeup", "cond/lost-wakeup-locked", "cond/spurious-wakeup"}},
		{"csp", []string{"csp/worker-pool", "csp/worker-pool-broken", "csp/leaked-sender"}},
		{"quicksort", nil},
		{"x", nil},
		{"", nil},
	} {
		if diff := cmp.Diff(tc.want, scenarios.Suggest(tc.give)); diff != "" {
			t.Errorf("Suggest(%q) (-want +got):\n%s", tc.give, diff)
		}
	}
}
