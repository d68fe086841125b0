// Command interleave explores concurrent programs, those of its catalogue and
// functions of the user's own: it searches their interleavings for failures,
// shows what it finds, and replays a failure from its seed.
//
//	interleave list [family] [--json]
//	interleave show <scenario>
//	interleave explore <program> [flags]
//	interleave explore 'deadlock/*' [flags]
//	interleave replay <program> <seed> [flags]
//	interleave crosscheck <program> [flags]
//	interleave version
//	interleave help [command]
//
// Reports go to standard output and are the same on every run of the same
// search. Whatever varies (progress, elapsed time, rate) goes to standard
// error, and only when that is a terminal. A mistake in the command line is
// answered by one line on standard error.
//
// The exit status is 0 if no failure was found, 1 if one was, 2 after a usage
// or internal error, and 3 if the search is not complete although
// --require-complete was given.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"
	"unicode"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/scenarios"
)

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // a search needs little memory, and makes much garbage
	}
	serveScenario()
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// The exit statuses.
const (
	exitClean      = 0 // no failure found
	exitFailure    = 1 // a failure was found
	exitError      = 2 // usage or internal error
	exitIncomplete = 3 // not complete although --require-complete
)

// run carries out one command line and returns the exit status. When ctx is
// cancelled, a search ends and its report so far is printed.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	c := newConsole(stdout, stderr)
	if len(args) == 0 {
		io.WriteString(stderr, overview())
		return exitError
	}
	args, err := printable(args)
	status := exitError
	if err == nil {
		status, err = dispatch(ctx, c, args)
	}
	if err != nil {
		fmt.Fprintf(stderr, "interleave: %v\n", err)
		return exitError
	}
	return status
}

// printable returns the arguments without space around them, as it comes along
// with pasted seeds. It refuses control characters: no name, number or seed has
// one, and they would break the one line that answers a mistake.
func printable(args []string) ([]string, error) {
	trimmed := make([]string, len(args))
	for i, arg := range args {
		trimmed[i] = strings.TrimSpace(arg)
		if strings.ContainsFunc(trimmed[i], unicode.IsControl) {
			return nil, fmt.Errorf("argument %q has a control character; remove it", arg)
		}
	}
	return trimmed, nil
}

// dispatch finds the command, reads its flags and runs it.
func dispatch(ctx context.Context, c *console, args []string) (int, error) {
	name, args := args[0], args[1:]
	switch name {
	case "-h", "--help":
		name = "help"
	case "--version":
		name = "version"
	}
	cmd := findCommand(name)
	if cmd == nil {
		return 0, unknownCommand(name)
	}
	args, err := cmd.parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return exitClean, c.print(cmd.usage())
	case err != nil:
		return 0, err
	}
	return cmd.run(ctx, c, args)
}

// unknownCommand says what may have been meant.
func unknownCommand(name string) error {
	if strings.HasPrefix(name, "-") {
		return fmt.Errorf("unknown flag %s; a command comes first, `interleave help` shows them", name)
	}
	if _, ok := scenarios.Find(name); ok {
		return fmt.Errorf("unknown command %q; it is a scenario: `interleave explore %s` searches it", name, name)
	}
	return fmt.Errorf("unknown command %q%s `interleave help` shows all", name, didYouMean(scenarios.Closest(name, commandNames())))
}
