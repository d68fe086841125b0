package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/report"
)

// reportFiles are the files that a report goes to besides standard output, by
// format; "" for none.
type reportFiles struct {
	html, trace, sarif, junit string
}

func addReportFlags(fs *pflag.FlagSet) *reportFiles {
	f := &reportFiles{}
	fs.StringVar(&f.html, "html", "", "write a page that walks through the execution to `file`")
	fs.StringVar(&f.trace, "trace", "", "write the execution in Chrome's trace-event format, for Perfetto, to `file`")
	fs.StringVar(&f.sarif, "sarif", "", "write the failures as SARIF 2.1.0 to `file`")
	fs.StringVar(&f.junit, "junit", "", "write the verdict as a JUnit test case to `file`")
	return f
}

// prepare asks the search for what the files need, and refuses those that cannot
// be written before long work is begun.
func (f *reportFiles) prepare(o *explore.Options) error {
	o.Film = f.html != ""
	for _, file := range []string{f.html, f.trace, f.sarif, f.junit} {
		if file == "" {
			continue
		}
		if at, err := os.Stat(filepath.Dir(file)); err != nil || !at.IsDir() {
			return fmt.Errorf("cannot write the report %s: %s is no directory; make it first", file, filepath.Dir(file))
		}
		if at, err := os.Stat(file); err == nil && at.IsDir() {
			return fmt.Errorf("cannot write the report %s: it is a directory; name a file in it", file)
		}
	}
	return f.refuseTwice(o.Resume)
}

// refuseTwice refuses one file for two outputs, of which it would hold the later one.
func (f *reportFiles) refuseTwice(resume string) error {
	outputs := []struct{ flag, file string }{
		{"resume", resume}, {"html", f.html}, {"trace", f.trace}, {"sarif", f.sarif}, {"junit", f.junit},
	}
	for i, b := range outputs {
		for _, a := range outputs[:i] {
			if a.file != "" && b.file != "" && sameFile(a.file, b.file) {
				return fmt.Errorf("--%s and --%s name the same file, %s; name one for each", a.flag, b.flag, b.file)
			}
		}
	}
	return nil
}

// sameFile tells whether two names are of one file, which need not be there yet. What
// keeps nothing, such as /dev/null, is none.
func sameFile(a, b string) bool {
	if at, err := os.Stat(a); err == nil && !at.Mode().IsRegular() {
		return false
	}
	if a, err := filepath.Abs(a); err == nil {
		if b, err := filepath.Abs(b); err == nil && a == b {
			return true
		}
	}
	x, errX := os.Stat(a)
	y, errY := os.Stat(b)
	return errX == nil && errY == nil && os.SameFile(x, y)
}

// write writes the files.
func (f *reportFiles) write(r *explore.Report) error {
	for _, out := range []struct {
		file string
		make func(*explore.Report) ([]byte, error)
	}{
		{f.html, (*explore.Report).HTML},
		{f.trace, report.Trace},
		{f.sarif, func(r *explore.Report) ([]byte, error) { return report.SARIF(r, root()) }},
		{f.junit, report.JUnit},
	} {
		if out.file == "" {
			continue
		}
		text, err := out.make(r)
		if err != nil {
			return fmt.Errorf("cannot make the report for %s: %w", out.file, err)
		}
		if err := os.WriteFile(out.file, text, 0o644); err != nil {
			return fmt.Errorf("cannot write the report: %w", err)
		}
	}
	return nil
}

// root returns the root of the repository that the working directory is in, to
// which the paths in reports are relative; the directory itself if it is in none.
func root() string {
	if dir := os.Getenv("GITHUB_WORKSPACE"); dir != "" {
		return dir
	}
	wd, err := os.Getwd()
	if err != nil {
		return ""
	}
	for dir := wd; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return wd
		}
	}
}
