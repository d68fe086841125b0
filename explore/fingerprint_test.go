package explore

import (
	"testing"

	"github.com/interleave-go/interleave/model"
	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sched"
)

// Executions of generated programs have the same fingerprint if and only if
// the oracle says that they are of one class.
func TestFingerprints(t *testing.T) {
	for _, th := range []struct {
		name string
		cfg  modeltest.Config
	}{
		{"all", modeltest.Config{}},
		{"all, timed", modeltest.Config{Timed: true, MaxThreads: 4}},
		{"barriers", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Barrier, modeltest.Variable}, MaxObjects: 2, MaxThreads: 4, Timed: true}},
		{"wait groups", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.WaitGroup}, MaxObjects: 1, MaxThreads: 4}},
		{"channels", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Channel}, MaxObjects: 2, MaxThreads: 4}},
		{"conditions", modeltest.Config{Kinds: []modeltest.ObjectKind{modeltest.Cond, modeltest.FIFOCond, modeltest.Mutex}, MaxObjects: 2, MaxThreads: 4, Timed: true}},
	} {
		gen := modeltest.Generator(th.cfg)
		again := 0
		for i := range 150 {
			p := gen.Example(i)
			m, tracer := modeltest.NewMachine(p), modeltest.NewTracer()
			var f fingerprint
			walk := &sched.Random{}
			prints, classes := map[string]uint64{}, map[uint64]string{}
			for n := range 80 {
				runMachine(m, walk, uint64(n))
				class, print := tracer.Class(m.State), f.of(m.State)
				if old, ok := prints[class]; ok && old != print {
					t.Fatalf("%s, program %d: two executions of a class have different fingerprints\n%s", th.name, i, p)
				} else if ok {
					again++
				}
				if old, ok := classes[print]; ok && old != class {
					t.Fatalf("%s, program %d: two classes have one fingerprint\n%s", th.name, i, p)
				}
				prints[class], classes[print] = print, class
			}
		}
		if again < 1000 {
			t.Errorf("%s: only %d executions were of a class seen before", th.name, again)
		}
	}
}

// runMachine makes one execution of m under st.
func runMachine(m *modeltest.Machine, st sched.Strategy, number uint64) {
	v := &sched.View{State: m.State}
	m.Reset()
	v.Current = model.NoThread
	st.Begin(number)
	for m.State.Settle() {
		c := st.Next(v)
		m.Step(c)
		v.Current = c.Thread
	}
}

// A fingerprint allocates nothing once it has seen a program.
func TestFingerprintAllocatesNothing(t *testing.T) {
	m := modeltest.NewMachine(modeltest.Generator(modeltest.Config{}).Example(1))
	runMachine(m, &sched.Random{}, 1)
	var f fingerprint
	f.of(m.State)
	if n := testing.AllocsPerRun(10, func() { f.of(m.State) }); n > 0 {
		t.Errorf("%.0f allocations", n)
	}
}
