package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "rewrite the files that the stories compare with")

func TestMain(m *testing.M) {
	serveScenario()                                // run again by a check in these tests
	if filepath.Base(os.Args[0]) != "interleave" { // the tests themselves, not a command in a story
		os.Unsetenv("GITHUB_ACTIONS") // or reports would annotate, where these tests run in a workflow
	}
	testscript.Main(m, map[string]func(){"interleave": main})
}

// TestStories runs the command as a user does: every file is a story of
// commands and what they print.
func TestStories(t *testing.T) {
	goEnv := goEnvironment(t)
	testscript.Run(t, testscript.Params{
		Dir:                "../../testdata/cli",
		UpdateScripts:      *update,
		RequireUniqueNames: true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("GORACE", "atexit_sleep_ms=0") // or every command takes a second under -race
			e.Vars = append(e.Vars, goEnv...)
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"exits":   cmdExits,
			"says":    cmdSays,
			"json":    cmdJSON,
			"capture": cmdCapture,
			"again":   cmdAgain,
			"files":   cmdFiles,
			"expand":  cmdExpand,
		},
	})
}

// exits STATUS COMMAND ARG... runs a command and checks its exit status.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits status command arg...")
	}
	if got := status(ts, args[1:]); got != args[0] {
		ts.Fatalf("exit status %s, want %s", got, args[0])
	}
}

// status runs a command and returns its exit status.
func status(ts *testscript.TestScript, command []string) string {
	err := ts.Exec(command[0], command[1:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		return strconv.Itoa(exit.ExitCode())
	}
	ts.Check(err)
	return "0"
}

// says MESSAGE checks that the last command answered with this one line on
// standard error and nothing on standard output.
func cmdSays(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: says message")
	}
	if got, want := ts.ReadFile("stderr"), "interleave: "+args[0]+"\n"; got != want {
		ts.Fatalf("it says\n%s\nwant\n%s", got, want)
	}
	if out := ts.ReadFile("stdout"); out != "" {
		ts.Fatalf("standard output is not empty")
	}
}

// json PATH VALUE checks a field of the JSON on standard output, which must be
// one value, in one line, and nothing else. The path's names and indexes are
// separated by dots; "count" is the length of an array. A value that is no string
// is written as JSON. [!] inverts the comparison.
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: [!] json path value")
	}
	got, err := lookUp(ts.ReadFile("stdout"), args[0])
	ts.Check(err)
	if (got == args[1]) == neg {
		ts.Fatalf("%s is %s, want %s (inverted: %v)", args[0], got, args[1], neg)
	}
}

func lookUp(text, path string) (string, error) {
	if strings.Count(text, "\n") != 1 || !strings.HasSuffix(text, "\n") {
		return "", fmt.Errorf("standard output is not exactly one line")
	}
	dec := json.NewDecoder(strings.NewReader(text))
	var v any
	if err := dec.Decode(&v); err != nil {
		return "", fmt.Errorf("standard output is not JSON: %w", err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return "", fmt.Errorf("there is more than one JSON value on standard output")
	}
	for _, step := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			field, ok := x[step]
			if !ok {
				return "", fmt.Errorf("%s: there is no %q", path, step)
			}
			v = field
		case []any:
			if step == "count" {
				v = len(x)
				break
			}
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(x) {
				return "", fmt.Errorf("%s: there is no element %q among %d", path, step, len(x))
			}
			v = x[i]
		default:
			return "", fmt.Errorf("%s: nothing is below %q", path, step)
		}
	}
	if s, ok := v.(string); ok {
		return s, nil
	}
	out, err := json.Marshal(v)
	return string(out), err
}

// capture NAME REGEXP sets a variable to the group of the last match in
// standard output.
func cmdCapture(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: capture name regexp")
	}
	re, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	all := re.FindAllStringSubmatch(ts.ReadFile("stdout"), -1)
	if len(all) == 0 || len(all[0]) != 2 {
		ts.Fatalf("no match for %s with one group", args[1])
	}
	ts.Setenv(args[0], all[len(all)-1][1])
}

// again N FILE STATUS COMMAND ARG... runs a command N times; each time it exits
// with that status and prints exactly what FILE holds.
func cmdAgain(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 4 {
		ts.Fatalf("usage: again n file status command arg...")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	want := ts.ReadFile(args[1])
	for i := range n {
		if got := status(ts, args[3:]); got != args[2] {
			ts.Fatalf("run %d: exit status %s, want %s", i+1, got, args[2])
		}
		if ts.ReadFile("stdout") != want {
			ts.Fatalf("run %d prints something else than %s", i+1, args[1])
		}
	}
}
