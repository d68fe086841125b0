package sched

import "github.com/interleave-go/interleave/model"

// POS is partial order sampling (Yuan, Yang, Gu, CAV'18): every pending
// operation has a random priority of its own, drawn when it becomes pending
// and drawn again when an operation that it races with was executed before it;
// the highest enabled one is executed. So the order of two operations that
// race depends little on how many others there are, and the classes of
// interleavings are sampled far more evenly than by a random walk. It needs
// neither the length of executions nor a depth.
//
// We differ in one point: what a thread does next after every third Yield, or
// after it has looked again and again in vain, has a lower priority than all
// other operations, or a loop that waits could keep everybody else waiting.
type POS struct {
	rng    PRNG
	ranks  ranks
	weary  weary
	rivals rivals
	news   news
}

func (p *POS) String() string { return "pos" }

// Begin seeds the priorities.
func (p *POS) Begin(number uint64) {
	p.rng = NewPRNG(number)
	p.ranks.reset()
	p.weary.reset()
	p.weary.patience = patience{looks: idleRounds, yields: yieldRounds}
	p.rivals.reset()
	p.news = news{}
}

// Next executes the pending operation of highest priority, and lets those that
// race with it draw again.
func (p *POS) Next(v *View) model.Choice {
	p.news.each(v, func(t model.ThreadID, made *model.Event) {
		p.ranks.draw(v, t, made, &p.weary, &p.rng)
		if v.State.Status(t) == model.Pending {
			p.rivals.note(v.State.Seq(t), v.Op(t))
		}
	})
	t := p.ranks.highest(v)
	p.rivals.each(v, v.State.Seq(t), v.Op(t), func(other int) {
		if p.ranks.prio[other] >= 0 { // who has given way stays below
			p.ranks.set(other, fresh(&p.rng))
		}
	})
	return v.any(t, &p.rng)
}
