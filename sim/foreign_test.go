package sim_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// skipWithoutGoroutines leaves out what cannot be noticed on an architecture
// without getg.
func skipWithoutGoroutines(t *testing.T) {
	if runtime.GOARCH != "amd64" && runtime.GOARCH != "arm64" {
		t.Skip("goroutines cannot be told apart here")
	}
}

// A goroutine of the program's own that uses a thread's handle is ended before
// it has changed anything; the execution is cancelled, and Foreign says so.
func TestForeignGoroutine(t *testing.T) {
	skipWithoutGoroutines(t)
	for _, c := range []struct {
		name string
		call func(t *sim.Thread, mu *sim.Mutex, s *sim.Var[string], c *sim.Chan[string])
	}{
		{"lock", func(t *sim.Thread, mu *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) { mu.Lock(t) }},
		{"store", func(t *sim.Thread, _ *sim.Mutex, s *sim.Var[string], _ *sim.Chan[string]) { s.Store(t, "x") }},
		{"send", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], c *sim.Chan[string]) { c.Send(t, "x") }},
		{"try-send", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], c *sim.Chan[string]) { c.TrySend(t, "x") }},
		{"select", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], c *sim.Chan[string]) {
			sim.Select(t, c.RecvCase(nil, nil), sim.Default())
		}},
		{"go", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) {
			t.Go("x", func(*sim.Thread) {})
		}},
		{"join", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) { t.Join() }},
		{"yield", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) { t.Yield() }},
		{"new", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) { sim.NewMutex(t, "x") }},
		{"observe", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) { t.Observe("x", 1) }},
		{"assert", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) {
			t.Assert(false, "no")
		}},
		{"nil channel", func(t *sim.Thread, _ *sim.Mutex, _ *sim.Var[string], _ *sim.Chan[string]) {
			var c *sim.Chan[int]
			c.Recv(t)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			leavesNothing(t, func() {
				e := sim.NewEngine()
				defer e.Close()
				x := e.Run(func(t *sim.Thread) {
					mu, s, ch := sim.NewMutex(t, "mu"), sim.NewVar(t, "s", ""), sim.NewChan[string](t, "c", 1)
					t.Go("a", func(t *sim.Thread) { sim.Select(t) })
					t.Yield()
					over := make(chan bool)
					go func() {
						defer close(over)
						c.call(t, mu, s, ch)
						t.Name()
						panic("it got through")
					}()
					<-over
					t.Yield()
					t.Fail("the execution went on")
				}, &sched.RunOn{}, 0, sim.Limits{})
				if x.End != sim.Cancelled || x.Steps() != 2 || len(x.Failures) != 0 {
					t.Errorf("end %v:\n%s", x.End, trace(x))
				}
				want := "thread main was used by a goroutine that is not its own; start threads with t.Go, and use in each body the *sim.Thread it is given"
				if e.Foreign() != want {
					t.Errorf("Foreign() = %q", e.Foreign())
				}
			})
		})
	}
}

// A goroutine that is still there after the execution is refused as well.
func TestForeignGoroutineAfterTheEnd(t *testing.T) {
	skipWithoutGoroutines(t)
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		begin, over := make(chan bool), make(chan bool)
		x := e.Run(func(t *sim.Thread) {
			go func() {
				defer close(over)
				<-begin
				t.Yield()
				panic("it got through")
			}()
			t.Yield()
		}, &sched.RunOn{}, 0, sim.Limits{})
		if x.End != sim.Quiet || e.Foreign() != "" {
			t.Errorf("end %v, foreign %q", x.End, e.Foreign())
		}
		close(begin)
		<-over
		if !strings.HasPrefix(e.Foreign(), "thread main was used by") {
			t.Errorf("Foreign() = %q", e.Foreign())
		}
	})
}

// The commonest slip: a body uses the handle of the thread around it.
func TestHandleOfAnotherThread(t *testing.T) {
	skipWithoutGoroutines(t)
	leavesNothing(t, func() {
		e := sim.NewEngine()
		defer e.Close()
		for range 3 {
			x := e.Run(func(t *sim.Thread) {
				mu := sim.NewMutex(t, "mu")
				t.Go("a", func(*sim.Thread) {
					defer mu.Unlock(t)
					mu.Lock(t)
				})
				t.Yield()
			}, &sched.RunOn{}, 0, sim.Limits{})
			if x.End != sim.Cancelled || len(x.Failures) != 0 {
				t.Errorf("end %v:\n%s", x.End, trace(x))
			}
			if !strings.HasPrefix(e.Foreign(), "thread main was used by a goroutine that is not its own;") {
				t.Errorf("Foreign() = %q", e.Foreign())
			}
		}
	})
}

