package explore

import (
	"fmt"
	"time"
)

// RealOptions say how CrossCheck runs a program on real goroutines.
type RealOptions struct {
	// Runs is how many executions are made. 0: DefaultRuns, or as many as For lets.
	Runs int
	// For ends the runs after this long. 0: when all are made.
	For time.Duration
	// Procs are the values of GOMAXPROCS that the runs are spread over, 20 runs at
	// a time, or fewer in the end so that each has as many. nil: 1, 2 and 8.
	Procs []int
	// Timeout is when a run that still moves is given up. 0: 10 s, or 50 ms where
	// the model says that the program may go on for ever. Runs that were given up end
	// the check when they have taken MovingTime together.
	Timeout time.Duration
	// Left is how many goroutines runs may have left behind in a process before it makes
	// no more: see CrossCheck. 0: DefaultLeft.
	Left int
}

// The defaults behind zero RealOptions, and a bound.
const (
	DefaultRuns = 10_000
	DefaultLeft = 100
	MovingTime  = 20 * time.Second // for all runs that do not end by themselves
)

var defaultProcs = []int{1, 2, 8}

// procs returns the values of GOMAXPROCS.
func (o *RealOptions) procs() []int {
	if len(o.Procs) == 0 {
		return defaultProcs
	}
	return o.Procs
}

// procsOf returns the value of GOMAXPROCS of the i-th run. The values take turns in
// blocks; the blocks of the last round are as long as what is left allows.
func (o *RealOptions) procsOf(i int) int {
	procs := o.procs()
	round := blockRuns * len(procs)
	rest := o.runs() % round
	if whole := o.runs() - rest; rest > 0 && i >= whole {
		return procs[(i-whole)*len(procs)/rest]
	}
	return procs[i/blockRuns%len(procs)]
}

// runs returns how many runs are to be made, 0 for any number.
func (o *RealOptions) runs() int {
	if o.Runs == 0 && o.For == 0 {
		return DefaultRuns
	}
	return o.Runs
}

func (o *RealOptions) left() int {
	if o.Left == 0 {
		return DefaultLeft
	}
	return o.Left
}

// Check refuses options that mean nothing.
func (o *RealOptions) Check() error {
	switch {
	case o.Runs < 0:
		return fmt.Errorf("runs %d is negative; 0 means the default of %s", o.Runs, comma(DefaultRuns))
	case o.For < 0:
		return fmt.Errorf("a time of %v for the runs is negative; 0 means no bound", o.For)
	case o.Timeout < 0:
		return fmt.Errorf("a time-out of %v for a run is negative; 0 means the default", o.Timeout)
	case o.Left < 0:
		return fmt.Errorf("%d goroutines left behind are negative; 0 means the default of %s", o.Left, comma(DefaultLeft))
	}
	for _, n := range o.Procs {
		if n < 1 || n > maxProcs {
			return fmt.Errorf("GOMAXPROCS %d is no number of processors; want 1 to %d", n, maxProcs)
		}
	}
	return nil
}

// Within returns o with its defaults, as they are for a program of which the model
// allows that much.
func (o RealOptions) Within(allowed *Report) RealOptions {
	if o.Timeout == 0 {
		o.Timeout = otherGiven
		if allowed.endless() {
			o.Timeout = endlessGiven
		}
	}
	o.Runs, o.Procs, o.Left = o.runs(), o.procs(), o.left()
	return o
}
