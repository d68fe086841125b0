package explore

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// shape returns what shapes an execution besides program and choices, as seeds
// carry it; defaults are left out.
func (o *Options) shape() []string {
	var shape []string
	if o.Time != sim.Quiescent {
		shape = append(shape, "time="+o.Time.String())
	}
	if o.Faults != (sim.Faults{}) {
		shape = append(shape, "faults="+o.Faults.String())
	}
	if o.unfair {
		shape = append(shape, "scheduler=unfair")
	}
	if o.NoAwaits {
		shape = append(shape, "awaits=off")
	}
	return shape
}

// reshape takes over what shape has put into a seed: that determines the
// execution, so it wins over the options. It returns, too, how many of the last
// steps of the schedule repeat for ever.
func (o *Options) reshape(sd *sched.Seed) (cycle int, err error) {
	o.Time, o.Faults, o.NoAwaits, o.unfair = sim.Quiescent, sim.Faults{}, false, false
	for _, s := range sd.Options {
		key, value, _ := strings.Cut(s, "=")
		switch key {
		case "time":
			o.Time, err = sim.ParseClock(value)
		case "cycle":
			cycle, err = cycleOf(value, sd)
		case "faults":
			o.Faults, err = sim.ParseFaults(value)
		case "scheduler":
			o.unfair = value == "unfair"
		case "awaits":
			o.NoAwaits = value == "off"
		default:
			err = fmt.Errorf("%s shapes the execution, and this interleave does not know it; use a newer one", s)
		}
		if err != nil {
			return 0, err
		}
	}
	return cycle, nil
}

// limits returns what bounds and shapes each execution.
func (o *Options) limits() sim.Limits {
	return sim.Limits{Steps: o.steps(), NoRaces: o.Races == RaceOff, Clock: o.Time, Awaits: !o.NoAwaits, Lassos: true, Unfair: o.unfair, Faults: o.Faults}
}

// setting says what was out of the ordinary about the executions, "" for
// nothing: reports print it beside the strategy.
func (r *Report) setting() string {
	text := ""
	if r.Time != sim.Quiescent {
		text += ", " + r.Time.String() + " time"
	}
	if r.Faults != (sim.Faults{}) {
		text += ", faults: " + r.Faults.String()
	}
	return text
}
