package model

// channel is a Go channel. With a capacity it is a queue; with capacity 0 a
// send and a receive are one step, owned by the sender, whose alternatives are
// the pending receivers (rendezvous.go). A nil channel is no object: see
// select.go, where operations that wait for ever are handled.
type channel struct {
	patient
	capacity int
	buf      []slot // oldest first
	closed   bool
	sent     int32 // sends so far: the ordinal of the next one
	received int32
	// lastRecv[i] is the event of the latest receive number k with k % capacity == i,
	// which makes room for send number k + capacity.
	lastRecv []int32
	closer   int32 // the event that closed it, -1

	senders   queue      // pending Send
	receivers queue      // pending Recv
	selects   []ThreadID // threads whose pending select, try-send or try-receive names it
	polls     int        // receive cases among those of blocking selects
}

type slot struct {
	val  Word
	sent int32 // the event that sent it
}

// NewChannel makes t's next object: an open channel of the given capacity.
func (s *State) NewChannel(t ThreadID, capacity int) ObjID {
	id, c := create[channel](s, t)
	*c = channel{
		capacity: capacity, buf: c.buf[:0], lastRecv: c.lastRecv[:0], closer: -1,
		senders: c.senders, receivers: c.receivers, selects: c.selects[:0],
	}
	for range capacity {
		c.lastRecv = append(c.lastRecv, -1)
	}
	c.senders.reset(false)
	c.receivers.reset(false)
	c.refresh(s)
	return id
}

// ChanState describes a channel, for explanations.
type ChanState struct {
	Len, Cap int
	Closed   bool
}

// Channel returns what a channel holds.
func (s *State) Channel(id ObjID) (ChanState, bool) {
	c, ok := s.objs[id].(*channel)
	if !ok {
		return ChanState{}, false
	}
	return ChanState{len(c.buf), c.capacity, c.closed}, true
}

func (c *channel) reset() {}

func (c *channel) arrive(s *State, t ThreadID, op *Op) {
	switch op.Kind {
	case Send:
		s.enqueue(&c.senders, t)
		c.refresh(s)
	case Recv:
		s.enqueue(&c.receivers, t)
		c.refresh(s)
	default:
		s.setReady(t, true)
	}
}

func (c *channel) leave(s *State, t ThreadID, op *Op) {
	switch op.Kind {
	case Send:
		s.dequeue(&c.senders, t)
		c.refresh(s)
	case Recv:
		s.dequeue(&c.receivers, t)
		c.refresh(s)
	default:
		s.setReady(t, false)
	}
}

// refresh brings enabledness up to date after any change of the channel.
func (c *channel) refresh(s *State) {
	switch {
	case c.closed:
		s.turn(&c.senders, true)
		s.turn(&c.receivers, true)
	case c.capacity == 0:
		s.turn(&c.senders, len(c.receivers.members)+c.polls > 0)
		s.turn(&c.receivers, false) // passive: a sender's step completes it
	default:
		s.turn(&c.senders, len(c.buf) < c.capacity)
		s.turn(&c.receivers, len(c.buf) > 0)
	}
	for _, t := range c.selects {
		s.setReady(t, s.selectEnabled(t))
	}
}

func (c *channel) alts(s *State, t ThreadID, op *Op, buf []Alt) []Alt {
	if op.Kind == Send && c.capacity == 0 && !c.closed {
		return c.receiverAlts(s, t, 0, buf)
	}
	return append(buf, Alt{})
}

func (c *channel) step(s *State, e *Event) {
	switch e.Op.Kind {
	case Send:
		c.send(s, e, e.Op.Arg)
	case Recv:
		c.recv(s, e)
	case Len:
		e.Res.Val = Word(len(c.buf))
	case Close:
		if c.closed {
			e.Res.Misuse = CloseOfClosed
			return
		}
		c.closed, c.closer = true, int32(len(s.log)-1)
	}
	c.refresh(s)
}

// send executes a send that may proceed: the operation's own, or that of a
// select case.
func (c *channel) send(s *State, e *Event, v Word) {
	switch {
	case c.closed:
		e.Res.Misuse = SendOnClosed
		e.Cause = c.closer
	case c.capacity == 0:
		s.meet(e, Result{OK: true}, Result{Val: v, OK: true})
	default:
		i := int(c.sent) % c.capacity
		e.Cause = c.lastRecv[i]
		c.buf = append(c.buf, slot{v, int32(len(s.log) - 1)})
		c.sent++
		e.Res.OK = true
	}
}

// recv executes a receive that may proceed.
func (c *channel) recv(s *State, e *Event) {
	if len(c.buf) == 0 { // closed and drained
		e.Cause = c.closer
		return
	}
	head := c.buf[0]
	copy(c.buf, c.buf[1:])
	c.buf = c.buf[:len(c.buf)-1]
	i := int(c.received) % c.capacity
	e.old, e.pos = Word(c.lastRecv[i]), head.sent
	e.Res.Val, e.Res.OK = head.val, true
	e.Cause = head.sent
	c.lastRecv[i] = int32(len(s.log) - 1)
	c.received++
}

func (c *channel) unsend(s *State, e *Event) {
	switch {
	case e.Res.Misuse != NoMisuse:
	case c.capacity == 0:
		s.unmeet(e)
	default:
		c.buf = c.buf[:len(c.buf)-1]
		c.sent--
	}
}

func (c *channel) unrecv(e *Event) {
	if !e.Res.OK {
		return
	}
	c.received--
	c.lastRecv[int(c.received)%c.capacity] = int32(e.old)
	c.buf = append(c.buf, slot{})
	copy(c.buf[1:], c.buf)
	c.buf[0] = slot{e.Res.Val, e.pos}
}

func (c *channel) undo(s *State, e *Event) {
	switch e.Op.Kind {
	case Send:
		c.unsend(s, e)
	case Recv:
		c.unrecv(e)
	case Close:
		if e.Res.Misuse == NoMisuse {
			c.closed, c.closer = false, -1
		}
	}
	c.refresh(s)
}

func (c *channel) footprint(_ *State, e *Event, buf []Access) []Access {
	o := e.Op.Obj
	switch e.Op.Kind {
	case Send:
		return append(buf, Access{Obj: o, Mode: sendMode(e)})
	case Recv:
		return append(buf, Access{Obj: o, Mode: recvMode(e)})
	case Close:
		return append(buf, Access{Obj: o, Mode: Shut})
	}
	return append(buf, Access{Obj: o, Mode: Look})
}

func sendMode(e *Event) Mode {
	switch {
	case e.Res.Misuse != NoMisuse:
		return Look // it saw the channel closed
	case e.Joint:
		return Meet
	}
	return Put
}

func recvMode(e *Event) Mode {
	switch {
	case !e.Res.OK:
		return Look // closed and drained
	case e.Joint:
		return Meet
	}
	return Take
}

// sync makes the edges of Go's memory model: the k-th send before the k-th
// receive, that before send number k + capacity, the close before a receive
// that finds it; both sides of a rendezvous before what follows on either.
func (c *channel) sync(h *HB, e *Event, _ int) {
	switch e.Op.Kind {
	case Send:
		h.send(e, e.Op.Obj)
	case Recv:
		h.recv(e, e.Op.Obj)
	case Close:
		h.release(e, e.Op.Obj)
	}
}

func (c *channel) hash(_ *State, b []byte) []byte {
	b = appendWord(append(b, 'h'), Word(len(c.buf)))
	for _, v := range c.buf {
		b = appendWord(b, v.val)
	}
	if c.closed {
		return append(b, '!')
	}
	return append(b, ';')
}
