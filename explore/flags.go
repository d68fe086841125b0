package explore

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// A setting is one flag of a test binary, -interleave.NAME, with the environment
// variable INTERLEAVE_NAME that means the same. The flag wins over the variable,
// and both win over the Options in the test.
type setting struct {
	name  string
	usage string
	set   func(c *checking, value string) error
	given *string // by flag
	bool  bool
}

// checking is what Check does: a search, or the execution of a seed.
type checking struct {
	Options
	seed string
	save bool
}

// settings are all flags. The seed is refused by Replay, and so are options that
// contradict each other by Run.
var settings = []*setting{
	{name: "seed", usage: "make the execution of this seed instead of searching: the word that a failure ends in",
		set: func(c *checking, v string) error { c.seed = v; return nil }},
	{name: "strategy", usage: "how to search: auto, dpor, dfs, random, pct:3, ...",
		set: func(c *checking, v string) error { c.Strategy = v; return nil }},
	{name: "number", usage: "the number from which a sampling strategy draws its executions",
		set: func(c *checking, v string) (err error) { c.Seed, err = strconv.ParseUint(v, 0, 64); return err }},
	{name: "executions", usage: "run at most so many executions; 0: no limit if exhaustive, 10,000 if sampling",
		set: func(c *checking, v string) error { return count(&c.Executions, v) }},
	{name: "steps", usage: "cut an execution after so many steps; 0: 100,000",
		set: func(c *checking, v string) error { return count(&c.Steps, v) }},
	{name: "timeout", usage: "end a search after this duration, such as 10s; 0: none",
		set: func(c *checking, v string) (err error) { c.Timeout, err = time.ParseDuration(v); return err }},
	{name: "preemptions", usage: "of an exhaustive search: at most so many preemptions in an execution, 0 for none",
		set: func(c *checking, v string) error { return countOrNone(&c.Preemptions, v, NoPreemptions) }},
	{name: "shrink", usage: "make at most so many executions to shrink a failure, 0 for none",
		set: func(c *checking, v string) error { return countOrNone(&c.Shrink, v, NoShrink) }},
	{name: "races", usage: "what a data race is: fail, note or off",
		set: func(c *checking, v string) (err error) { c.Races, err = ParseRaceMode(v); return err }},
	{name: "time", usage: "what virtual time does: quiescent, it passes when nobody can move, or adversarial, durations promise nothing",
		set: func(c *checking, v string) (err error) { c.Time, err = sim.ParseClock(v); return err }},
	{name: "faults", usage: "what may go wrong by itself: some of tries, wakeups, deaths, separated by commas, or all, or none",
		set: func(c *checking, v string) (err error) { c.Faults, err = sim.ParseFaults(v); return err }},
	{name: "workers", usage: "run so many executions at a time; 0: one per CPU",
		set: func(c *checking, v string) error { return count(&c.Workers, v) }},
	{name: "pure", usage: "the program's threads share Go state only through modeled objects", bool: true,
		set: func(c *checking, v string) (err error) { c.Pure, err = strconv.ParseBool(v); return err }},
	{name: "all", usage: "go on after the first failing execution", bool: true,
		set: func(c *checking, v string) (err error) { c.All, err = strconv.ParseBool(v); return err }},
	{name: "complete", usage: "fail unless everything within the bounds was covered", bool: true,
		set: func(c *checking, v string) (err error) { c.RequireComplete, err = strconv.ParseBool(v); return err }},
	{name: "save", usage: "save failures under testdata/interleave (default true)", bool: true,
		set: func(c *checking, v string) (err error) { c.save, err = strconv.ParseBool(v); return err }},
}

func init() {
	if !testing.Testing() {
		return // the flags belong to tests, not to the programs that import this
	}
	for _, s := range settings {
		flag.Var(s, "interleave."+s.name, s.usage)
	}
}

// String returns the value given, for package flag.
func (s *setting) String() string {
	if s == nil || s.given == nil {
		return ""
	}
	return *s.given
}

// Set takes the value of the flag.
func (s *setting) Set(value string) error {
	if err := s.set(&checking{}, value); err != nil {
		return err
	}
	s.given = &value
	return nil
}

// IsBoolFlag lets -interleave.all stand alone.
func (s *setting) IsBoolFlag() bool { return s.bool }

func (s *setting) variable() string { return "INTERLEAVE_" + strings.ToUpper(s.name) }

// configure returns what o and the settings ask for.
func configure(o Options) (checking, error) {
	c := checking{Options: o, save: true}
	for _, s := range settings {
		if s.given != nil {
			if err := s.set(&c, *s.given); err != nil {
				return c, fmt.Errorf("-interleave.%s=%s: %w", s.name, *s.given, err)
			}
		} else if v := os.Getenv(s.variable()); v != "" {
			if err := s.set(&c, v); err != nil {
				return c, fmt.Errorf("%s=%s: %w", s.variable(), v, err)
			}
		}
	}
	return c, nil
}

func count(n *int, text string) error {
	v, err := strconv.Atoi(text)
	switch {
	case errors.Is(err, strconv.ErrRange) && v > 0:
		return fmt.Errorf("%q is too large", text)
	case err != nil:
		return fmt.Errorf("%q is not a number", text)
	case v < 0:
		return fmt.Errorf("%d is negative", v)
	}
	*n = v
	return nil
}

// countOrNone reads a bound of which 0 means none at all.
func countOrNone(n *int, text string, none int) error {
	err := count(n, text)
	if err == nil && *n == 0 {
		*n = none
	}
	return err
}
