package explore_test

import (
	"strings"
	"testing"

	"github.com/interleave-go/interleave/explore"
)

// TestPasteNameless checks that the report of a program without a name, which no
// command finds, ends in the call that replays the failure.
func TestPasteNameless(t *testing.T) {
	for want, o := range map[string]explore.Options{
		`{}`:                            {},
		`{Params: []string{"n=1"}}`:     {Params: []string{"n=1"}},
		`{Races: explore.RaceNote}`:     {Races: explore.RaceNote},
		`{Races: explore.RaceOff}`:      {Races: explore.RaceOff},
		`interleave replay ./x.Lost i1`: {Command: "./x.Lost"},
		`interleave replay lost i1`:     {Name: "lost"},
	} {
		r := mustRun(t, aFirst, o)
		seed := r.Failures[0].Seed
		if strings.HasPrefix(want, "{") {
			want = `explore.Replay(program, "` + seed + `", explore.Options` + want + `)`
		} else {
			want = strings.TrimSuffix(want, "i1") + seed
		}
		text := r.Text(100)
		if !strings.HasSuffix(text, "\nTo see it again:\n  "+want+"\n") {
			t.Errorf("the report does not end in %s:\n%s", want, text)
		}
		if field := strings.HasPrefix(want, "explore."); field != strings.Contains(text, "Options.All goes on") {
			t.Errorf("%s: the report names a flag, or a field, where there is none:\n%s", want, text)
		}
		if again, err := explore.Replay(aFirst, seed, o); err != nil || len(again.Failures) != 1 {
			t.Errorf("%s: %v", want, err)
		}
	}
}
