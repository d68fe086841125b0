package sched

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/model"
)

// weights say how many events are to be expected of each thread: what URW and
// SURW draw threads by. They are a tree that follows the spawn paths, since a
// thread that has not spawned its children yet stands for their events too.
//
// They print as one word, which is part of the seed of an execution: for each
// thread its phases, joined by '+', then its children in brackets, separated
// by commas: "9+2(4,4)". The children are those of all phases, in the order of
// their spawning. A phase ends where the thread begins to wait in a Join: what
// comes after it comes after the events of those it waits for, whatever is
// drawn, so it must not count before. The number of a phase counts the events
// of the children that are spawned in it, too.
type weights struct {
	nodes []weightNode // the first one is main's; empty: nothing is expected
}

type weightNode struct {
	phases []int32
	kids   []int32 // positions in nodes, by ordinal
}

// maxWeight bounds the numbers, and those in a text.
const maxWeight = 1 << 30

// maxWeighed is how many threads can have weights: each takes a few characters
// of every seed. Where there are more, nothing is expected of anybody, and URW
// and SURW are random walks of their kinds.
const maxWeighed = 5000

// kid returns the node of the n-th child of node i, -1 where none is expected.
func (w *weights) kid(i int32, n int) int32 {
	if i < 0 || n >= len(w.nodes[i].kids) {
		return -1
	}
	return w.nodes[i].kids[n]
}

// phase returns the expected number of events of the n-th phase of node i.
func (w *weights) phase(i int32, n int) int32 {
	if i < 0 || n >= len(w.nodes[i].phases) {
		return 0
	}
	return w.nodes[i].phases[n]
}

// total returns the expected number of events of node i in all its phases.
func (w *weights) total(i int32) int32 {
	sum := int64(0)
	if i >= 0 {
		for _, n := range w.nodes[i].phases {
			sum += int64(n)
		}
	}
	return int32(min(sum, maxWeight))
}

func (w *weights) String() string {
	if len(w.nodes) == 0 {
		return ""
	}
	return string(w.append(nil, 0))
}

func (w *weights) append(b []byte, i int32) []byte {
	n := &w.nodes[i]
	for j, p := range n.phases {
		if j > 0 {
			b = append(b, '+')
		}
		b = strconv.AppendInt(b, int64(p), 10)
	}
	for j, k := range n.kids {
		b = append(b, "(,"[min(j, 1)])
		b = w.append(b, k)
	}
	if len(n.kids) > 0 {
		b = append(b, ')')
	}
	return b
}

// parseWeights reads what String printed.
func parseWeights(text string) (weights, error) {
	p := weightParser{text: text}
	if text != "" {
		p.node()
		if p.err == nil && p.text != "" {
			p.fail()
		}
	}
	return p.w, p.err
}

type weightParser struct {
	text string // what is left
	w    weights
	err  error
}

func (p *weightParser) fail() {
	if p.err == nil {
		p.err = fmt.Errorf("weights do not go on with %q", shorten(p.text))
	}
}

// take moves past c if it comes next.
func (p *weightParser) take(c string) bool {
	rest, ok := strings.CutPrefix(p.text, c)
	p.text = rest
	return ok
}

// node reads one thread with its children and returns its position.
func (p *weightParser) node() int32 {
	at := int32(len(p.w.nodes))
	p.w.nodes = append(p.w.nodes, weightNode{})
	if at >= maxWeighed {
		p.fail()
	}
	var phases, kids []int32
	for first := true; p.err == nil && (first || p.take("+")); first = false {
		phases = append(phases, p.number())
	}
	if p.err == nil && p.take("(") {
		kids = append(kids, p.node())
		for p.err == nil && p.take(",") {
			kids = append(kids, p.node())
		}
		if p.err == nil && !p.take(")") {
			p.fail()
		}
	}
	p.w.nodes[at] = weightNode{phases, kids}
	return at
}

func (p *weightParser) number() int32 {
	digits := 0
	for digits < len(p.text) && digits < 10 && p.text[digits] >= '0' && p.text[digits] <= '9' {
		digits++
	}
	n, err := strconv.Atoi(p.text[:digits])
	if err != nil || n > maxWeight {
		p.fail()
		return 0
	}
	p.text = p.text[digits:]
	return int32(n)
}

// balance keeps what is left of the weights in a running execution.
type balance struct {
	weights *weights
	left    []int32 // by spawn order: events still expected
	node    []int32 // by spawn order: the position in weights.nodes, -1
	phase   []int32 // by spawn order
}

func (b *balance) begin(w *weights) {
	b.weights = w
	b.left, b.node, b.phase = b.left[:0], b.node[:0], b.phase[:0]
}

// announced takes in that t is new, if made is nil, or has made a step; what
// is counted is the caller's matter. It returns how many events a new thread
// takes over from its parent.
func (b *balance) announced(v *View, t model.ThreadID, made *model.Event) (inherited int32) {
	if made == nil {
		inherited = b.born(v, t)
	}
	if v.State.Status(t) == model.Pending && v.Op(t).Kind == model.Join {
		seq := v.State.Seq(t)
		b.phase[seq]++
		b.left[seq] = b.weights.phase(b.node[seq], int(b.phase[seq]))
	}
	return inherited
}

func (b *balance) born(v *View, t model.ThreadID) int32 {
	node := int32(-1)
	parent := v.State.Parent(t)
	if parent != model.NoThread {
		node = b.weights.kid(b.node[v.State.Seq(parent)], v.State.Ordinal(t))
	} else if len(b.weights.nodes) > 0 {
		node = 0
	}
	b.node = append(b.node, node)
	b.phase = append(b.phase, 0)
	b.left = append(b.left, b.weights.phase(node, 0))
	total := b.weights.total(node)
	if parent != model.NoThread {
		p := v.State.Seq(parent)
		b.left[p] = max(b.left[p]-total, 0)
	}
	return total
}

// spend takes in that t executes an event that counts.
func (b *balance) spend(seq int) { b.left[seq] = max(b.left[seq]-1, 0) }

// weight returns what a thread weighs in a draw: at least 1, since it is there.
func (b *balance) weight(seq int) int { return int(max(b.left[seq], 1)) }

// draw returns an enabled thread at random, by weight, of those that free
// allows. There must be one.
func (b *balance) draw(v *View, rng *PRNG, free func(seq int) bool) model.ThreadID {
	sum := 0
	for i := range v.Len() {
		if seq := v.State.Seq(v.At(i)); free == nil || free(seq) {
			sum += b.weight(seq)
		}
	}
	x := rng.IntN(sum)
	for i := range v.Len() {
		seq := v.State.Seq(v.At(i))
		if free != nil && !free(seq) {
			continue
		}
		if x -= b.weight(seq); x < 0 {
			return v.At(i)
		}
	}
	panic("sched: nobody is free")
}
