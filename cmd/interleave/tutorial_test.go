package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// varying are the parts of go test's output that differ between two runs or
// releases of Go, with what the README has for them.
var varying = []struct{ pattern, shown string }{
	{`\d+\.\d\ds\)`, "0.00s)"},
	{`\t(\d+\.\d+s|\(cached\))`, "\t0.01s"},
	{`[0-9a-f]{16}\.seed`, "(hash).seed"},
	{`i1-(\w+)-[\w-]+`, "i1-$1-..."},
}

// TestReadmeTutorial makes a stranger's module of the README's files, runs its
// commands there, and compares what they print with what stands below them.
func TestReadmeTutorial(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds test binaries")
	}
	const file = "../../README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	env := append(os.Environ(), goEnvironment(t)...)
	dir := filepath.Join(t.TempDir(), "queue") // places name the last folder
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	const us = "github.com/interleave-go/interleave"
	write("go.mod", "module example.com/queue\n\ngo 1.26.0\n\nrequire "+us+" v0.0.0\n\nreplace "+us+" => "+filepath.ToSlash(repo)+"\n")
	n := 0
	block := regexp.MustCompile("(?s)```(go\n// (\\w+\\.go)|console\n\\$ ((?:sed|go test)[^\n]*))\n(.*?)```")
	got := block.ReplaceAllStringFunc(string(text), func(b string) string {
		m := block.FindStringSubmatch(b)
		if m[2] != "" {
			write(m[2], m[4])
			return b
		}
		n++
		cmd := exec.Command("sh", "-c", m[3])
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		if _, failed := err.(*exec.ExitError); err != nil && !failed {
			t.Fatal(err)
		}
		for _, v := range varying {
			out = regexp.MustCompile(v.pattern).ReplaceAll(out, []byte(v.shown))
		}
		var lines []string
		for line := range strings.Lines(string(out)) {
			lines = append(lines, strings.TrimRight(line, " \n"))
		}
		return "```console\n$ " + m[3] + "\n" + strings.Join(lines, "\n") + "\n```"
	})
	if n != 2 {
		t.Errorf("the tutorial has %d commands, want 2", n)
	}
	sameReadme(t, file, string(text), got)
}
