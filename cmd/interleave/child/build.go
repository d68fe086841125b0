package child

import (
	"context"
	"os"
	"os/exec"
	"time"
)

// GoCommand returns the go command in a folder, to build the binary of a process. What
// it leaves behind when it is interrupted is in temp.
func GoCommand(ctx context.Context, dir, temp string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "go", args...)
	cmd.Dir = dir
	cmd.Env = append(cmd.Environ(), "GOTMPDIR="+temp)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // it ends the compilers
	cmd.WaitDelay = 5 * time.Second
	return cmd
}

// TempDir makes a folder for a binary to be run in: where the user lets the go
// command have such.
func TempDir() (string, error) { return os.MkdirTemp(os.Getenv("GOTMPDIR"), "interleave-") }
