package sim

import "testing"

//go:noinline
func hashOfCaller() uint64 { return stackHash() }

func deeper(n int) uint64 {
	if n == 0 {
		return hashOfCaller()
	}
	return deeper(n-1) + 0
}

// The same call, from the same place, is the same; another place, another depth and
// another way there are not.
func TestStackHash(t *testing.T) {
	var same [3]uint64
	for i := range same {
		same[i] = hashOfCaller()
	}
	if same[0] == 0 || same[0] != same[1] || same[1] != same[2] {
		t.Errorf("one call in a loop has the hashes %x", same)
	}
	seen := map[uint64]string{same[0]: "the loop"}
	different := func(name string, h uint64) {
		if other, known := seen[h]; known {
			t.Errorf("%s and %s have the same hash", name, other)
		}
		seen[h] = name
	}
	different("a line", hashOfCaller())
	different("the next line", hashOfCaller())
	different("depth 1", deeper(1))
	different("depth 2", deeper(2))
	different("depth 63", deeper(63))
	func() {
		defer func() { different("a deferred call", hashOfCaller()) }()
	}()
	func() {
		defer func() {
			different("a call during a panic", hashOfCaller())
			recover()
		}()
		panic("test")
	}()
	c := make(chan uint64)
	go func() { c <- hashOfCaller() }()
	different("another goroutine", <-c)
}
