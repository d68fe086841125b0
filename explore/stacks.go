package explore

import (
	"path"
	"path/filepath"
	"strings"
)

// A frame is a call in a printed stack of a goroutine.
type frame struct {
	function string // "scenarios.lockOrder.func1", without the rest of its path
	place    string // as traces name places: "scenarios/lockorder.go:134"
}

// programFrames returns the calls in a stack, as package runtime prints it, that are
// the program's own: not those of what runs it, of package sync or of the runtime.
func programFrames(stack string) []frame {
	lines := strings.Split(strings.TrimRight(stack, "\n"), "\n")
	var frames []frame
	for i := 0; i+1 < len(lines); i++ {
		at, isPlace := strings.CutPrefix(lines[i+1], "\t")
		if !isPlace { // the race detector's
			at, isPlace = strings.CutPrefix(lines[i+1], "      ")
		}
		if !isPlace {
			continue
		}
		function := strings.TrimSpace(lines[i])
		at, _, _ = strings.Cut(at, " +0x")
		i++
		if file := at[:max(strings.LastIndexByte(at, ':'), 0)]; strings.HasPrefix(function, "created by ") || inside(function, file) {
			continue
		}
		if open := strings.LastIndexByte(function, '('); open > 0 {
			function = function[:open]
		}
		at = filepath.ToSlash(at)
		frames = append(frames, frame{path.Base(function), path.Join(path.Base(path.Dir(at)), path.Base(at))})
	}
	return frames
}

// inside reports whether a function belongs to what runs programs, as the engine
// sees it when it looks for the place of an operation, or to what that stands on.
func inside(function, file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	const module = "github.com/interleave-go/interleave/"
	for _, of := range []string{module + "sim.", module + "sim/real.", module + "sim/kit.", module + "explore/linear.",
		"runtime.", "sync.", "sync/atomic.", "internal/", "reflect.", "iter."} {
		if strings.HasPrefix(function, of) {
			return true
		}
	}
	return false
}

// goroutines prints the stacks of a run that hung: a line for each call of the
// program's own, behind the goroutine's first line.
func goroutines(stacks string) []string {
	var names []string
	var calls [][]frame
	who, what := 0, 0
	for part := range strings.SplitSeq(strings.TrimSpace(stacks), "\n\n") {
		first, stack, _ := strings.Cut(strings.TrimLeft(part, "\n"), "\n")
		names = append(names, strings.TrimSuffix(first, ":"))
		calls = append(calls, programFrames(stack))
		who = max(who, min(40, runes(names[len(names)-1])))
		for _, f := range calls[len(calls)-1] {
			what = max(what, min(40, runes(f.function)))
		}
	}
	var lines []string
	for i, name := range names {
		if len(calls[i]) == 0 {
			lines = append(lines, name)
		}
		for n, f := range calls[i] {
			if n > 0 {
				name = ""
			}
			lines = append(lines, pad(clipRunes(name, 40), who)+"  "+pad(clipRunes(f.function, 40), what)+"  "+f.place)
		}
	}
	return lines
}
