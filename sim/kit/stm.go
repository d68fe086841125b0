package kit

import (
	"fmt"
	"slices"
	"time"

	"github.com/interleave-go/interleave/sim"
)

// Isolation is what transactions may notice of each other.
type Isolation uint8

const (
	// Serializable: the result is that of the transactions one after the other.
	// A transaction commits only if nothing that it read has changed.
	Serializable Isolation = iota
	// Snapshot: each transaction sees the memory as it was at one moment, and
	// commits if nobody else has written what it writes. Two that read what the
	// other one writes may both commit: write skew (Berenson et al., A critique of
	// ANSI SQL isolation levels, SIGMOD 1995).
	Snapshot
)

// STMOptions say how transactions behave. The zero value is serializable, and
// tries again at once.
type STMOptions struct {
	Isolation Isolation
	// Contention is called before a transaction is tried again, with the number of
	// its failed attempts, from 1: see [Polite]. nil: it is tried again at once.
	Contention func(t *sim.Thread, failed int)
	// SerializeAfter is after how many failed attempts a transaction keeps all
	// others from committing while it runs, so that it cannot fail once more; 0:
	// never.
	SerializeAfter int
}

// Polite is a contention manager that sleeps before the n-th new attempt for d
// times 2^(n-1).
func Polite(d time.Duration) func(*sim.Thread, int) {
	return func(t *sim.Thread, failed int) { t.Sleep(d << min(failed-1, 20)) }
}

// STM is a memory for transactions. It is TL2 (Dice, Shalev, Shavit, DISC 2006)
// with one lock for all commits in place of one for each variable: reads are
// checked against a clock, writes are kept aside until the commit.
type STM struct {
	o       STMOptions
	clock   *sim.Atomic[int] // the number of the latest commit
	mu      *sim.Mutex       // held while committing
	changed *sim.Cond        // for those who retry
}

// NewSTM makes a memory without variables.
func NewSTM(t *sim.Thread, name string, o STMOptions) *STM {
	mu := sim.NewMutex(t, name+".mu")
	return &STM{
		o:       o,
		clock:   sim.NewAtomic(t, name+".clock", 0),
		mu:      mu,
		changed: sim.NewCond(t, name+".changed", mu),
	}
}

// TVar is a variable that transactions read and write.
type TVar[T comparable] struct {
	cell *sim.Atomic[versioned[T]]
}

// versioned is a value with the number of the commit that wrote it.
type versioned[T comparable] struct {
	Value   T
	Version int
}

// String is how a trace shows it: "7@2" is 7, written by the second commit.
func (v versioned[T]) String() string { return fmt.Sprintf("%v@%d", v.Value, v.Version) }

// NewTVar makes a variable that holds v. A trace shows it with the number of the
// commit that wrote it: 7@2 is 7, written by the second one.
func NewTVar[T comparable](t *sim.Thread, name string, v T) *TVar[T] {
	return &TVar[T]{sim.NewAtomic(t, name, versioned[T]{Value: v})}
}

// cell is a TVar of whatever type.
type cell interface {
	version(t *sim.Thread) int
	write(t *sim.Thread, v any, version int)
}

func (x *TVar[T]) version(t *sim.Thread) int { return x.cell.Load(t).Version }

func (x *TVar[T]) write(t *sim.Thread, v any, version int) {
	x.cell.Store(t, versioned[T]{v.(T), version})
}

// Tx is a transaction. It belongs to the thread that runs it.
type Tx struct {
	t      *sim.Thread
	start  int // the clock when it began
	reads  []cell
	writes []write
}

type write struct {
	to    cell
	value any
}

// conflict and retry leave a transaction by a panic, up to Atomically or OrElse.
type (
	conflict struct{}
	retry    struct{}
)

// Read returns what the transaction has written to x, else what x held when it
// began. If x has been written since then, the transaction begins again.
func Read[T comparable](tx *Tx, x *TVar[T]) T {
	for i := len(tx.writes) - 1; i >= 0; i-- {
		if w := &tx.writes[i]; w.to == cell(x) {
			return w.value.(T)
		}
	}
	v := x.cell.Load(tx.t)
	if v.Version > tx.start {
		panic(conflict{})
	}
	if !slices.Contains(tx.reads, cell(x)) {
		tx.reads = append(tx.reads, x)
	}
	return v.Value
}

// Write sets x within the transaction; nobody else sees it before the commit.
func Write[T comparable](tx *Tx, x *TVar[T], v T) {
	tx.writes = append(tx.writes, write{x, v})
}

// Retry gives up this attempt, and begins again when a variable that has been
// read is written: "wait until what I have read is different" (Harris et al.,
// Composable memory transactions, PPoPP 2005).
func (tx *Tx) Retry() { panic(retry{}) }

// OrElse runs first; if that retries, its writes are forgotten and second runs in
// its place. If that retries as well, both wait.
func (tx *Tx) OrElse(first, second func(tx *Tx)) {
	kept := len(tx.writes)
	if !retried(func() { first(tx) }) {
		return
	}
	tx.writes = tx.writes[:kept]
	second(tx)
}

// retried runs f and tells whether it asked to retry.
func retried(f func()) (yes bool) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case retry:
			yes = true
		default:
			panic(r)
		}
	}()
	f()
	return false
}
