package sched

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"math"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// lostUpdate is a schedule of 20 steps, two threads and 6 ops.
func lostUpdate() Schedule {
	var s Schedule
	for range 5 {
		s.Append(1, 0, "a load n")
		s.Append(2, 0, "b load n")
		s.Append(1, 0, "a store n 1")
		s.Append(2, 0, "b store n 1")
	}
	s.Steps = s.Steps[:16]
	s.Append(1, 0, "a lock mutex")
	s.Append(1, 0, "a unlock mutex")
	s.Append(1, 0, "a lock mutex")
	s.Append(1, 0, "a unlock mutex")
	return s
}

func samples() []Seed {
	var long Schedule
	p := NewPRNG(3)
	for i := range 60 {
		long.Append(p.IntN(3), p.IntN(2), fmt.Sprintf("worker/%d trysend jobs %d", p.IntN(3), i%4))
	}
	var lost Schedule
	lost.Append(1, 0, "a load n")
	lost.Append(2, 0, "b load n")
	lost.Append(2, 0, "b store n 1")
	lost.Append(1, 1, "a store n 1")
	program := ProgramHash("race/lost-update", "threads=2")
	return []Seed{
		{Strategy: "random", Program: program, Number: Mix(1, 0)},
		{Strategy: "pct:3:57", Program: program, Number: Mix(1, 1), Steps: 10000, Options: []string{"faults=1", "time=adversarial"}},
		{Strategy: "schedule", Program: program},
		{Strategy: "schedule", Program: program, Schedule: lost},
		{Strategy: "schedule", Program: program, Schedule: long, Options: []string{"cycle=40"}},
	}
}

// The words are frozen: users keep them in testdata, so what they decode to
// must stay equal until their strategy draws otherwise. They may print otherwise
// only if compressed.
func TestGoldenWords(t *testing.T) {
	words := []string{
		"i1-random-AgEirAeDwVwCiewtCpEn8ABS",
		"i1-pct.3.57-DgIirAeDZ-yOZaGN676QTgIIZmF1bHRzPTEQdGltZT1hZHZlcnNhcmlhbNZSPPM",
		"i1-schedule-AAEirAeDFc_8ew",
		"i1-schedule-EAEirAeDAQIiCwEFBCILAggEJAoXDwIkChcBAWdJirM",
		"i1-schedule-GQEirAeDNIxNa8JQEEXnjAkJWhViQxqEhuAitFK0H9tu53eE8fmgHyDYRem_L09wee8991Ae_g7fx_e3_WQsf0_nr-N5tzfPPk_-Uyt5uJbP5g2zeI0v5q2wiOYfvLKK5jXUo3kj62DeKt2YNjbBPIl0yoIJ5KzhHqWBYbyQjyGRFbdT5qyEQmh1K2xgF80bTZelINlM2YJSwCB0QkU2wIP0Uih3N1XSC3PteZJWO-g1l3IJ_wEAAP__x1ho1Q",
	}
	for i, want := range samples() {
		got, err := ParseSeed(words[i])
		if err != nil {
			t.Error(err)
		} else if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", words[i], diff)
		}
		if i != 4 && want.String() != words[i] {
			t.Errorf("%s now prints as %s", words[i], want)
		}
	}
	if got, want := ProgramHash("race/lost-update", "threads=2"), uint32(0x8307ac22); got != want {
		t.Errorf("ProgramHash = %#x, want %#x", got, want)
	}
}

func seeds(maxSteps int) *rapid.Generator[Seed] {
	return rapid.Custom(func(t *rapid.T) Seed {
		s := Seed{
			Strategy: rapid.StringMatching(`[a-z][a-z0-9:.-]{0,20}`).Draw(t, "strategy"),
			Program:  rapid.Uint32().Draw(t, "program"),
			Number:   rapid.Uint64().Draw(t, "number"),
			Steps:    rapid.IntRange(0, math.MaxInt).Draw(t, "steps"),
		}
		for k, v := range rapid.MapOfN(rapid.StringMatching(`[a-z.-]+`), rapid.String(), 0, 3).Draw(t, "options") {
			s.Options = append(s.Options, k+"="+v)
		}
		slices.Sort(s.Options)
		texts := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"", " ", "a  b", "main go a", "b lock mu", "b store x 1", "select recv a | default"}),
			rapid.String(),
		), 1, 50).Draw(t, "texts")
		p := NewPRNG(rapid.Uint64().Draw(t, "prng"))
		for range rapid.IntRange(0, maxSteps).Draw(t, "length") {
			thread, alt := p.IntN(4), max(0, p.IntN(6)-3)
			if p.IntN(50) == 0 {
				thread, alt = p.IntN(math.MaxInt), p.IntN(math.MaxInt)
			}
			s.Schedule.Append(thread, alt, texts[p.IntN(len(texts))])
		}
		return s
	})
}

