package driver_test

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/explore/driver"
	"github.com/interleave-go/interleave/sim"
)

func stuck(t *sim.Thread) { sim.NewChan[int](t, "c", 0).Recv(t) }

// endless has more interleavings than anybody can wait for.
func endless(t *sim.Thread) {
	n := sim.NewAtomic(t, "n", 0)
	for range 6 {
		t.Go("adder", func(t *sim.Thread) {
			for range 6 {
				sim.Add(t, n, 1)
			}
		})
	}
}

// talk serves one request, written as the command writes it, and returns the
// events. The input stays open until the driver is done, or ends at the first
// progress.
func talk(t *testing.T, p sim.Program, request string, hangUp bool) []driver.Event {
	t.Helper()
	in, command := io.Pipe()
	events, out := io.Pipe()
	go io.WriteString(command, request+"\n")
	go func() {
		out.CloseWithError(driver.Serve(p, in, out))
	}()
	var all []driver.Event
	for dec := json.NewDecoder(events); ; {
		var e driver.Event
		if err := dec.Decode(&e); err == io.EOF {
			command.Close()
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, e)
		if hangUp && e.Progress != nil {
			command.Close()
		}
	}
}

func encode(t *testing.T, r driver.Request) string {
	t.Helper()
	text, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestServe(t *testing.T) {
	o := explore.Options{Name: "example.com/x.Stuck", Command: "./x.Stuck"}
	events := talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Search, Options: o}), false)
	if len(events) != 2 || events[0].Protocol != driver.Protocol || !events[1].Done || events[1].Error != "" {
		t.Fatalf("events %+v, want the protocol and a report", events)
	}
	r, err := explore.Decode(events[1].Report)
	if err != nil {
		t.Fatal(err)
	}
	text := r.Text(100)
	_, line, _ := strings.Cut(text, "  interleave replay ./x.Stuck ")
	if r.Verdict != sim.Fail || line == "" {
		t.Fatalf("the report is\n%s", text)
	}
	events = talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Replay, Seed: strings.TrimSpace(line), Options: o}), false)
	if r, err := explore.Decode(events[len(events)-1].Report); err != nil || r.Verdict != sim.Fail || r.Strategy != "replay" {
		t.Errorf("the replay is %+v, %v", r, err)
	}
	events = talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Replay, Options: o}), false)
	if last := events[len(events)-1]; !strings.HasPrefix(last.Error, "malformed seed") || last.Report != nil {
		t.Errorf("without a seed: %+v", last)
	}
}

// TestServeHangUp checks that the end of the input ends the search, which still
// reports what it has.
func TestServeHangUp(t *testing.T) {
	request := driver.Request{Protocol: driver.Protocol, Task: driver.Search, Progress: true, Options: explore.Options{Strategy: "dfs", Timeout: time.Minute}}
	events := talk(t, endless, encode(t, request), true)
	r, err := explore.Decode(events[len(events)-1].Report)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Limits) != 1 || r.Limits[0] != "cancelled" || r.Executions == 0 {
		t.Errorf("limits %q after %d executions", r.Limits, r.Executions)
	}
}

// TestServeStrangers checks that a request of another version is refused, rather
// than carried out without what it does not know.
func TestServeStrangers(t *testing.T) {
	for _, request := range []string{
		`{"Protocol":1000}`,
		`{"Protocol":2,"Options":{"Sorcery":true}}`,
		`hello`,
	} {
		events := talk(t, stuck, request, false)
		if last := events[len(events)-1]; !last.Done || last.Report != nil || !strings.Contains(last.Error, "does not understand") {
			t.Errorf("%s is answered by %+v", request, last)
		}
	}
	if err := driver.Serve(stuck, strings.NewReader(""), io.Discard); err == nil {
		t.Error("no request is answered by no error")
	}
}

// TestServeCrossCheck asks for both sides of a cross-check.
func TestServeCrossCheck(t *testing.T) {
	o := explore.Options{Name: "example.com/x.Stuck", Real: explore.RealOptions{Runs: 30}}
	events := talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Allow, Options: o}), false)
	allowed, err := explore.Decode(events[len(events)-1].Report)
	if err != nil || !allowed.Complete || len(allowed.Outcomes) != 1 {
		t.Fatalf("the model allows %+v, %v", allowed, err)
	}
	events = talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Observe, From: 10, Options: o}), false)
	seen := &explore.Observed{}
	for _, e := range events[1 : len(events)-1] {
		seen.Add(e.Observed)
	}
	if last := events[len(events)-1]; !last.Done || last.Ended != "" || last.Error != "" {
		t.Errorf("the last event is %+v", last)
	}
	if r := explore.Compare(allowed, seen, ""); !r.Agrees() || r.Runs != 20 || seen.Next != 30 {
		t.Errorf("%d runs up to %d\n%s", r.Runs, seen.Next, r.Text(100))
	}
	o.Real.Runs = -1
	events = talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: driver.Observe, Options: o}), false)
	if last := events[len(events)-1]; !strings.HasPrefix(last.Error, "runs -1 is negative") {
		t.Errorf("the last event is %+v", last)
	}
	events = talk(t, stuck, encode(t, driver.Request{Protocol: driver.Protocol, Task: "dance"}), false)
	if last := events[len(events)-1]; last.Error != `the driver has no task "dance"` {
		t.Errorf("the last event is %+v", last)
	}
}
