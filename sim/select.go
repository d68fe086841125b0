package sim

import (
	"reflect"
	"time"

	"github.com/interleave-go/interleave/model"
)

// Case is a case of Select: made by SendCase, RecvCase, After or Default.
type Case struct {
	kind   model.CaseKind
	ch     anyChan
	word   model.Word
	opaque bool
	into   any // RecvCase: the *T to fill
	ok     *bool
	value  reflect.Value // SendCase on real goroutines: what is sent
}

// anyChan is a *Chan[T] of whatever T.
type anyChan interface {
	channel(*Thread) model.ObjID
	handle() *object // nil of a nil channel
	fill(into any, ok *bool, r *model.Result)
	goChannel(*Thread) reflect.Value
	fillReal(into any, ok *bool, v reflect.Value, open bool)
}

// SendCase is a case that sends v.
func (c *Chan[T]) SendCase(v T) Case {
	if c != nil && c.ch != nil {
		return c.sendCaseReal(v)
	}
	return Case{kind: model.SendCase, ch: c, word: c.encode(v), opaque: c != nil && c.opaque}
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

// After is the case taken when no other has been for d, counted from the begin of
// the select. Of several After cases the earliest counts; where they are equal,
// each is explored. What else becomes ready at the same virtual time may be taken
// as well. A d of less than one nanosecond counts as one.
func After(d time.Duration) Case {
	return Case{kind: model.AfterCase, word: max(1, model.Word(d))}
}

// Select waits until one of the cases is ready, executes it and returns its
// index. Every ready case is explored. Without cases it blocks for ever. It
// panics when two cases are Default, and when After stands beside Default, which
// does not wait.
func Select(t *Thread, cases ...Case) int {
	t.enter()
	e := t.e
	from := len(e.cases)
	defaults := 0
	var timeout model.Word
	for _, cs := range cases {
		m := model.Case{Kind: cs.kind, Opaque: cs.opaque, Arg: cs.word}
		switch cs.kind {
		case model.DefaultCase:
			defaults++
		case model.AfterCase:
			if timeout == 0 || cs.word < timeout {
				timeout = cs.word
			}
		default:
			if t.real == nil {
				m.Obj = cs.ch.channel(t)
			}
		}
		if t.real == nil {
			e.cases = append(e.cases, m)
		}
	}
	if defaults > 1 {
		panic("interleave: Select with two Default cases; one is enough")
	}
	if defaults > 0 && timeout > 0 {
		panic("interleave: Select with Default and After; Default is taken at once when nothing is ready, so leave one of them out")
	}
	if t.real != nil {
		return selectReal(t, cases, time.Duration(timeout))
	}
	r := t.selects(model.Select, from, timeout)
	if cs := cases[r.Case]; cs.kind == model.RecvCase {
		cs.ch.fill(cs.into, cs.ok, r)
	}
	return int(r.Case)
}

// selects executes an operation, which may time out unless timeout is zero, and
// whose cases have been appended to the engine's list from position from. They stay there for the rest of the execution,
// since events refer to them.
func (t *Thread) selects(k model.Kind, from int, timeout model.Word) *model.Result {
	cases := t.e.cases[from:]
	r := t.e.do(t, model.Op{Kind: k, Cases: cases[:len(cases):len(cases)], Timeout: timeout})
	if r.Misuse != model.NoMisuse {
		t.misuse(r.Misuse, cases[r.Case].Obj)
	}
	return r
}