// Objects and threads belong to one execution of one engine.
func TestHandlesOfAnotherExecution(t *testing.T) {
	type handles struct {
		mu   *sim.Mutex
		v    *sim.Var[int]
		a    *sim.Atomic[int]
		c    *sim.Chan[int]
		cond *sim.Cond
		t    *sim.Thread
	}
	var old handles
	keep := func(t *sim.Thread) {
		old.mu = sim.NewMutex(t, "mu")
		old.v = sim.NewVar(t, "v", 0)
		old.a = sim.NewAtomic(t, "a", 0)
		old.c = sim.NewChan[int](t, "c", 1)
		old.cond = sim.NewCond(t, "cond", old.mu)
		old.t = t.Go("a", func(*sim.Thread) {})
	}
	same, other := engine(t), engine(t)
	for _, c := range []struct {
		what string
		use  sim.Program
	}{
		{"mutex", func(t *sim.Thread) { old.mu.Lock(t) }},
		{"mutex", func(t *sim.Thread) { sim.NewCond(t, "cond", old.mu) }},
		{"variable", func(t *sim.Thread) { old.v.Load(t) }},
		{"variable", func(t *sim.Thread) { old.v.Store(t, 1) }},
		{"atomic", func(t *sim.Thread) { sim.Add(t, old.a, 1) }},
		{"channel", func(t *sim.Thread) { old.c.Send(t, 1) }},
		{"channel", func(t *sim.Thread) { old.c.TryRecv(t) }},
		{"channel", func(t *sim.Thread) { sim.Select(t, sim.Default(), old.c.SendCase(1)) }},
		{"condition", func(t *sim.Thread) { old.cond.Signal(t) }},
		{"thread", func(t *sim.Thread) { t.Join(old.t) }},
	} {
		for where, e := range map[string]*sim.Engine{"the same engine": same, "another engine": other} {
			same.Run(keep, &sched.RunOn{}, 0, sim.Limits{})
			x := e.Run(c.use, &sched.RunOn{}, 0, sim.Limits{})
			want := []string{"misuse main: a " + c.what + " of another execution is used; make all objects inside the program, so that each execution has its own"}
			if c.what == "thread" {
				want = []string{"misuse main: a thread of another execution is joined; join what Go has returned in this execution"}
			}
			if diff := cmp.Diff(want, failures(x)); diff != "" || x.Steps() != 0 || e.Foreign() != "" {
				t.Errorf("%s in %s: %s, %d steps, foreign %q", c.what, where, diff, x.Steps(), e.Foreign())
			}
		}
	}
}

// What no execution has made is refused as such, on real goroutines too.
func TestHandlesOfNoExecution(t *testing.T) {
	const unmade = "an object is used that its New function has not made; make each with sim.NewMutex, sim.NewChan and so on, inside the program"
	for name, c := range map[string]struct {
		use  sim.Program
		want string
	}{
		"mutex":              {func(t *sim.Thread) { new(sim.Mutex).Lock(t) }, unmade},
		"mutex, unlock":      {func(t *sim.Thread) { new(sim.Mutex).Unlock(t) }, unmade},
		"mutex, in time":     {func(t *sim.Thread) { new(sim.Mutex).LockTimeout(t, 1) }, unmade},
		"mutex of condition": {func(t *sim.Thread) { sim.NewCond(t, "c", new(sim.Mutex)) }, unmade},
		"reentrant mutex":    {func(t *sim.Thread) { new(sim.RMutex).Lock(t) }, unmade},
		"rw lock":            {func(t *sim.Thread) { new(sim.RWMutex).RLock(t) }, unmade},
		"condition":          {func(t *sim.Thread) { new(sim.Cond).Wait(t) }, unmade},
		"semaphore":          {func(t *sim.Thread) { new(sim.Semaphore).Acquire(t) }, unmade},
		"bounded semaphore":  {func(t *sim.Thread) { new(sim.BoundedSemaphore).Release(t) }, unmade},
		"event":              {func(t *sim.Thread) { new(sim.Event).Set(t) }, unmade},
		"barrier":            {func(t *sim.Thread) { _ = new(sim.Barrier).WaitTimeout(t, 1) }, unmade},
		"wait group":         {func(t *sim.Thread) { new(sim.WaitGroup).Wait(t) }, unmade},
		"once":               {func(t *sim.Thread) { new(sim.Once).Do(t, func() {}) }, unmade},
		"variable":           {func(t *sim.Thread) { new(sim.Var[int]).Load(t) }, unmade},
		"variable, store":    {func(t *sim.Thread) { new(sim.Var[string]).Store(t, "") }, unmade},
		"atomic":             {func(t *sim.Thread) { new(sim.Atomic[string]).CompareAndSwap(t, "", "x") }, unmade},
		"atomic, add":        {func(t *sim.Thread) { sim.Add(t, new(sim.Atomic[int]), 1) }, unmade},
		"channel":            {func(t *sim.Thread) { new(sim.Chan[int]).Send(t, 1) }, unmade},
		"channel, try":       {func(t *sim.Thread) { new(sim.Chan[string]).TryRecv(t) }, unmade},
		"channel, select":    {func(t *sim.Thread) { sim.Select(t, new(sim.Chan[int]).SendCase(1)) }, unmade},
		"nil thread":         {func(t *sim.Thread) { t.Join(nil) }, "a nil thread is joined; join what Go has returned in this execution"},
		"thread":             {func(t *sim.Thread) { t.Join(new(sim.Thread)) }, "a thread that Go has not made is joined; join what Go has returned in this execution"},
	} {
		x := engine(t).Run(c.use, &sched.RunOn{}, 0, sim.Limits{})
		if diff := cmp.Diff([]string{"misuse main: " + c.want}, failures(x)); diff != "" || x.Steps() != 0 {
			t.Errorf("%s: %s, %d steps", name, diff, x.Steps())
		}
		r := sim.NewReal().Run(c.use, sim.RealLimits{})
		if len(r.Failures) != 1 || r.Failures[0].Kind != sim.Misuse || r.Failures[0].Message != c.want {
			t.Errorf("%s, on real goroutines: %+v, want %s", name, r.Failures, c.want)
		}
	}
}
