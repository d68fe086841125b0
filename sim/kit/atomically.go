package kit

import "github.com/interleave-go/interleave/sim"

// Atomically runs body as a transaction: all that it writes is written, in one
// step for all others, or nothing is. When body returns an error nothing is
// written, and the error is returned; when it panics nothing is written either.
//
// Body may run several times and must do nothing but read and write transactional
// variables. A recover in body must panic again with what it does not know.
func Atomically(t *sim.Thread, m *STM, body func(tx *Tx) error) error {
	for failed := 0; ; {
		tx := &Tx{t: t}
		serial := m.o.SerializeAfter > 0 && failed >= m.o.SerializeAfter
		switch end, err := m.attempt(tx, serial, body); end {
		case completed:
			return err
		case retries:
			m.await(tx)
		case conflicted:
			m.settle(t)
			failed++
			if m.o.Contention != nil {
				m.o.Contention(t, failed)
			}
		}
	}
}

// attempt runs body and commits what it has written. A serial attempt has the
// lock all the while, so that nobody else commits.
func (m *STM) attempt(tx *Tx, serial bool, body func(tx *Tx) error) (ending, error) {
	if serial {
		m.mu.Lock(tx.t)
		defer m.mu.Unlock(tx.t)
	}
	tx.start = m.clock.Load(tx.t)
	end, err := tx.run(body)
	if end != completed || err != nil || len(tx.writes) == 0 {
		return end, err
	}
	if !serial {
		m.mu.Lock(tx.t)
		defer m.mu.Unlock(tx.t)
		if m.stale(tx) {
			return conflicted, nil
		}
	}
	m.commit(tx)
	return completed, nil
}

// ending is how an attempt ended.
type ending uint8

const (
	completed ending = iota
	retries
	conflicted
)

func (tx *Tx) run(body func(tx *Tx) error) (end ending, err error) {
	defer func() {
		switch r := recover(); r.(type) {
		case nil:
		case conflict:
			end = conflicted
		case retry:
			end = retries
		default:
			panic(r)
		}
	}()
	return completed, body(tx)
}

// commit writes what tx has written. The lock is held.
func (m *STM) commit(tx *Tx) {
	now := m.clock.Load(tx.t) + 1
	for i, w := range tx.writes {
		if !overwritten(tx.writes[i+1:], w.to) {
			w.to.write(tx.t, w.value, now)
		}
	}
	m.clock.Store(tx.t, now) // last: whoever begins now sees all of it
	m.changed.Broadcast(tx.t)
}

// stale tells whether something has changed that decides on tx: what it read or,
// under snapshot isolation, what it writes.
func (m *STM) stale(tx *Tx) bool {
	if m.o.Isolation == Serializable {
		return tx.outdated()
	}
	for _, w := range tx.writes {
		if w.to.version(tx.t) > tx.start {
			return true
		}
	}
	return false
}

// outdated tells whether something that tx read has changed.
func (tx *Tx) outdated() bool {
	for _, x := range tx.reads {
		if x.version(tx.t) > tx.start {
			return true
		}
	}
	return false
}

func overwritten(later []write, x cell) bool {
	for _, w := range later {
		if w.to == x {
			return true
		}
	}
	return false
}

// await waits until something that tx read has changed.
func (m *STM) await(tx *Tx) {
	m.mu.Lock(tx.t)
	defer m.mu.Unlock(tx.t)
	for !tx.outdated() {
		m.changed.Wait(tx.t)
	}
}

// settle waits until nobody commits: whoever met half a commit would meet it
// again if it began at once.
func (m *STM) settle(t *sim.Thread) {
	m.mu.Lock(t)
	m.mu.Unlock(t)
}
