package model

import (
	"fmt"
	"strconv"
	"strings"
)

// Names gives threads, objects and values their printed forms.
type Names interface {
	ThreadName(ThreadID) string
	ObjectName(ObjID) string
	// Value prints what w stands for in object o; o is NoObj for plain numbers.
	Value(o ObjID, w Word) string
}

var kindText = [numKinds]string{
	NoOp: "nop", Load: "load", Store: "store", AtomicLoad: "atomic-load", AtomicStore: "atomic-store",
	Swap: "swap", CAS: "cas", Add: "add", Lock: "lock", TryLock: "trylock", Unlock: "unlock",
	Wait: "wait", Relock: "relock", Signal: "signal", Broadcast: "broadcast", Send: "send",
	Recv: "recv", TrySend: "trysend", TryRecv: "tryrecv", Close: "close", Len: "len",
	Select: "select", Spawn: "go", Join: "join", Yield: "yield", Sleep: "sleep", Choose: "choose",
	Arrive: "arrive", SemAcquire: "acquire", SemTry: "tryacquire", SemRelease: "release",
	EventSet: "set", EventClear: "clear", EventIsSet: "isset", EventWait: "await",
	GroupAdd: "wg-add", GroupDone: "wg-done", GroupWait: "wg-wait",
	OnceBegin: "once-begin", OnceEnd: "once-end",
	BarrierIndex: "arrive-index", BarrierLeave: "leave", BarrierReset: "reset", BarrierAbort: "abort", BarrierBroken: "broken",
	RLock: "rlock", TryRLock: "tryrlock", RUnlock: "runlock", RArrive: "rarrive",
}

func (k Kind) String() string { return kindText[k] }

// Format prints op in its one printed form, listed at each Kind.
func Format(op *Op, n Names) string { return format(op, n, true) }

// Label prints op without its values: what it does to which object, and what it
// awaits.
func Label(op *Op, n Names) string { return format(op, n, false) }

func format(op *Op, n Names, values bool) string {
	b := &strings.Builder{}
	b.WriteString(op.Kind.String())
	obj := func(o ObjID) {
		b.WriteByte(' ')
		if o == NoObj {
			b.WriteString("nil")
			return
		}
		b.WriteString(quote(n.ObjectName(o)))
	}
	val := func(o ObjID, w Word) {
		if values {
			b.WriteByte(' ')
			b.WriteString(quote(n.Value(o, w)))
		}
	}
	switch op.Kind {
	case Yield, NoOp:
	case Sleep:
		b.WriteByte(' ')
		b.WriteString(FormatDuration(op.Timeout))
	case Choose:
		val(NoObj, op.Arg)
	case Spawn:
		b.WriteByte(' ')
		b.WriteString(quote(n.ThreadName(ThreadID(op.Arg))))
	case Join:
		for _, cs := range op.Cases {
			b.WriteByte(' ')
			b.WriteString(quote(n.ThreadName(ThreadID(cs.Obj))))
		}
	case Store, AtomicStore, Swap, Add, Send, GroupAdd:
		obj(op.Obj)
		val(op.Obj, op.Arg)
	case CAS:
		obj(op.Obj)
		val(op.Obj, op.Arg)
		val(op.Obj, op.Arg2)
	case TrySend:
		obj(op.Cases[0].Obj)
		val(op.Cases[0].Obj, op.Cases[0].Arg)
	case TryRecv:
		obj(op.Cases[0].Obj)
	case Select:
		for i, cs := range op.Cases {
			if i > 0 {
				b.WriteString(" |")
			}
			switch cs.Kind {
			case SendCase:
				b.WriteString(" send")
				obj(cs.Obj)
				val(cs.Obj, cs.Arg)
			case RecvCase:
				b.WriteString(" recv")
				obj(cs.Obj)
			case DefaultCase:
				b.WriteString(" default")
			case AfterCase:
				b.WriteString(" after " + FormatDuration(cs.Arg))
			}
		}
	default:
		obj(op.Obj)
	}
	if op.Timeout > 0 && op.Kind != Sleep && op.Kind != Select {
		b.WriteString(" within " + FormatDuration(op.Timeout))
	}
	if op.Await != nil && !values {
		b.WriteString(" awaiting")
		for _, o := range op.Await.Objects() {
			obj(o)
		}
	}
	return b.String()
}

