package sim

import "fmt"

// Clock is what virtual time does. The set is closed.
type Clock uint8

const (
	// Quiescent: time passes when nobody else can move, to the earliest deadline.
	// A sleep that is longer than another one wakes later, however much the
	// threads do in between.
	Quiescent Clock = iota
	// Adversarial: durations promise nothing. A sleep ends and a time-out fires at
	// any moment after it was begun, and each moment is explored: any thread may be
	// slow. A program that works only because its sleeps are long enough fails.
	Adversarial
)

var clockText = [...]string{Quiescent: "quiescent", Adversarial: "adversarial"}

func (c Clock) String() string {
	if int(c) < len(clockText) {
		return clockText[c]
	}
	return fmt.Sprintf("Clock(%d)", uint8(c))
}

// MarshalText gives JSON the word.
func (c Clock) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads the word back.
func (c *Clock) UnmarshalText(text []byte) (err error) {
	*c, err = ParseClock(string(text))
	return err
}

// ParseClock reads "quiescent" or "adversarial".
func ParseClock(s string) (Clock, error) {
	for c, text := range clockText {
		if s == text {
			return Clock(c), nil
		}
	}
	return 0, fmt.Errorf("unknown clock %q; want quiescent or adversarial", s)
}
