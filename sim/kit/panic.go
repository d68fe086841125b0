package kit

import (
	"fmt"

	"github.com/interleave-go/interleave/sim"
)

// PanicError is the error of a task that panicked.
type PanicError struct {
	Task  string // its name
	Value any    // what it panicked with
}

func (e *PanicError) Error() string { return fmt.Sprintf("%s panicked: %v", e.Task, e.Value) }

// Unwrap returns the value that the task panicked with, if it is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// guard runs f and returns its error, or that of its panic. What ends the
// thread goes on up.
func guard(task string, f func() error) (err error) {
	defer func() {
		switch r := recover(); {
		case r == nil:
		case sim.Ends(r):
			panic(r)
		default:
			err = &PanicError{Task: task, Value: r}
		}
	}()
	return f()
}
