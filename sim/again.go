package sim

import "github.com/interleave-go/interleave/model"

// What the bodies make and do while steps stay, see kept.go, is mostly what they have
// made and done there before. It is compared with that in place.

// repeatPlain is announce of a plain operation on o while steps stay. Most often the
// next one is just that.
func (e *Engine) repeatPlain(t *Thread, kind model.Kind, o *object, arg, arg2 model.Word) *Thread {
	k := &e.kept
	if t.cond != nil || t.again != nil {
		return e.announce(t, &model.Op{Kind: kind, Opaque: o.opaque, Obj: o.id, Arg: arg, Arg2: arg2})
	}
	if k.at < k.steps && len(e.owed) == 0 && e.signal.Load() == 0 {
		n, ev := &k.notes[k.at], &k.events[k.at]
		if op := ev.Op; n.plain && ev.Thread == t.id && op.Kind == kind && op.Obj == o.id && op.Arg == arg && op.Arg2 == arg2 {
			t.recall(n, k.at)
			k.at++
			t.res = ev.Res
			return t
		}
	}
	x := &t.said
	x.Kind, x.Opaque, x.Flaky, x.Mortal, x.Obj = kind, o.opaque, false, false, o.id
	x.Arg, x.Arg2, x.Timeout = arg, arg2, 0
	if x.Cases != nil || x.Await != nil {
		x.Cases, x.Await = nil, nil
	}
	return e.advance()
}

// respawn starts the child of t that is called name again, with body, where that is the
// next step that stays, and returns it; nil: it is not.
func (e *Engine) respawn(t *Thread, name string, body Program) *Thread {
	k := &e.kept
	if !k.on || k.at >= k.steps || len(e.owed) > 0 || t.cond != nil || t.again != nil {
		return nil
	}
	n, ev := &k.notes[k.at], &k.events[k.at]
	x := t.made.same(name)
	if x == nil || x.child == nil || !n.known || ev.Thread != t.id || ev.Op.Kind != model.Spawn ||
		ev.Op.Arg != model.Word(x.child.id) || !k.state.NameAgain(t.id, x.child.id) {
		return nil
	}
	t.made.n++
	t.made.threads++
	child := x.child
	child.born(x.text, body)
	k.state.Rename(child.id, x.text)
	k.state.SetCounts(child.id, 0, 0)
	t.recall(n, k.at)
	k.at++
	t.res = ev.Res
	e.spawned(t, child)
	e.running = child
	return child
}

// remade returns the handle that t has made here in an execution before, for an object
// with that name and no options, while steps stay; nil: there is none. The object that it
// stands for stays as it is.
func remade[H any, P interface {
	*H
	handle
	base() *object
}](t *Thread, name string, opts []Option) P {
	e := t.e
	if !e.kept.on || len(opts) > 0 {
		return nil
	}
	x := t.made.same(name)
	if x == nil {
		return nil
	}
	h, ok := x.handle.(P)
	if !ok || !e.kept.state.MakeAgain(t.id) {
		return nil
	}
	t.acted()
	t.made.n++
	h.base().gen = e.gen
	return h
}

// madeWith is told what an object is made with besides its name: a first value, a
// capacity, options. While steps stay that must be what it was there.
func (o *object) madeWith(w model.Word) {
	if x := &o.e.objects[o.id]; x.with != w {
		x.with, o.e.kept.unlike = w, true
	}
}

// flags returns bits as the last of a word.
func flags(w model.Word, bits ...bool) model.Word {
	for _, on := range bits {
		if w <<= 1; on {
			w |= 1
		}
	}
	return w
}
