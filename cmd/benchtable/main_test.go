package main

import (
	"context"
	"regexp"
	"strings"
	"testing"
)

// TestTable prints one row: the figures vary, their places and the counts do not.
func TestTable(t *testing.T) {
	var out strings.Builder
	if err := run(context.Background(), []string{"--rows", "filesystem", "--seconds", "0"}, &out); err != nil {
		t.Fatal(err)
	}
	want := []string{
		`\| program \| classes \| .*`,
		`\|---\|--:.*`,
		`\| filesystem\(20\) \| 128 \| 201\.0 \|( [\d,]+ \| [\d,]+ \| \d+, \d+\.\d \|){2}`,
		``,
		`.* A bare iter\.Pull round trip takes \d+ ns: [\d,]+/s\.`,
	}
	lines := strings.Split(out.String(), "\n")
	for i, w := range want {
		if !regexp.MustCompile(`^` + w + `$`).MatchString(lines[i]) {
			t.Errorf("line %d is %q, want %s", i+1, lines[i], w)
		}
	}
}

// TestMistakes has one line for each, which names what to do.
func TestMistakes(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"--rows nothing", `no row has "nothing" in its name; there are readers(12)`},
		{"mutex", `"mutex" is too much; benchtable takes flags only`},
		{"--seconds -1", "--seconds -1 must be 0 to 3600"},
		{"--second 1", "unknown flag: --second"},
	} {
		var out strings.Builder
		err := run(context.Background(), strings.Fields(c.args), &out)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("benchtable %s: %v, want %s", c.args, err, c.want)
		}
	}
}

// TestInterrupted ends without a half of a row that looks like one.
func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	var out strings.Builder
	if err := run(ctx, []string{"--rows", "mutex"}, &out); err == nil || !strings.Contains(err.Error(), "interrupted") {
		t.Errorf("interrupted, it says %v", err)
	}
	if strings.Contains(out.String(), "mutex(8,1)") {
		t.Errorf("a row that was not measured is printed:\n%s", &out)
	}
}