// FormatResult prints what e gave to its thread: "" when there is nothing to say.
func FormatResult(e *Event, n Names) string {
	switch {
	case e.Alt.Case == Flakes:
		return "fails for no reason"
	case e.Alt.Case == Dies:
		return "the thread dies instead"
	case e.Res.Misuse != NoMisuse:
		return e.Res.Misuse.String()
	case e.Op.Kind != Sleep && e.Res.TimedOut:
		return "timed out"
	}
	switch e.Op.Kind {
	case Load, AtomicLoad, Swap, Add:
		return n.Value(e.Op.Obj, e.Res.Val)
	case Len, Choose:
		return strconv.FormatInt(e.Res.Val, 10)
	case CAS:
		return choose(e.Res.OK, "swapped", "not swapped")
	case TryLock, TryRLock:
		return choose(e.Res.OK, "locked", "held")
	case SemTry:
		return choose(e.Res.OK, "acquired", "no permit")
	case EventIsSet:
		return choose(e.Res.OK, "set", "not set")
	case OnceBegin:
		return choose(e.Res.OK, "the first", "done before")
	case Wait:
		return choose(e.Alt.Case == SpuriousWake, "wakes by itself", "")
	case Arrive:
		return choose(e.Res.Val == NoIndex, "broken", "")
	case BarrierIndex:
		if e.Res.OK {
			return "index " + strconv.FormatInt(e.Res.Val, 10)
		}
		return "broken"
	case BarrierLeave:
		return choose(e.Res.OK, "", "broken")
	case BarrierBroken:
		return choose(e.Res.OK, "broken", "whole")
	case Signal:
		if e.Alt.Peer == NoThread {
			return "no waiter"
		}
		return "wakes " + n.ThreadName(e.Alt.Peer)
	case Broadcast:
		switch e.Res.Val {
		case 0:
			return "no waiter"
		case 1:
			return "wakes 1 waiter"
		}
		return fmt.Sprintf("wakes %d waiters", e.Res.Val)
	case Send:
		if e.Joint {
			return "to " + n.ThreadName(e.Alt.Peer)
		}
	case Recv:
		return received(e, e.Op.Obj, n)
	case Select, TrySend, TryRecv:
		cs := e.Op.Cases[e.Alt.Case]
		what := ""
		switch cs.Kind {
		case DefaultCase:
			return choose(e.Op.Kind == Select, "default", "would block")
		case SendCase:
			what = choose(e.Op.Kind == Select, "sent "+n.ObjectName(cs.Obj)+" "+n.Value(cs.Obj, cs.Arg), "sent")
			if e.Joint {
				what += " to " + n.ThreadName(e.Alt.Peer)
			}
		case RecvCase:
			what = received(e, cs.Obj, n)
			if e.Op.Kind == Select {
				what = n.ObjectName(cs.Obj) + ": " + what
			}
		}
		return what
	}
	return ""
}

func received(e *Event, o ObjID, n Names) string {
	switch {
	case !e.Res.OK:
		return "closed"
	case e.Joint:
		return n.Value(o, e.Res.Val) + " from " + n.ThreadName(e.Alt.Peer)
	}
	return n.Value(o, e.Res.Val)
}

func choose[T any](c bool, a, b T) T {
	if c {
		return a
	}
	return b
}

// quote returns s as it is where Parse reads it back as one word.
func quote(s string) string {
	if s == "" || s == "nil" || s == "|" || strings.ContainsAny(s, " \t\n\"|`") || strconv.Quote(s) != `"`+s+`"` {
		return strconv.Quote(s)
	}
	return s
}

// Lookup is Names backwards.
type Lookup interface {
	ThreadNamed(string) (ThreadID, bool)
	ObjectNamed(string) (ObjID, bool)
	ParseValue(ObjID, string) (Word, bool)
}

