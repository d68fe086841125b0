package main

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/interleave-go/interleave/sched"
)

// newVersion is `interleave version`.
func newVersion() *command {
	cmd := &command{
		name:    "version",
		summary: "show the versions of the command, of Go and of seeds",
		about: []string{
			"Version shows the version of the command, the Go version and the system it is built for, and " +
				"the format of the seeds that it prints and reads.",
		},
		flags: newFlags("version"),
	}
	cmd.run = func(_ context.Context, c *console, _ []string) (int, error) {
		return exitClean, c.print(fmt.Sprintf("interleave %s, %s %s/%s, seed format %s\n",
			moduleVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, seedFormat()))
	}
	return cmd
}

// moduleVersion is "(devel)" for a build from a working directory.
func moduleVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// seedFormat asks a seed, so that it cannot be out of date.
func seedFormat() string {
	format, _, _ := strings.Cut(sched.Seed{Strategy: "random"}.String(), "-")
	return format
}
