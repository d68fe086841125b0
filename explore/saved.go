package explore

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// A saved failure is a text file, testdata/interleave/<test>/<hash>.seed: lines
// that begin with # tell the story, then the version of the format, then the
// seed. The name is a hash of the seed, so that finding a failure again changes
// no file.

const (
	savedDir        = "testdata/interleave"
	savedExt        = ".seed"
	seedFileVersion = "interleave seed 1"
	maxSaved        = 10 // failures of one search
)

// dir returns the directory of the test's saved failures.
func (k *check) dir() string {
	parts := strings.Split(k.tb.Name(), "/")
	for i, part := range parts {
		parts[i] = fileName(part)
	}
	return filepath.Join(append([]string{filepath.FromSlash(savedDir)}, parts...)...)
}

// fileName replaces what file systems may not like. Names that differ in
// nothing else share a directory; each ignores the seeds of the others.
func fileName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("_-+=.#,", r):
			return r
		}
		return '_'
	}, strings.TrimLeft(s, "."))
}

// saved makes the executions saved earlier. It returns the report of one that
// still fails, nil if none does.
func (k *check) saved() *Report {
	k.tb.Helper()
	files, _ := filepath.Glob(filepath.Join(k.dir(), "*"+savedExt)) // sorted; the pattern is well formed
	for _, file := range files {
		seed, err := readSaved(file)
		if err != nil {
			k.tb.Errorf("interleave: %s: %v; restore the file, or delete it and search again", filepath.ToSlash(file), err)
			continue
		}
		if r := k.again(filepath.ToSlash(file), seed); r != nil {
			return r
		}
	}
	return nil
}

// again makes the execution of one saved seed, and returns its report if it
// still fails.
func (k *check) again(file, seed string) *Report {
	k.tb.Helper()
	r, err := Replay(k.p, seed, k.Options)
	var diverged *sched.Divergence
	switch {
	case errors.As(err, &diverged):
		k.tb.Logf("interleave: the execution saved in %s no longer fails: the program has changed and does something else (%v). The search decides; delete the file when you have looked.", file, err)
	case errors.Is(err, errOtherProgram):
		k.tb.Logf("interleave: %s belongs to a program of another name or with other parameters, and is passed over", file)
	case err != nil:
		k.tb.Logf("interleave: %s is passed over: %v", file, err)
	case r.Verdict == sim.Fail:
		r.remark("this execution was saved in %s; it is made first until it no longer fails", file)
		return r
	case r.cutShort(seed):
		k.tb.Errorf("interleave: the execution saved in %s is cut after %s and needs more, so it is not known whether it still fails; raise the limit, Options.Steps or -interleave.steps", file, plural(r.stepLimit, "step"))
	default:
		k.tb.Logf("interleave: repaired: the execution saved in %s no longer fails. Keep the file, to see that it stays so, or delete it.", file)
	}
	return nil
}

// readSaved returns the seed in a file.
func readSaved(file string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	var lines []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			lines = append(lines, line)
		}
	}
	switch {
	case len(lines) == 0 || lines[0] != seedFileVersion:
		return "", fmt.Errorf("it has no line %q before its seed", seedFileVersion)
	case len(lines) != 2:
		return "", fmt.Errorf("it has %d lines after %q, want the seed alone", len(lines)-1, seedFileVersion)
	}
	if _, err := sched.ParseSeed(lines[1]); err != nil && !errors.Is(err, sched.ErrVersion) {
		return "", err
	}
	return lines[1], nil
}

// saveAll saves the failures of a search that are shown by executions of their
// own. That a file cannot be written is said, and no failure.
func (k *check) saveAll(r *Report) {
	k.tb.Helper()
	for i := range r.Failures {
		f := &r.Failures[i]
		if f.Seed == "" || !r.ownTrace(i) || i >= maxSaved {
			continue
		}
		file, err := k.saveOne(r, f)
		if err != nil {
			k.tb.Logf("interleave: cannot save the failure: %v", err)
			return
		}
		r.remark("the failure is saved in %s, and made first the next time", filepath.ToSlash(file))
	}
}

// saveOne writes one failure by way of a temporary file, so that no reader ever
// sees a part of it.
func (k *check) saveOne(r *Report, f *Failure) (string, error) {
	dir := k.dir()
	file := filepath.Join(dir, fmt.Sprintf("%x", sha256.Sum256([]byte(f.Seed)))[:16]+savedExt)
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		return file, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	tmp, err := os.CreateTemp(dir, "saving-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(tmp.Name()) // in vain once it has its name
	_, err = tmp.WriteString(k.story(r, f))
	if err = errors.Join(err, tmp.Chmod(0o644), tmp.Close()); err != nil {
		return "", err
	}
	return file, os.Rename(tmp.Name(), file)
}

// story returns the content of the file.
func (k *check) story(r *Report, f *Failure) string {
	w := &textWriter{r: r, width: reportWidth - 2}
	w.line("%s", k.tb.Name())
	w.failure(f)
	w.paste(f)
	var b strings.Builder
	for line := range strings.Lines(w.b.String()) {
		b.WriteString(strings.TrimRight("# "+line, " \n") + "\n")
	}
	return b.String() + seedFileVersion + "\n" + f.Seed + "\n"
}
