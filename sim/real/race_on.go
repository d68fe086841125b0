//go:build race

package real

import (
	"runtime"
	"unsafe"
)

// Detector reports whether this build has Go's race detector in it.
const Detector = true

// unseen and seen bracket what the race detector is not to take for
// synchronisation. They nest.
func unseen() { runtime.RaceDisable() }
func seen()   { runtime.RaceEnable() }

// acquire orders what follows after the releases of p before; release and
// releaseMerge are what it is ordered after: the latest release, and all
// releaseMerges since.
func acquire(p unsafe.Pointer)      { runtime.RaceAcquire(p) }
func release(p unsafe.Pointer)      { runtime.RaceRelease(p) }
func releaseMerge(p unsafe.Pointer) { runtime.RaceReleaseMerge(p) }
