package explore_test

import (
	"strings"
	"testing"
	"unicode"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// loud puts control characters wherever a program can put text.
func loud(t *sim.Thread) {
	mu := sim.NewMutex(t, "mu\x1b[31m\n")
	c := sim.NewChan[string](t, "c\x00", 1)
	a := t.Go("a\x1b\n\nb", func(t *sim.Thread) {
		mu.Lock(t)
		c.Send(t, "sent\x1b\n")
		t.Observe("seen\x1b", "one\ntwo")
		mu.Lock(t)
	})
	b := t.Go("p\x1b\n", func(t *sim.Thread) { panic("p\x1b\nanic") })
	t.Go("f", func(t *sim.Thread) { t.Fail("fail\x1b\ning") })
	t.Join(a, b)
}

// TestControlCharacters checks that control characters reach no terminal and break no
// line, and that JSON has them as they are.
func TestControlCharacters(t *testing.T) {
	raw := func(text string) bool {
		return strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' })
	}
	t.Chdir(t.TempDir())
	r, told := checked("TestX", loud, explore.Options{Params: []string{"x=\x1b"}, Strategy: "dfs"})
	for _, width := range []int{40, 100, 200} {
		text := r.Text(width)
		if raw(text) {
			t.Errorf("width %d: control characters in\n%q", width, text)
		}
		for _, says := range []string{
			`TestX x=\x1b   fail: `, "\n" + `panic: p\x1b` + "\n  anic\n", `assertion: fail\x1b` + "\n  ing\n",
			`seen\x1b=one\ntwo`, `mu\x1b[31m\n`, "\n" + `p\x1b\n failed`,
		} {
			if !strings.Contains(text, says) {
				t.Errorf("width %d: no %s in\n%s", width, says, text)
			}
		}
	}
	if text := r.Text(200); !strings.Contains(text, `   a\x1b\n\nb   `) {
		t.Errorf("the drawing:\n%s", text)
	}
	if raw(told) {
		t.Errorf("the test is told\n%q", told)
	}
	if j := asJSON(t, r); !strings.Contains(j, `"message":"p\u001b\nanic"`) || !strings.Contains(j, `"thread":"a\u001b\n\nb"`) {
		t.Error(j)
	}
	c, err := explore.CrossCheck(t.Context(), loud, explore.Options{Name: "loud\x1b", Real: explore.RealOptions{Runs: 5}})
	if err != nil {
		t.Fatal(err)
	}
	if text := c.Text(100); raw(text) || !strings.Contains(text, `seen\x1b=one\ntwo [`) || !strings.Contains(text, "\n"+`  a\x1b\n\nb [sync.Mutex.Lock]  `) {
		t.Errorf("crosscheck:\n%q", text)
	}
}
