package sched

import (
	"strconv"

	"github.com/interleave-go/interleave/model"
)

// PCT is probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi,
// Nagarakatte, ASPLOS'10): threads have random priorities, the highest enabled
// one runs, and at Depth-1 random steps the running thread falls to the lowest
// priorities. A defect of depth d is found with probability at least
// 1/(n k^(d-1)) per execution, for n threads and k steps.
//
// We differ in three points. Length is learned from the executions before, and
// part of the strategy's name, since it determines the choices. A new thread
// gets a random priority among all others rather than having n known from the
// start. A thread that yields, or looks again and again in vain, falls below
// everybody, or a loop that waits for another thread would never end.
type PCT struct {
	Depth  int // of the defects looked for; at least 1: no change points
	Length int // steps among which the change points are drawn; 0: not yet known, 100 is taken

	rng    PRNG
	ranks  ranks
	weary  weary
	change []int // the steps of the change points, in no order
}

func (p *PCT) String() string {
	return withLength("pct:"+strconv.Itoa(p.Depth), p.Length)
}

// Learn raises Length to the longest execution seen.
func (p *PCT) Learn(steps int) { p.Length = max(p.Length, steps) }

// Begin draws the change points.
func (p *PCT) Begin(number uint64) {
	p.rng = NewPRNG(number)
	p.ranks.reset()
	p.weary.reset()
	p.weary.patience = patience{looks: busyRounds}
	p.change = drawSteps(&p.rng, p.change[:0], p.Depth-1, p.Length)
}

// Next runs the enabled thread of highest priority.
func (p *PCT) Next(v *View) model.Choice {
	for _, t := range v.State.Threads()[p.ranks.len():] {
		p.ranks.add(t, int64(p.Depth)+int64(p.rng.Uint64()>>2))
	}
	if events := v.State.Events(); len(events) > 0 {
		e := &events[len(events)-1]
		if seq := v.State.Seq(e.Thread); p.weary.made(seq, e) {
			p.ranks.set(seq, p.ranks.lowest())
		}
	}
	best := p.ranks.highest(v)
	c := v.any(best, &p.rng)
	if v.Op(best).Kind == model.Yield {
		p.ranks.set(v.State.Seq(best), p.ranks.lowest())
	}
	for i, at := range p.change {
		if at == v.Step() {
			p.ranks.set(v.State.Seq(best), int64(p.Depth-1-i))
		}
	}
	return c
}
