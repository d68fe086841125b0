package explore

import (
	"regexp"
	"slices"
	"strings"
)

// GoRace is a report of Go's race detector.
type GoRace struct {
	// Places are the places of the two accesses in the program, sorted, in the form
	// in which traces name places, "race/lost.go:12"; "" where an access has none.
	Places [2]string `json:"places"`
	// Object is the kind of object that was used without synchronisation, "Chan" or
	// "WaitGroup": the detector calls it a race when a send, or an Add from zero, is not
	// ordered with the close or the Wait. "": the race is on memory.
	Object string `json:"object,omitempty"`
	// Text is what the detector says.
	Text string `json:"text"`
}

// ParseGoRaces reads what Go's race detector has written: reports between lines of
// signs of equality, each with a stack for either access ("Data Race Detector",
// go.dev/doc/articles/race_detector, section "Report Format").
func ParseGoRaces(log string) []GoRace {
	const title = "WARNING: DATA RACE\n"
	var races []GoRace
	for report := range strings.SplitSeq(log, "==================\n") {
		if !strings.HasPrefix(report, title) {
			continue
		}
		r := GoRace{Text: strings.TrimSpace(report)}
		n := 0
		for part := range strings.SplitSeq(strings.TrimPrefix(report, title), "\n\n") {
			first, stack, _ := strings.Cut(part, "\n")
			if n == len(r.Places) || !isAccess(first) {
				continue
			}
			if frames := programFrames(stack); len(frames) > 0 {
				r.Places[n] = frames[0].place
			}
			if kind := handle(stack); kind != "" && kind != "Var" {
				r.Object = kind
			}
			n++
		}
		slices.Sort(r.Places[:])
		races = append(races, r)
	}
	return races
}

// isAccess reports whether a line begins the stack of an access: "Previous atomic
// write at 0x00c0000a4010 by goroutine 8:".
func isAccess(line string) bool {
	line = strings.ToLower(line)
	return strings.Contains(line, "read at 0x") || strings.Contains(line, "write at 0x")
}

// handleCall matches the call of a method of one of sim's handles.
var handleCall = regexp.MustCompile(`^\s*github\.com/interleave-go/interleave/sim\.\(\*([A-Z]\w*)`)

// handle returns the kind of handle whose method the program has called: of the first
// one, as seen from the program.
func handle(stack string) string {
	kind := ""
	for line := range strings.Lines(stack) {
		if m := handleCall.FindStringSubmatch(line); m != nil {
			kind = m[1]
		} else if kind != "" && !strings.Contains(line, ".go:") {
			break
		}
	}
	return kind
}
