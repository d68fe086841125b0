package explore_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sched"
)

// TestOptionsRefused gives options that mean nothing, and checks what the error
// says of each.
func TestOptionsRefused(t *testing.T) {
	for _, c := range []struct {
		options explore.Options
		want    string
	}{
		{explore.Options{Executions: -1}, "executions -1 is negative; 0 means the default"},
		{explore.Options{Steps: -7}, "steps -7 is negative; 0 means the default of 100000"},
		{explore.Options{Timeout: -time.Second}, "timeout -1s is negative; 0 means none"},
		{explore.Options{Workers: -2}, "workers -2 is negative; 0 means one per CPU"},
		{explore.Options{Stuck: -time.Second}, "stuck -1s is negative; 0 means the default of 10s"},
		{explore.Options{Preemptions: -2}, "preemptions -2 is negative; use NoPreemptions for none"},
		{explore.Options{Strategy: "random", Preemptions: 2}, `strategy "random" samples, so a bound on preemptions means nothing to it; use it with dpor, dfs or auto`},
		{explore.Options{Strategy: "pct:3", Preemptions: explore.NoPreemptions}, `strategy "pct:3" samples, so a bound on preemptions means nothing to it; use it with dpor, dfs or auto`},
		{explore.Options{Strategy: "pct:0"}, `strategy "pct:0": parameter "0" is not a positive number; known are ` + sched.Known},
		{explore.Options{Strategy: "pct:x"}, `strategy "pct:x": parameter "x" is not a positive number; known are ` + sched.Known},
		{explore.Options{Strategy: "pct:1001"}, `strategy "pct:1001": depth 1001 is more than 1000`},
		{explore.Options{Races: 3}, "races RaceMode(3) is no mode; want RaceFail, RaceNote or RaceOff"},
	} {
		r, err := explore.Run(context.Background(), twoAdders, c.options)
		if err == nil || err.Error() != c.want || r != nil {
			t.Errorf("Run with %+v: report %v, error %v; want %q", c.options, r, err, c.want)
		}
	}
}

// TestUnknownStrategy checks that the error names what there is.
func TestUnknownStrategy(t *testing.T) {
	for _, name := range []string{"rnd", "Random ", "dfs:3", "random:1", "pct:1:2:3"} {
		_, err := explore.Run(context.Background(), twoAdders, explore.Options{Strategy: name})
		if err == nil || !strings.HasPrefix(err.Error(), fmt.Sprintf("unknown strategy %q; known are auto, ", name)) || !strings.HasSuffix(err.Error(), ", "+sched.Known) {
			t.Errorf("strategy %q: error %v", name, err)
		}
	}
}

// TestRaceModes checks that every race mode is read as it is printed.
func TestRaceModes(t *testing.T) {
	for _, m := range []explore.RaceMode{explore.RaceFail, explore.RaceNote, explore.RaceOff} {
		if got, err := explore.ParseRaceMode(m.String()); got != m || err != nil {
			t.Errorf("%v is read as %v, error %v", m, got, err)
		}
	}
	if _, err := explore.ParseRaceMode("never"); err == nil || err.Error() != `unknown race mode "never"; want fail, note or off` {
		t.Errorf("an unknown mode gives error %v", err)
	}
}
