package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"
)

// A command is one word of the command line with what follows it.
type command struct {
	name    string
	summary string   // one line, for the overview
	args    []string // the names of the positional arguments, "[x]" if it may be left out
	about   []string // the paragraphs of its usage
	flags   *pflag.FlagSet
	instead string // a flag that stands in place of the positional arguments
	run     func(ctx context.Context, c *console, args []string) (status int, err error)
}

// commands returns every command, in the order of the overview, with fresh flags.
func commands() []*command {
	return []*command{newList(), newShow(), newExplore(), newReplay(), newCrossCheck(), newVersion(), newHelp()}
}

func commandNames() []string {
	var names []string
	for _, cmd := range commands() {
		names = append(names, cmd.name)
	}
	return names
}

// findCommand returns nil if there is no such command.
func findCommand(name string) *command {
	for _, cmd := range commands() {
		if cmd.name == name {
			return cmd
		}
	}
	return nil
}

// newFlags returns an empty set of flags that prints nothing by itself: a
// mistake is answered by one line, not by a page.
func newFlags(name string) *pflag.FlagSet {
	fs := pflag.NewFlagSet(name, pflag.ContinueOnError)
	fs.SortFlags = false
	fs.Usage = func() {}
	fs.SetOutput(io.Discard)
	return fs
}

// parse reads the flags, which may stand anywhere, and returns the positional
// arguments after checking their number. It returns pflag.ErrHelp for -h.
func (cmd *command) parse(args []string) ([]string, error) {
	if err := refuseTestFlags(cmd, args); err != nil {
		return nil, err
	}
	if err := cmd.flags.Parse(args); err != nil {
		return nil, explainFlag(cmd, err)
	}
	args = cmd.flags.Args()
	if on, _ := cmd.flags.GetBool(cmd.instead); on {
		if len(args) > 0 {
			return nil, fmt.Errorf("--%s stands in place of %s; leave %q or the flag out", cmd.instead, cmd.wants(), args[0])
		}
		return nil, nil
	}
	if len(args) > len(cmd.args) {
		return nil, fmt.Errorf("%s takes %s; %q is too much", cmd.name, cmd.wants(), args[len(cmd.args)])
	}
	for _, name := range cmd.args[len(args):] {
		if !strings.HasPrefix(name, "[") {
			return nil, fmt.Errorf("%s needs %s; see `interleave help %s`", cmd.name, cmd.wants(), cmd.name)
		}
	}
	return args, nil
}

// wants names the positional arguments.
func (cmd *command) wants() string {
	if len(cmd.args) == 0 {
		return "no argument"
	}
	return strings.Join(cmd.args, " ")
}
