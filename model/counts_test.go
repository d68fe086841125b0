package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model/modeltest"
)

// TestCounts compares the counter of classes with numbers that were measured
// elsewhere. A wrong dependence relation shows as a wrong count, or as two
// orders of the same events that reach different states.
func TestCounts(t *testing.T) {
	for _, c := range modeltest.Classics(!testing.Short()) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			got, err := modeltest.Classes(c.Program, modeltest.Options{MainFirst: true})
			if err != nil {
				t.Fatal(err)
			}
			if got.Classes != c.Classes || got.Stuck != c.Stuck {
				t.Errorf("%d classes, %d stuck; want %d and %d\n%s", got.Classes, got.Stuck, c.Classes, c.Stuck, c.Program)
			}
			if c.Interleavings != 0 && got.Interleavings != c.Interleavings {
				t.Errorf("%d interleavings, want %d\n%s", got.Interleavings, c.Interleavings, c.Program)
			}
		})
	}
}

// TestSpawnsAddNoClasses lets main's spawns interleave with everything.
func TestSpawnsAddNoClasses(t *testing.T) {
	for _, c := range modeltest.Classics(false) {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			got, err := modeltest.Classes(c.Program, modeltest.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if got.Classes != c.Classes || got.Stuck != c.Stuck {
				t.Errorf("%d classes, %d stuck; want %d and %d\n%s", got.Classes, got.Stuck, c.Classes, c.Stuck, c.Program)
			}
		})
	}
}
