package explore

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/sim"
)

// shape returns what shapes an execution besides program and choices, as seeds
// carry it; defaults are left out.
func (o *Options) shape() []string {
	var shape []string
	if o.Time != sim.Quiescent {
		shape = append(shape, "time="+o.Time.String())
	}
	if o.NoAwaits {
		shape = append(shape, "awaits=off")
	}
	return shape
}

// reshape takes over what shape returned: a seed determines the execution, so
// it wins over the options.
func (o *Options) reshape(shape []string) error {
	o.Time, o.NoAwaits = sim.Quiescent, false
	for _, s := range shape {
		key, value, _ := strings.Cut(s, "=")
		var err error
		switch key {
		case "time":
			o.Time, err = sim.ParseClock(value)
		case "awaits":
			o.NoAwaits = value == "off"
		default:
			err = fmt.Errorf("%s shapes the execution, and this interleave does not know it; use a newer one", s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// limits returns what bounds and shapes each execution.
func (o *Options) limits() sim.Limits {
	return sim.Limits{Steps: o.steps(), NoRaces: o.Races == RaceOff, Clock: o.Time, Awaits: !o.NoAwaits}
}

// setting says what was out of the ordinary about the executions, "" for
// nothing: reports print it beside the strategy.
func (r *Report) setting() string {
	if r.Time != sim.Quiescent {
		return ", " + r.Time.String() + " time"
	}
	return ""
}
