package scenarios_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/scenarios"
)

// TestPureIsDirect searches every scenario that promises to be pure both ways: with
// its threads memoised, and directly. The reports are equal, byte for byte. Those that
// do not promise it are found out, or say why.
func TestPureIsDirect(t *testing.T) {
	for _, s := range scenarios.All() {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			params, err := s.ParseParams(nil)
			if err != nil {
				t.Fatal(err)
			}
			p := s.Program(params)
			most := 3000
			if s.Endless {
				most = 60 // long ones
			}
			report := func(pure bool) (*explore.Report, string) {
				r, err := explore.Run(context.Background(), p, explore.Options{Name: s.Name, Strategy: "dpor", All: true, Steps: s.Steps, Pure: pure, Executions: most})
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(r)
				if err != nil {
					t.Fatal(err)
				}
				return r, string(b)
			}
			_, direct := report(false)
			r, pure := report(true)
			if d := cmp.Diff(direct, pure); d != "" && s.Pure() {
				t.Errorf("- direct, + pure:\n%s", d)
			}
			if direct := strings.Contains(strings.Join(r.Notes, "\n"), "made directly"); direct == s.Pure() {
				t.Errorf("pure %v, and made directly %v: notes %q", s.Pure(), direct, r.Notes)
			}
		})
	}
}
