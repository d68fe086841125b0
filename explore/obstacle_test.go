package explore

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
)

// TestManyObstacles has readers that keep their locks, each of which is enough
// to keep the writer out for good, and one that does not: the writer may come
// after that one, with all others left out.
func TestManyObstacles(t *testing.T) {
	on := func(op model.Kind) modeltest.Instr { return modeltest.Instr{Op: op} }
	for keepers := 1; keepers <= 4; keepers++ {
		threads := []modeltest.Thread{nil, {on(model.Lock)}, {on(model.RLock), on(model.RUnlock)}}
		for range keepers {
			threads = append(threads, modeltest.Thread{on(model.RLock)})
		}
		for k := range threads[1:] {
			threads[0] = append(threads[0], modeltest.Instr{Op: model.Spawn, Threads: []int{k + 1}})
		}
		p := modeltest.Program{Objects: []modeltest.Object{{Kind: modeltest.ReaderRWMutex}}, Threads: threads}
		if n, err := checkClasses(p, 20_000, 0); err != nil {
			t.Errorf("%d keepers: %v", keepers, err)
		} else if n != 3 { // the writer first, after the one that goes away, or never
			t.Errorf("%d keepers: %d classes, want 3", keepers, n)
		}
	}
}
