package main

import (
	"bytes"
	"context"
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var rewrite = flag.Bool("rewrite", false, "write the commands' real output into README.md")

// TestReadmeShowsRealOutput runs each command of the README's console blocks
// and compares what stands there with what it prints.
func TestReadmeShowsRealOutput(t *testing.T) {
	const file = "../../README.md"
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	block := regexp.MustCompile("(?s)```console\n\\$ go run ./cmd/interleave ([^\n]*)\n(.*?)```")
	got := block.ReplaceAllStringFunc(string(text), func(b string) string {
		n++
		args := block.FindStringSubmatch(b)[1]
		var out, errs bytes.Buffer
		run(context.Background(), strings.Fields(args), &out, &errs)
		if errs.Len() > 0 {
			t.Errorf("interleave %s: %s", args, errs.String())
		}
		return "```console\n$ go run ./cmd/interleave " + args + "\n" + out.String() + "```"
	})
	if n < 2 {
		t.Errorf("README.md has %d console blocks, want at least 2", n)
	}
	sameReadme(t, file, string(text), got)
}

// sameReadme compares a README with what it should say, or writes that.
func sameReadme(t *testing.T, file, text, got string) {
	t.Helper()
	if got == text {
		return
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Errorf("README.md shows output that the commands do not print; run go test ./cmd/interleave -run Readme -rewrite and read the difference:\n%s", cmp.Diff(text, got))
}
