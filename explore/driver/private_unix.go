//go:build unix

package driver

import (
	"os"
	"syscall"
)

// private opens the file for events, and keeps it from the processes that the
// program starts: the command waits for its end.
func private(fd int) *os.File {
	syscall.CloseOnExec(fd)
	return os.NewFile(uintptr(fd), "events")
}
