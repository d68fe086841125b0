package main

import (
	"context"
	"errors"
	"os"

	"github.com/interleave-go/interleave/cmd/interleave/function"
	"github.com/interleave-go/interleave/explore"
)

// newReplay is `interleave replay <program> <seed> [flags]`.
func newReplay() *command {
	cmd := &command{
		name:    "replay",
		args:    []string{"<program>", "<seed>"},
		summary: "run exactly the execution of a seed and show it",
		about: []string{
			"Replay runs the one execution that a seed determines and reports it. The report of a failure " +
				"has the command that does so. The seed of another program, or of other parameters, is refused.",
			aboutPrograms,
			"exit status: 0 the execution does not fail, 1 it fails, 2 usage or internal error, or the " +
				"program does not follow the seed any more",
		},
		flags: newFlags("replay"),
	}
	fs := cmd.flags
	params := fs.StringArray("param", nil, "set a parameter of the program, `key=value`; may be repeated")
	steps := fs.Int("steps", 0, "cut the execution after `n` steps (default: as the seed says)")
	races := fs.String("races", "fail", "what a data race is: `mode` is fail, note or off (default: fail)")
	goOn := fs.Bool("continue", false, "where the program does not follow the seed any more, run on without preemptions")
	asJSON := fs.Bool("json", false, "print the report as one JSON object")
	step := fs.Bool("step", false, "walk through the execution in the terminal, and choose who goes on")
	files := addReportFlags(fs)
	cmd.run = func(ctx context.Context, c *console, args []string) (int, error) {
		mode, err := explore.ParseRaceMode(*races)
		if err != nil {
			return 0, err
		}
		o := explore.Options{Steps: *steps, Races: mode, Continue: *goOn}
		if err := files.prepare(&o); err != nil {
			return 0, err
		}
		if *step && *asJSON {
			return 0, errors.New("--step and --json exclude each other: one is for people, one is for programs")
		}
		o.Film = o.Film || *step
		walked := func(replay replayer) (int, error) {
			return c.replayed(ctx, replay, args[1], o, *step, *asJSON, files)
		}
		if function.Named(args[0]) {
			return replayFunction(ctx, c, args[0], *params, &o, walked)
		}
		s, err := findScenario(args[0])
		if err != nil {
			return 0, err
		}
		values, err := s.ParseParams(*params)
		if err != nil {
			return 0, err
		}
		o.Name, o.Params = s.Name, values.KV()
		return walked(func(seed string, o explore.Options) (*explore.Report, error) {
			return explore.Replay(s.Program(values), seed, o)
		})
	}
	return cmd
}

// A replayer makes the execution of a seed.
type replayer func(seed string, o explore.Options) (*explore.Report, error)

// replayed makes the execution of a seed, lets people walk through it, and prints
// the report of the one they have come to.
func (c *console) replayed(ctx context.Context, replay replayer, seed string, o explore.Options, step, asJSON bool, files *reportFiles) (int, error) {
	r, err := replay(seed, o)
	if step && err == nil {
		r, err = walkThrough(ctx, c, os.Stdin, r, func(seed string, turn *explore.Turn) (*explore.Report, error) {
			o := o
			o.Turn = turn
			return replay(seed, o)
		})
		c.print("\n")
	}
	return c.finish(r, asJSON, files, err)
}
