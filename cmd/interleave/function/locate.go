package function

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/interleave-go/interleave/cmd/interleave/child"
)

const (
	module     = "github.com/interleave-go/interleave"
	simPath    = module + "/sim"
	driverPath = module + "/explore/driver"
)

// listed is what `go list` says about a package.
type listed struct {
	Dir, ImportPath, Name                                        string
	GoFiles, CgoFiles, TestGoFiles, XTestGoFiles, IgnoredGoFiles []string
	Standard                                                     bool
	Module                                                       *struct {
		Path, Version, GoMod string
		Main                 bool
		Replace              *struct{ Path string }
	}
	Error *struct{ Err string }
}

// A location is the user's package, and two of ours as the user's module sees
// them.
type location struct {
	pkg, sim, driver *listed
	workDir          string // where the go command sees them
}

// locate asks the go command for the package. It is asked where the user is, so
// that what it says has paths that the user can follow, and in the package's own
// folder if that is not in the module of the place.
func locate(ctx context.Context, a argument) (*location, error) {
	l, err := list(ctx, "", a.pkg)
	if a.path && ctx.Err() == nil && (err != nil || l.pkg.Error != nil || l.pkg.Module == nil || !l.pkg.Module.Main) {
		l, err = list(ctx, filepath.FromSlash(a.pkg), ".")
	}
	switch {
	case ctx.Err() != nil:
		return nil, errors.New("interrupted; nothing was explored")
	case err != nil:
		return nil, fmt.Errorf("%s: %w", a.typed, err)
	case l.pkg.Error != nil || l.pkg.Standard || l.pkg.Module == nil:
		return nil, fmt.Errorf("%s: %s", a.typed, notFound(a, l.pkg))
	case !l.pkg.Module.Main:
		return nil, fmt.Errorf("%s is in module %s, on which the present one depends; run the command in that module", a.typed, l.pkg.Module.Path)
	case l.driver.Error != nil:
		return nil, fmt.Errorf("%s: %s", a.typed, noDriver(l))
	}
	return l, nil
}

// list runs `go list` in a folder.
func list(ctx context.Context, dir, pattern string) (*location, error) {
	temp, err := child.TempDir()
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	cmd := child.GoCommand(ctx, dir, temp, "list", "-e", "-find",
		"-json=Dir,ImportPath,Name,GoFiles,CgoFiles,TestGoFiles,XTestGoFiles,IgnoredGoFiles,Standard,Module,Error",
		"--", pattern, simPath, driverPath)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		return nil, explainGo(err, errs.String())
	}
	l := &location{workDir: dir}
	dec := json.NewDecoder(&out)
	for _, p := range []**listed{&l.pkg, &l.sim, &l.driver} {
		if err := dec.Decode(p); err != nil {
			return nil, fmt.Errorf("cannot read what go list prints: %w", err)
		}
	}
	return l, nil
}

// explainGo turns what the go command says when it cannot even begin into one
// line that names the remedy.
func explainGo(err error, said string) error {
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return errors.New("there is no go command in $PATH; install Go from https://go.dev/dl")
	case strings.Contains(said, "go.mod file not found"):
		return errors.New("this folder is in no Go module; run `go mod init` and `go get " + module + "` there")
	case strings.Contains(said, "updates to go.mod needed"):
		return errors.New("go.mod is not up to date (it may lack interleave's own Go version); run `go mod tidy` in the module")
	case strings.Contains(said, "inconsistent vendoring"):
		return errors.New("the vendor folder is not up to date; run `go mod vendor` in the module")
	case said == "":
		return fmt.Errorf("go list: %w", err)
	}
	return fmt.Errorf("go list says: %s", oneLine(said))
}

// notFound says why there is no package.
func notFound(a argument, p *listed) string {
	switch {
	case !a.path && isDir(a.pkg):
		return "no package of that name; a folder begins with ./, so write ./" + a.typed
	case p.Error == nil:
		return "the package is not one of yours; name a function of your own module, such as ./bank.Transfer"
	case strings.HasPrefix(p.Error.Err, "no Go files"):
		return "there are no Go files in " + a.pkg
	}
	return "no such package: " + oneLine(p.Error.Err)
}

// noDriver says why the user's module has no driver.
func noDriver(l *location) string {
	m := l.pkg.Module
	switch vendors := strings.Contains(l.driver.Error.Err, "-mod=vendor"); {
	case vendors && l.sim.Error == nil:
		return fmt.Sprintf("the vendor folder of module %s has sim but not explore/driver; set GOFLAGS=-mod=mod, or import _ %q somewhere and run `go mod vendor`",
			m.Path, driverPath)
	case vendors:
		return fmt.Sprintf("the vendor folder of module %s lacks interleave; run `go get %s` and `go mod vendor` there", m.Path, module)
	case l.sim.Error == nil:
		return fmt.Sprintf("module %s requires interleave %s, which cannot explore functions; run `go get %s@latest` there", m.Path, l.version(), module)
	}
	return fmt.Sprintf("module %s does not require interleave; run `go get %s` there", m.Path, module)
}

// version returns which interleave the user's module has.
func (l *location) version() string {
	switch m := l.sim.Module; {
	case m == nil:
		return "of an unknown version"
	case m.Replace != nil:
		return m.Replace.Path
	case m.Version != "":
		return m.Version
	}
	return "in the working tree"
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
