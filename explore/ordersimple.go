package explore

import "github.com/interleave-go/interleave/model"

// placeSimple is place for a simple step, which most steps are. It touches no channel,
// and its object in no Part, so that what conflicts with it says its mode alone; it
// advances one thread, and no other is born.
func (d *dpor) placeSimple(i int, f *dporFrame, clock []int32) {
	o, b := &d.order, f.cur
	last := &o.last[b.thread]
	var mine []int32
	n := int(*last)
	if n == 0 {
		n = int(o.born[b.thread])
	}
	if n > 0 && !o.ticked { // as in following
		mine = o.rows[(n-1)*len(clock) : n*len(clock)]
	} else {
		mine = o.following(b.thread, &o.before).row
	}
	copy(clock, mine)
	mine = mine[:len(clock)]

	// As in conflicts.
	obj := o.object(b.obj)
	touches := o.touches
	write := int32(-1) // the latest touch that is one
	t := obj.latest
	if t >= 0 {
		write = touches[t].write
	}
	modes := b.against & obj.modes
	if modes == 1<<model.Write {
		t = write
	}
	acquires := b.mode == model.Acquire
	for t >= 0 {
		x := &touches[t]
		g, mode := x.frame, x.how.Mode
		free := mine[x.by] <= g
		if b.against>>(mode&63)&1 != 0 {
			freed := mode == model.Release && acquires && b.fixed && !d.frames[g].made.misused // see freed
			if free && !freed {
				d.race(g, i)
			}
			if clock[x.by] <= g {
				if !freed {
					o.stronger = true
				}
				join(clock, o.rows[int(g)*len(clock):(int(g)+1)*len(clock)])
			}
			if mode == model.Write || acquires && mode == model.Acquire {
				break // everything before is ordered before it
			}
		}
		if !free && !obj.parted && modes&^mode.Conflicts() == 0 {
			break // and so is what counts of it; the thread has followed it anyway
		}
		t = x.prev
	}

	at := len(touches)
	if at == cap(touches) {
		touches = append(touches, touch{})
	}
	touches = touches[:at+1]
	x := &touches[at] // written in place: this is done for every step
	if b.mode == model.Write {
		write = int32(at)
	}
	x.frame, x.by, x.prev, x.write = int32(i), b.thread, obj.latest, write
	x.how = model.Access{Obj: b.obj, Mode: b.mode}
	obj.latest = int32(at)
	obj.modes |= 1 << (b.mode & 63)
	o.touches = touches

	if f.made.cause >= 0 {
		o.stronger = o.stronger || !f.woken()
		join(clock, o.clock(int(f.made.cause)).row)
	}
	clock[b.thread] = int32(i + 1)
	f.links.prev[0], *last = *last, int32(i+1)
}
