package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/interleave-go/interleave/cmd/interleave/child"
	"github.com/interleave-go/interleave/explore"
)

// raceRuns is how many runs are made under Go's race detector at most: they take ten
// times as long, and it reports races of runs in which nothing collided.
const raceRuns = 1_000

// races makes runs under Go's race detector, and compares what it reports with the
// model. Where there is no detector the comparison says why.
func (x *crossCheck) races(allowed *explore.Report, o explore.Options, output io.Writer, tell func(*explore.Observed)) (*explore.RaceCheck, error) {
	if x.f.soft.Err() != nil {
		return &explore.RaceCheck{Skipped: "interrupted"}, nil
	}
	p, err := x.raced()
	if err != nil {
		why, _, _ := strings.Cut(err.Error(), "\n")
		return &explore.RaceCheck{Skipped: why}, nil
	}
	if o.Real.Runs == 0 || o.Real.Runs > raceRuns {
		o.Real.Runs = raceRuns
	}
	runs := 0
	races, err := p.ObserveRaces(x.f.soft, o, output, func(b *explore.Observed) {
		runs += b.Runs()
		tell(b)
	})
	if err != nil {
		return nil, err
	}
	return explore.CompareRaces(allowed, races, runs), nil
}

// raceBinary is this command, built with Go's race detector when it is first wanted.
type raceBinary struct {
	dir, binary string
	err         error
	tried       bool
}

// get builds the command, once. The error says in one line why that cannot be.
func (b *raceBinary) get(ctx context.Context) (string, error) {
	if !b.tried {
		b.tried = true
		b.binary, b.err = b.build(ctx)
	}
	return b.binary, b.err
}

func (b *raceBinary) build(ctx context.Context) (_ string, err error) {
	source, err := ownSource()
	if err != nil {
		return "", err
	}
	if _, err := exec.LookPath("go"); err != nil {
		return "", errors.New("the go command is not in the PATH")
	}
	if b.dir, err = child.TempDir(); err != nil {
		return "", err
	}
	binary := filepath.Join(b.dir, "interleave")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	cmd := child.GoCommand(ctx, source, b.dir, "build", "-race", "-buildvcs=false", "-o", binary, ".")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); ctx.Err() != nil {
		return "", errors.New("interrupted")
	} else if err != nil {
		return "", fmt.Errorf("this command cannot be built with -race: %s", lastLine(said.String(), err))
	}
	return binary, nil
}

// remove removes what was built.
func (b *raceBinary) remove() {
	if b.dir != "" {
		os.RemoveAll(b.dir)
	}
}

// ownSource returns the folder of this command's source, where it was built from.
func ownSource() (string, error) {
	_, file, _, _ := runtime.Caller(0)
	dir := filepath.Dir(file)
	if at, err := os.Stat(file); !filepath.IsAbs(file) || err != nil || at.IsDir() {
		return "", errors.New("the source of this command is not where it was built from")
	}
	return dir, nil
}

// lastLine is what the go command says in the end.
func lastLine(said string, err error) string {
	lines := strings.Split(strings.TrimSpace(said), "\n")
	if last := lines[len(lines)-1]; last != "" {
		return last
	}
	return err.Error()
}
