package function

import "testing"

func TestNamed(t *testing.T) {
	for arg, want := range map[string]bool{
		"./bank.Transfer": true, "../x.Func": true, "./...": true, "/home/me/bank.Transfer": true, ".Transfer": true,
		"./bank": true, ".": true, "bank.Transfer": true, "example.com/shop/bank.Transfer": true,
		"deadlock/lock-order": false, "deadlock": false, "": false, "example.com/shop": false,
	} {
		if got := Named(arg); got != want {
			t.Errorf("Named(%q) = %v, want %v", arg, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for arg, want := range map[string][2]string{
		"..Transfer":                      {".", "Transfer"},
		".Transfer":                       {".", "Transfer"},
		"./.Transfer":                     {"./", "Transfer"},
		"../function.Find":                {"../function", "Find"},
		"...Transfer":                     {"..", "Transfer"},
		"../function":                     {"../function", ""},
		".":                               {".", ""},
		"example.com/shop/v1.2.Transfer":  {"example.com/shop/v1.2", "Transfer"},
		"example.com/bank/bank.Transfer1": {"example.com/bank/bank", "Transfer1"},
	} {
		a, err := parse(arg)
		if got := [2]string{a.pkg, a.name}; err != nil || got != want {
			t.Errorf("parse(%q) = %q, %v, want %q", arg, got, err, want)
		}
	}
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{
		"./bank.Transfer": "./bank.Transfer",
		"./été.Transfer":  "./été.Transfer",
		"./my bank.F":     "'./my bank.F'",
		"./it's.F":        `'./it'\''s.F'`,
	} {
		if got := quote(word); got != want {
			t.Errorf("quote(%q) = %s, want %s", word, got, want)
		}
	}
}
