package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/pflag"
)

// newHelp is `interleave help [command]`.
func newHelp() *command {
	cmd := &command{
		name:    "help",
		args:    []string{"[command]"},
		summary: "show this overview, or a command's flags",
		about:   []string{"Help shows the commands, or one of them with its flags."},
		flags:   newFlags("help"),
	}
	cmd.run = func(_ context.Context, c *console, args []string) (int, error) {
		if len(args) == 0 {
			return exitClean, c.print(overview())
		}
		about := findCommand(args[0])
		if about == nil {
			return 0, unknownCommand(args[0])
		}
		return exitClean, c.print(about.usage())
	}
	return cmd
}

// overview returns the page that names all commands.
func overview() string {
	var b strings.Builder
	b.WriteString("Interleave finds the interleaving that breaks a concurrent program, proves when there is none,\n" +
		"and hands the failing one back as a seed that replays it.\n\nusage: interleave <command>\n\n")
	var rows [][2]string
	for _, cmd := range commands() {
		rows = append(rows, [2]string{cmd.form(), cmd.summary})
	}
	b.WriteString(table(rows, defaultWidth))
	b.WriteString("\n`interleave help <command>` shows the flags. Begin with `interleave list`.\n\n" +
		"exit status: 0 no failure found, 1 a failure was found, 2 usage or internal error,\n" +
		"3 not complete although --require-complete\n")
	return b.String()
}

// usage returns the page of one command.
func (cmd *command) usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "usage: interleave %s\n", cmd.form())
	for _, paragraph := range cmd.about {
		b.WriteString("\n" + wrap("", paragraph, defaultWidth))
	}
	var rows [][2]string
	cmd.flags.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		rows = append(rows, [2]string{strings.TrimSpace("--" + f.Name + " " + value), usage})
	})
	if len(rows) > 0 {
		b.WriteString("\nflags:\n" + table(rows, defaultWidth))
	}
	return b.String()
}

// form is how the command is written: "replay <scenario> <seed> [flags]".
func (cmd *command) form() string {
	form := strings.Join(append([]string{cmd.name}, cmd.args...), " ")
	if cmd.flags.HasFlags() {
		form += " [flags]"
	}
	return form
}

// table prints rows of two columns, the second one wrapped.
func table(rows [][2]string, width int) string {
	first := 0
	for _, row := range rows {
		first = max(first, len(row[0]))
	}
	var b strings.Builder
	for _, row := range rows {
		b.WriteString(wrap(fmt.Sprintf("  %-*s  ", first, row[0]), row[1], width))
	}
	return b.String()
}

// wrap prints text behind a lead in the first line and an indentation as wide
// in the others, broken between words so that no line is wider than width.
func wrap(lead, text string, width int) string {
	var b strings.Builder
	line := lead
	for _, word := range strings.Fields(text) {
		if len(line) > len(lead) {
			if len(line)+1+len(word) <= width {
				line += " " + word
				continue
			}
			b.WriteString(line + "\n")
			line = strings.Repeat(" ", len(lead))
		}
		line += word
	}
	return b.String() + line + "\n"
}
