package child

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/driver"
)

// A Process is how to start a process that serves one program.
type Process struct {
	Name   string   // of the program, as the user wrote it
	Binary string   // to be run, without arguments
	Env    []string // key=value, added to the environment
	// Stranger is said where the process speaks another protocol.
	Stranger error
}

// Explore searches the program as [explore.Run] does. What the program prints
// goes to output. The end of ctx ends the search, which reports what it has;
// the end of kill ends the process at once.
func (p *Process) Explore(ctx, kill context.Context, o explore.Options, output io.Writer) (*explore.Report, error) {
	return p.report(ctx, kill, driver.Request{Task: driver.Search, Options: o}, output)
}

// Replay makes the execution of a seed as [explore.Replay] does; for the rest
// it is like Explore.
func (p *Process) Replay(ctx, kill context.Context, seed string, o explore.Options, output io.Writer) (*explore.Report, error) {
	return p.report(ctx, kill, driver.Request{Task: driver.Replay, Seed: seed, Options: o}, output)
}

// Allowed finds out what the model allows as [explore.Allowed] does; for the rest
// it is like Explore.
func (p *Process) Allowed(ctx, kill context.Context, o explore.Options, output io.Writer) (*explore.Report, error) {
	return p.report(ctx, kill, driver.Request{Task: driver.Allow, Options: o}, output)
}

func (p *Process) report(ctx, kill context.Context, req driver.Request, output io.Writer) (*explore.Report, error) {
	last, err := p.perform(ctx, kill, req, output, func(e *driver.Event) {
		if e.Progress != nil && req.Options.Progress != nil {
			req.Options.Progress(*e.Progress)
		}
	})
	if err != nil {
		return nil, err
	}
	return result(last)
}

// perform starts the process, asks for one task and passes on the events up to the
// last one, which it returns.
func (p *Process) perform(ctx, kill context.Context, req driver.Request, output io.Writer, each func(*driver.Event)) (*driver.Event, error) {
	cannot := func(err error) error { return fmt.Errorf("cannot start the driver of %s: %w", p.Name, err) }
	req.Protocol, req.Progress = driver.Protocol, req.Options.Progress != nil
	events, theirs, err := os.Pipe()
	if err != nil {
		return nil, cannot(err)
	}
	defer events.Close()
	defer theirs.Close()
	ending := &lastWords{to: output}
	cmd := exec.CommandContext(kill, p.Binary)
	cmd.Env = append(cmd.Environ(), p.Env...)
	cmd.Stdout, cmd.Stderr = ending, ending
	cmd.WaitDelay = time.Second // for what processes of the program's own still print
	if err := hand(cmd, theirs); err != nil {
		return nil, cannot(err)
	}
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, cannot(err)
	}
	theirs.Close()
	defer context.AfterFunc(ctx, func() { in.Close() })()
	sendErr := json.NewEncoder(in).Encode(req)
	last, talkErr := p.listen(events, each)
	in.Close()
	waitErr := cmd.Wait()
	switch {
	case last != nil && last.Done:
		return last, nil
	case kill.Err() != nil:
		return nil, errors.New("interrupted; there is no report")
	case talkErr != nil:
		return nil, talkErr
	case sendErr != nil && ctx.Err() != nil:
		return nil, errors.New("interrupted; nothing was explored")
	}
	return nil, p.explainEnd(cmd.ProcessState, waitErr, ending)
}

// listen reads events up to the last one. It returns nil if that never comes,
// and an error if the process speaks another language than the command.
func (p *Process) listen(events io.Reader, each func(*driver.Event)) (*driver.Event, error) {
	dec := json.NewDecoder(events)
	for first := true; ; first = false {
		var e driver.Event
		switch err := dec.Decode(&e); {
		case first && e.Protocol != 0 && e.Protocol != driver.Protocol:
			return nil, p.Stranger
		case err != nil:
			return nil, nil
		case e.Done:
			return &e, nil
		}
		each(&e)
	}
}

// result returns what the last event says.
func result(last *driver.Event) (*explore.Report, error) {
	var err error
	if last.Error != "" {
		err = errors.New(last.Error)
	}
	if len(last.Report) == 0 {
		return nil, err
	}
	r, decodeErr := explore.Decode(last.Report)
	if decodeErr != nil {
		return nil, fmt.Errorf("cannot read the driver's report: %w", decodeErr)
	}
	return r, err
}
