package function

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

// A Driver is a built program that explores one function of the user's.
type Driver struct {
	function    *Function
	dir, binary string
}

// Close removes what Build has made.
func (d *Driver) Close() error { return os.RemoveAll(d.dir) }

// Explore searches the function as [explore.Run] does. What the program prints
// goes to output. The end of ctx ends the search, which reports what it has;
// the end of kill ends the driver at once.
func (d *Driver) Explore(ctx, kill context.Context, o explore.Options, output io.Writer) (*explore.Report, error) {
	return d.perform(ctx, kill, driver.Request{Options: o}, output)
}

// Replay makes the execution of a seed as [explore.Replay] does; for the rest
// it is like Explore.
func (d *Driver) Replay(ctx, kill context.Context, seed string, o explore.Options, output io.Writer) (*explore.Report, error) {
	return d.perform(ctx, kill, driver.Request{Replay: true, Seed: seed, Options: o}, output)
}

func (d *Driver) perform(ctx, kill context.Context, req driver.Request, output io.Writer) (*explore.Report, error) {
	req.Protocol, req.Progress = driver.Protocol, req.Options.Progress != nil
	events, theirs, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("cannot start the driver of %s: %w", d.function.arg.typed, err)
	}
	defer events.Close()
	defer theirs.Close()
	ending := &lastWords{to: output}
	cmd := exec.CommandContext(kill, d.binary)
	cmd.Stdout, cmd.Stderr = ending, ending
	cmd.WaitDelay = time.Second // for what processes of the program's own still print
	if err := hand(cmd, theirs); err != nil {
		return nil, fmt.Errorf("cannot start the driver of %s: %w", d.function.arg.typed, err)
	}
	in, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot start the driver of %s: %w", d.function.arg.typed, err)
	}
	theirs.Close()
	defer context.AfterFunc(ctx, func() { in.Close() })()
	sendErr := json.NewEncoder(in).Encode(req)
	last, talkErr := d.listen(events, req.Options.Progress)
	in.Close()
	waitErr := cmd.Wait()
	switch {
	case last != nil && last.Done:
		return result(last)
	case kill.Err() != nil:
		return nil, errors.New("interrupted; there is no report")
	case talkErr != nil:
		return nil, talkErr
	case sendErr != nil && ctx.Err() != nil:
		return nil, errors.New("interrupted; nothing was explored")
	}
	return nil, d.explainEnd(cmd.ProcessState, waitErr, ending)
}

// listen reads events up to the last one. It returns nil if that never comes,
// and an error if the driver speaks another language than the command.
func (d *Driver) listen(events io.Reader, progress func(explore.Progress)) (*driver.Event, error) {
	dec := json.NewDecoder(events)
	for first := true; ; first = false {
		var e driver.Event
		switch err := dec.Decode(&e); {
		case first && e.Protocol != 0 && e.Protocol != driver.Protocol:
			at := d.function.at
			return nil, fmt.Errorf("module %s requires interleave %s, which does not understand this command; run `go get %s@latest` there, and install the command of the same version",
				at.pkg.Module.Path, at.version(), module)
		case err != nil:
			return nil, nil
		case e.Done:
			return &e, nil
		case e.Progress != nil && progress != nil:
			progress(*e.Progress)
		}
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