// word is what every shell takes as it is: no option, no glob, no quoting.
var word = regexp.MustCompile(`^i1-[A-Za-z0-9._-]+$`)

func roundTrip(t interface{ Fatalf(string, ...any) }, s Seed) {
	w := s.String()
	if !word.MatchString(w) {
		t.Fatalf("%q is not shell-safe", w)
	}
	got, err := ParseSeed(w)
	if err != nil {
		t.Fatalf("%v\n%s", err, w)
	}
	if diff := cmp.Diff(s, got); diff != "" {
		t.Fatalf("%s: %s", w, diff)
	}
	if again := got.String(); again != w {
		t.Fatalf("%s prints as %s after parsing", w, again)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { roundTrip(t, seeds(200).Draw(t, "seed")) })
}

func TestRoundTripLong(t *testing.T) {
	p := NewPRNG(1)
	spin, mixed, distinct := Seed{Strategy: "schedule"}, Seed{Strategy: "schedule"}, Seed{Strategy: "schedule"}
	for i := range 10_000 {
		spin.Schedule.Append(1, 0, "a aload flag")
		th := p.IntN(8)
		mixed.Schedule.Append(th, p.IntN(2), fmt.Sprintf("t%d lock mu%d", th, p.IntN(4)))
		distinct.Schedule.Append(i%2, 0, fmt.Sprintf("a store n %d", i))
	}
	for name, s := range map[string]Seed{"spin": spin, "mixed": mixed, "distinct": distinct} {
		roundTrip(t, s)
		t.Logf("10,000 steps, %s: %d characters", name, len(s.String()))
	}
}

// Order of options, order of ops and ops without steps are not part of an
// execution, nor of its word.
func TestOneWordPerExecution(t *testing.T) {
	a := Seed{Strategy: "schedule", Options: []string{"b=1", "a=2"}, Schedule: Schedule{
		Steps: []ScheduleStep{{1, 0, 2}, {2, 0, 0}, {1, 0, 3}},
		Ops:   []string{"b lock mu", "never done", "a lock mu", "b lock mu"},
	}}
	b := Seed{Strategy: "schedule", Options: []string{"a=2", "b=1"}}
	b.Schedule.Append(1, 0, "a lock mu")
	b.Schedule.Append(2, 0, "b lock mu")
	b.Schedule.Append(1, 0, "b lock mu")
	if a.String() != b.String() {
		t.Errorf("%s and %s", a, b)
	}
	if got := b.Schedule.Text(1); got != "b lock mu" {
		t.Errorf("Text(1) = %q", got)
	}
	roundTrip(t, b)
}

func TestEveryMistypedWordIsRefused(t *testing.T) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_. \n'"
	for _, s := range samples() {
		w := s.String()
		var wrong []string
		for i := range w {
			wrong = append(wrong, w[:i], w[:i]+w[i+1:])
			for _, c := range alphabet {
				wrong = append(wrong, w[:i]+string(c)+w[i+1:], w[:i]+string(c)+w[i:])
			}
			if i > 0 {
				wrong = append(wrong, w[:i-1]+w[i:i+1]+w[i-1:i]+w[i+1:])
			}
		}
		wrong = append(wrong, w+" ", w+"\n", w+"A", " "+w, strings.ToUpper(w), w+w)
		for _, x := range wrong {
			if x == w {
				continue
			}
			got, err := ParseSeed(x)
			if err == nil {
				t.Errorf("%q, mistyped from %q, parses as %+v", x, w, got)
			} else if strings.Contains(err.Error(), "\n") || len(err.Error()) > 200 {
				t.Errorf("not one short line: %v", err)
			}
		}
	}
}

// body returns the word of a payload with these flags and body.
func bodyWord(flags byte, version uint64, body []byte) string {
	b := binary.LittleEndian.AppendUint32(binary.AppendUvarint([]byte{flags}, version), 0)
	return seal("i1-schedule-", append(b, body...))
}

