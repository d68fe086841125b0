//go:build !unix

package speed

import "time"

var began = time.Now()

// cpuTime returns the time that has passed, where processor time is not known.
func cpuTime() time.Duration { return time.Since(began) }

// PeakMemory is not known.
func PeakMemory() (bytes int64, ok bool) { return 0, false }
