package sched

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Known names the strategies that Parse knows, with their parameters.
const Known = "random, pct:D (depth D, at least 1), ipct (pct with growing depth), pos, urw, surw, random-delay:D (D delays, at least 1), round-robin, priority, aging, inheritance, fair:S (S any of these)"

// maxDepth bounds the depth of PCT, which draws that many numbers an execution.
const maxDepth = 1000

// ErrUnknown is in the error that Parse returns for a name it does not know.
var ErrUnknown = errors.New("unknown strategy")

// parsers make the strategies, each from at most so many parameters; all are
// at least 1.
var parsers = map[string]struct {
	most int
	make func(params []int) Strategy
}{
	"random":      {0, func([]int) Strategy { return &Random{} }},
	"round-robin": {0, func([]int) Strategy { return &RoundRobin{} }},
	"priority":    {0, func([]int) Strategy { return &Priority{} }},
	"aging":       {0, func([]int) Strategy { return &Priority{Aging: AgingSteps} }},
	"inheritance": {0, func([]int) Strategy { return &Priority{Inherit: true} }},
	"pos":         {0, func([]int) Strategy { return &POS{} }},
	"urw":         {0, func([]int) Strategy { return &URW{} }},
	"surw":        {0, func([]int) Strategy { return &SURW{} }},
	"pct": {2, func(p []int) Strategy {
		return &PCT{Depth: param(p, 0, 3), Length: param(p, 1, 0)}
	}},
	"ipct": {1, func(p []int) Strategy {
		return &IPCT{PCT: PCT{Depth: 1}, MaxDepth: param(p, 0, 10)}
	}},
	"random-delay": {2, func(p []int) Strategy {
		return &Delay{Delays: param(p, 0, 2), Length: param(p, 1, 0)}
	}},
}

// param returns the i-th parameter, or what holds where it is left out.
func param(params []int, i, absent int) int {
	if i < len(params) {
		return params[i]
	}
	return absent
}

// Parse returns the strategy called name: "random", "pct:3", "pct:3:57" (depth
// and length), "surw", "fair:pct:3". A Tuned one is not tuned.
func Parse(name string) (Strategy, error) {
	if inner, ok := strings.CutPrefix(name, "fair:"); ok {
		return parseFair(inner)
	}
	kind, rest, more := strings.Cut(name, ":")
	p, known := parsers[kind]
	var params []int
	for more {
		var f string
		f, rest, more = strings.Cut(rest, ":")
		n, err := strconv.Atoi(f)
		if errors.Is(err, strconv.ErrRange) && n > 0 {
			return nil, fmt.Errorf("strategy %q: parameter %q is too large", name, f)
		}
		if err != nil || n < 1 {
			return nil, fmt.Errorf("strategy %q: parameter %q is not a positive number; known are %s", name, f, Known)
		}
		params = append(params, n)
	}
	if !known || len(params) > p.most {
		return nil, fmt.Errorf("%w %q; known are %s", ErrUnknown, name, Known)
	}
	if p.most > 0 && len(params) > 0 && params[0] > maxDepth {
		return nil, fmt.Errorf("strategy %q: depth %d is more than %d", name, params[0], maxDepth)
	}
	return p.make(params), nil
}