func TestErrors(t *testing.T) {
	flip := func(w string) string { return w[:len(w)-10] + "AAAA" + w[len(w)-6:] }
	good := samples()[3].String()
	for _, c := range []struct{ word, want string }{
		{"", `malformed seed "": it is empty; copy the whole word, from i1 to the last character`},
		{"-1", `malformed seed "-1": it does not begin with i1-; copy the whole word, from i1 to the last character`},
		{"5312", `malformed seed "5312": it does not begin with i1-; copy the whole word, from i1 to the last character`},
		{"i2-random-AAAA", `seed "i2-random-AAAA" has format version i2, and this interleave reads i1 only; use a newer interleave`},
		{"i01-random-AAAA", `malformed seed "i01-random-AAAA": it does not begin with i1-; copy the whole word, from i1 to the last character`},
		{"i1-random", `malformed seed "i1-random": nothing follows its strategy; copy the whole word, from i1 to the last character`},
		{"i1-random-A", `malformed seed "i1-random-A": a part is missing or changed; copy the whole word, from i1 to the last character`},
		{"i1-random-AA AA", `malformed seed "i1-random-AA AA": character 13 is not a letter, digit, '-', '_' or '.'; copy the whole word, from i1 to the last character`},
		{flip(good), `malformed seed "i1-schedule-EAEirAeDA...": its checksum does not match; copy the whole word, from i1 to the last character`},
		{bodyWord(0, 2, []byte("any")), `seed "i1-schedule-AAIAAAAAY..." numbers its choices by version 2, and this interleave by version 1; use a newer interleave`},
		{"i1-pct.3.57-DgEirAeDZ-yOZaGN676QTgIIZmF1bHRzPTEQdGltZT1hZHZlcnNhcmlhbKXZB8s", `seed "i1-pct.3.57-DgEirAeDZ..." numbers its choices by version 1, and this interleave by version 2; search again for a new seed`},
		{bodyWord(0, 0, nil), `seed "i1-schedule-AAAAAAAAS..." numbers its choices by version 0, and this interleave by version 1; search again for a new seed`},
		{bodyWord(0, 1, []byte{1}), `something follows its end; search again for a new seed`},
		{bodyWord(flagsEnd, 1, nil), `a value is out of range;`},
		{bodyWord(flagNumber, 1, make([]byte, 8)), `a value is not in its shortest form;`},
		{bodyWord(flagNumber, 1, make([]byte, 7)), `it ends too early;`},
		{bodyWord(flagSteps, 1, []byte{0x81, 0}), `a value is not in its shortest form;`},
		{bodyWord(flagSteps, 1, []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1}), `a value is out of range;`},
		{bodyWord(flagOptions, 1, []byte{2, 3, 'b', '=', '1', 3, 'a', '=', '1'}), `a value is not in its shortest form;`},
		{bodyWord(flagOptions, 1, []byte{2, 3, 'a', '=', '1', 3, 'a', '=', '2'}), `its option "a" occurs twice;`},
		{bodyWord(flagOptions, 1, []byte{1, 1, 'a'}), `its option "a" is not key=value;`},
		{bodyWord(flagSchedule, 1, []byte{4, 1}), `a value is out of range;`},    // the second op first
		{bodyWord(flagSchedule, 1, []byte{0, 1, 1, 0}), `a value is not in its`}, // thread 0 said although it is expected
		{bodyWord(flagSchedule, 1, []byte{0, 1, 4, 1}), `a value is not in its`}, // the same op spelled twice
		{bodyWord(flagCompressed|flagSchedule, 1, []byte("no flate")), `it does not decompress;`},
		{bodyWord(flagCompressed, 1, append(deflate([]byte{0}), 0)), `something follows its end;`},
		{bodyWord(flagCompressed, 1, deflate(nil)), `it ends too early;`},
	} {
		_, err := ParseSeed(c.word)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s:\n got %v\nwant %s", shorten(c.word), err, c.want)
		}
	}
}

// A hostile word has a right checksum, and little of it promises much.
func TestHostileWordsAllocateLittle(t *testing.T) {
	huge := []byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f} // MaxInt64
	// One word of 60,000 bytes in every op, in 100,000 ops: 6 GB of text.
	long := binary.AppendUvarint([]byte{0, byte(len(scheduleWords) << 1)}, 60_000)
	long = append(append(long, strings.Repeat("w", 60_000)...), 1)
	for op := 1; op <= 100_000; op++ {
		long = binary.AppendUvarint(long, uint64(op)<<2)
		long = append(long, byte(len(scheduleWords)<<1))
		for d := op; d > 0; d /= 10 {
			long = append(long, byte(d%10)<<1)
		}
		long = append(long, 1)
	}
	for _, c := range []struct {
		name, word, want string
		limit            uint64 // bytes
	}{
		{"options", bodyWord(flagOptions, 1, huge), "ends too early", 1 << 16},
		{"an option's length", bodyWord(flagOptions, 1, append([]byte{1}, huge...)), "ends too early", 1 << 16},
		{"an op's number", bodyWord(flagSchedule, 1, huge), "out of range", 1 << 16},
		{"a bomb", bodyWord(flagCompressed|flagSchedule, 1, deflate(make([]byte, 1<<26))), "more than 8 MiB", 1 << 28},
		{"text", bodyWord(flagSchedule, 1, long), "more than 64 MiB of text", 1 << 28},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ParseSeed(c.word)
		runtime.ReadMemStats(&after)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
		if took := after.TotalAlloc - before.TotalAlloc; took > c.limit {
			t.Errorf("%s: %d characters took %d bytes", c.name, len(c.word), took)
		}
	}
}

