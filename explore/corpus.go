package explore

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/interleave-go/interleave/sched"
	"github.com/interleave-go/interleave/sim"
)

// A corpus is what greybox searches have found worth changing: a file for each
// program and its parameters, in the directory Options.Corpus, with a seed a
// line. Later searches begin with these. Where the program has changed, a
// schedule is followed as far as it fits.

// maxSeeds is how many schedules a corpus file keeps, the latest ones.
const maxSeeds = 500

// corpusFile returns the file of the program in the corpus.
func (o *Options) corpusFile() string {
	return filepath.Join(o.Corpus, fmt.Sprintf("%08x.seeds", o.programHash()))
}

// loadCorpus reads the schedules of the program; there are none where there is
// no file yet.
func (o *Options) loadCorpus() ([]*sched.Schedule, error) {
	if o.Corpus == "" {
		return nil, nil
	}
	data, err := os.ReadFile(o.corpusFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("corpus: %w", err)
	}
	var all []*sched.Schedule
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, len(data)+1)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if line == "" || line[0] == '#' {
			continue
		}
		sd, err := sched.ParseSeed(line)
		if err == nil && (sd.Strategy != "schedule" || sd.Program != o.programHash()) {
			err = errors.New("it is not a schedule of this program")
		}
		if err != nil {
			return nil, fmt.Errorf("corpus: %s:%d: %w; remove the line or the file", o.corpusFile(), n, err)
		}
		all = append(all, &sd.Schedule)
	}
	return all, nil
}

// record makes the latest execution again and notes its schedule for the corpus.
func (g *greybox) record() {
	s := g.s
	rec := &sched.Record{Strategy: sched.NewFollow(g.w.e.View())}
	if x := g.w.e.Run(s.p, rec, 0, s.lim); x.End == sim.Cancelled {
		return
	}
	g.words = append(g.words, sched.Seed{Strategy: "schedule", Program: s.o.programHash(), Options: s.o.shape(), Schedule: rec.Schedule}.String())
}

// save writes the corpus, if there is to be one: what this search has found,
// which includes what it began with as far as that is still of use.
func (g *greybox) save() {
	o := &g.s.o
	if o.Corpus == "" || len(g.words) == 0 {
		return
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Executions of %s that a greybox search found worth changing.\n", o.title())
	for _, word := range g.words[max(0, len(g.words)-maxSeeds):] {
		b.WriteString(word + "\n")
	}
	err := os.MkdirAll(o.Corpus, 0o777)
	if err == nil {
		err = replaceFile(o.corpusFile(), b.Bytes())
	}
	if err != nil {
		g.s.all.remark("the corpus was not saved: %v", err)
	}
}

// replaceFile writes a file so that it is there as a whole or as it was before.
func replaceFile(name string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644) // temporary files are their maker's only
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
