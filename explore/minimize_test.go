package explore

import (
	"slices"
	"testing"
)

// TestMinimize checks the exact minimum for predicates on the numbers 0 to n-1.
func TestMinimize(t *testing.T) {
	has := func(x []int, want ...int) bool {
		return !slices.ContainsFunc(want, func(w int) bool { return !slices.Contains(x, w) })
	}
	for _, c := range []struct {
		name string
		n    int
		ok   func(x []int) bool
		want []int
	}{
		{"nothing to drop", 0, func(x []int) bool { return true }, []int{}},
		{"everything goes", 37, func(x []int) bool { return true }, []int{}},
		{"everything stays", 5, func(x []int) bool { return len(x) == 5 }, []int{0, 1, 2, 3, 4}},
		{"one", 100, func(x []int) bool { return has(x, 63) }, []int{63}},
		{"the first and the last", 64, func(x []int) bool { return has(x, 0, 63) }, []int{0, 63}},
		{"every tenth", 50, func(x []int) bool { return has(x, 0, 10, 20, 30, 40) }, []int{0, 10, 20, 30, 40}},
		{"an even number", 30, func(x []int) bool { return len(x)%2 == 0 && has(x, 7) }, []int{7, 8}},        // only in pairs
		{"a local minimum", 20, func(x []int) bool { return has(x, 3, 5, 9) || has(x, 17) }, []int{3, 5, 9}}, // 17 went first
	} {
		t.Run(c.name, func(t *testing.T) {
			x := []int{}
			for i := range c.n {
				x = append(x, i)
			}
			tries := 0
			got := minimize(x, func(y []int) ([]int, bool) {
				tries++
				return y, c.ok(y)
			})
			if len(got) != len(c.want) || c.name != "an even number" && !slices.Equal(got, c.want) {
				t.Errorf("%v, want %v", got, c.want)
			}
			if tries > 1000 {
				t.Errorf("%d tries", tries)
			}
		})
	}
}
