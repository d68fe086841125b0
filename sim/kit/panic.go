package kit

import (
	"errors"
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

// ErrReported is the error of a task whose thread has ended by a failure that the
// report has already: an assertion, or misuse.
var ErrReported = errors.New("ended by a failure that is reported")

// record runs f and stores its error, that of its panic, or ErrReported.
func record(t *sim.Thread, into *sim.Var[error], task string, f func() error) error {
	ends := true
	defer func() {
		if ends {
			into.Store(t, ErrReported)
		}
	}()
	err := guard(task, f)
	ends = false
	if err != nil {
		into.Store(t, err)
	}
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
