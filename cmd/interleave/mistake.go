package main

import (
	"errors"
	"fmt"
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
