package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
)

// BenchmarkStep goes through an execution and back: what a step of a program whose
// threads need not run costs, with what its thread announces after it.
func BenchmarkStep(b *testing.B) {
	s := model.NewState()
	n, mu := s.NewVariable(model.Main, 0), s.NewMutex(model.Main)
	ops := []model.Op{{Kind: model.Lock, Obj: mu}, {Kind: model.Load, Obj: n}, {Kind: model.Store, Obj: n, Arg: 1}, {Kind: model.Unlock, Obj: mu}}
	const threads, rounds = 8, 4
	for range threads {
		c := s.NewThread(model.Main, "")
		s.Announce(model.Main, model.Op{Kind: model.Spawn, Arg: model.Word(c)})
		s.Step(model.Choice{Thread: model.Main})
		s.Announce(c, ops[0])
	}
	s.Announce(model.Main, model.Op{Kind: model.Yield})
	start := len(s.Events())
	b.ReportAllocs()
	steps := 0
	for b.Loop() {
		for range rounds {
			for t := model.ThreadID(2); t < 2+threads; t++ {
				for k := range ops {
					s.Step(model.Choice{Thread: t})
					s.Announce(t, ops[(k+1)%len(ops)])
				}
			}
		}
		steps += len(s.Events()) - start
		for len(s.Events()) > start {
			s.Back()
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(steps), "ns/step")
	b.ReportMetric(0, "ns/op")
}
