package sched

import "github.com/interleave-go/interleave/model"

// ranks keeps the priorities of all threads, and finds the highest enabled one
// among 100,000 without looking at each: a heap of the threads that have not
// ended, searched from its top. Threads that wait are passed over; where many
// wait and few are enabled, the few are compared instead.
type ranks struct {
	threads []model.ThreadID // by spawn order
	prio    []int64          // by spawn order
	pos     []int32          // by spawn order: the place in heap, -1 where it has ended
	heap    []int32          // spawn orders; no child has a higher priority than its parent
	ended   []int32          // met by the search
	floor   int64            // what lowest returned last
}

func (r *ranks) reset() {
	r.threads, r.prio, r.pos, r.heap, r.floor = r.threads[:0], r.prio[:0], r.pos[:0], r.heap[:0], 0
}

func (r *ranks) len() int { return len(r.threads) }

// add enters the next thread in spawn order.
func (r *ranks) add(t model.ThreadID, prio int64) {
	seq := int32(len(r.threads))
	r.threads, r.prio = append(r.threads, t), append(r.prio, prio)
	r.pos = append(r.pos, int32(len(r.heap)))
	r.heap = append(r.heap, seq)
	r.up(len(r.heap) - 1)
}

// draw gives the operation that t has announced a priority of its own: t is
// new, or has made a step. That of a weary thread comes below everything else.
func (r *ranks) draw(v *View, t model.ThreadID, made *model.Event, w *weary, rng *PRNG) {
	switch {
	case made == nil:
		r.add(t, fresh(rng))
	case w.made(v.State.Seq(t), made):
		r.set(v.State.Seq(t), r.lowest())
	default:
		r.set(v.State.Seq(t), fresh(rng))
	}
}

// fresh draws a priority, of 0 or more.
func fresh(rng *PRNG) int64 { return int64(rng.Uint64() >> 2) }

// lowest returns a priority below 0 and below all those that it has returned
// before: whoever gives way comes after those who have given way already, or
// two loops that yield could keep a third thread waiting.
func (r *ranks) lowest() int64 {
	r.floor--
	return r.floor
}

// set changes the priority of the seq-th thread.
func (r *ranks) set(seq int, prio int64) {
	r.prio[seq] = prio
	if i := int(r.pos[seq]); i >= 0 {
		r.down(r.up(i))
	}
}

// highest returns the enabled thread of highest priority.
func (r *ranks) highest(v *View) model.ThreadID {
	patience := v.Len()
	best := r.search(v, 0, -1, &patience)
	for _, seq := range r.ended {
		r.remove(int(r.pos[seq]))
	}
	r.ended = r.ended[:0]
	if patience < 0 {
		for i := range v.Len() {
			if seq := int32(v.State.Seq(v.At(i))); best < 0 || r.prio[seq] > r.prio[best] {
				best = seq
			}
		}
	}
	return r.threads[best]
}

// search returns the highest of best and the enabled threads at place i and
// below. It gives up when patience, the number of threads to look at, is below
// zero.
func (r *ranks) search(v *View, i int, best int32, patience *int) int32 {
	if i >= len(r.heap) || *patience < 0 {
		return best
	}
	seq := r.heap[i]
	if best >= 0 && r.prio[seq] <= r.prio[best] {
		return best
	}
	t := r.threads[seq]
	if v.Enabled(t) {
		return seq
	}
	if v.State.Status(t) == model.Ended {
		r.ended = append(r.ended, seq)
	} else {
		*patience--
	}
	best = r.search(v, 2*i+1, best, patience)
	return r.search(v, 2*i+2, best, patience)
}

func (r *ranks) remove(i int) {
	last := len(r.heap) - 1
	r.swap(i, last)
	r.pos[r.heap[last]] = -1
	r.heap = r.heap[:last]
	if i < last {
		r.down(r.up(i))
	}
}

func (r *ranks) up(i int) int {
	for i > 0 && r.prio[r.heap[i]] > r.prio[r.heap[(i-1)/2]] {
		r.swap(i, (i-1)/2)
		i = (i - 1) / 2
	}
	return i
}

func (r *ranks) down(i int) {
	for {
		child := 2*i + 1
		if child+1 < len(r.heap) && r.prio[r.heap[child+1]] > r.prio[r.heap[child]] {
			child++
		}
		if child >= len(r.heap) || r.prio[r.heap[i]] >= r.prio[r.heap[child]] {
			return
		}
		r.swap(i, child)
		i = child
	}
}

func (r *ranks) swap(i, j int) {
	h := r.heap
	h[i], h[j] = h[j], h[i]
	r.pos[h[i]], r.pos[h[j]] = int32(i), int32(j)
}
