package real

import (
	"runtime"
	"time"
)

// MaxWait is the longest that anything waits for virtual time to pass.
const MaxWait = time.Millisecond

// scaled returns how long d of virtual time takes: a thousandth, at most MaxWait.
func scaled(d time.Duration) time.Duration { return min(max(d/1000, 1), MaxWait) }

// spinning is how long a wait may be that is spent looking at the clock, since the
// runtime's timers are not as fine as that.
const spinning = 20 * time.Microsecond

// Sleep sleeps for d of virtual time.
func Sleep(d time.Duration) {
	d = scaled(d)
	if d > spinning {
		time.Sleep(d)
		return
	}
	for end := now() + d; now() < end; {
		runtime.Gosched()
	}
}

// poll calls try until it succeeds or d of virtual time is over. It tries at least
// once.
func poll(d time.Duration, try func() bool) bool {
	for end := now() + scaled(d); ; {
		switch {
		case try():
			return true
		case now() >= end:
			return false
		}
		runtime.Gosched()
	}
}

var epoch = time.Now()

// now returns the time since the process began.
func now() time.Duration { return time.Since(epoch) }

// Stamp returns a number that grows with time, to put events of several goroutines
// into their order without synchronising these.
func Stamp() int64 { return int64(now()) }

// A Timer tells when something has taken too long. It is reused.
type Timer struct{ t *time.Timer }

// Start begins to count d of real time.
func (t *Timer) Start(d time.Duration) {
	if t.t == nil {
		t.t = time.NewTimer(d)
	} else {
		t.t.Reset(d)
	}
}

// Stop ends the counting.
func (t *Timer) Stop() { t.t.Stop() }

// Ended waits until done is closed, and reports that, or false when the time is up.
func (t *Timer) Ended(done <-chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
	}
	select {
	case <-done:
		return true
	case <-t.t.C:
		return false
	}
}
