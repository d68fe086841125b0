package sched

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"slices"
	"strings"
	"sync/atomic"
)

// A Seed determines one execution of one program. It prints as one word of
// letters, digits, '-', '_' and '.', which no shell changes:
//
//	i1-<strategy>-<payload>
//
// where i1 is the format version, the strategy has '.' for ':', '_' for '-'
// and 'P' for a decimal point, and the payload is in base64url without padding:
//
//	flags       1 byte   which of the parts marked * are there; compressed
//	numbering   uvarint  numberingOf the strategy
//	program     4 bytes  little endian, as all of fixed size
//	body, compressed if that is shorter and it has minBody to maxBody bytes
//	  number*   8 bytes
//	  steps*    uvarint
//	  options*  uvarint count, each with its uvarint length
//	  schedule* to the end, see appendSchedule
//	checksum    4 bytes  CRC-32 (IEEE) of "i1-<strategy>-" and all the above
//
// A part is there if and only if it is not zero or empty.
type Seed struct {
	Strategy string   // with parameters as the command line spells it: "random", "pct:3:57"; "schedule" for an explicit schedule
	Program  uint32   // ProgramHash of program name and parameters
	Number   uint64   // of a sampled execution
	Schedule Schedule // of an explicit one; with another strategy than "schedule", the beginning of the execution
	Steps    int      // step limit that shaped the execution, in steps; 0 if none
	Options  []string // whatever else shaped the execution, as "key=value" with distinct keys; parsed ones are sorted
}

const (
	seedVersion = "i1"

	// numbering is the version of how threads and alternatives are numbered, on
	// which every seed rests. Whoever changes that raises it, and ParseSeed then
	// refuses older seeds rather than replay another execution.
	numbering = 1

	maxStrategy = 64      // bytes
	minBody     = 48      // bytes; a shorter body is never compressed
	maxBody     = 8 << 20 // bytes; nor is a longer one, so a short word cannot hold more
)

// revised is how often the strategies have changed which number leads to which
// choices, on which the seeds of sampled executions rest besides. Whoever changes
// that for one of them raises it here, and older seeds of that strategy are
// refused. Since 1, loops that look again and again in vain give way under these,
// and under POS and SURW those that yield give way less often.
var revised = map[string]uint64{"pct": 1, "pos": 1, "random-delay": 1, "surw": 1}

// numberingOf returns the version that seeds of this strategy have.
func numberingOf(strategy string) uint64 {
	name, _, _ := strings.Cut(strings.TrimPrefix(strategy, "fair:"), ":")
	return numbering + revised[name]
}

// The flags of a payload.
const (
	flagCompressed = 1 << iota
	flagNumber
	flagSteps
	flagOptions
	flagSchedule
	flagsEnd
)

// Check reports what makes s impossible to print: a strategy that does not
// begin with a letter, is longer than 64 bytes or has anything but a-z, 0-9,
// ':', '-' and '.'; negative steps; an option that is not "key=value" or whose key
// occurs twice; a schedule step with a negative value or without its op.
func (s Seed) Check() error {
	if err := checkStrategy(s.Strategy); err != nil {
		return err
	}
	if s.Steps < 0 {
		return fmt.Errorf("its step limit %d is negative", s.Steps)
	}
	if err := checkOptions(sortedOptions(s.Options)); err != nil {
		return err
	}
	return s.Schedule.check()
}

func checkStrategy(name string) error {
	if name != "" && len(name) <= maxStrategy && name[0] >= 'a' && name[0] <= 'z' &&
		strings.IndexFunc(name, func(r rune) bool { return !strategyRune(r) }) < 0 {
		return nil
	}
	return fmt.Errorf("its strategy %q is not a name of a-z, 0-9, ':', '-' and '.'", shorten(name))
}

// checkOptions expects the options sorted: then those of one key are neighbours.
func checkOptions(options []string) error {
	before := ""
	for i, o := range options {
		key, _, ok := strings.Cut(o, "=")
		if !ok || key == "" {
			return fmt.Errorf("its option %q is not key=value", shorten(o))
		}
		if i > 0 && key == before {
			return fmt.Errorf("its option %q occurs twice", shorten(key))
		}
		before = key
	}
	return nil
}

func sortedOptions(options []string) []string { return slices.Sorted(slices.Values(options)) }

// The readable form of a strategy, and back.
var (
	strategyToWord = strings.NewReplacer(":", ".", "-", "_", ".", "P")
	wordToStrategy = strings.NewReplacer(".", ":", "_", "-", "P", ".")
)

