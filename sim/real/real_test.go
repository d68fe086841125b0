package real

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestBlocked checks what is taken for blocked, for every way to wait that Go has, and
// for what ends by itself.
func TestBlocked(t *testing.T) {
	var nothing chan int
	end := make(chan int)
	var mu sync.Mutex
	var rw, rw2 sync.RWMutex
	var wg sync.WaitGroup
	cond := sync.NewCond(&sync.Mutex{})
	var spin atomic.Bool
	mu.Lock()
	rw.Lock()
	rw2.RLock()
	wg.Add(1)
	full := make(chan int)
	for i, c := range []struct {
		state   string
		blocked bool
		f       func()
	}{
		{"chan receive", true, func() { <-end }},
		{"chan send", true, func() { full <- 1 }},
		{"select", true, func() {
			select {
			case <-end:
			case <-nothing:
			}
		}},
		{"sync.Mutex.Lock", true, mu.Lock},
		{"sync.RWMutex.RLock", true, rw.RLock},
		{"sync.RWMutex.Lock", true, rw2.Lock},
		{"sync.Cond.Wait", true, func() { cond.L.Lock(); cond.Wait() }},
		{"sync.WaitGroup.Wait", true, wg.Wait},
		{"chan receive (nil chan)", true, func() { <-nothing }},
		{"chan send (nil chan)", true, func() { nothing <- 1 }},
		{"select (no cases)", true, func() { select {} }},
		{"sleep", false, func() { time.Sleep(time.Second) }},
		{"", false, func() { // running or runnable
			for !spin.Load() {
			}
		}},
	} {
		key := Owner(1<<20 + i)
		Go(key, c.f)
		var g Goroutine
		ok := false
		for deadline := time.Now().Add(5 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
			if g, ok = new(Snapshot).Goroutines()[key]; ok && (g.State == c.state || c.state == "") {
				break
			}
		}
		if !ok || c.state != "" && g.State != c.state || g.Blocked() != c.blocked {
			t.Errorf("state %q, blocked %v, found %v; want %q, %v", g.State, g.Blocked(), ok, c.state, c.blocked)
		}
	}
	spin.Store(true)
	close(end)
	<-full
	mu.Unlock()
	rw.Unlock()
	rw2.RUnlock()
	wg.Done()
	cond.Broadcast()
}

// TestParse checks what is read out of the text of a goroutine.
func TestParse(t *testing.T) {
	const frames = "main.f(...)\n\t/src/main.go:3 +0x1d\ngithub.com/interleave-go/interleave/sim/real.run(0xc000012080, 0x5?)\n\t/src/go.go:18 +0x1b"
	for text, want := range map[string]string{
		"goroutine 7 [chan receive, 2 minutes]:\n" + frames:           "chan receive",
		"goroutine 7 [chan receive (nil chan)]:\n" + frames:           "chan receive (nil chan)",
		"goroutine 7 [select, locked to thread]:\n" + frames:          "select",
		"goroutine 7 gp=0x1 m=nil [sync.Mutex.Lock]:\n" + frames:      "sync.Mutex.Lock",
		"goroutine 7 [running]:\nmain.main()\n\t/src/main.go:3 +0x1d": "",
		"": "",
	} {
		g, ok := parse([]byte(text))
		if ok != (want != "") || g.State != want || ok && (g.Key != 0xc000012080 || string(g.Stack) != frames) {
			t.Errorf("parse(%q) = %+v, %v; want state %q", text, g, ok, want)
		}
	}
}

// TestMisuseIsNoPanic checks that what Go would end the process for, or panic for
// somewhere else, is told to whoever does it, and leaves the object as it was.
func TestMisuseIsNoPanic(t *testing.T) {
	const goroutines, rounds = 4, 500
	together := func(f func(me Owner)) {
		var wg sync.WaitGroup
		for i := range goroutines {
			wg.Go(func() { f(Owner(i + 2)) })
		}
		wg.Wait()
	}
	rw := &RWMutex{}
	for _, m := range []Locker{&Mutex{}, NewQueue(FIFO), rw} {
		var locked, unlocked atomic.Int64
		together(func(me Owner) {
			for range rounds {
				if m.TryLock(me) {
					locked.Add(1)
				}
				if m.Unlock() {
					unlocked.Add(1)
				}
			}
		})
		if m.Unlock() {
			unlocked.Add(1)
		}
		if locked.Load() != unlocked.Load() || locked.Load() == 0 {
			t.Errorf("%T: locked %d times, and unlocked %d times", m, locked.Load(), unlocked.Load())
		}
	}
	together(func(me Owner) {
		for range rounds {
			rw.TryRLock(me)
			rw.RUnlock()
			rw.RUnlock()
		}
	})
	for rw.RUnlock() {
	}
	if !rw.TryLock(1) {
		t.Error("a reader-writer lock that nobody reads cannot be locked")
	}

	var g WaitGroup
	var count atomic.Int64
	together(func(me Owner) {
		for i := range rounds {
			switch {
			case me == 2:
				if g.Add(1) == NoMistake {
					count.Add(1)
				}
			case i%2 == 0:
				if g.Add(-1) == NoMistake {
					count.Add(-1)
				}
			default:
				g.Begin()
				g.WaitFor(1)
			}
		}
	})
	for g.Add(-1) == NoMistake {
		count.Add(-1)
	}
	if g.Begin(); count.Load() != 0 {
		t.Errorf("the counter is zero after additions of %d in all", count.Load())
	}
	if g.Add(1) != Reused {
		t.Error("an addition to zero while a wait has begun is no mistake")
	}
	g.Wait()
}

// TestScaled checks how long virtual time takes.
func TestScaled(t *testing.T) {
	for d, want := range map[time.Duration]time.Duration{
		time.Millisecond: time.Microsecond, time.Second: MaxWait, time.Hour: MaxWait, 1: 1, -5: 1,
		20 * time.Millisecond: 20 * time.Microsecond,
	} {
		if got := scaled(d); got != want {
			t.Errorf("%v of virtual time take %v, want %v", d, got, want)
		}
	}
}

// TestQueueServesInOrder checks the lines of a Queue against its policy: who is let in
// when those before are out.
func TestQueueServesInOrder(t *testing.T) {
	for _, c := range []struct {
		policy Policy
		want   string
	}{
		{FIFO, "w1 r1 r2 w2 r3"},
		{ReaderPreference, "r1 r2 r3 w1 w2"},
	} {
		q := NewQueue(c.policy)
		q.Lock(1)
		var line []*waiter
		var names []string
		for i, name := range []string{"w1", "r1", "r2", "w2", "r3"} {
			q.guard.lock()
			w := q.line.join(Owner(i + 2))
			w.reader = name[0] == 'r'
			q.guard.unlock()
			line, names = append(line, w), append(names, name)
		}
		got := ""
		served := map[int]bool{}
		release := q.Unlock
		for len(served) < len(line) {
			if !release() {
				t.Fatalf("policy %d: nobody holds the lock after %s", c.policy, got)
			}
			readers := false
			for i, w := range line {
				select {
				case <-w.ready:
					if !served[i] {
						served[i] = true
						got += " " + names[i]
						readers = w.reader
					}
				default:
				}
			}
			release = q.Unlock
			if readers || q.readers > 0 {
				release = q.RUnlock
			}
		}
		if got = got[1:]; got != c.want {
			t.Errorf("policy %d lets in %s, want %s", c.policy, got, c.want)
		}
	}
}
