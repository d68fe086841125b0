package model

import (
	"fmt"
	"reflect"
	"strconv"
	"testing"
)

// plainNames names thread 2 "t2", object 3 "o3" and values as numbers.
type plainNames struct{}

func (plainNames) ThreadName(t ThreadID) string { return fmt.Sprintf("t%d", t) }
func (plainNames) ObjectName(o ObjID) string    { return fmt.Sprintf("o%d", o) }
func (plainNames) Value(_ ObjID, w Word) string { return strconv.FormatInt(w, 10) }
func (plainNames) number(s string) (n int64, ok bool) {
	n, err := strconv.ParseInt(s[1:], 10, 32)
	return n, err == nil
}

func (x plainNames) ThreadNamed(s string) (ThreadID, bool) {
	n, ok := x.number(s)
	return ThreadID(n), ok
}

func (x plainNames) ObjectNamed(s string) (ObjID, bool) {
	n, ok := x.number(s)
	return ObjID(n), ok
}

func (plainNames) ParseValue(_ ObjID, s string) (Word, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// TestFormatAndParse prints an operation of every kind, with and without a
// time-out where it may have one, and reads it back. No two kinds print alike.
func TestFormatAndParse(t *testing.T) {
	ops := []Op{
		{Kind: Select, Timeout: 1e6, Cases: []Case{{Kind: RecvCase, Obj: 1}, {Kind: SendCase, Obj: 2, Arg: -7}, {Kind: AfterCase, Arg: 2e9}, {Kind: AfterCase, Arg: 1e6}}},
		{Kind: Select, Cases: []Case{{Kind: RecvCase}, {Kind: DefaultCase}}},
		{Kind: Join, Cases: []Case{{Kind: JoinCase, Obj: 2}, {Kind: JoinCase, Obj: 3}}},
		{Kind: Send, Arg: 1}, {Kind: Recv}, // nil channels
	}
	for k := range numKinds {
		op := Op{Kind: k, Obj: 3}
		switch k {
		case NoOp, Yield:
			op.Obj = NoObj
		case Select, Join: // above
			continue
		case Sleep:
			op = Op{Kind: k, Timeout: 1500}
		case Choose:
			op = Op{Kind: k, Arg: 3}
		case Spawn:
			op = Op{Kind: k, Arg: 2}
		case TrySend:
			op = Op{Kind: k, Cases: []Case{{Kind: SendCase, Obj: 3, Arg: 5}, {Kind: DefaultCase}}}
		case TryRecv:
			op = Op{Kind: k, Cases: []Case{{Kind: RecvCase, Obj: 3}, {Kind: DefaultCase}}}
		case CAS:
			op.Arg, op.Arg2 = 1, 2
		case Store, AtomicStore, Swap, Add, Send, GroupAdd:
			op.Arg = -4
		}
		ops = append(ops, op)
		if op.Obj != NoObj {
			op.Timeout = 7
			ops = append(ops, op)
		}
	}
	seen := map[string]Kind{}
	for _, op := range ops {
		text := Format(&op, plainNames{})
		got, err := Parse(text, plainNames{})
		if err != nil || !reflect.DeepEqual(got, op) {
			t.Errorf("%q is read as %+v, not %+v: %v", text, got, op, err)
		}
		word := op.Kind.String()
		if k, ok := seen[word]; word == "" || ok && k != op.Kind {
			t.Errorf("kinds %d and %d both print %q", k, op.Kind, word)
		}
		seen[word] = op.Kind
	}
	if len(seen) != int(numKinds) {
		t.Errorf("%d of %d kinds were printed", len(seen), numKinds)
	}
}

// TestEveryMisuseHasWords checks that no mistake is printed as nothing.
func TestEveryMisuseHasWords(t *testing.T) {
	seen := map[string]bool{}
	for m := range misuseText {
		if s := Misuse(m).String(); (s == "") != (Misuse(m) == NoMisuse) || seen[s] {
			t.Errorf("misuse %d prints %q", m, s)
		}
		seen[misuseText[m]] = true
	}
}

// TestResultsInWords lists what the operations on barriers, conditions and time
// print of their results.
func TestResultsInWords(t *testing.T) {
	for _, c := range []struct {
		want string
		e    Event
	}{
		{"", Event{Op: &Op{Kind: Sleep, Timeout: 5}, Res: Result{TimedOut: true}}},
		{"timed out", Event{Op: &Op{Kind: Relock, Obj: 1, Timeout: 5}, Res: Result{TimedOut: true}}},
		{"timed out", Event{Op: &Op{Kind: BarrierLeave, Obj: 1, Timeout: 5}, Res: Result{TimedOut: true}}},
		{"timed out", Event{Op: &Op{Kind: Select, Timeout: 5, Cases: []Case{{Kind: AfterCase, Arg: 5}}}, Res: Result{TimedOut: true}}},
		{"", Event{Op: &Op{Kind: Wait, Obj: 1}}},
		{"wakes by itself", Event{Op: &Op{Kind: Wait, Obj: 1}, Alt: Alt{Case: SpuriousWake}}},
		{"wakes t2", Event{Op: &Op{Kind: Signal, Obj: 1}, Alt: Alt{Peer: 2}, Res: Result{Val: 1}}},
		{"signal without holding the mutex of condition", Event{Op: &Op{Kind: Signal, Obj: 1}, Res: Result{Misuse: SignalWithoutLock}}},
		{"", Event{Op: &Op{Kind: Arrive, Obj: 1}, Res: Result{OK: true}}},
		{"broken", Event{Op: &Op{Kind: Arrive, Obj: 1}, Res: Result{Val: NoIndex}}},
		{"index 0", Event{Op: &Op{Kind: BarrierIndex, Obj: 1}, Res: Result{OK: true}}},
		{"broken", Event{Op: &Op{Kind: BarrierIndex, Obj: 1}, Res: Result{Val: NoIndex}}},
		{"", Event{Op: &Op{Kind: BarrierLeave, Obj: 1}, Res: Result{OK: true}}},
		{"broken", Event{Op: &Op{Kind: BarrierLeave, Obj: 1}}},
		{"whole", Event{Op: &Op{Kind: BarrierBroken, Obj: 1}}},
		{"broken", Event{Op: &Op{Kind: BarrierBroken, Obj: 1}, Res: Result{OK: true}}},
		{"", Event{Op: &Op{Kind: BarrierReset, Obj: 1}}},
		{"", Event{Op: &Op{Kind: BarrierAbort, Obj: 1}}},
	} {
		if got := FormatResult(&c.e, plainNames{}); got != c.want {
			t.Errorf("%s: %q, want %q", Format(c.e.Op, plainNames{}), got, c.want)
		}
	}
}
