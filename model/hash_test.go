package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
)

// TestHashTellsApart hashes states of a channel whose descriptions could run
// into one another: an element may look like the mark of a closed channel.
func TestHashTellsApart(t *testing.T) {
	seen := map[string]string{}
	try := func(name string, ops ...model.Op) {
		s := model.NewState()
		ch := s.NewChannel(model.Main, 2)
		for _, op := range ops {
			op.Obj = ch
			s.Announce(model.Main, op)
			s.Step(model.Choice{Thread: model.Main})
		}
		h := string(s.AppendHash(nil))
		if old, ok := seen[h]; ok {
			t.Errorf("%s and %s have one hash, %q", old, name, h)
		}
		seen[h] = name
	}
	send := func(v model.Word) model.Op { return model.Op{Kind: model.Send, Arg: v} }
	shut := model.Op{Kind: model.Close}
	try("empty")
	try("closed", shut)
	for v := model.Word(-70); v <= 70; v++ {
		try("one", send(v))
		try("one, closed", send(v), shut)
		try("two", send(v), send(1))
		try("two, closed", send(1), send(v+100), shut)
	}
}
