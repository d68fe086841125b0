package explore

import (
	"context"
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Replay makes exactly the execution that seed determines, and reports it. The
// errors are a malformed seed, the seed of another program (o.Name and o.Params
// must be those of the search), and a *sched.Divergence where the program no
// longer does what was recorded; o.Continue runs on from there instead.
func Replay(p sim.Program, seed string, o Options) (*Report, error) {
	o.Strategy = ""
	if err := o.check(); err != nil {
		return nil, err
	}
	sd, err := sched.ParseSeed(strings.TrimSpace(seed))
	if err != nil {
		return nil, err
	}
	if sd.Program != o.programHash() {
		return nil, fmt.Errorf("seed %s belongs to another program than %s; give the program and the parameters that it was printed for", clip(seed, 40), o.title())
	}
	if o.Steps == 0 {
		o.Steps = sd.Steps
	}
	var st sched.Strategy
	replay := &sched.Replay{Schedule: &sd.Schedule}
	if sd.Strategy == "schedule" {
		st = replay
		if o.Continue {
			replay.Rest = &sched.RunOn{}
		}
	} else if st, err = strategyOf(&sd); err != nil {
		return nil, fmt.Errorf("seed %s: %w", clip(seed, 40), err)
	}
	s := newSearch(context.Background(), p, o)
	s.rep.Strategy = "replay"
	var diverged error
	rep, err := s.supervise(func() { diverged = s.replayOne(st, replay, sd) })
	switch {
	case err != nil:
		return rep, err
	case diverged != nil:
		return nil, diverged
	}
	return rep, nil
}

func (s *search) replayOne(st sched.Strategy, replay *sched.Replay, sd sched.Seed) error {
	lim := s.lim
	lim.Places = true
	rec := &sched.Record{Strategy: st}
	e, t := s.workers[0].e, &s.all
	x := e.Run(s.p, rec, sd.Number, lim)
	if replay == st && x.End != sim.Cancelled {
		if x.End == sim.Quiet || x.End == sim.CutSteps {
			replay.End()
		}
		if d := replay.Diverged; d != nil {
			if !s.o.Continue {
				return d
			}
			note := d.Error()
			if d.Now != "" {
				note += "; from there on it ran without preemptions"
			}
			t.note(note)
			sd = sched.Seed{Strategy: "schedule", Program: sd.Program, Steps: sd.Steps, Schedule: rec.Schedule}
		}
	}
	t.executions, t.steps = 1, x.Steps()
	if msg := e.Foreign(); msg != "" {
		t.notAFunction(msg)
	}
	if x.End == sim.CutSteps {
		t.cut = 1
		t.limit("steps")
	}
	t.count(x.Outcome)
	if s.failing(t, x) {
		s.record(t, x, rec, &sd, firstFailure(x, s.counts))
	} else {
		s.rep.Quiet = &Failure{Seed: sd.String(), Steps: x.Steps(), Preemptions: len(rec.Preempting), Executions: 1,
			Threads: threadNames(x), Blocked: blockedAt(x), Trace: traceOf(x, rec), Outcome: string(x.Outcome)}
	}
	s.conclude()
	return nil
}

func clip(s string, n int) string {
	if len(s) > n {
		return s[:n] + "..."
	}
	return s
}

// title names the program with its parameters.
func (o *Options) title() string {
	name := o.Name
	if name == "" {
		name = "this program"
	}
	return strings.Join(append([]string{name}, o.Params...), " ")
}
