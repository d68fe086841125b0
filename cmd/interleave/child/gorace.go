package child

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/interleave-go/interleave/explore"
)

// ObserveRaces is like Observe, of a process built with Go's race detector, and
// returns what that reported: each pair of places once.
func (p *Process) ObserveRaces(ctx context.Context, o explore.Options, output io.Writer, tell func(*explore.Observed)) ([]explore.GoRace, error) {
	dir, err := TempDir()
	if err != nil {
		return nil, fmt.Errorf("no place for the reports of Go's race detector: %w", err)
	}
	defer os.RemoveAll(dir)
	q := *p
	q.Env = append(slices.Clip(q.Env), "GORACE="+strings.TrimSpace(os.Getenv("GORACE")+
		" halt_on_error=0 exitcode=0 atexit_sleep_ms=0 log_path="+filepath.Join(dir, "log")))
	if _, err := q.Observe(ctx, o, output, tell); err != nil {
		return nil, err
	}
	logs, err := filepath.Glob(filepath.Join(dir, "log.*"))
	if err != nil {
		return nil, err
	}
	slices.Sort(logs)
	var races []explore.GoRace
	for _, log := range logs {
		text, err := os.ReadFile(log)
		if err != nil {
			return nil, fmt.Errorf("cannot read the report of Go's race detector: %w", err)
		}
		for _, r := range explore.ParseGoRaces(string(text)) {
			if !slices.ContainsFunc(races, func(s explore.GoRace) bool { return s.Places == r.Places }) {
				races = append(races, r)
			}
		}
	}
	slices.SortFunc(races, func(a, b explore.GoRace) int { return slices.Compare(a.Places[:], b.Places[:]) })
	return races, nil
}
