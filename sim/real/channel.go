package real

import "strings"

// Send sends v on ch, and reports whether ch was open: Go panics if it is closed.
func Send[T any](ch chan T, v T) (open bool) {
	defer misused(&open)
	ch <- v
	return true
}

// TrySend sends v on ch if that is possible at once. It reports whether it did, and
// whether ch was open.
func TrySend[T any](ch chan T, v T) (sent, open bool) {
	defer misused(&open)
	select {
	case ch <- v:
		return true, true
	default:
		return false, true
	}
}

// Close closes ch, and reports whether it was open.
func Close[T any](ch chan T) (open bool) {
	defer misused(&open)
	close(ch)
	return true
}

// Drain takes out of ch what is in it and what others wait to send.
func Drain[T any](ch chan T) {
	for {
		select {
		case _, open := <-ch:
			if !open {
				return
			}
		default:
			return
		}
	}
}

// misused, deferred, turns a panic of the runtime about a closed channel into a
// false.
func misused(open *bool) {
	r := recover()
	if r == nil {
		return
	}
	if err, ok := r.(error); ok {
		if text := err.Error(); strings.Contains(text, "closed channel") {
			*open = false
			return
		}
	}
	panic(r)
}
