package main

import (
	"context"
	"strings"
	"testing"

	"github.com/interleave-go/interleave/scenarios"
)

// Every row names a scenario, with sizes that it takes.
func TestRows(t *testing.T) {
	for _, r := range rows {
		s, ok := scenarios.Find(r.scenario)
		if !ok {
			t.Errorf("%s: there is no scenario %s", r.name, r.scenario)
			continue
		}
		if _, err := s.ParseParams(r.params); err != nil {
			t.Errorf("%s: %v", r.name, err)
		}
	}
}

func TestNamed(t *testing.T) {
	for name, want := range map[string]int{"CS/twostage": 1, "twostage": 4, "": len(rows), "nobody": 0} {
		if got := len(named(name)); got != want {
			t.Errorf("%q names %d rows, want %d", name, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	var out strings.Builder
	if err := run(context.Background(), []string{"--rows", "lazy", "--strategies", "surw,ipct", "--trials", "3", "--limit", "200"}, &out); err != nil {
		t.Fatal(err)
	}
	want := "| program | surw | published | ipct |\n|---|---|---|---|\n| CS/lazy01 | "
	if got := out.String(); !strings.HasPrefix(got, want) || !strings.Contains(got, " | 2/2 | ") || strings.Count(got, "\n") != 3 {
		t.Errorf("printed\n%s", got)
	}
	again := out.String()
	out.Reset()
	if err := run(context.Background(), []string{"--rows", "lazy", "--strategies", "surw,ipct", "--trials", "3", "--limit", "200"}, &out); err != nil || out.String() != again {
		t.Errorf("the second time it prints\n%s", out.String())
	}
}

func TestFigure(t *testing.T) {
	for _, c := range []struct {
		counts []int
		want   string
	}{
		{nil, "-"},
		{[]int{7}, "7/7 (1)"},
		{[]int{9, 1, 2}, "4/2 (3)"},
		{[]int{1, 2, 4, 10}, "4/3"},
	} {
		if got := figure(c.counts, 4); got != c.want {
			t.Errorf("figure(%v) = %s, want %s", c.counts, got, c.want)
		}
	}
}

func TestMistakes(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--rows none", `no row has "none" in its name; leave --rows out to see all`},
		{"--trials 0", "--trials 0 and --limit 10000 must be at least 1"},
		{"--strategies dream --rows lazy", `unknown strategy "dream"`},
		{"extra", `"extra" is too much`},
		{"--what", "unknown flag: --what"},
	} {
		var out strings.Builder
		if err := run(context.Background(), strings.Fields(c.args), &out); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %s", c.args, err, c.want)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out strings.Builder
	if err := run(ctx, []string{"--rows", "lazy"}, &out); err == nil || err.Error() != "interrupted" {
		t.Errorf("interrupted: error %v", err)
	}
}
