package explore

import (
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
)

// savedVersion is the version of the form of a saved search.
const savedVersion = 2

// sealedSearch is how a saved search is written: with a digest, since one that was damaged
// could pass for a search that has covered everything.
type sealedSearch struct {
	Version int             `json:"interleave-search"`
	Digest  string          `json:"sha256"`
	Search  json.RawMessage `json:"search"`
}

func digest(b []byte) string { return fmt.Sprintf("%x", sha256.Sum256(b)) }

// savedSearch is a search that was ended before it was over, as Options.Resume
// keeps it: what it is a search of, what it has found, and what is left.
type savedSearch struct {
	Of      savedOf   `json:"of"`
	Found   tally     `json:"found"`
	Blocked int       `json:"blocked,omitempty"`
	Sampled *Sampling `json:"sampled,omitempty"`
	Left    frontier  `json:"left"` // empty: everything
}

// savedOf is what must be the same for a search to be taken up.
type savedOf struct {
	Program     string   `json:"program"`
	Params      []string `json:"params,omitempty"`
	Strategy    string   `json:"strategy"`
	Seed        uint64   `json:"seed,omitempty"`
	Steps       int      `json:"steps"`
	Preemptions int      `json:"preemptions,omitempty"`
	Races       string   `json:"races"`
	All         bool     `json:"all,omitempty"`
	Shape       []string `json:"shape,omitempty"` // time and the like
}

func (o *Options) savedOf() savedOf {
	return savedOf{Program: o.Name, Params: o.Params, Strategy: o.strategy(), Seed: o.Seed, Steps: o.steps(), Preemptions: o.Preemptions, Races: o.Races.String(), All: o.All, Shape: o.shape()}
}

// loadSaved reads the search in o.Resume; nil: there is none as yet, and one can be saved.
func loadSaved(o *Options) (*savedSearch, error) {
	b, err := os.ReadFile(o.Resume)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, canSave(o.Resume)
	}
	if err != nil {
		return nil, fmt.Errorf("the saved search cannot be read: %w", err)
	}
	var sealed sealedSearch
	if err := json.Unmarshal(b, &sealed); err != nil || sealed.Version == 0 {
		return nil, fmt.Errorf("%s holds no saved search; name the file of one, or one that is not there yet", o.Resume)
	}
	if sealed.Version != savedVersion {
		return nil, fmt.Errorf("%s was saved by another version of interleave (form %d, this one reads %d); remove it to begin again", o.Resume, sealed.Version, savedVersion)
	}
	s := &savedSearch{}
	if err := json.Unmarshal(sealed.Search, s); err != nil || sealed.Digest != digest(sealed.Search) {
		return nil, fmt.Errorf("the search saved in %s is damaged: it is not what was written; remove it to begin again", o.Resume)
	}
	have, want := reflect.ValueOf(s.Of), reflect.ValueOf(o.savedOf())
	for i := range want.NumField() {
		if a, b := fmt.Sprint(have.Field(i)), fmt.Sprint(want.Field(i)); a != b {
			return nil, fmt.Errorf("%s holds a search with %s %s, and this one has %s; search with the same options, or name another file", o.Resume, want.Type().Field(i).Name, a, b)
		}
	}
	return s, nil
}

