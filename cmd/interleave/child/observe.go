package child

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/driver"
)

// Of the processes that make runs on real goroutines.
const (
	// leftInProcess is how many goroutines runs leave behind in a process before the
	// next one takes over: they may take all its time.
	leftInProcess = 8
	maxCrashes    = 3                      // ends of the process in one program
	farewell      = time.Second            // for what it has to say when it is asked to end
	grace         = 100 * time.Millisecond // for Ctrl-C to reach us, too
)

// patience is how long beyond a run's own time-out a process may be silent, on a machine
// that has much else to do. Tests have less.
var patience = 30 * time.Second

// Observe runs the program on real goroutines as [explore.Observe] does, in one
// process after the other, and tells how the runs ended. What they have come to is
// passed to tell, some times a second, and so it is not lost when a process is. A run
// that ends its process is one that crashed.
//
// O.Real is as [explore.RealOptions.Within] makes it. The end of ctx ends the runs. The
// error is that no process could be started, or what a process says is wrong.
func (p *Process) Observe(ctx context.Context, o explore.Options, output io.Writer, tell func(*explore.Observed)) (ended string, err error) {
	o.Real.Left = leftInProcess
	began, next, crashes, moving := time.Now(), 0, 0, time.Duration(0)
	for {
		if ctx.Err() != nil {
			return explore.EndedCancelled, nil
		}
		req := driver.Request{Task: driver.Observe, From: next, Options: o}
		if o.Real.For > 0 {
			if req.Options.Real.For = o.Real.For - time.Since(began); req.Options.Real.For <= 0 {
				return explore.EndedTime, nil
			}
		}
		last, err := p.watched(ctx, req, output, func(b *explore.Observed) {
			next = b.Next
			for _, r := range b.Outcomes {
				if r.Unended {
					moving += time.Duration(r.Runs) * o.Real.Timeout
				}
			}
			tell(b)
		})
		var exit *ExitError
		switch {
		case last != nil && last.Error != "":
			return "", errors.New(last.Error)
		case last != nil && last.Ended != explore.EndedLeft:
			return last.Ended, nil
		case ctx.Err() != nil:
			return explore.EndedCancelled, nil
		case last != nil && moving >= explore.MovingTime:
			return explore.EndedMoving, nil
		case last != nil:
			continue
		case !errors.As(err, &exit) && !errors.Is(err, errSilent):
			return "", err
		}
		select { // Ctrl-C may have ended the process before it has reached us
		case <-ctx.Done():
			return explore.EndedCancelled, nil
		case <-time.After(grace):
		}
		why := errSilent.Error()
		if exit != nil {
			why = exit.Why
		}
		crashes++
		next++
		tell(&explore.Observed{Next: next, Outcomes: []explore.RealOutcome{{Runs: 1, Crashed: true, Message: why}}})
		if crashes == maxCrashes {
			return explore.EndedCrashes, nil
		}
	}
}

// errSilent is the end of a process that the command ended itself.
var errSilent = errors.New("it did not answer any more")

// watched asks one process for runs, and ends it when it does not answer, or not
// after the end of ctx.
func (p *Process) watched(ctx context.Context, req driver.Request, output io.Writer, tell func(*explore.Observed)) (*driver.Event, error) {
	kill, end := context.WithCancelCause(context.WithoutCancel(ctx))
	defer end(nil)
	wait := patience + req.Options.Real.Timeout
	silent := time.AfterFunc(wait, func() { end(errSilent) })
	defer silent.Stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(farewell, func() { end(nil) }) })()
	last, err := p.perform(ctx, kill, req, output, func(e *driver.Event) {
		if e.Observed != nil {
			silent.Reset(wait)
			tell(e.Observed)
		}
	})
	if last == nil && context.Cause(kill) == errSilent {
		return nil, errSilent
	}
	return last, err
}
