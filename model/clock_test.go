package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"pgregory.net/rapid"
)

// TestClockAgainstMap drives clocks and plain maps through the same ticks,
// joins and copies, with few threads and with enough to need trees.
func TestClockAgainstMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		limit := rapid.SampledFrom([]int{4, 60, 70, 300, 100_000}).Draw(t, "threads")
		const n = 4
		var clocks [n]model.Clock
		var maps [n]map[int]uint32
		for i := range maps {
			maps[i] = map[int]uint32{}
		}
		seen := map[int]bool{}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			i, j := rapid.IntRange(0, n-1).Draw(t, "i"), rapid.IntRange(0, n-1).Draw(t, "j")
			switch rapid.IntRange(0, 4).Draw(t, "op") {
			case 0, 1:
				id := rapid.IntRange(1, limit).Draw(t, "id")
				seen[id] = true
				clocks[i].Tick(model.ThreadID(id))
				maps[i][id]++
			case 2:
				clocks[i].Join(&clocks[j])
				for k, v := range maps[j] {
					maps[i][k] = max(maps[i][k], v)
				}
			case 3:
				if i != j {
					clocks[i].Assign(&clocks[j])
					maps[i] = map[int]uint32{}
					for k, v := range maps[j] {
						maps[i][k] = v
					}
				}
			case 4:
				clocks[i].Clear()
				maps[i] = map[int]uint32{}
			}
			for k := range clocks {
				for id := range seen {
					if got := clocks[k].Get(model.ThreadID(id)); got != maps[k][id] {
						t.Fatalf("clock %d of thread %d is %d, want %d", k, id, got, maps[k][id])
					}
				}
			}
		}
	})
}
