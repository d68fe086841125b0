package explore

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Position returns the file and the line of a place such as "bank/transfer.go:12"
// in a trace of f: the path below dir with slashes, where the file is there, and
// otherwise as the trace names it. Line is 0 for no place.
func (f *Failure) Position(place, dir string) (file string, line int) {
	file, number, ok := strings.Cut(place, ":")
	if !ok {
		return "", 0
	}
	line, _ = strconv.Atoi(number)
	if path := f.Paths[file]; path != "" && dir != "" {
		if rel, err := filepath.Rel(dir, path); err == nil && filepath.IsLocal(rel) {
			return filepath.ToSlash(rel), line
		}
	}
	return file, line
}

// Annotations returns the failures as workflow commands of GitHub's Actions, one
// a line, which show them at the line of the source; "" where there are none.
// Paths are relative to dir, the root of the repository.
func (r *Report) Annotations(dir string) string {
	var b strings.Builder
	for _, i := range r.shown() {
		f := &r.Failures[i]
		at := ""
		if file, line := f.Position(f.At, dir); line > 0 {
			at = fmt.Sprintf("file=%s,line=%d,", property.Replace(file), line)
		}
		text := clipRunes(f.Message, maxLine)
		if f.Explanation != "" {
			text += "\n" + f.Explanation
		}
		if f.Seed != "" {
			text += "\n" + r.pasteLine(f.Seed)
		}
		fmt.Fprintf(&b, "::error %stitle=%s::%s\n", at, property.Replace(r.title()+": "+f.Kind.String()), data.Replace(text))
	}
	return b.String()
}

// How workflow commands escape their text and their properties.
var (
	data     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	property = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// AnnotationsWanted reports whether this runs in one of GitHub's workflows, and
// where the root of the repository is.
func AnnotationsWanted() (dir string, ok bool) {
	if os.Getenv("GITHUB_ACTIONS") != "true" {
		return "", false
	}
	return os.Getenv("GITHUB_WORKSPACE"), true
}
