package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// exploreFunction searches a function of the user's own. Unlike a search in
// this process, it has something to tidy up: a second Ctrl-C ends it at once,
// but not this process.
func exploreFunction(ctx context.Context, c *console, f *exploreFlags, arg string) (int, error) {
	if err := refuseParams(arg, f.params); err != nil {
		return 0, err
	}
	o, err := f.options(&scenarios.Scenario{}) // a function has no defaults of its own
	if err != nil {
		return 0, err
	}
	soft, hard, stop := interruptible(ctx)
	defer stop()
	d, err := c.driver(soft, arg, &o)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	return searchAndReport(c, f, o, func(o explore.Options, output io.Writer) (*explore.Report, error) {
		return d.Explore(soft, hard, o, output)
	})
}

// replayFunction makes executions of a function of the user's own. Ctrl-C ends
// that without a report.
func replayFunction(ctx context.Context, c *console, arg string, params []string, o *explore.Options, show func(replayer) (int, error)) (int, error) {
	if err := refuseParams(arg, params); err != nil {
		return 0, err
	}
	soft, _, stop := interruptible(ctx)
	defer stop()
	d, err := c.driver(soft, arg, o)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	return show(func(seed string, o explore.Options) (*explore.Report, error) {
		return d.Replay(soft, soft, seed, o, c.err)
	})
}

func refuseParams(arg string, params []string) error {
	if len(params) > 0 {
		return fmt.Errorf("--param %s: %s is a function and has no parameters; write one function for each size, which calls the general one", params[0], arg)
	}
	return nil
}

// driver finds the function that arg names and builds its driver. It names the
// program in o.
func (c *console) driver(ctx context.Context, arg string, o *explore.Options) (*function.Driver, error) {
	_, d, err := c.built(ctx, arg, o)
	return d, err
}

// built is driver, and returns the function as well.
func (c *console) built(ctx context.Context, arg string, o *explore.Options) (*function.Function, *function.Driver, error) {
	f, err := function.Find(ctx, arg)
	if err != nil {
		return nil, nil, err
	}
	o.Name, o.Command = f.Name, f.Command
	if c.human() {
		io.WriteString(c.err, eraseLine+capRunes("building "+arg, c.errWidth-1))
		defer io.WriteString(c.err, eraseLine)
	}
	d, err := f.Build(ctx)
	return f, d, err
}

// errNoStory answers `show` for a function.
var errNoStory = errors.New("show tells the stories of scenarios; `interleave explore` takes functions of yours, such as ./bank.Transfer")
