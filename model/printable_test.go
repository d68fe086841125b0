package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
)

// TestPrintable checks that only what lines of text cannot hold is escaped.
func TestPrintable(t *testing.T) {
	for s, want := range map[string]string{
		"":                        "",
		`a "plain" \ π → 世界 \x1b`: `a "plain" \ π → 世界 \x1b`,
		"\x1b[31mred":             `\x1b[31mred`,
		"a\nb\tc\r":               `a\nb\tc\r`,
		"nul\x00, del\x7f":        `nul\x00, del\x7f`,
		"c1 \u009b, raw \x9b":     `c1 \u009b, raw \x9b`,
		"\ufffd is itself\a":      "\ufffd is itself\\a",
	} {
		if got := model.Printable(s); got != want {
			t.Errorf("Printable(%q) = %q, want %q", s, got, want)
		}
	}
}
