package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/interleave-go/interleave/cmd/interleave/child"
	"github.com/interleave-go/interleave/explore/driver"
	"github.com/interleave-go/interleave/scenarios"
)

// scenarioVariable tells this command, run again, of which scenario it is the
// driver: its name and parameters, separated by spaces.
const scenarioVariable = "INTERLEAVE_SCENARIO"

// scenarioProcess returns how to start this command again, to serve a scenario.
func scenarioProcess(s *scenarios.Scenario, params scenarios.Params) (*child.Process, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot find this command in order to run it again: %w", err)
	}
	return &child.Process{
		Name: s.Name, Binary: self,
		Env:      []string{scenarioVariable + "=" + strings.Join(append([]string{s.Name}, params.KV()...), " ")},
		Stranger: fmt.Errorf("%s is not this command any more; it was replaced while it ran: begin again", self),
	}, nil
}

// serveScenario does what the command that started this process asks for, and ends
// the process, if it was started for that.
func serveScenario() {
	words := strings.Fields(os.Getenv(scenarioVariable))
	if len(words) == 0 || os.Getenv(driver.Variable) == "" {
		return
	}
	os.Unsetenv(scenarioVariable)
	s, ok := scenarios.Find(words[0])
	if !ok {
		fmt.Fprintf(os.Stderr, "interleave: this process is to serve %q, which is no scenario of its\n", words[0])
		os.Exit(exitError)
	}
	params, err := s.ParseParams(words[1:])
	if err != nil {
		fmt.Fprintf(os.Stderr, "interleave: %v\n", err)
		os.Exit(exitError)
	}
	driver.Main(s.Program(params))
}
