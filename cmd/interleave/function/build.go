package function

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/interleave-go/interleave/cmd/interleave/child"
)

// A Driver is a built program that serves one function of the user's.
type Driver struct {
	child.Process
	dir string
}

// Close removes what Build has made.
func (d *Driver) Close() error { return os.RemoveAll(d.dir) }

// stranger is what to say where the driver is of another version than the command.
func (f *Function) stranger() error {
	return fmt.Errorf("module %s requires interleave %s, which does not understand this command; run `go get %s@latest` there, and install the command of the same version",
		f.at.pkg.Module.Path, f.at.version(), module)
}

// Build builds a driver for the function. [Driver.Close] removes it. The end of
// ctx ends the build. Flags are more of the go command's, such as -race.
func (f *Function) Build(ctx context.Context, flags ...string) (*Driver, error) {
	if strings.Contains(os.Getenv("GOFLAGS"), "-overlay") {
		return nil, errors.New("GOFLAGS has -overlay, which interleave uses itself; unset it")
	}
	dir, err := child.TempDir()
	if err != nil {
		return nil, fmt.Errorf("cannot build %s: %w", f.arg.typed, err)
	}
	d := &Driver{Process: child.Process{Name: f.arg.typed, Binary: filepath.Join(dir, "driver"), Stranger: f.stranger()}, dir: dir}
	if runtime.GOOS == "windows" {
		d.Binary += ".exe"
	}
	if err := f.build(ctx, d, flags); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func (f *Function) build(ctx context.Context, d *Driver, flags []string) error {
	p := f.plan()
	overlay, err := f.overlay(p, d.dir)
	if err != nil {
		return fmt.Errorf("cannot build %s: %w", f.arg.typed, err)
	}
	args := append(append(p.verb, flags...), "-o", d.Binary, "-overlay", overlay, "-buildvcs=false", p.pattern)
	cmd := child.GoCommand(ctx, f.at.workDir, d.dir, args...)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); ctx.Err() != nil {
		return errors.New("interrupted; nothing was explored")
	} else if err != nil {
		return f.explainBuild(err, said.String())
	}
	return nil
}

// inDriver matches what the compiler says about the function in the generated
// file: the one thing there that can be wrong is its type.
var inDriver = regexp.MustCompile(`zz_interleave_driver\w*\.go:\d+:\d+: cannot use .* \((?:value|variable) of (?:\w+ )?type (.*)\) as `)

// explainBuild says in one line that the function cannot be built; the go
// command's own words follow.
func (f *Function) explainBuild(err error, said string) error {
	if m := inDriver.FindStringSubmatch(said); m != nil {
		found := f.decl.signature
		if found == "" {
			found = m[1]
		}
		return wrongSignature(f.arg, found)
	}
	said = strings.TrimRight(said, "\n")
	if said == "" {
		return fmt.Errorf("%s cannot be built: %w", f.arg.typed, err)
	}
	return fmt.Errorf("%s cannot be built; the go command says:\n%s", f.arg.typed, said)
}
