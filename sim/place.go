package sim

import (
	"path"
	"runtime"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// Place is a source position in the program.
type Place struct {
	File string // with the last folder: "bank/transfer.go"
	Line int    // 0: unknown
	Path string // the whole path, as the compiler knows it
}

func (p Place) String() string {
	if p.Line == 0 {
		return ""
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

// callerPlace finds the nearest caller outside this package and its kit.
func callerPlace() Place {
	var pcs [32]uintptr
	p, _ := placeOf(pcs[:runtime.Callers(3, pcs[:])], false)
	return p
}

// callerPlaces finds that, and from where the function there was called.
func callerPlaces() (p, via Place) {
	var pcs [64]uintptr
	return placeOf(pcs[:runtime.Callers(3, pcs[:])], false)
}

// panicPlaces finds, from a deferred call, where the panic came from.
func panicPlaces() (p, via Place) {
	var pcs [64]uintptr
	return placeOf(pcs[:runtime.Callers(2, pcs[:])], true)
}

func placeOf(pcs []uintptr, panicking bool) (p, via Place) {
	frames := runtime.CallersFrames(pcs)
	for {
		f, more := frames.Next()
		switch {
		case panicking:
			panicking = f.Function != "runtime.gopanic"
		case !ours(f):
			at := Place{path.Join(path.Base(path.Dir(f.File)), path.Base(f.File)), f.Line, f.File}
			if p.Line > 0 {
				return p, at
			}
			p = at
		case p.Line > 0: // nobody of the program
			return p, Place{}
		}
		if !more {
			return p, Place{}
		}
	}
}

// ours reports whether a frame belongs to this package, to sim/kit or to the
// histories of explore/linear, or to what runs a body (the whole of which may be a method of a handle); the tests of
// these packages count as programs.
func ours(f runtime.Frame) bool {
	if strings.HasSuffix(f.File, "_test.go") {
		return false
	}
	const here = "github.com/interleave-go/interleave/sim"
	return strings.HasPrefix(f.Function, here+".") || strings.HasPrefix(f.Function, here+"/kit.") ||
		strings.HasPrefix(f.Function, "github.com/interleave-go/interleave/explore/linear.") ||
		strings.HasPrefix(f.Function, "runtime.") ||
		strings.HasPrefix(f.Function, "iter.")
}

// notePlace keeps where the thread of an event stands.
func (e *Engine) notePlace(ev *model.Event, t *Thread) {
	e.places = append(e.places, t.place)
	var p Place
	if ev.Joint {
		p = e.threads[ev.Alt.Peer].place
	}
	e.peerPlace = append(e.peerPlace, p)
}
