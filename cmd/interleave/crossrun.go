package main

import (
	"fmt"
	"io"

	"github.com/interleave-go/interleave/cmd/interleave/child"
	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// A crossCheck is one program to be checked.
type crossCheck struct {
	f       *crossFlags
	o       explore.Options
	process *child.Process // that makes the runs
	// allowed finds out what the model allows. What the program prints goes to output.
	allowed func(o explore.Options, output io.Writer) (*explore.Report, error)
	// raced returns a process built with Go's race detector, or why there is none.
	raced func() (*child.Process, error)
	close func() // what was made for it
}

// crossCheckOfScenario reads the flags for a scenario.
func crossCheckOfScenario(f *crossFlags, arg string) (*crossCheck, error) {
	s, err := findScenario(arg)
	if err != nil {
		return nil, err
	}
	params, err := s.ParseParams(f.params)
	if err != nil {
		return nil, err
	}
	return newScenarioCheck(f, s, params)
}

func newScenarioCheck(f *crossFlags, s *scenarios.Scenario, params scenarios.Params) (*crossCheck, error) {
	o, err := f.options(s)
	if err != nil {
		return nil, err
	}
	o.Name, o.Params = s.Name, params.KV()
	process, err := scenarioProcess(s, params)
	if err != nil {
		return nil, err
	}
	return &crossCheck{
		f: f, o: o, process: process,
		allowed: func(o explore.Options, _ io.Writer) (*explore.Report, error) {
			return explore.Allowed(f.soft, s.Program(params), o)
		},
		raced: func() (*child.Process, error) {
			binary, err := f.raceBinary.get(f.soft)
			if err != nil {
				return nil, err
			}
			p := *process
			p.Binary = binary
			return &p, nil
		},
		close: f.raceBinary.remove,
	}, nil
}

// crossCheckOfFunction builds a driver for a function of the user's own.
func crossCheckOfFunction(c *console, f *crossFlags, arg string) (*crossCheck, error) {
	if err := refuseParams(arg, f.params); err != nil {
		return nil, err
	}
	o, err := f.options(&scenarios.Scenario{}) // a function has no defaults of its own
	if err != nil {
		return nil, err
	}
	fn, d, err := c.built(f.soft, arg, &o)
	if err != nil {
		return nil, err
	}
	var raced *function.Driver
	return &crossCheck{
		f: f, o: o, process: &d.Process,
		allowed: func(o explore.Options, output io.Writer) (*explore.Report, error) {
			return d.Allowed(f.soft, f.hard, o, output)
		},
		raced: func() (_ *child.Process, err error) {
			if raced, err = fn.Build(f.soft, "-race"); err != nil {
				return nil, err
			}
			return &raced.Process, nil
		},
		close: func() {
			d.Close()
			if raced != nil {
				raced.Close()
			}
		},
	}, nil
}

// run searches the model, makes the runs, and compares.
func (x *crossCheck) run(c *console) (*explore.CrossReport, error) {
	line := &progressLine{w: c.err, width: c.errWidth}
	defer line.clear()
	draw := func(string) {}
	if c.human() && !x.f.json {
		draw = func(text string) { line.show(x.process.Name + ", " + text) }
		x.o.Progress = func(p explore.Progress) { draw("model: " + progressText(p)) }
	}
	allowed, err := x.allowed(x.o, line)
	if err != nil {
		return nil, err
	}
	o := x.o
	o.Progress = nil
	o.Real = o.Real.Within(allowed)
	seen := &explore.Observed{}
	ended, err := x.process.Observe(x.f.soft, o, line, func(b *explore.Observed) {
		seen.Add(b)
		draw(runsProgress(seen, o.Real))
	})
	if err != nil {
		return nil, err
	}
	if !x.f.race {
		return explore.Compare(allowed, seen, ended), nil
	}
	draw("building it with Go's race detector")
	races, err := x.races(allowed, o, line, func(b *explore.Observed) {
		seen.Add(b)
		draw("with Go's race detector: " + runsProgress(seen, o.Real))
	})
	if err != nil {
		return nil, err
	}
	r := explore.Compare(allowed, seen, ended)
	r.Races = races
	return r, nil
}

// runsProgress is the progress line of runs: "3,400 of 10,000 runs, 12 outcomes".
func runsProgress(seen *explore.Observed, o explore.RealOptions) string {
	runs := thousands(seen.Runs())
	if o.Runs > 0 {
		runs += " of " + thousands(o.Runs)
	}
	return fmt.Sprintf("real goroutines: %s runs, %s outcomes, %s", runs, thousands(len(seen.Outcomes)), span(seen.Elapsed))
}

// report runs the check and prints its report.
func (x *crossCheck) report(c *console) (int, error) {
	r, err := x.run(c)
	if err != nil {
		return 0, err
	}
	if x.f.json {
		err = c.printJSON(r)
	} else {
		err = c.print(colourCross(c, r, r.Text(c.outWidth)))
		if c.human() {
			fmt.Fprintln(c.err, crossEffort(r))
		}
	}
	if !r.Agrees() {
		return exitFailure, err
	}
	return exitClean, err
}

// crossEffort is the line after a report: "model: 12 executions in 0.01 s; real
// goroutines: 10,000 runs in 0.31 s".
func crossEffort(r *explore.CrossReport) string {
	return fmt.Sprintf("model: %s; real goroutines: %s runs in %s", effort(r.Executions, r.Elapsed), thousands(r.Runs), span(r.RealElapsed))
}