// Parse reads what Format prints.
func Parse(text string, l Lookup) (Op, error) {
	words, err := split(text)
	if err != nil || len(words) == 0 {
		return Op{}, fmt.Errorf("malformed operation %q: want a kind and its arguments, as in \"store n 1\"", text)
	}
	p := parser{words: words[1:], l: l}
	var op Op
	for k := range numKinds {
		if kindText[k] == words[0].text && !words[0].quoted {
			op.Kind = k
		}
	}
	switch op.Kind {
	case NoOp:
		p.fail = words[0].text != "nop"
	case Yield:
	case Sleep:
		op.Timeout = p.duration()
	case Choose:
		op.Arg = p.value(NoObj)
	case Spawn:
		op.Arg = Word(p.thread())
	case Join:
		for len(p.words) > 0 && !p.fail {
			op.Cases = append(op.Cases, Case{Kind: JoinCase, Obj: ObjID(p.thread())})
		}
	case Store, AtomicStore, Swap, Add, Send, GroupAdd:
		op.Obj = p.object()
		op.Arg = p.value(op.Obj)
	case CAS:
		op.Obj = p.object()
		op.Arg = p.value(op.Obj)
		op.Arg2 = p.value(op.Obj)
	case TrySend:
		op.Cases = []Case{p.sendCase(), {Kind: DefaultCase}}
	case TryRecv:
		op.Cases = []Case{{Kind: RecvCase, Obj: p.object()}, {Kind: DefaultCase}}
	case Select:
		for first := true; len(p.words) > 0 && !p.fail; first = false {
			if !first && p.word().text != "|" {
				p.fail = true
			}
			switch p.word().text {
			case "send":
				op.Cases = append(op.Cases, p.sendCase())
			case "recv":
				op.Cases = append(op.Cases, Case{Kind: RecvCase, Obj: p.object()})
			case "default":
				op.Cases = append(op.Cases, Case{Kind: DefaultCase})
			case "after":
				d := p.duration()
				op.Cases = append(op.Cases, Case{Kind: AfterCase, Arg: d})
				if op.Timeout == 0 || d < op.Timeout {
					op.Timeout = d
				}
			default:
				p.fail = true
			}
		}
	default:
		op.Obj = p.object()
	}
	if len(p.words) == 2 && p.words[0] == (word{text: "within"}) {
		p.word()
		op.Timeout = p.duration()
	}
	if p.fail || len(p.words) > 0 {
		return Op{}, fmt.Errorf("malformed operation %q: unknown kind, name or value, or too many words", text)
	}
	return op, nil
}

type word struct {
	text   string
	quoted bool
}

type parser struct {
	words []word
	l     Lookup
	fail  bool
}

func (p *parser) word() word {
	if len(p.words) == 0 {
		p.fail = true
		return word{}
	}
	w := p.words[0]
	p.words = p.words[1:]
	return w
}

func (p *parser) object() ObjID {
	w := p.word()
	if w.text == "nil" && !w.quoted {
		return NoObj
	}
	o, ok := p.l.ObjectNamed(w.text)
	p.fail = p.fail || !ok
	return o
}

func (p *parser) thread() ThreadID {
	t, ok := p.l.ThreadNamed(p.word().text)
	p.fail = p.fail || !ok
	return t
}

func (p *parser) value(o ObjID) Word {
	v, ok := p.l.ParseValue(o, p.word().text)
	p.fail = p.fail || !ok
	return v
}

func (p *parser) duration() Word {
	text := p.word().text
	for i := len(units) - 1; i >= 0; i-- { // "ns" before "s"
		if n, ok := strings.CutSuffix(text, units[i].name); ok {
			if v, err := strconv.ParseInt(n, 10, 64); err == nil {
				return v * units[i].ns
			}
		}
	}
	p.fail = true
	return 0
}

func (p *parser) sendCase() Case {
	o := p.object()
	return Case{Kind: SendCase, Obj: o, Arg: p.value(o)}
}

// split cuts text into words; a word in double quotes may hold anything.
func split(text string) ([]word, error) {
	var words []word
	for {
		text = strings.TrimLeft(text, " ")
		if text == "" {
			return words, nil
		}
		if text[0] == '"' {
			q, err := strconv.QuotedPrefix(text)
			if err != nil {
				return nil, err
			}
			s, _ := strconv.Unquote(q)
			words = append(words, word{s, true})
			text = text[len(q):]
			continue
		}
		w, rest, _ := strings.Cut(text, " ")
		words = append(words, word{w, false})
		text = rest
	}
}