func TestSize(t *testing.T) {
	s := Seed{Strategy: "schedule", Program: ProgramHash("race/lost-update"), Schedule: lostUpdate()}
	if len(s.Schedule.Steps) != 20 || len(s.Schedule.Ops) != 6 {
		t.Fatalf("%d steps, %d ops", len(s.Schedule.Steps), len(s.Schedule.Ops))
	}
	t.Logf("20 steps, 6 ops: %d characters: %s", len(s.String()), s)
	if len(s.String()) > 110 {
		t.Errorf("%d characters", len(s.String()))
	}
	for _, s := range samples() {
		t.Logf("%d characters: %s", len(s.String()), s)
	}
}

func TestCheck(t *testing.T) {
	for _, s := range []Seed{
		{},
		{Strategy: "3pct"},
		{Strategy: "Random"},
		{Strategy: "-pct"},
		{Strategy: "pct_3"},
		{Strategy: "aB"},
		{Strategy: "a" + strings.Repeat("0", maxStrategy)},
		{Strategy: "random", Steps: -1},
		{Strategy: "random", Options: []string{"=1"}},
		{Strategy: "random", Options: []string{"a=1", "b=1", "a=2"}},
		{Strategy: "schedule", Schedule: Schedule{Steps: []ScheduleStep{{0, 0, 0}}}},
		{Strategy: "schedule", Schedule: Schedule{Steps: []ScheduleStep{{-1, 0, 0}}, Ops: []string{"a"}}},
	} {
		if s.Check() == nil {
			t.Errorf("%+v passes", s)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%+v prints", s)
				}
			}()
			_ = s.String()
		}()
	}
}

func TestReadableStrategy(t *testing.T) {
	for _, c := range []struct{ strategy, prefix string }{
		{"random", "i1-random-"},
		{"pct:3:57", "i1-pct.3.57-"},
		{"round-robin", "i1-round_robin-"},
		{"walk:0.25", "i1-walk.0P25-"},
	} {
		s := Seed{Strategy: c.strategy, Number: 1}
		if !strings.HasPrefix(s.String(), c.prefix) {
			t.Errorf("%s prints as %s", c.strategy, s)
		}
		roundTrip(t, s)
	}
}

func TestProgramHash(t *testing.T) {
	if ProgramHash("p", "a=1", "b=2") != ProgramHash("p", "b=2", "a=1") {
		t.Error("the order of parameters matters")
	}
	seen := map[uint32]string{}
	for _, p := range [][]string{{"p"}, {"q"}, {"p", "a=1"}, {"p", "a=2"}, {"p", "a=1", "b=2"}, {"pa=1"}, {"p", "a=1b=2"}, {"p", ""}} {
		h := ProgramHash(p[0], p[1:]...)
		if other, ok := seen[h]; ok {
			t.Errorf("%q and %s hash alike", p, other)
		}
		seen[h] = fmt.Sprintf("%q", p)
	}
}

// FuzzParseSeed reads words as they are, and payloads with the checksum put
// right, since else no mutation would get past it.
func FuzzParseSeed(f *testing.F) {
	for _, s := range samples() {
		w := s.String()
		payload, err := base64.RawURLEncoding.DecodeString(strings.SplitN(w, "-", 3)[2])
		if err != nil {
			f.Fatal(err)
		}
		f.Add(w, payload[:len(payload)-4])
	}
	f.Fuzz(func(t *testing.T, w string, payload []byte) {
		for _, w := range []string{w, seal("i1-schedule-", payload)} {
			s, err := ParseSeed(w)
			if err != nil {
				continue
			}
			again := s.String()
			got, err := ParseSeed(again)
			if err != nil {
				t.Fatalf("%s prints as %s: %v", w, again, err)
			}
			if diff := cmp.Diff(s, got); diff != "" {
				t.Fatalf("%s prints as %s: %s", w, again, diff)
			}
			if got.String() != again {
				t.Fatalf("%s prints in two ways", again)
			}
		}
	})
}
