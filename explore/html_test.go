package explore_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// htmlOf returns the page of a search.
func htmlOf(t *testing.T, p sim.Program, o explore.Options) string {
	t.Helper()
	o.Film = true
	page, err := mustRun(t, p, o).HTML()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestHTMLStandsAlone checks that a page loads nothing, is the same every time,
// and that no name in a program can break out of it.
func TestHTMLStandsAlone(t *testing.T) {
	evil := func(t *sim.Thread) {
		n := sim.NewVar(t, `</script><script>alert("n")</script>`, "<b>&amp;")
		n.Store(t, "</script>{{script}}")
		t.Fail("</script><img src=x onerror=alert(1)>")
	}
	o := explore.Options{Name: `</title><script>alert("name")</script>`, Strategy: "dfs"}
	page := htmlOf(t, evil, o)
	if page != htmlOf(t, evil, o) {
		t.Error("two runs of the same search give different pages")
	}
	if n := strings.Count(page, "</script>"); n != 2 {
		t.Errorf("%d script elements end, want the data and the program", n)
	}
	if strings.Contains(page, "<img") || strings.Count(page, "</title>") != 1 {
		t.Error("a name has become markup")
	}
	for _, m := range regexp.MustCompile(`(?:src|href|url)\s*[=(]\s*["']?[^"')\s>]*`).FindAllString(page, -1) {
		if !strings.HasPrefix(m, "url(#") && !strings.HasPrefix(m, "src=x") {
			t.Errorf("the page loads %s", m)
		}
	}
}

// browser returns a headless Chromium, or skips the test.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium is installed: what the page does is not tested")
	return ""
}

// render opens a page in a browser, after appending a script, and returns the
// document as it is then.
func render(t *testing.T, page, hash, script string) string {
	t.Helper()
	chromium := browser(t)
	file := filepath.Join(t.TempDir(), "page.html")
	page = strings.Replace(page, "</body>", "<script>onerror = e => document.body.dataset.error = e</script><script>"+script+"</script></body>", 1)
	if err := os.WriteFile(file, []byte(page), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--window-size=1280,900", "--virtual-time-budget=2000", "--dump-dom", "file://"+file+hash)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	if bytes.Contains(out, []byte("data-error")) || !bytes.Contains(out, []byte("data-step")) {
		t.Fatalf("the page's script failed:\n%.2000s", out)
	}
	return string(out)
}

// press is a script that presses keys.
func press(keys ...string) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(`document.dispatchEvent(new KeyboardEvent("keydown", {key: "` + k + `", bubbles: true}));`)
	}
	return b.String()
}

var tag = regexp.MustCompile(`<[^>]*>`)

// element returns the text of the element with this id.
func element(t *testing.T, dom, id string) string {
	t.Helper()
	_, rest, ok := strings.Cut(dom, `id="`+id+`"`)
	if !ok {
		t.Fatalf("there is no element %s", id)
	}
	_, rest, _ = strings.Cut(rest, ">")
	for _, end := range []string{"</section>", "</table>", "</pre>", "</div><p", "</code>"} {
		if i := strings.Index(rest, end); i >= 0 {
			rest = rest[:i]
		}
	}
	return strings.Join(strings.Fields(tag.ReplaceAllString(rest, " ")), " ")
}

// TestHTMLInABrowser walks through a deadlock with the keys.
func TestHTMLInABrowser(t *testing.T) {
	page := htmlOf(t, lockOrder, explore.Options{Name: "bank/locks", Strategy: "dfs"})
	for _, c := range []struct {
		hash, script string
		step         string
		now          string
		objects      string
		waits        string
	}{
		{"", "", "4", "b: lock B step 4 of 4", "A mutex held by a B mutex held by b", "a: lock B → b b: lock A → a"},
		{"", press("Home"), "0", "The start", "A mutex free B mutex free", "Nobody is blocked."},
		{"", press("Home", "ArrowRight", "ArrowRight", "ArrowRight"), "3", "a: lock A step 3 of 4", "A mutex held by a B mutex free", "main: join a b → a, b"},
		{"", press("ArrowLeft"), "3", "a: lock A", "A mutex held by a B mutex free", "main: join a b"},
		{"#step=2", press("]"), "4", "Preempts a, which could have gone on.", "", ""},
		{"", `document.getElementById("slider").value = 1; document.getElementById("slider").oninput();`, "1", "main: go a", "", ""},
		{"#step=99", "", "4", "b: lock B", "", ""},
	} {
		dom := render(t, page, c.hash, c.script)
		if !strings.Contains(dom, `data-step="`+c.step+`"`) {
			t.Errorf("%s %s: it is not at step %s", c.hash, c.script, c.step)
		}
		for id, want := range map[string]string{"now": c.now, "objects": c.objects, "waits-box": c.waits} {
			if got := element(t, dom, id); !strings.Contains(got, want) {
				t.Errorf("%s %s: %s is %q, want %q in it", c.hash, c.script, id, got, want)
			}
		}
		if testing.Short() {
			break
		}
	}
}

// TestHTMLOfManySteps checks that of a long execution only what is in view is in
// the document.
func TestHTMLOfManySteps(t *testing.T) {
	page := htmlOf(t, func(t *sim.Thread) {
		n := sim.NewAtomic(t, "n", 0)
		a := t.Go("a", func(t *sim.Thread) {
			for range 1000 {
				sim.Add(t, n, 1)
			}
		})
		for range 1000 {
			sim.Add(t, n, 1)
		}
		t.Join(a)
		t.Fail("here")
	}, explore.Options{Strategy: "random", Shrink: explore.NoShrink})
	dom := render(t, page, "#step=1500", press("PageDown"))
	if !strings.Contains(dom, `data-step="1510"`) || !strings.Contains(element(t, dom, "objects"), "n atomic 1509") {
		t.Errorf("at step %q, with objects %q", regexp.MustCompile(`data-step="\d+"`).FindString(dom), element(t, dom, "objects"))
	}
	if n := strings.Count(dom, `class="row`); n < 20 || n > 200 {
		t.Errorf("%d rows in the document", n)
	}
}
