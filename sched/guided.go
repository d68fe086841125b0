package sched

import "github.com/interleave-go/interleave/model"

// Guided makes the choices in Prefix, in order, as far as they are possible,
// and then goes on as Rest does. A choice that is not possible - its thread
// waits, or does something else by now - is left out. The identities of threads
// hold in one engine only.
type Guided struct {
	Prefix []model.Choice
	Rest   Strategy

	at int
}

func (g *Guided) String() string { return "guided" }

// Begin goes back to the first choice.
func (g *Guided) Begin(number uint64) {
	g.at = 0
	g.Rest.Begin(number)
}

// Next makes the next possible choice.
func (g *Guided) Next(v *View) model.Choice {
	for ; g.at < len(g.Prefix); g.at++ {
		c := g.Prefix[g.at]
		if v.State.Status(c.Thread) == model.Pending && v.Offers(c) {
			g.at++
			return c
		}
	}
	return g.Rest.Next(v)
}
