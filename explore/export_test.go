package explore

import (
	"os"
	"strconv"
	"testing"

	"github.com/interleave-go/interleave/model/modeltest"
	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// VisitDFS runs every execution that dfs has of p with at most so many
// preemptions - negative: any number -, and shows each at its end.
func VisitDFS(p sim.Program, preemptions int, visit func(*sched.View)) {
	visitAll(p, newDFS(preemptions), visit)
}

func visitAll(p sim.Program, d enumerator, visit func(*sched.View)) {
	e := sim.NewEngine()
	defer e.Close()
	for more := true; more; {
		x := e.Run(p, d, 0, sim.Limits{NoRaces: true})
		if diverged := d.diverged(e.View()); diverged != nil {
			panic(diverged)
		}
		if x.End == sim.Quiet {
			visit(e.View())
		}
		more = d.next(e.View(), x.End == sim.Quiet) == another
	}
}

// Programs returns how many generated programs an oracle tries, and the number of the
// first: n, or so many under -short; or what INTERLEAVE_PROGRAMS and INTERLEAVE_FIRST say.
func Programs(n, short int) (programs, first int) {
	if testing.Short() {
		n = short
	}
	if s := os.Getenv("INTERLEAVE_PROGRAMS"); s != "" {
		n, _ = strconv.Atoi(s)
	}
	first, _ = strconv.Atoi(os.Getenv("INTERLEAVE_FIRST"))
	return n, first
}

// EachRaceless runs optimal DPOR over p, and shows each execution at its end, with
// whether it is plain to the search that it has no data race.
func EachRaceless(p modeltest.Program, show func(m *modeltest.Machine, raceless bool) error) error {
	m, d := modeltest.NewMachine(p), newDPOR(-1)
	return driveOn(m, d, func(v *sched.View) error {
		d.order.stronger = false
		d.disorder(0)
		return show(m, d.raceless(v))
	})
}

// Key returns what makes two failures the same.
func Key(f *Failure) string { return f.key }

// Company sets after how many executions other workers join in, and returns what
// sets it back.
func Company(executions int) (restore func()) {
	before := companyAfter
	companyAfter = executions
	return func() { companyAfter = before }
}
