package explore

import (
	"cmp"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// RaceCheck compares the data races that the model reports with those that Go's
// detector reports. An access is known by its place in the program: the detector
// knows no names of variables.
type RaceCheck struct {
	// Skipped says why Go's detector was not asked; "" if it was.
	Skipped string `json:"skipped,omitempty"`
	// Runs is how many runs were made under Go's detector.
	Runs int `json:"runs"`
	// Both are the races of the model that Go's detector reports, too.
	Both []ModelRace `json:"both"`
	// Luck are the races of the model that Go's detector did not see in these
	// runs; their seeds show the schedules that it would have needed.
	Luck []ModelRace `json:"model_only"`
	// Misuse are those of the detector that are not on memory but on an object, and
	// that the model calls misuse.
	Misuse []GoRace `json:"misuse"`
	// Unexplained are those that the model does not report: a defect of the model,
	// or a race on what is not modeled. Where the model was not searched to the end
	// they are in Beyond.
	Unexplained []GoRace `json:"unexplained"`
	Beyond      []GoRace `json:"beyond"`
}

// ModelRace is a data race that the model reports.
type ModelRace struct {
	Message string    `json:"message"`
	Places  [2]string `json:"places"` // of the accesses, sorted
	Seed    string    `json:"seed"`   // of an execution that shows it
}

// CompareRaces holds what Go's detector reported in so many runs against the races
// in the report of the model.
//
// The detector's race is the model's if both of its accesses are in races of the
// model. They need not be of the same one: of an access that races with several
// others, either reports those that are near.
func CompareRaces(allowed *Report, seen []GoRace, runs int) *RaceCheck {
	c := &RaceCheck{Runs: runs, Both: []ModelRace{}, Luck: []ModelRace{}, Misuse: []GoRace{}, Unexplained: []GoRace{}, Beyond: []GoRace{}}
	places, misused, told := map[string]bool{}, map[string]bool{}, map[[2]string]bool{}
	var races []ModelRace
	for i := range allowed.Failures {
		f := &allowed.Failures[i]
		if f.Kind == sim.Misuse {
			misused[f.At] = true
		}
		if f.Kind != sim.Race {
			continue
		}
		m := ModelRace{Message: f.Message, Seed: f.Seed, Places: f.accesses()}
		places[m.Places[0]], places[m.Places[1]] = true, true
		races = append(races, m)
	}
	for _, g := range seen {
		told[g.Places] = true
		switch {
		case places[g.Places[0]] && places[g.Places[1]]:
		case g.Object != "" && (misused[g.Places[0]] || misused[g.Places[1]]):
			c.Misuse = append(c.Misuse, g)
		case allowed.Complete:
			c.Unexplained = append(c.Unexplained, g)
		default:
			c.Beyond = append(c.Beyond, g)
		}
	}
	for _, m := range races {
		if told[m.Places] {
			c.Both = append(c.Both, m)
		} else {
			c.Luck = append(c.Luck, m)
		}
	}
	for _, list := range []([]ModelRace){c.Both, c.Luck} {
		slices.SortStableFunc(list, func(a, b ModelRace) int {
			return cmp.Or(slices.Compare(a.Places[:], b.Places[:]), cmp.Compare(a.Message, b.Message))
		})
	}
	return c
}

// accesses returns the places of the accesses of a data race, sorted.
func (f *Failure) accesses() [2]string {
	var at [2]string
	for i, step := range f.Marks {
		if i < 2 && step-1 < len(f.Trace) {
			at[i] = f.Trace[step-1].Place
		}
	}
	slices.Sort(at[:])
	return at
}
