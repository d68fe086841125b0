package model_test

import (
	"testing"

	"github.com/interleave-go/interleave/model"
)

// TestNodeAfter has a node after which many come, and one after which none does.
func TestNodeAfter(t *testing.T) {
	var n, leaf model.Node
	var all []*model.Node
	for val := range model.Word(100) {
		for _, r := range []model.Result{{Val: val}, {Val: val, OK: true}, {Val: val, Case: 1}, {Val: val, TimedOut: true}, {Val: val, Misuse: model.OverRelease}} {
			if k := n.After(&r); k != nil {
				t.Fatalf("%+v is there before it has been added: %+v", r, k.Res)
			}
			k := &model.Node{Res: r}
			n.Add(k)
			all = append(all, k)
		}
	}
	for _, k := range all {
		if got := n.After(&k.Res); got != k {
			t.Errorf("after %+v comes %v", k.Res, got)
		}
		if got := leaf.After(&k.Res); got != nil {
			t.Errorf("after a leaf comes %v", got)
		}
	}
}
