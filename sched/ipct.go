package sched

// IPCT is PCT with a depth that goes up as executions go by: 1; 1, 2; 1, 2, 3;
// and so on to MaxDepth, and then over and over. Nobody knows the depth of a
// defect before it is found; a shallow one costs little more than with the
// right depth, and a deep one is looked for in the end. Each execution is one
// of PCT, and prints as such.
type IPCT struct {
	PCT
	MaxDepth int // at least 1

	round int // the depth at which the present round ends
}

// Learn moves on to the depth of the next execution.
func (p *IPCT) Learn(steps int) {
	p.PCT.Learn(steps)
	p.round = max(p.round, 1)
	if p.Depth++; p.Depth > p.round {
		p.Depth, p.round = 1, min(p.round+1, p.MaxDepth)
	}
}
