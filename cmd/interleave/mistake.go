package main

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/interleave-go/interleave/scenarios"
)

// explainFlag turns what pflag says about a wrong flag into one line that names
// the remedy.
func explainFlag(cmd *command, err error) error {
	var unknown *pflag.NotExistError
	var missing *pflag.ValueRequiredError
	var invalid *pflag.InvalidValueError
	var malformed *pflag.InvalidSyntaxError
	switch {
	case errors.As(err, &unknown):
		if unknown.GetSpecifiedShortnames() != "" {
			return unknownFlag(cmd, "-"+unknown.GetSpecifiedShortnames())
		}
		return unknownFlag(cmd, "--"+unknown.GetSpecifiedName())
	case errors.As(err, &missing):
		return fmt.Errorf("--%s needs a value: %s", missing.GetSpecifiedName(), wanted(missing.GetFlag()))
	case errors.As(err, &invalid):
		if how := beyond(invalid.GetFlag(), invalid.GetValue()); how != "" {
			return fmt.Errorf("--%s %q is too %s", invalid.GetFlag().Name, invalid.GetValue(), how)
		}
		return fmt.Errorf("--%s %q is not %s", invalid.GetFlag().Name, invalid.GetValue(), wanted(invalid.GetFlag()))
	case errors.As(err, &malformed):
		return fmt.Errorf("malformed flag %s; write --name or --name=value", malformed.GetSpecifiedFlag())
	}
	return err
}

// unknownFlag says which flag may have been meant.
func unknownFlag(cmd *command, flag string) error {
	var known []string
	cmd.flags.VisitAll(func(f *pflag.Flag) { known = append(known, "--"+f.Name) })
	if len(known) == 0 {
		return fmt.Errorf("unknown flag %s; %s has none", flag, cmd.name)
	}
	return fmt.Errorf("unknown flag %s%s `interleave help %s` shows all",
		flag, didYouMean(scenarios.Closest(flag, known)), cmd.name)
}

// beyond says in what a number or duration is beyond what can be had: "large" or
// "small"; "" where it is none at all.
func beyond(f *pflag.Flag, value string) string {
	var err error
	switch f.Value.Type() {
	case "int":
		_, err = strconv.ParseInt(value, 0, 0)
	case "uint64":
		_, err = strconv.ParseUint(value, 0, 64)
	case "duration":
		if duration.MatchString(value) {
			err = strconv.ErrRange
		}
	}
	switch {
	case !errors.Is(err, strconv.ErrRange):
		return ""
	case strings.HasPrefix(value, "-"):
		return "small"
	}
	return "large"
}

// duration matches what [time.ParseDuration] reads, however long it is.
var duration = regexp.MustCompile(`^[-+]?((\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$`)

// wanted says what a flag takes.
func wanted(f *pflag.Flag) string {
	switch f.Value.Type() {
	case "int":
		return "a whole number"
	case "uint64":
		return "a whole number from 0 to 18446744073709551615"
	case "duration":
		return "a duration such as 500ms or 10s"
	case "bool":
		return "true or false"
	case "intSlice":
		return "numbers, separated by commas"
	case "stringArray":
		return "key=value"
	}
	what, _ := pflag.UnquoteUsage(f)
	return what
}

// refuseTestFlags refuses -test.v and the like, which pflag would skip without
// a word.
func refuseTestFlags(cmd *command, args []string) error {
	for _, arg := range args {
		switch {
		case arg == "--":
			return nil
		case strings.HasPrefix(arg, "-test."):
			return unknownFlag(cmd, arg)
		}
	}
	return nil
}
