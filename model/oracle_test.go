package model_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/model/modeltest"
)

// themes are the mixes of objects that generated programs use.
var themes = []struct {
	name string
	cfg  modeltest.Config
}{
	{"all", modeltest.Config{}},
	{"locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Cond, modeltest.Variable}, MaxObjects: 2, MaxThreads: 4}},
	{"channels", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel}, MaxObjects: 2}},
	{"channel", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 2}},
	{"condition", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"semaphore", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Semaphore, modeltest.BoundedSemaphore}, MaxObjects: 1, MinThreads: 3, MaxThreads: 3, MaxOps: 3}},
	{"FIFO semaphore", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOSemaphore, modeltest.FIFOBoundedSemaphore}, MaxObjects: 1, MinThreads: 3, MaxThreads: 3, MaxOps: 3}},
	{"event", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Event}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"wait group", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.WaitGroup}, MaxObjects: 1, MinThreads: 3, MaxThreads: 3, MaxOps: 3}},
	{"once", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Once, modeltest.Mutex}, MaxObjects: 2, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"conditions", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOCond, modeltest.SpuriousCond, modeltest.StrictCond}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"barrier", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 2}},
	{"timed", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Channel}, MaxObjects: 2, MaxThreads: 4, Timed: true}},
	{"timed waits", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond, modeltest.FIFOCond}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 3, Timed: true}},
	{"timed barrier", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 3, Timed: true}},
	{"fair", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOMutex}, MaxObjects: 1, Timed: true, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"fair condition", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOMutex, modeltest.Cond, modeltest.StrictCond}, MaxObjects: 2, Timed: true, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"reentrant", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.RMutex}, MaxObjects: 1, MinThreads: 3, MaxThreads: 4, MaxOps: 4}},
	{"readers and writers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.RWMutex}, MaxObjects: 1, Timed: true, MinThreads: 3, MaxThreads: 4, MaxOps: 4}},
	{"readers first", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.ReaderRWMutex}, MaxObjects: 1, Timed: true, MinThreads: 3, MaxThreads: 4, MaxOps: 4}},
	{"FIFO readers and writers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFORWMutex}, MaxObjects: 1, Timed: true, MinThreads: 3, MaxThreads: 4, MaxOps: 4}},
	{"adversarial", modeltest.Config{Timed: true, Adversarial: true, MaxOps: 3}},
	{"adversarial locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOMutex, modeltest.RWMutex, modeltest.Cond, modeltest.Mutex}, MaxObjects: 1, Timed: true, Adversarial: true, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"adversarial waits", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier, modeltest.Channel, modeltest.FIFOSemaphore}, MaxObjects: 1, Timed: true, Adversarial: true, MinThreads: 3, MaxThreads: 4, MaxOps: 3}},
	{"faults", modeltest.Config{MaxOps: 3, Faulty: true}},
	{"spins", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Atomic, modeltest.Variable}, MaxObjects: 2, Spins: true}},
	{"spins at all", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Atomic, modeltest.Mutex, modeltest.Semaphore, modeltest.Event, modeltest.Channel}, MaxObjects: 2, MaxOps: 3, Spins: true}},
	{"memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic}, MaxObjects: 2}},
}

// TestClassesAreValid counts the classes of generated programs: two orders of
// the same events must reach the same state. A dependence that is missing shows
// here as a pair of states; so does a state that Back does not restore.
func TestClassesAreValid(t *testing.T) {
	for _, th := range themes {
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(th.cfg)
			batches(t, 3, func(t *rapid.T) {
				p := gen.Draw(t, "program")
				_, err := modeltest.Classes(p, modeltest.Options{Limit: 3000})
				if err != nil && !errors.Is(err, modeltest.ErrLimit) {
					t.Fatal(err)
				}
			})
		})
	}
}