// String returns the word of s. It panics if Check reports an error, since
// seeds are made by programs. Options may be in any order; the order of
// Schedule.Ops, and ops that no step uses, do not matter either.
func (s Seed) String() string {
	if err := s.Check(); err != nil {
		panic("sched: impossible seed: " + err.Error())
	}
	var flags byte
	var body []byte
	if s.Number != 0 {
		flags |= flagNumber
		body = binary.LittleEndian.AppendUint64(body, s.Number)
	}
	if s.Steps != 0 {
		flags |= flagSteps
		body = binary.AppendUvarint(body, uint64(s.Steps))
	}
	if len(s.Options) > 0 {
		flags |= flagOptions
		body = binary.AppendUvarint(body, uint64(len(s.Options)))
		for _, o := range sortedOptions(s.Options) {
			body = appendString(body, o)
		}
	}
	if len(s.Schedule.Steps) > 0 {
		flags |= flagSchedule
		body = appendSchedule(body, &s.Schedule)
	}
	if minBody <= len(body) && len(body) <= maxBody {
		if small := deflate(body); len(small) < len(body) {
			flags |= flagCompressed
			body = small
		}
	}
	payload := binary.AppendUvarint([]byte{flags}, numberingOf(s.Strategy))
	payload = binary.LittleEndian.AppendUint32(payload, s.Program)
	return seal(seedVersion+"-"+strategyToWord.Replace(s.Strategy)+"-", append(payload, body...))
}

// seal returns the word with this prefix and payload, adding the checksum.
func seal(prefix string, payload []byte) string {
	sum := checksum(prefix, payload)
	payload = binary.LittleEndian.AppendUint32(slices.Clip(payload), sum)
	return prefix + base64.RawURLEncoding.EncodeToString(payload)
}

func checksum(prefix string, payload []byte) uint32 {
	return crc32.Update(crc32.ChecksumIEEE([]byte(prefix)), crc32.IEEETable, payload)
}

// spare is a compressor, of 800 kB, that nobody uses just now; nil: none.
var spare atomic.Pointer[flate.Writer]

func deflate(b []byte) []byte {
	var out bytes.Buffer
	w := spare.Swap(nil)
	if w == nil {
		var err error
		if w, err = flate.NewWriter(nil, flate.BestCompression); err != nil {
			panic(err) // The level is a valid one.
		}
	}
	w.Reset(&out)
	w.Write(b) // Neither fails: a Buffer does not.
	w.Close()
	spare.Store(w)
	return out.Bytes()
}

// inflate undoes deflate, for at most maxBody bytes.
func inflate(b []byte) ([]byte, error) {
	in := bytes.NewReader(b)
	out, err := io.ReadAll(io.LimitReader(flate.NewReader(in), maxBody+1))
	switch {
	case err != nil:
		return nil, errors.New("it does not decompress")
	case len(out) > maxBody:
		return nil, fmt.Errorf("it decompresses to more than %d MiB", maxBody>>20)
	case in.Len() > 0:
		return nil, errors.New("something follows its end")
	}
	return out, nil
}

