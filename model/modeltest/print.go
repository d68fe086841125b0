package modeltest

import (
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/model"
)

func (v Value) String() string {
	switch {
	case !v.Last:
		return fmt.Sprint(v.N)
	case v.N == 0:
		return "last"
	}
	return fmt.Sprintf("last%+d", v.N)
}

// instr prints one instruction.
func (p Program) instr(in *Instr, pc int) string {
	words := []string{in.Op.String()}
	add := func(x any) { words = append(words, fmt.Sprint(x)) }
	switch in.Op {
	case model.Spawn, model.Join:
		for _, k := range in.Threads {
			add(ThreadName(k))
		}
	case model.Yield, model.Sleep:
	case model.Choose:
		add(in.Arg)
	case model.Select:
		for _, cs := range in.Cases {
			add("|")
			switch cs.Kind {
			case model.SendCase:
				add("send " + p.ObjectName(cs.Obj) + " " + cs.Arg.String())
			case model.RecvCase:
				add("recv " + p.ObjectName(cs.Obj))
			case model.AfterCase:
				add("after " + cs.Arg.String())
			default:
				add("default")
			}
		}
	default:
		add(p.ObjectName(in.Obj))
	}
	switch in.Op {
	case model.Store, model.AtomicStore, model.Swap, model.Add, model.Send, model.TrySend, model.GroupAdd:
		add(in.Arg)
	case model.CAS:
		add(in.Arg)
		add(in.Arg2)
	}
	if in.Timeout > 0 {
		add("within " + model.FormatDuration(in.Timeout))
	}
	if in.Flaky {
		add("(flaky)")
	}
	if in.Mortal {
		add("(mortal)")
	}
	if in.If != Never {
		tests := [...]string{Always: "", OK: "if ok ", Failed: "if not ok ",
			Equal: "if = ", NotEqual: "if != ", TookCase: "if case ", Late: "if late "}
		text := tests[in.If]
		if in.If >= Equal && in.If <= TookCase {
			text += fmt.Sprint(in.Than) + " "
		}
		add(fmt.Sprintf("-> %sto %d", text, pc+1+in.Skip))
		if in.Await {
			add("(await)")
		}
	}
	return strings.Join(words, " ")
}

// Trace prints the events of a state, one a line, for messages.
func Trace(s *model.State) string {
	var b strings.Builder
	for i := range s.Events() {
		e := &s.Events()[i]
		fmt.Fprintf(&b, "%3d %-5s %s", i, s.ThreadName(e.Thread), e.Op.Kind)
		if e.Op.Obj != model.NoObj {
			fmt.Fprintf(&b, " #%d", e.Op.Obj)
		}
		if e.Alt != (model.Alt{}) {
			fmt.Fprintf(&b, " case %d", e.Alt.Case)
			if e.Alt.Peer != model.NoThread {
				fmt.Fprintf(&b, " with %s case %d", s.ThreadName(e.Alt.Peer), e.Alt.PeerCase)
			}
		}
		fmt.Fprintf(&b, " arg %d = %+v", e.Op.Arg, e.Res)
		if e.Cause >= 0 {
			fmt.Fprintf(&b, " because of %d", e.Cause)
		}
		b.WriteByte('\n')
	}
	return b.String()
}
