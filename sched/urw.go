package sched

import "github.com/interleave-go/interleave/model"

// URW is the uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, "Selectively
// Uniform Concurrency Testing", ASPLOS'25): a thread is drawn with the
// probability of the number of events that are to be expected of it and of the
// threads that it has yet to spawn. Where these numbers are exact and nobody
// blocks but in joins, every interleaving is equally likely. A random walk
// prefers those in which short threads end early.
//
// The numbers are those of executions made before, rounded up means. We differ
// in that we go on counting while we sample, and in that what a thread does
// after it has waited for others in a Join does not count before. Of a thread
// never seen, or longer than expected, one event is expected. Without any
// execution before, it is the random walk.
type URW struct {
	rng     PRNG
	census  census
	weights weights
	text    string // the weights, printed
	tuned   bool
	stale   bool // the weights are older than the census
	view    *View
	balance balance
	news    news
}

func (u *URW) String() string { return "urw" }

// Study counts the events of the execution that has ended.
func (u *URW) Study(v *View) {
	if !u.tuned && u.census.count(v) {
		u.view, u.stale = v, true
	}
}

// Tuning returns the weights of the execution begun last: "9+2(4,4)".
func (u *URW) Tuning() string { return u.text }

// Tune sets the weights, for good.
func (u *URW) Tune(text string) error {
	w, err := parseWeights(text)
	if err != nil {
		return err
	}
	u.weights, u.text, u.tuned = w, w.String(), true
	return nil
}

// Begin seeds the draws.
func (u *URW) Begin(number uint64) {
	u.rng = NewPRNG(number)
	if u.stale {
		u.weights, u.stale = u.census.weights(u.view, model.NoObj), false
		u.text = u.weights.String()
	}
	u.balance.begin(&u.weights)
	u.news = news{}
}

// Next draws a thread by weight, and one of its alternatives.
func (u *URW) Next(v *View) model.Choice {
	u.news.each(v, func(t model.ThreadID, made *model.Event) { u.balance.announced(v, t, made) })
	t := v.At(0)
	if v.Len() > 1 {
		t = u.balance.draw(v, &u.rng, nil)
	}
	u.balance.spend(v.State.Seq(t))
	return v.any(t, &u.rng)
}