// save writes what is left of the search that p carried out to o.Resume, or
// removes the file when nothing is.
func (s *search) save(p *pool) error {
	t := &p.root.tally
	if p.halted {
		p.fold()
	}
	if !p.halted && !slices.Contains(t.limits, "executions") {
		if err := os.Remove(s.o.Resume); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	d := p.root.d.(*dpor)
	if s.saved != nil && d.fork == nil { // nothing was done: the file is as it should be
		t.remark(leftIn, s.o.Resume)
		return nil
	}
	sv := savedSearch{Of: s.o.savedOf(), Blocked: s.blocked + d.redundant, Sampled: s.sampling()}
	sv.Found.add(&s.all)
	sv.Found.add(t)
	if d.fork != nil {
		sv.Left = d.frontier(s.workers[0].e.View().State)
	}
	if err := sv.write(s.o.Resume); err != nil {
		return err
	}
	t.remark(leftIn, s.o.Resume)
	return nil
}

// unsaved is the error that what is left of a search could not be written. What was found
// is in the report all the same.
type unsaved struct {
	file string
	err  error
}

func (u *unsaved) Error() string {
	return fmt.Sprintf("what is left of the search cannot be saved in %s: %v; what it has found is in the report", u.file, cause(u.err))
}

func (u *unsaved) Unwrap() error { return u.err }

// leftIn is the note that a search was saved.
const leftIn = "what is left is saved in %s: the same search with this file goes on there"

// write writes the search to a file, whole or not at all.
func (sv *savedSearch) write(name string) error {
	b, err := json.Marshal(sv)
	if err != nil {
		return err
	}
	b, err = json.Marshal(sealedSearch{Version: savedVersion, Digest: digest(b), Search: b})
	if err != nil {
		return err
	}
	return replaceFile(name, append(b, '\n'))
}

// canSave reports what is in the way of writing a file that is not there yet.
func canSave(name string) error {
	dir := filepath.Dir(name)
	if at, err := os.Stat(dir); err != nil || !at.IsDir() {
		return fmt.Errorf("what is left of a search cannot be saved in %s: %s is no directory; make it first", name, dir)
	}
	f, err := os.CreateTemp(dir, filepath.Base(name)+".*")
	if err != nil {
		return fmt.Errorf("what is left of a search cannot be saved in %s: %w", name, cause(err))
	}
	f.Close()
	return os.Remove(f.Name())
}

// cause returns an error without the name of the file that it is about.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// fold makes one search in sequence of what was explored until the search was
// halted: whoever explores the branch whose turn it is goes on as the root. What
// was explored ahead of its turn is not in it.
func (p *pool) fold() {
	root := p.root
	d := root.d.(*dpor)
	for cur := root; cur.met; {
		h := d.task()
		if h.state == queued || h.tally.executions == 0 {
			d.reclaim()
			return
		}
		root.tally.add(&h.tally)
		if h.state == done {
			switch d.absorb(h.d.(*dpor)) {
			case over: // just in time
				root.whole, root.tally.halted, root.tally.ended, p.halted = true, false, false, false
				return
			case another:
				return
			}
			continue
		}
		h.state = gone
		d.adopt(h.d.(*dpor))
		cur = h
	}
}

// tallyJSON is a tally in a saved search.
type tallyJSON struct {
	Executions int            `json:"executions"`
	Steps      int            `json:"steps"`
	Cut        int            `json:"cut,omitempty"`
	Endless    int            `json:"endless,omitempty"`
	Unfair     int            `json:"unfair,omitempty"`
	Assumed    []string       `json:"assumed,omitempty"`
	Outcomes   map[string]int `json:"outcomes"`
	Notes      []string       `json:"notes,omitempty"`
	Failed     []failedRun    `json:"failed,omitempty"`
	More       map[string]int `json:"more,omitempty"`
}

// MarshalJSON leaves out what can be computed again, and why the search ended.
func (t *tally) MarshalJSON() ([]byte, error) {
	j := tallyJSON{Executions: t.executions, Steps: t.steps, Cut: t.cut, Endless: t.endless, Unfair: t.unfair, Assumed: t.assumed, Outcomes: map[string]int{}, Notes: t.notes, Failed: t.failed, More: t.more}
	for o, n := range t.outcomes {
		j.Outcomes[o] = *n
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (t *tally) UnmarshalJSON(b []byte) error {
	var j tallyJSON
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*t = tally{executions: j.Executions, steps: j.Steps, cut: j.Cut, endless: j.Endless, unfair: j.Unfair, assumed: j.Assumed, notes: j.Notes}
	if j.Cut > 0 {
		t.limit("steps")
	}
	for o, n := range j.Outcomes {
		t.countMany(o, n)
	}
	for _, r := range j.Failed {
		t.fail(r)
	}
	for alike, n := range j.More {
		t.skip([]string{alike}, n)
	}
	return nil
}
