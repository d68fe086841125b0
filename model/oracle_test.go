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
	{"memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic}, MaxObjects: 2}},
}

// TestClassesAreValid counts the classes of generated programs: two orders of
// the same events must reach the same state. A dependence that is missing shows
// here as a pair of states; so does a state that Back does not restore.
func TestClassesAreValid(t *testing.T) {
	for _, th := range themes {
		t.Run(th.name, func(t *testing.T) {
			gen := modeltest.Generator(th.cfg)
			batches(t, 5, func(t *rapid.T) {
				p := gen.Draw(t, "program")
				_, err := modeltest.Classes(p, modeltest.Options{Limit: 3000})
				if err != nil && !errors.Is(err, modeltest.ErrLimit) {
					t.Fatal(err)
				}
			})
		})
	}
}
