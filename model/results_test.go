package model_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model/modeltest"
)

// TestResults runs programs at random, forwards and backwards, and computes
// every result again from what the operations mean one after the other.
func TestResults(t *testing.T) {
	for _, th := range themes {
		cfg := th.cfg
		cfg.MaxOps, cfg.MaxThreads = 8, 5
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(cfg)
			batches(t, 3, func(t *rapid.T) {
				m := modeltest.NewMachine(gen.Draw(t, "program"))
				for range 3 {
					walk(t, m, 100)
					if err := m.CheckResults(); err != nil {
						t.Fatal(err)
					}
					for range rapid.IntRange(0, len(m.State.Events())).Draw(t, "back") {
						m.Back()
					}
				}
			})
		})
	}
}
