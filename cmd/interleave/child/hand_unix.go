//go:build unix

package child

import (
	"os"
	"os/exec"

	"github.com/interleave-go/interleave/explore/driver"
)

// hand gives a file to the process that cmd will start, as its file 3.
func hand(cmd *exec.Cmd, f *os.File) error {
	cmd.ExtraFiles = []*os.File{f}
	cmd.Env = append(cmd.Environ(), driver.Variable+"=3")
	return nil
}
