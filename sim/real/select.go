package real

import (
	"reflect"
	"time"
)

// Select is Go's select over cases that are known only when it is made. It returns
// the case taken, what it received, and whether that was sent, as reflect.Select
// does. Open is false when the case taken was a send on a closed channel; then it is
// not known which one.
func Select(cases []reflect.SelectCase) (chosen int, v reflect.Value, ok, open bool) {
	defer misused(&open)
	chosen, v, ok = reflect.Select(cases)
	return chosen, v, ok, true
}

// After returns a channel that tells when d of virtual time is over.
func After(d time.Duration) <-chan time.Time { return time.After(scaled(d)) }
