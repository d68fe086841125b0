package child

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"

	"github.com/interleave-go/interleave/explore/driver"
)

// hand gives a file to the process that cmd will start, under the same handle.
func hand(cmd *exec.Cmd, f *os.File) error {
	h := syscall.Handle(f.Fd())
	if err := syscall.SetHandleInformation(h, syscall.HANDLE_FLAG_INHERIT, syscall.HANDLE_FLAG_INHERIT); err != nil {
		return err
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{AdditionalInheritedHandles: []syscall.Handle{h}}
	cmd.Env = append(cmd.Environ(), driver.Variable+"="+strconv.Itoa(int(h)))
	return nil
}
