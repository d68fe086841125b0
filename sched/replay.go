package sched

import (
	"fmt"

	"github.com/interleave-go/interleave/model"
)

// Replay follows an explicit schedule, and checks at every step that the
// program still announces what was recorded.
type Replay struct {
	Schedule *Schedule
	// Cycle is how many of the last steps repeat for ever; 0: none.
	Cycle int
	// Rest goes on where the schedule ends or does not fit any more; nil: the
	// execution ends there.
	Rest Strategy
	// Diverged tells, after the execution, where the program did something
	// else than was recorded; nil when it did not.
	Diverged *Divergence

	at int
}

// Divergence is a step at which a program does not follow its recording.
type Divergence struct {
	Step     int    // counted from 1
	Recorded string // "b lock mu", "" where the recording has ended
	Now      string // what the program does instead, "" where it has ended
}

func (d *Divergence) Error() string {
	recorded, now := model.Printable(d.Recorded), model.Printable(d.Now)
	switch {
	case d.Now == "":
		return fmt.Sprintf("the recorded schedule does not fit this program: at step %d it has `%s`, where the program has ended", d.Step, recorded)
	case d.Recorded == "":
		return fmt.Sprintf("the recorded schedule does not fit this program: it ends before step %d, the program goes on with `%s`", d.Step, now)
	}
	return fmt.Sprintf("the recorded schedule does not fit this program: step %d: recorded `%s`, the program now does `%s`", d.Step, recorded, now)
}

func (r *Replay) String() string { return "schedule" }

// Begin goes back to the first step.
func (r *Replay) Begin(number uint64) {
	r.at, r.Diverged = 0, nil
	if r.Rest != nil {
		r.Rest.Begin(number)
	}
}

// Next returns the recorded choice if the program still offers it.
func (r *Replay) Next(v *View) model.Choice {
	if r.Diverged == nil {
		if c, ok := r.follow(v); ok {
			r.at++
			return c
		}
	}
	if r.Rest != nil {
		return r.Rest.Next(v)
	}
	return model.Choice{}
}

func (r *Replay) follow(v *View) (model.Choice, bool) {
	threads := v.State.Threads()
	if r.at == len(r.Schedule.Steps) {
		r.at -= r.Cycle
	}
	if r.at == len(r.Schedule.Steps) {
		t := v.RunsOn()
		r.Diverged = &Divergence{Step: r.at + 1, Now: Text(v, t)}
		return model.Choice{}, false
	}
	want := r.Schedule.Steps[r.at]
	d := &Divergence{Step: v.Step() + 1, Recorded: r.Schedule.Text(r.at)}
	if want.Thread >= len(threads) {
		d.Now = Text(v, v.RunsOn())
		r.Diverged = d
		return model.Choice{}, false
	}
	t := threads[want.Thread]
	switch {
	case v.State.Status(t) != model.Pending:
		d.Now = v.State.ThreadName(t) + " has ended"
	case Text(v, t) != d.Recorded:
		d.Now = Text(v, t)
	case !v.Enabled(t):
		d.Now = Text(v, t) + " (blocked)"
	case want.Alt >= len(v.Alts(t)):
		d.Now = fmt.Sprintf("%s (without its alternative %d)", Text(v, t), want.Alt+1)
	default:
		return model.Choice{Thread: t, Alt: v.Alts(t)[want.Alt]}, true
	}
	r.Diverged = d
	return model.Choice{}, false
}

// End is told that the execution is over, and notices a schedule with steps to
// spare.
func (r *Replay) End() {
	if r.Diverged == nil && r.at < len(r.Schedule.Steps) && r.Cycle == 0 {
		r.Diverged = &Divergence{Step: r.at + 1, Recorded: r.Schedule.Text(r.at)}
	}
}

// Text prints what t is about to do, as schedules record it: "b lock mu".
func Text(v *View, t model.ThreadID) string {
	return v.State.ThreadName(t) + " " + model.Label(v.Op(t), v.Names)
}

// Record wraps a strategy, keeps its choices as a schedule and notes the
// preemptions.
type Record struct {
	Strategy
	Schedule   Schedule
	Preempting []int // the steps that were preemptions, counted from 0

	ops map[string]int // the position of each op in Schedule.Ops
}

// Begin starts a new recording.
func (r *Record) Begin(number uint64) {
	r.Schedule, r.Preempting, r.ops = Schedule{}, nil, map[string]int{}
	r.Strategy.Begin(number)
}

// Next records what the strategy decides.
func (r *Record) Next(v *View) model.Choice {
	c := r.Strategy.Next(v)
	if c.Thread == model.NoThread {
		return c
	}
	if v.Preempts(c.Thread) {
		r.Preempting = append(r.Preempting, v.Step())
	}
	for i, a := range v.Alts(c.Thread) {
		if a == c.Alt {
			r.note(v.State.Seq(c.Thread), i, Text(v, c.Thread))
			break
		}
	}
	return c
}

// note is Schedule.Append for programs with thousands of ops.
func (r *Record) note(thread, alt int, op string) {
	i, ok := r.ops[op]
	if !ok {
		i = len(r.Schedule.Ops)
		r.ops[op] = i
		r.Schedule.Ops = append(r.Schedule.Ops, op)
	}
	r.Schedule.Steps = append(r.Schedule.Steps, ScheduleStep{Thread: thread, Alt: alt, Op: i})
}
