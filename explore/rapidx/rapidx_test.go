package rapidx_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/linear"
	"github.com/interleave-go/interleave/explore/rapidx"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// TestMain fixes what rapid draws, so that these tests do the same every time.
func TestMain(m *testing.M) {
	flag.Parse()
	flag.Set("rapid.seed", "1")
	os.Exit(m.Run())
}

// noted is a test that fails for itself only, and keeps its log.
type noted struct {
	*testing.T
	log    strings.Builder
	failed bool
}

func (n *noted) Logf(format string, args ...any) { fmt.Fprintf(&n.log, format+"\n", args...) }
func (n *noted) Log(args ...any)                 { fmt.Fprintln(&n.log, args...) }
func (n *noted) Errorf(format string, args ...any) {
	n.failed = true
	n.Logf(format, args...)
}
func (n *noted) Fatalf(format string, args ...any) {
	n.Errorf(format, args...)
	n.FailNow()
}
func (n *noted) Failed() bool { return n.failed }
func (n *noted) FailNow()     { panic(n) }

// fails runs rapid's checks of a property in a folder of its own, and returns the
// log of their failure.
func fails(t *testing.T, property func(rt *rapid.T)) (log string) {
	t.Helper()
	n := &noted{T: t}
	defer func() {
		if p := recover(); p != nil && p != any(n) {
			panic(p)
		}
		log = n.log.String()
	}()
	rapid.Check(n, property)
	t.Fatalf("the property holds:\n%s", n.log.String())
	return ""
}

// counting has threads that add to a counter by a load and a store, round by round.
func counting(threads, rounds int) sim.Program {
	return func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		var all []*sim.Thread
		for range threads {
			all = append(all, t.Go("", func(t *sim.Thread) {
				for range rounds {
					n.Store(t, n.Load(t)+1)
				}
			}))
		}
		t.Join(all...)
		t.Assert(n.Load(t) == threads*rounds, "%d of %d updates are lost", threads*rounds-n.Load(t), threads*rounds)
	}
}

// TestCheckShrinks checks that inputs and schedule shrink together, to the
// least inputs and one switch, and that rapid keeps and replays the failure.
func TestCheckShrinks(t *testing.T) {
	t.Chdir(t.TempDir())
	runs := 0
	property := func(rt *rapid.T) {
		runs++
		rapidx.Check(rt, counting(rapid.IntRange(1, 5).Draw(rt, "threads"), rapid.IntRange(1, 4).Draw(rt, "rounds")))
	}
	log := fails(t, property)
	last := log[strings.LastIndex(log, "draw threads"):]
	for _, want := range []string{
		`^draw threads: 2\n`, `draw rounds: 1\n`,
		`draw schedule: thread 1 after 1 of its steps gives way to other 0\n`,
		`assertion: 1 of 2 updates are lost\n`,
		`The execution above has 9 steps and 1 preemption \(dotted\)\.\n`,
		`interleave: assertion\n`,
	} {
		if !regexp.MustCompile(want).MatchString(last) {
			t.Errorf("no %s in\n%s", want, last)
		}
	}
	if strings.Contains(log, "flaky") || !strings.Contains(log, "-rapid.failfile=") {
		t.Errorf("rapid cannot make it again:\n%s", log)
	}
	if files, err := os.ReadDir("testdata/rapid/" + t.Name()); err != nil || len(files) != 1 {
		t.Errorf("fail files %v, %v", files, err)
	}
	first := runs
	if again := fails(t, property); runs-first > 10 || !strings.Contains(again, "updates are lost") {
		t.Errorf("from its fail file it takes %d runs:\n%s", runs-first, again)
	}
}

// TestCheckHolds checks that what cannot fail passes, and what happens to a
// program that is not a function of its choices.
func TestCheckHolds(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := rapidx.Check(rt, counting(1, rapid.IntRange(1, 4).Draw(rt, "rounds")))
		if r.Executions != 1 || r.Quiet == nil {
			rt.Fatalf("%+v", r)
		}
	})
	t.Chdir(t.TempDir())
	runs := 0
	log := fails(t, func(rt *rapid.T) {
		rapidx.Check(rt, func(t *sim.Thread) {
			runs++
			sim.NewAtomic(t, "n", 0).Store(t, runs)
		})
	})
	if !strings.Contains(log, "interleave: nondeterminism") {
		t.Errorf("%s", log)
	}
}

// deque is a stack and queue in one: a list under a lock, or under none.
type deque struct {
	mu    *sim.Mutex
	items *sim.Atomic[string]
	safe  bool
}

func (d *deque) do(t *sim.Thread, call string) string {
	if d.safe {
		d.mu.Lock(t)
		defer d.mu.Unlock(t)
	}
	out, next, _ := model.Step(d.items.Load(t), call)
	if next != "" || call != "peek" {
		d.items.Store(t, next)
	}
	return out
}

// model is the deque as one thread would use it.
var model = linear.Spec[string, string, string]{Step: func(s, call string) (string, string, bool) {
	switch {
	case strings.HasPrefix(call, "push"):
		return "", s + call[len("push "):], true
	case s == "" || call == "peek":
		return s, s, true
	case call == "pop":
		return s[len(s)-1:], s[:len(s)-1], true
	}
	return s[:1], s[1:], true
}}

// TestStateMachine draws calls for two or three threads, and explores all
// interleavings of each draw.
func TestStateMachine(t *testing.T) {
	calls := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"push a", "push b", "pop", "take", "peek"}), 1, 2), 2, 3)
	property := func(safe bool) func(*rapid.T) {
		return func(rt *rapid.T) {
			object := func(t *sim.Thread) *deque {
				return &deque{sim.NewMutex(t, "mu"), sim.NewAtomic(t, "items", ""), safe}
			}
			rapidx.Explore(rt, linear.Program(model, object, (*deque).do, calls.Draw(rt, "calls")), explore.Options{Executions: 60, Shrink: 20})
		}
	}
	rapid.Check(t, property(true))

	t.Chdir(t.TempDir())
	log := fails(t, property(false))
	last := log[strings.LastIndex(log, "draw calls"):]
	if draw, _, _ := strings.Cut(last, "\n"); strings.Count(draw, `"`) > 2*3 ||
		!strings.Contains(last, "not linearizable: ") {
		t.Errorf("it is not shrunk to three calls:\n%s", last)
	}
}

// Example_schedule prints schedules as rapid logs them.
func Example_schedule() {
	fmt.Println(rapidx.Schedule{})
	fmt.Println(rapidx.Schedule{Switches: []sched.Switch{{Thread: 1, After: 3}}, Picks: []int{2}})
	// Output:
	// no preemptions
	// thread 1 after 3 of its steps gives way to other 0, alternatives [2]
}
