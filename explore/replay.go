package explore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// errOtherProgram is in the error for the seed of another program.
var errOtherProgram = errors.New("belongs to another program")

// Replay makes exactly the execution that seed determines, and reports it. The
// errors are a malformed seed, the seed of another program (o.Name and o.Params
// must be those of the search; what else shaped it, such as o.Time, is in the
// seed), and a *sched.Divergence where the program no longer does what was
// recorded; o.Continue runs on from there instead. With fewer o.Steps than the seed
// was printed under the execution may be cut, and the report says so. With o.Turn the execution leaves
// the seed's, and the report has a seed of its own.
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
		return nil, fmt.Errorf("seed %s %w than %s; give the program and the parameters that it was printed for", clip(seed, 40), errOtherProgram, o.title())
	}
	if o.Steps == 0 {
		o.Steps = sd.Steps
	}
	cycle, err := o.reshape(&sd)
	if err != nil {
		return nil, fmt.Errorf("seed %s: %w", clip(seed, 40), err)
	}
	st, replay, err := strategyOf(sd, o.Continue)
	if err != nil {
		return nil, fmt.Errorf("seed %s: %w", clip(seed, 40), err)
	}
	if replay != nil {
		replay.Cycle = cycle
	}
	if o.Turn != nil {
		st = &turning{Strategy: st, turn: o.Turn}
	}
	s := newSearch(context.Background(), p, o)
	s.rep.Strategy = "replay"
	if cycle > 0 {
		s.lim.Cycle, s.lim.Until = cycle, len(sd.Schedule.Steps)
	}
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

// strategyOf returns the strategy that makes the execution of a seed; for an
// explicit schedule that is replay, which runs on behind it if goOn.
func strategyOf(sd sched.Seed, goOn bool) (st sched.Strategy, replay *sched.Replay, err error) {
	if sd.Strategy != "schedule" {
		st, err = sampledStrategy(&sd)
		return st, nil, err
	}
	replay = &sched.Replay{Schedule: &sd.Schedule}
	if goOn {
		replay.Rest = &sched.RunOn{}
	}
	return replay, replay, nil
}

func (s *search) replayOne(st sched.Strategy, replay *sched.Replay, sd sched.Seed) error {
	lim := s.lim
	lim.Places = true
	rec := &sched.Record{Strategy: st}
	e, t := s.workers[0].e, &s.all
	x := e.Run(s.p, rec, sd.Number, lim)
	if turn, ok := st.(*turning); ok && x.End != sim.Cancelled {
		if err := turn.missed(replay, x.Steps()); err != nil {
			return err
		}
		sd, replay = *s.scheduleSeed(x, rec), nil
		s.rep.turned = true
	}
	if replay != nil && x.End != sim.Cancelled {
		if x.End == sim.Quiet || x.End == sim.CutSteps && s.o.steps() >= stepsOf(&sd) {
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
			sd = sched.Seed{Strategy: "schedule", Program: sd.Program, Steps: sd.Steps, Options: sd.Options, Schedule: rec.Schedule}
		}
	}
	t.executions, t.steps = 1, shown(x)
	t.assume(x.Awaits)
	if msg := e.Foreign(); msg != "" {
		t.notAFunction(msg)
	}
	if x.End == sim.Unlike {
		t.nondeterministic(x.Diverged, false)
	}
	if x.End == sim.CutSteps {
		t.cut = 1
		t.limit("steps")
	}
	t.count(x.Outcome)
	if s.failing(t, x) {
		s.record(t, x, rec, &sd)
	} else {
		s.rep.Quiet = &Failure{Seed: sd.String(), Steps: x.Steps(), Preemptions: len(rec.Preempting), Executions: 1,
			Threads: threadNames(x), Blocked: blockedAt(x), Trace: traceOf(x, rec), Outcome: string(x.Outcome)}
	}
	s.conclude()
	s.film()
	return nil
}

// stepsOf returns the limit on steps that sd's execution was made under.
func stepsOf(sd *sched.Seed) int {
	if sd.Steps > 0 {
		return sd.Steps
	}
	return DefaultSteps
}

// cutShort reports whether a limit below that of seed has cut its execution, so
// that r does not tell how it ends.
func (r *Report) cutShort(seed string) bool {
	sd, err := sched.ParseSeed(strings.TrimSpace(seed))
	return err == nil && slices.Contains(r.Limits, "steps") && r.stepLimit < stepsOf(&sd)
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
