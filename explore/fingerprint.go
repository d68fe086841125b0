package explore

import (
	"math/bits"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/sched"
)

// fingerprint tells the classes of executions apart by a number, the same for
// equivalent executions of one engine: a sum over the events, each of which
// contributes a hash of itself and of the set of earlier events that it depends
// on. What order independent events come in does not show in these sets. Two
// classes have the same number with a probability of 2^-64.
type fingerprint struct {
	threads []int32       // by ThreadID: steps so far
	ids     []uint64      // by event
	objects []objectPrint // by ObjID
	touched []model.ObjID
	buf     [4]model.Access
}

// objectPrint is what events did to an object so far.
type objectPrint struct {
	sums  [64]uint64 // by mode: the sum of the events' identities
	modes uint64     // those with a sum
	list  []printed  // the events in modes that are kept one by one
}

// oneByOne are the modes of which the mode alone does not say what conflicts:
// those that count, or belong to a generation.
const oneByOne = 1<<model.Less | 1<<model.Gather | 1<<model.Rank | 1<<model.Depart | 1<<model.Break | 1<<model.Check

type printed struct {
	access model.Access
	id     uint64
}

// of returns the number of the execution that has ended in st.
func (f *fingerprint) of(st *model.State) uint64 {
	f.reset()
	sum := uint64(0)
	events := st.Events()
	for i := range events {
		e := &events[i]
		id := f.advance(e)
		f.ids = append(f.ids, id)
		h := sched.Mix(id, uint64(e.Now))
		if e.Cause >= 0 {
			h = sched.Mix(h, f.ids[e.Cause])
		}
		foot := st.Footprint(e, f.buf[:0])
		for _, a := range foot {
			h = sched.Mix(h, uint64(a.Obj)+f.before(a))
		}
		for _, a := range foot {
			f.touch(a, id)
		}
		sum += h
	}
	return sum
}

func (f *fingerprint) reset() {
	clear(f.threads)
	f.ids = f.ids[:0]
	for _, o := range f.touched {
		x := &f.objects[o]
		for m := x.modes; m != 0; m &= m - 1 {
			x.sums[bits.TrailingZeros64(m)] = 0
		}
		x.modes, x.list = 0, x.list[:0]
	}
	f.touched = f.touched[:0]
}

// advance counts e as a step of its thread, and of its partner, and returns
// what e is: whose step, which one, and by which alternative.
func (f *fingerprint) advance(e *model.Event) uint64 {
	id := sched.Mix(f.step(e.Thread), uint64(uint16(e.Alt.Case))|uint64(uint16(e.Alt.PeerCase))<<16|uint64(e.Alt.Peer)<<32)
	if e.Joint {
		id = sched.Mix(id, f.step(e.Alt.Peer))
	}
	return id
}

func (f *fingerprint) step(t model.ThreadID) uint64 {
	for len(f.threads) <= int(t) {
		f.threads = append(f.threads, 0)
	}
	f.threads[t]++
	return uint64(t)<<32 | uint64(f.threads[t])
}

// before returns the sum of the identities of the events that stay before one
// that touches an object in the way a.
func (f *fingerprint) before(a model.Access) uint64 {
	if int(a.Obj) >= len(f.objects) {
		return 0
	}
	x := &f.objects[a.Obj]
	sum := uint64(0)
	for m := x.modes & a.Mode.Conflicts(); m != 0; m &= m - 1 {
		sum += x.sums[bits.TrailingZeros64(m)]
	}
	for _, p := range x.list {
		if p.access.Precedes(a) {
			sum += p.id
		}
	}
	return sum
}

func (f *fingerprint) touch(a model.Access, id uint64) {
	for len(f.objects) <= int(a.Obj) {
		f.objects = append(f.objects, objectPrint{})
	}
	x := &f.objects[a.Obj]
	if x.modes == 0 && len(x.list) == 0 {
		f.touched = append(f.touched, a.Obj)
	}
	if uint64(oneByOne)>>a.Mode&1 != 0 {
		x.list = append(x.list, printed{a, id})
		return
	}
	x.modes |= 1 << a.Mode
	x.sums[a.Mode] += id
}
