//go:build !unix

package driver

import "os"

// private opens the file for events.
func private(fd int) *os.File { return os.NewFile(uintptr(fd), "events") }
