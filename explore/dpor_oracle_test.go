package explore

import (
	"fmt"
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sched"
)

// explores runs d over p on the pure model and returns the class of each
// maximal execution, in order. fail is called for what must not happen.
func explores(p modeltest.Program, d *dpor, tracer *modeltest.Tracer, limit int) (classes []string, err error) {
	err = drive(p, d, func(v *sched.View) error {
		if !d.stuck {
			classes = append(classes, tracer.Class(v.State))
		}
		if len(classes) > limit {
			return fmt.Errorf("more than %d executions", limit)
		}
		return nil
	})
	return classes, err
}

// drive runs d over p on the pure model, and shows each execution at its end.
func drive(p modeltest.Program, d *dpor, show func(v *sched.View) error) error {
	return driveOn(modeltest.NewMachine(p), d, show)
}

func driveOn(m *modeltest.Machine, d *dpor, show func(v *sched.View) error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	v := &sched.View{State: m.State}
	for more := true; more; {
		m.Reset()
		v.Current = model.NoThread
		d.Begin(0)
		for m.State.Settle() {
			c := d.Next(v)
			if c.Thread == model.NoThread {
				break
			}
			m.Step(c)
			v.Current = c.Thread
		}
		if err := show(v); err != nil {
			return err
		}
		more = d.next(v, true) == another
	}
	return nil
}

// checkClasses compares the executions of optimal DPOR with the brute-force
// classes of p: all of them, each once, nothing cut off. From so many threads on
// its clocks share structure; 0 stands for many.
func checkClasses(p modeltest.Program, limit, wideFrom int) (classes int, err error) {
	want, err := modeltest.Classes(p, modeltest.Options{Limit: limit})
	if err == modeltest.ErrLimit {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	d := newDPOR(-1)
	d.order.wideFrom = wideFrom
	got, err := explores(p, d, want.Tracer, 2*want.Classes+10)
	if err != nil {
		return 0, fmt.Errorf("%w\n%s", err, p)
	}
	seen := map[string]bool{}
	for i, c := range got {
		if _, ok := want.Outcome[c]; !ok {
			return 0, fmt.Errorf("execution %d is of a class that does not exist\n%s", i+1, p)
		}
		if seen[c] {
			return 0, fmt.Errorf("execution %d is of a class that was explored before\n%s", i+1, p)
		}
		seen[c] = true
	}
	if len(seen) != want.Classes || d.redundant > 0 {
		missing := ""
		for c, o := range want.Outcome {
			if !seen[c] {
				missing += "  missing: " + o + "\n"
			}
		}
		return 0, fmt.Errorf("explored %d classes of %d, and cut off %d\n%s%s", len(seen), want.Classes, d.redundant, missing, p)
	}
	return want.Classes, nil
}

// optimalThemes are the mixes of objects whose programs optimal DPOR is tried on.
var optimalThemes = []struct {
	name string
	cfg  modeltest.Config
}{
	{"memory", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Variable, modeltest.Atomic}}},
	{"locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Variable}, MaxOps: 5}},
	{"conditions", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond, modeltest.Mutex}, MaxObjects: 2}},
	{"channels", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel}, MaxObjects: 2}},
	{"semaphores", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Semaphore, modeltest.BoundedSemaphore}, MaxObjects: 2}},
	{"FIFO semaphores", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOSemaphore, modeltest.FIFOBoundedSemaphore}, MaxObjects: 2, MaxOps: 3}},
	{"events", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Event, modeltest.Variable}, MaxObjects: 2}},
	{"wait groups", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.WaitGroup}, MaxObjects: 1, MaxThreads: 4, MaxOps: 3}},
	{"onces", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Once, modeltest.Mutex, modeltest.Variable}, MaxObjects: 3}},
	{"fair mutexes", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOMutex, modeltest.Cond}, MaxObjects: 2, MaxThreads: 4, MaxOps: 3, Timed: true}},
	{"reentrant mutexes", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.RMutex, modeltest.Mutex}, MaxObjects: 2, MaxThreads: 4, MaxOps: 5, Timed: true}},
	{"reader-writer locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.RWMutex, modeltest.Variable}, MaxObjects: 2, MaxThreads: 4, MaxOps: 3, Timed: true}},
	{"readers first", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.ReaderRWMutex, modeltest.Mutex}, MaxObjects: 2, MaxThreads: 4, MaxOps: 4, Timed: true}},
	{"FIFO readers and writers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFORWMutex}, MaxObjects: 1, MaxThreads: 4, MaxOps: 3, Timed: true}},
	{"barriers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier, modeltest.Variable}, MaxObjects: 2, MaxOps: 3}},
	{"condition variants", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.FIFOCond, modeltest.SpuriousCond, modeltest.StrictCond}, MaxObjects: 1, MaxThreads: 4}},
	{"timed", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.Channel, modeltest.Variable}, MaxObjects: 2, MaxThreads: 4, Timed: true}},
	{"timed waits", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond, modeltest.FIFOCond, modeltest.Barrier}, MaxObjects: 2, MaxThreads: 4, Timed: true}},
	{"adversarial locks", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Mutex, modeltest.FIFOMutex, modeltest.RWMutex, modeltest.Variable}, MaxObjects: 2, MaxOps: 3, Timed: true, Adversarial: true}},
	{"adversarial channels", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel, modeltest.Variable}, MaxObjects: 2, MaxOps: 3, Timed: true, Adversarial: true}},
	{"adversarial waits", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond, modeltest.FIFOCond, modeltest.Barrier, modeltest.FIFOBoundedSemaphore, modeltest.Event, modeltest.WaitGroup}, MaxObjects: 2, MaxOps: 3, Timed: true, Adversarial: true}},
	{"faults", modeltest.Config{MaxOps: 3, Faulty: true}},
	{"spins", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Atomic, modeltest.Variable}, MaxObjects: 2, MaxOps: 3, Spins: true}},
	{"spins at all", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Atomic, modeltest.Mutex, modeltest.Semaphore, modeltest.BoundedSemaphore, modeltest.Event, modeltest.Channel}, MaxObjects: 2, MaxOps: 3, Spins: true}},
	{"all", modeltest.Config{}},
}

// TestOptimal explores generated programs: exactly the classes, each once.
// INTERLEAVE_PROGRAMS sets how many programs of each theme there are.
func TestOptimal(t *testing.T) {
	n, base := Programs(120, 15)
	for _, th := range optimalThemes {
		t.Run(th.name, func(t *testing.T) {
			t.Parallel()
			gen := modeltest.Generator(th.cfg)
			total, most, large := 0, 0, 0
			for i := range n {
				wideFrom := 0
				if i%4 == 3 {
					wideFrom = 1
				}
				k, err := checkClasses(gen.Example(base+i), 20_000, wideFrom)
				if err != nil {
					t.Fatalf("program %d: %v", base+i, err)
				}
				if k == 0 { // more classes, or states, than are counted
					large++
				}
				total += k
				most = max(most, k)
			}
			t.Logf("%d programs, %d classes, at most %d; %d more were too large", n-large, total, most, large)
		})
	}
}
