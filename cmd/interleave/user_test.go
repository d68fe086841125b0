package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// goEnvironment returns what the go command needs in a story: the build cache,
// and this repository, to which a stranger's module is directed. There is no
// network, and no cache of modules: what the core of explore needs is here.
func goEnvironment(t *testing.T) []string {
	cache, err := exec.Command("go", "env", "GOCACHE").Output()
	if err != nil {
		t.Fatalf("go env GOCACHE: %v", err)
	}
	repo, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"GOCACHE=" + strings.TrimSpace(string(cache)),
		"GOMODCACHE=" + filepath.Join(t.TempDir(), "mod"),
		"GOPROXY=off", "GOFLAGS=", "GOWORK=", "GOTOOLCHAIN=local", "GO111MODULE=",
		"REPO=" + filepath.ToSlash(repo),
	}
}

// expand FILE... replaces $REPO in files, which testscript takes as they are.
func cmdExpand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: expand file...")
	}
	for _, file := range args {
		text := strings.ReplaceAll(ts.ReadFile(file), "$REPO", ts.Getenv("REPO"))
		ts.Check(os.WriteFile(ts.MkAbs(file), []byte(text), 0o666))
	}
}

// files DIR FILE writes the names of all files and folders below a folder, with
// the files' hashes.
func cmdFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: files dir file")
	}
	var list bytes.Buffer
	tree := os.DirFS(ts.MkAbs(args[0]))
	ts.Check(fs.WalkDir(tree, ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || path == ".":
			return err
		case d.IsDir():
			fmt.Fprintf(&list, "%s/\n", path)
			return nil
		}
		data, err := fs.ReadFile(tree, path)
		fmt.Fprintf(&list, "%s %x\n", path, sha256.Sum256(data))
		return err
	}))
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), list.Bytes(), 0o666))
}
