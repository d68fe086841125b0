package child

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
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
func TempDir() (string, error) {
	where := "GOTMPDIR"
	if os.Getenv(where) == "" {
		where = "TMPDIR"
		if runtime.GOOS == "windows" {
			where = "TMP"
		}
	}
	dir, err := os.MkdirTemp(os.Getenv("GOTMPDIR"), "interleave-")
	if err != nil {
		return "", fmt.Errorf("cannot make a temporary folder: %w; set %s to a folder that can be written to", err, where)
	}
	return dir, nil
}
