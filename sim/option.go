package sim

import "slices"

// Option changes how an object behaves; each constructor says which it knows.
type Option uint8

const (
	// FIFO lets the longest waiting be the next. Without it, anybody who waits
	// may be.
	FIFO Option = iota + 1
	// SpuriousWakeups lets each thread wake by itself, once in an execution,
	// from a wait on a condition.
	SpuriousWakeups
	// SignalNeedsLock makes it misuse to signal a condition without holding its
	// mutex.
	SignalNeedsLock
	// WriterPreference makes readers of an RWMutex wait for a writer that waits,
	// as in Go. It is the default.
	WriterPreference
	// ReaderPreference lets readers of an RWMutex in whenever no writer has it.
	ReaderPreference
)

var optionText = [...]string{FIFO: "FIFO", SpuriousWakeups: "SpuriousWakeups", SignalNeedsLock: "SignalNeedsLock",
	WriterPreference: "WriterPreference", ReaderPreference: "ReaderPreference"}

func (o Option) String() string {
	if int(o) < len(optionText) {
		return optionText[o]
	}
	return ""
}

// take returns opts without o, and whether o was among them. The rest is for
// register, which refuses what nobody has taken.
func take(opts []Option, o Option) (rest []Option, given bool) {
	i := slices.Index(opts, o)
	if i < 0 {
		return opts, false
	}
	rest, _ = take(slices.Concat(opts[:i], opts[i+1:]), o)
	return rest, true
}
