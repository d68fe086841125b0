package main

import (
	"slices"
	"testing"
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
		if got := closest(test.name, commandNames()); !slices.Equal(got, test.want) {
			t.Errorf("closest(%q) = %v, want %v", test.name, got, test.want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0},
		{"abc", "abd", 1}, {"abc", "acb", 1}, {"abc", "bc", 1}, {"kitten", "sitting", 3},
	} {
		if got := distance(test.a, test.b); got != test.want {
			t.Errorf("distance(%q, %q) = %d, want %d", test.a, test.b, got, test.want)
		}
	}
}

func TestIsPath(t *testing.T) {
	for arg, want := range map[string]bool{
		"./bank.Transfer": true, "../x.Func": true, "./...": true, "/home/me/bank.Transfer": true,
		"deadlock/lock-order": false, "bank.Transfer": false, ".": false, "": false,
	} {
		if got := isPath(arg); got != want {
			t.Errorf("isPath(%q) = %v, want %v", arg, got, want)
		}
	}
}
