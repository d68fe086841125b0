package driver

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// Main does with p what the command that started this process asks for, and
// ends the process. It is called by generated code only.
func Main(p sim.Program) {
	fd, err := strconv.Atoi(os.Getenv(Variable))
	if err != nil {
		fmt.Fprintln(os.Stderr, "interleave: this program is a driver that `interleave explore` starts; run that command")
		os.Exit(2)
	}
	os.Unsetenv(Variable)
	signal.Ignore(os.Interrupt, syscall.SIGTERM, syscall.SIGHUP) // where they reach all, the command closes our input
	commands := os.Stdin
	if null, err := os.Open(os.DevNull); err == nil {
		os.Stdin = null // the program reads nothing that is meant for us
	}
	if err := Serve(p, commands, private(fd)); err != nil {
		fmt.Fprintf(os.Stderr, "interleave: the driver has lost the command that started it: %v\n", err)
		os.Exit(2)
	}
	os.Exit(0)
}

// Serve reads one request from in, carries it out with p and writes events to
// out. The end of in ends the search. The error is that of in or out: what is
// wrong with the request or found by the search is in the last event.
func Serve(p sim.Program, in io.Reader, out io.Writer) error {
	l := &line{enc: json.NewEncoder(out)}
	l.say(Event{Protocol: Protocol})
	dec := json.NewDecoder(in)
	dec.DisallowUnknownFields() // an option that we do not know must not be passed over
	var req Request
	if err := dec.Decode(&req); err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("no request: %w", err)
	} else if err != nil || req.Protocol != Protocol {
		l.say(Event{Done: true, Error: fmt.Sprintf("the driver speaks protocol %d and does not understand the command's request", Protocol)})
		return l.err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		io.Copy(io.Discard, in)
		cancel()
	}()
	l.say(perform(ctx, p, req, l))
	return l.err
}

// perform carries out a request and returns the last event.
func perform(ctx context.Context, p sim.Program, req Request, l *line) Event {
	last := Event{Done: true}
	if req.Progress {
		req.Options.Progress = func(progress explore.Progress) { l.say(Event{Progress: &progress}) }
	}
	var r *explore.Report
	var err error
	switch req.Task {
	case Search:
		r, err = explore.Run(ctx, p, req.Options)
	case Replay:
		r, err = explore.Replay(p, req.Seed, req.Options)
	case Allow:
		r, err = explore.Allowed(ctx, p, req.Options)
	case Observe:
		if err = req.Options.Real.Check(); err == nil {
			last.Ended = explore.Observe(ctx, p, req.Options, req.From, func(b *explore.Observed) { l.say(Event{Observed: b}) })
		}
	default:
		err = fmt.Errorf("the driver has no task %q", req.Task)
	}
	if r != nil {
		var encodeErr error
		if last.Report, encodeErr = r.Encode(); err == nil {
			err = encodeErr
		}
	}
	if err != nil {
		last.Error = err.Error()
	}
	return last
}

// A line writes events, from several goroutines.
type line struct {
	mu   sync.Mutex
	enc  *json.Encoder
	done bool // the last event is written: a late progress must not follow it
	err  error
}

func (l *line) say(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.done || l.err != nil {
		return
	}
	l.done = e.Done
	l.err = l.enc.Encode(e)
}
