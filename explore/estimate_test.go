package explore

import "testing"

// TestEstimate follows a search of 4,096 executions through an even tree, and
// one whose tree turns out larger to the right.
func TestEstimate(t *testing.T) {
	var even, odd estimate
	for n := 1; n <= 1000; n++ {
		even.see(n, float64(n)/4096)
		odd.see(n, 0.5*float64(n)/1000)
	}
	if got, want := even.text(1000), "24 % of the search tree is covered; by that there are some 4,100 executions in all"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for n := 1001; n <= 8000; n++ {
		odd.see(n, 0.5+0.1*float64(n-1000)/7000)
	}
	if got, want := odd.text(8000), "60 % of the search tree is covered; by that there are some 8,000 to 13,000 executions in all"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	var none estimate
	if got := none.text(0); got != "nothing can be said about the size of the search" {
		t.Errorf("got %q", got)
	}

	// No guess is less than what was made, some of it since, and the tree
	// is not all covered.
	var late estimate
	late.see(1016, 0.998)
	for made, want := range map[int]string{
		1016: "99 % of the search tree is covered; by that there are some 1,100 executions in all",
		1104: "99 % of the search tree is covered; by that there are some 1,200 executions in all",
	} {
		if got := late.text(made); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
