package sched

import (
	"strconv"

	"github.com/interleave-go/interleave/model"
)

// Delay is random delay bounding: a deterministic scheduler runs each thread
// for as long as it can go on and takes them in turn, in the order of their
// spawning, and at Delays random steps the thread whose turn it is is passed
// over. It samples what delay bounding enumerates (Emmi, Qadeer, Rakamaric,
// POPL'11). Defects that need few delays are found whatever the number of
// threads is.
//
// A thread that yields, or looks again and again in vain, hands its turn on. Length is learned from the executions
// before, as by PCT.
type Delay struct {
	Delays int // in an execution, at least 1
	Length int // steps among which the delays are drawn; 0: not yet known, 100 is taken

	rng    PRNG
	weary  weary
	delays []int // their steps, in no order
	turn   int   // the spawn order of the thread whose turn it is
}

func (d *Delay) String() string {
	return withLength("random-delay:"+strconv.Itoa(d.Delays), d.Length)
}

// withLength appends a length that has been learned to the name of a strategy.
func withLength(name string, length int) string {
	if length > 0 {
		name += ":" + strconv.Itoa(length)
	}
	return name
}

// Learn raises Length to the longest execution seen.
func (d *Delay) Learn(steps int) { d.Length = max(d.Length, steps) }

// Begin draws the steps of the delays.
func (d *Delay) Begin(number uint64) {
	d.rng = NewPRNG(number)
	d.delays = drawSteps(&d.rng, d.delays[:0], d.Delays, d.Length)
	d.turn = 0
	d.weary.reset()
	d.weary.patience = patience{looks: busyRounds, yields: 1}
}

// drawSteps appends n random steps of an execution of that length to buf.
func drawSteps(rng *PRNG, buf []int, n, length int) []int {
	if length == 0 {
		length = 100
	}
	for range n {
		buf = append(buf, rng.IntN(length))
	}
	return buf
}

// Next runs the thread whose turn it is.
func (d *Delay) Next(v *View) model.Choice {
	if events := v.State.Events(); len(events) > 0 {
		e := &events[len(events)-1]
		if d.weary.made(v.State.Seq(e.Thread), e) {
			d.turn++
		}
	}
	t := v.inTurn(d.turn)
	for _, at := range d.delays {
		if at == v.Step() {
			t = v.inTurn(v.State.Seq(t) + 1)
		}
	}
	d.turn = v.State.Seq(t)
	return v.any(t, &d.rng)
}
