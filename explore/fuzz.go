package explore

import (
	"testing"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Fuzz lets go test -fuzz drive the schedules of p: the fuzzer's bytes say where
// the scheduler preempts, so that its coverage of the program's code guides the
// search, its corpus keeps what was interesting, and its failing inputs are kept
// under testdata/fuzz. Without -fuzz the corpus is made once. The first of opts,
// if any, says what Check's says; strategy and bounds mean nothing here.
//
//	func FuzzTransfer(f *testing.F) { explore.Fuzz(f, transfer) }
//
// Three bytes are a switch: of which thread, after how many of its steps, to which
// other one. The upper half of the third, and what is left at the end, choose among
// the alternatives of operations that have several.
func Fuzz(f *testing.F, p sim.Program, opts ...Options) {
	f.Helper()
	c, err := checkingOf(f, opts)
	if err != nil {
		f.Fatalf("interleave: %v", err)
	}
	if c.seed != "" {
		Check(f, p, c.Options)
		if f.Failed() {
			f.FailNow()
		}
		f.Skip("interleave: the execution of that seed does not fail; without -interleave.seed the fuzzing goes on")
	}
	for _, data := range [][]byte{{}, {1, 1, 0}, {1, 1, 0, 2, 1, 0}, {0, 1, 0, 1, 2, 1, 2, 1, 0, 1}} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k := &check{checking: c, tb: t, p: p}
		r, err := Once(t.Context(), p, switches(data), c.Options)
		if r != nil {
			r.paste = pasteInto(f.Name())
			k.describe(r)
		}
		if err != nil || r.Verdict == sim.Fail {
			k.conclude(r, err)
		}
	})
}

// maxFuzzBytes bounds what the bytes of a fuzzer say.
const maxFuzzBytes = 512

// switches returns what the bytes of a fuzzer say.
func switches(data []byte) *sched.Switches {
	data = data[:min(len(data), maxFuzzBytes)]
	s := &sched.Switches{}
	for ; len(data) >= 3; data = data[3:] {
		s.List = append(s.List, sched.Switch{Thread: int(data[0] & 15), After: int(data[1]), To: int(data[2] & 15)})
		s.Picks = append(s.Picks, int(data[2]>>4))
	}
	for _, b := range data {
		s.Picks = append(s.Picks, int(b))
	}
	return s
}
