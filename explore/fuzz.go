package explore

import (
	"testing"

	"github.com/interleave-go/interleave/model"
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
// At every step where several threads can move one byte decides: below 192 the
// thread goes on, from there on another one does. One more byte chooses among the
// alternatives of an operation that has several. Where the bytes have ended nobody
// is preempted.
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
	for _, data := range [][]byte{{}, {0, 192}, {0, 0, 192, 192}, {192, 0, 193, 0, 192}} {
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		k := &check{checking: c, tb: t, p: p}
		r, err := Once(t.Context(), p, &fuzzed{data: data}, c.Options)
		if r != nil {
			r.paste = pasteInto(f.Name())
			k.describe(r)
		}
		if err != nil || r.Verdict == sim.Fail {
			k.conclude(r, err)
		}
	})
}

// fuzzed is the strategy that a fuzzer's bytes are.
type fuzzed struct {
	sched.RunOn
	data   []byte
	at     int
	others []model.ThreadID
}

func (f *fuzzed) String() string { return "fuzz" }

func (f *fuzzed) Begin(uint64) { f.at = 0 }

func (f *fuzzed) Next(v *sched.View) model.Choice {
	t := v.RunsOn()
	if v.Len() > 1 {
		if b := f.byte(); b >= 192 {
			f.others = v.Others(t, f.others[:0])
			t = f.others[int(b-192)%len(f.others)]
		}
	}
	alts := v.Alts(t)
	if len(alts) == 1 {
		return model.Choice{Thread: t, Alt: alts[0]}
	}
	alts = sortedAlts(v.State, t)
	return model.Choice{Thread: t, Alt: alts[int(f.byte())%len(alts)]}
}

// byte takes the next byte, 0 where they have ended.
func (f *fuzzed) byte() byte {
	if f.at >= len(f.data) {
		return 0
	}
	f.at++
	return f.data[f.at-1]
}
