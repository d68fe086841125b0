package explore

import (
	"context"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// Once makes the one execution that st decides, and reports it: for those who
// have strategies of their own. A failure is shrunk as o says, and its seed is
// the schedule. The execution is made twice, to see that the program is a
// function of its choices.
//
// The verdict is Fail or Unknown; where the execution does not fail it is in
// Report.Quiet. The errors are those of [Run].
func Once(ctx context.Context, p sim.Program, st sched.Strategy, o Options) (*Report, error) {
	o.Strategy = ""
	if err := o.check(); err != nil {
		return nil, err
	}
	s := newSearch(ctx, p, o)
	s.rep.Strategy, s.rep.single = st.String(), true
	return s.supervise(func() {
		rec := &sched.Record{Strategy: st}
		w := s.workers[0]
		x := w.e.Run(p, rec, 0, s.lim)
		steps, quiet := x.Steps(), Failure{Preemptions: len(rec.Preempting), Executions: 1}
		w.after(&s.all, x, nil, 1)
		s.conclude()
		if len(s.rep.Failures) == 0 && s.rep.Executions == 1 {
			quiet.Seed, quiet.Steps = s.scheduleSeed(x, rec).String(), steps
			quiet.Threads, quiet.Blocked = threadNames(x), blockedAt(x)
			quiet.Trace, quiet.Outcome = traceOf(x, rec), string(x.Outcome)
			s.rep.Quiet = &quiet
		}
		s.shrink()
		s.film()
	})
}
