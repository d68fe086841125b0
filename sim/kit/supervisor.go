package kit

import (
	"errors"
	"fmt"
	"slices"

	"github.com/interleave-go/interleave/sim"
)

// ErrTooManyRestarts is what a supervisor gives up with.
var ErrTooManyRestarts = errors.New("too many restarts")

// Restart is a supervisor's strategy: whom it restarts when a child fails. The
// names are those of Erlang/OTP.
type Restart uint8

const (
	OneForOne  Restart = iota // the child that failed
	OneForAll                 // all children: the others are stopped first
	RestForOne                // the child that failed and those after it
)

// Child is what a supervisor starts: Run runs in a thread of its own, and again
// after a restart. It should end when stop is cancelled. Run failed when it
// returns an error or panics; when it returns nil it has ended for good.
type Child struct {
	Name string
	Run  func(t *sim.Thread, stop *Token) error
}

// SupervisorOptions say what a supervisor does.
type SupervisorOptions struct {
	Strategy    Restart
	MaxRestarts int    // more failures than that and it gives up; 0: it never restarts
	Stop        *Token // when cancelled it stops its children and ends; nil: none
}

// Supervise starts the children and returns when all of them have ended. A child
// that fails is started again, alone or with others. When there are more
// failures than MaxRestarts, the supervisor stops all and returns
// [ErrTooManyRestarts] joined with the last failure. When it is stopped it returns
// the cause.
func Supervise(t *sim.Thread, name string, o SupervisorOptions, children ...Child) error {
	s := &supervisor{
		children: children,
		lives:    make([]life, len(children)),
		exits:    sim.NewChan[exit](t, name+".exits", max(1, len(children))),
	}
	for i := range children {
		s.start(t, i)
	}
	for restarts := 0; s.alive > 0; {
		x, stopped := s.await(t, o.Stop)
		if stopped != nil {
			s.stop(t, 0)
			return stopped
		}
		s.lives[x.child].running = false
		s.alive--
		if x.err == nil {
			continue
		}
		if restarts++; restarts > o.MaxRestarts {
			s.stop(t, 0)
			return errors.Join(ErrTooManyRestarts, x.err)
		}
		s.restart(t, o.Strategy, x.child)
	}
	return nil
}

// supervisor is touched by the supervising thread only.
type supervisor struct {
	children []Child
	lives    []life
	exits    *sim.Chan[exit] // room for all: a child never waits to end
	early    []exit          // received while others were being stopped
	alive    int             // children whose exit has not been dealt with
}

// life is the present thread of a child.
type life struct {
	running bool
	stop    *Token
}

type exit struct {
	child int
	err   error
}

func (x exit) String() string { return fmt.Sprintf("%d: %v", x.child+1, x.err) }

func (s *supervisor) start(t *sim.Thread, i int) {
	c := s.children[i]
	stop := NewToken(t, c.Name+".stop")
	s.lives[i] = life{running: true, stop: stop}
	s.alive++
	t.Go(c.Name, func(t *sim.Thread) {
		// A failure that is recorded already ends the child as an error does.
		err := ErrReported
		defer func() { s.exits.Send(t, exit{i, err}) }()
		err = guard(c.Name, func() error { return c.Run(t, stop) })
	})
}

// await returns the next exit, or why the supervisor is to stop.
func (s *supervisor) await(t *sim.Thread, stop *Token) (x exit, stopped error) {
	if stop == nil || len(s.early) > 0 {
		return s.next(t, 0), nil
	}
	if sim.Select(t, s.exits.RecvCase(&x, nil), stop.done.RecvCase(nil, nil)) == 1 {
		return x, stop.cause.Load(t)
	}
	return x, nil
}

// next returns the next exit: of those that are here already, one of a child
// from one on.
func (s *supervisor) next(t *sim.Thread, from int) exit {
	if i := slices.IndexFunc(s.early, func(x exit) bool { return x.child >= from }); i >= 0 {
		x := s.early[i]
		s.early = slices.Delete(s.early, i, i+1)
		return x
	}
	x, _ := s.exits.Recv(t)
	return x
}

// restart starts the failed child again, and those that the strategy restarts
// with it. Children that had ended for good stay so.
func (s *supervisor) restart(t *sim.Thread, strategy Restart, failed int) {
	var with []int
	switch strategy {
	case OneForOne:
	case OneForAll:
		with = s.stop(t, 0)
	case RestForOne:
		with = s.stop(t, failed)
	}
	with = append(with, failed)
	slices.Sort(with)
	for _, i := range with {
		s.start(t, i)
	}
}

// stop stops the running children from one on, the last one first, and waits for
// the end of each, whatever they return. It returns those that it stopped.
func (s *supervisor) stop(t *sim.Thread, from int) []int {
	var stopped []int
	for i := len(s.lives) - 1; i >= from; i-- {
		if s.lives[i].running {
			s.lives[i].stop.Cancel(t, nil)
			stopped = append(stopped, i)
		}
	}
	for waiting := len(stopped); waiting > 0; {
		x := s.next(t, from)
		if x.child < from {
			s.early = append(s.early, x)
			continue
		}
		s.lives[x.child].running = false
		s.alive--
		waiting--
	}
	return stopped
}
