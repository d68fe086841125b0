package sim

import "github.com/interleave-go/interleave/model"

// Case is a case of Select: made by SendCase, RecvCase or Default.
type Case struct {
	kind model.CaseKind
	ch   anyChan
	word model.Word
	into any // RecvCase: the *T to fill
	ok   *bool
}

// anyChan is a *Chan[T] of whatever T.
type anyChan interface {
	channel(*Thread) model.ObjID
	fill(into any, ok *bool, r *model.Result)
}

// SendCase is a case that sends v.
func (c *Chan[T]) SendCase(v T) Case {
	return Case{kind: model.SendCase, ch: c, word: c.encode(v)}
}

// RecvCase is a case that receives into *v and *ok, each of which may be nil.
func (c *Chan[T]) RecvCase(v *T, ok *bool) Case {
	return Case{kind: model.RecvCase, ch: c, into: v, ok: ok}
}

func (c *Chan[T]) fill(into any, ok *bool, r *model.Result) {
	v, open := c.received(r)
	if p := into.(*T); p != nil {
		*p = v
	}
	if ok != nil {
		*ok = open
	}
}

// Default is the case taken when no other is ready. It is taken, too, when all
// that is ready is a partner on a channel of capacity 0, who may not have
// arrived yet.
func Default() Case { return Case{kind: model.DefaultCase} }

// Select waits until one of the cases is ready, executes it and returns its
// index. Every ready case is explored. Without cases it blocks for ever. It
// panics when two cases are Default.
func Select(t *Thread, cases ...Case) int {
	e := t.e
	from := len(e.cases)
	defaults := 0
	for _, cs := range cases {
		m := model.Case{Kind: cs.kind, Arg: cs.word}
		if cs.kind == model.DefaultCase {
			defaults++
		} else {
			m.Obj = cs.ch.channel(t)
		}
		e.cases = append(e.cases, m)
	}
	if defaults > 1 {
		panic("interleave: Select with two Default cases; one is enough")
	}
	r := t.selects(model.Select, from)
	if cs := cases[r.Case]; cs.kind == model.RecvCase {
		cs.ch.fill(cs.into, cs.ok, r)
	}
	return int(r.Case)
}

// selects executes an operation whose cases have been appended to the engine's
// list from position from. They stay there for the rest of the execution,
// since events refer to them.
func (t *Thread) selects(k model.Kind, from int) *model.Result {
	cases := t.e.cases[from:]
	r := t.e.do(t, model.Op{Kind: k, Cases: cases[:len(cases):len(cases)]})
	if r.Misuse != model.NoMisuse {
		t.misuse(r.Misuse, cases[r.Case].Obj)
	}
	return r
}
