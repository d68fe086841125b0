package main

import (
	"slices"
	"testing"

	"github.com/interleave-go/interleave/scenarios"
)

func TestClosest(t *testing.T) {
	for _, test := range []struct {
		name string
		want []string
	}{
		{"exlpore", []string{"explore"}}, // neighbours swapped
		{"lst", []string{"list"}},
		{"shwo", []string{"show"}},
		{"replya", []string{"replay"}},
		{"frobnicate", nil},
		{"", nil},
	} {
		if got := scenarios.Closest(test.name, commandNames()); !slices.Equal(got, test.want) {
			t.Errorf("Closest(%q) = %v, want %v", test.name, got, test.want)
		}
	}
}