// ParseSeed reads a word that String printed. The result has its options
// sorted, and Schedule.Ops in the order of first use. An error is one line
// that names the mistake and the remedy. Another release of Go may compress
// otherwise, and so print another word for the same seed; each release parses
// both, to equal seeds. Bodies under minBody bytes print alike forever.
func ParseSeed(word string) (Seed, error) {
	const whole = "copy the whole word, from i1 to the last character"
	refuse := func(format string, args ...any) (Seed, error) {
		return Seed{}, fmt.Errorf("malformed seed %q: %s", shorten(word), fmt.Sprintf(format, args...))
	}
	if word == "" {
		return refuse("it is empty; %s", whole)
	}
	if i := strings.IndexFunc(word, func(r rune) bool { return !seedRune(r) }); i >= 0 {
		return refuse("character %d is not a letter, digit, '-', '_' or '.'; %s", i+1, whole)
	}
	version, rest, ok := strings.Cut(word, "-")
	if v, found := strings.CutPrefix(version, "i"); !ok || !found || v == "" || v[0] == '0' || strings.Trim(v, "0123456789") != "" {
		return refuse("it does not begin with i1-; %s", whole)
	}
	if version != seedVersion {
		return Seed{}, versionError(fmt.Sprintf("seed %q has format version %s, and this interleave reads %s only; use a newer interleave",
			shorten(word), shorten(version), seedVersion))
	}
	strategy, text, ok := strings.Cut(rest, "-")
	if !ok {
		return refuse("nothing follows its strategy; %s", whole)
	}
	payload, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil || len(payload) < 4 {
		return refuse("a part is missing or changed; %s", whole)
	}
	payload, sum := payload[:len(payload)-4], binary.LittleEndian.Uint32(payload[len(payload)-4:])
	if checksum(version+"-"+strategy+"-", payload) != sum {
		return refuse("its checksum does not match; %s", whole)
	}
	s, err := decodeSeed(wordToStrategy.Replace(strategy), payload)
	var other numberingError
	numbering := numberingOf(wordToStrategy.Replace(strategy))
	switch {
	case errors.As(err, &other) && uint64(other) > numbering:
		return Seed{}, versionError(fmt.Sprintf("seed %q numbers its choices by version %d, and this interleave by version %d; use a newer interleave",
			shorten(word), other, numbering))
	case errors.As(err, &other):
		return Seed{}, versionError(fmt.Sprintf("seed %q numbers its choices by version %d, and this interleave by version %d; search again for a new seed",
			shorten(word), other, numbering))
	case err != nil:
		// The checksum matched, so nobody mistyped it.
		return refuse("%v; search again for a new seed", err)
	}
	return s, nil
}

// ErrVersion is what errors.Is finds in the error for a seed of another version,
// which is not malformed.
var ErrVersion = errors.New("seed of another version")

// versionError is an error of that sort, with the remedy.
type versionError string

func (e versionError) Error() string { return string(e) }

func (versionError) Is(target error) bool { return target == ErrVersion }

// A numberingError is a numbering of choices that is not ours.
type numberingError int

func (n numberingError) Error() string { return fmt.Sprintf("numbering version %d", int(n)) }

// decodeSeed reads a payload without its checksum.
func decodeSeed(strategy string, payload []byte) (Seed, error) {
	s := Seed{Strategy: strategy}
	d := &decoder{b: payload}
	flags := byte(0)
	if b := d.bytes(1); b != nil {
		flags = b[0]
	}
	if n := d.count(); d.err == nil && uint64(n) != numberingOf(strategy) {
		return Seed{}, numberingError(n)
	}
	if b := d.bytes(4); b != nil {
		s.Program = binary.LittleEndian.Uint32(b)
	}
	if flags >= flagsEnd {
		d.fail(errRange)
	}
	if d.err == nil && flags&flagCompressed != 0 {
		if d.b, d.err = inflate(d.b); len(d.b) == 0 {
			d.fail(errShort)
		}
	}
	if flags&flagNumber != 0 {
		if b := d.bytes(8); b != nil {
			s.Number = binary.LittleEndian.Uint64(b)
		}
		if s.Number == 0 {
			d.fail(errCanonical)
		}
	}
	if flags&flagSteps != 0 {
		if s.Steps = d.count(); s.Steps == 0 {
			d.fail(errCanonical)
		}
	}
	if flags&flagOptions != 0 {
		n := d.count()
		if n == 0 {
			d.fail(errCanonical)
		}
		for ; n > 0 && d.err == nil; n-- {
			s.Options = append(s.Options, d.string())
		}
		if !slices.IsSorted(s.Options) {
			d.fail(errCanonical)
		}
	}
	if flags&flagSchedule != 0 {
		if len(d.b) == 0 {
			d.fail(errCanonical)
		}
		s.Schedule = d.schedule()
	}
	if len(d.b) > 0 {
		d.fail(errors.New("something follows its end"))
	}
	if d.err != nil {
		return Seed{}, d.err
	}
	return s, s.Check()
}

func strategyRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == ':' || r == '-' || r == '.'
}

func seedRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.'
}

// shorten cuts a text to what an error message can hold.
func shorten(text string) string {
	if len(text) > 24 {
		return text[:21] + "..."
	}
	return text
}

// ProgramHash returns the hash by which a seed knows its program: FNV-1a, 32
// bits, of the name and of the parameters, each "key=value", in any order.
func ProgramHash(name string, params ...string) uint32 {
	h := fnv.New32a()
	for _, s := range append([]string{name}, slices.Sorted(slices.Values(params))...) {
		h.Write(appendString(nil, s))
	}
	return h.Sum32()
}
