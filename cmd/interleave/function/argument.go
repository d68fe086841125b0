package function

import (
	"fmt"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/interleave-go/interleave/scenarios"
)

// Named reports whether an argument of the command line means something of the
// user's, as ./bank.Transfer and example.com/shop/bank.Transfer do, and not a
// scenario: those have no dots.
func Named(arg string) bool {
	slashed := filepath.ToSlash(arg)
	return isPath(slashed) || strings.Contains(slashed[strings.LastIndexByte(slashed, '/')+1:], ".")
}

// isPath tells whether an argument begins with a folder rather than an import
// path.
func isPath(slashed string) bool {
	return strings.HasPrefix(slashed, "/") || strings.HasPrefix(slashed, ".") || filepath.IsAbs(filepath.FromSlash(slashed))
}

// An argument is what the user typed, taken apart.
type argument struct {
	typed string
	pkg   string // the folder or import path before the last dot
	name  string // of the function; "": only a package was named
	path  bool   // pkg is a folder
}

// parse takes an argument apart, and checks that a folder is there.
func parse(arg string) (argument, error) {
	slashed := filepath.ToSlash(arg)
	a := argument{typed: arg, pkg: slashed, path: isPath(slashed)}
	base := slashed[strings.LastIndexByte(slashed, '/')+1:]
	switch {
	case base == "...":
		return a, fmt.Errorf("%s means many packages; name one function, such as ./bank.Transfer", arg)
	case strings.HasSuffix(base, ".go"):
		return a, fmt.Errorf("%s is a file; name its folder and a function, such as ./bank.Transfer", arg)
	case a.path && isDir(slashed):
		return a, nil
	}
	dot := strings.LastIndexByte(base, '.')
	if dot < 0 {
		return a, a.missing()
	}
	a.pkg, a.name = strings.TrimSuffix(slashed, base[dot:]), base[dot+1:]
	if a.pkg == "" {
		a.pkg = "."
	}
	if !token.IsIdentifier(a.name) {
		return a, fmt.Errorf("%s does not end in the name of a function; write ./package.Function, such as ./bank.Transfer", arg)
	}
	if a.path && !isDir(a.pkg) {
		return a, a.missing()
	}
	return a, nil
}

// missing says that there is no such folder, and which one may have been meant.
func (a *argument) missing() error {
	dir, last := path.Split(a.pkg)
	if typ := strings.LastIndexByte(last, '.'); typ > 0 && isDir(dir+last[:typ]) {
		return fmt.Errorf("%s looks like a method; write a function that calls it: func %s(t *sim.Thread)", a.typed, a.name)
	}
	var folders []string
	parent := dir
	if parent == "" {
		parent = "."
	}
	entries, _ := os.ReadDir(filepath.FromSlash(parent))
	for _, e := range entries {
		if e.IsDir() {
			folders = append(folders, e.Name())
		}
	}
	hint := ""
	if near := scenarios.Closest(last, folders); len(near) > 0 {
		end := ""
		if a.name != "" {
			end = "." + a.name
		}
		for i := range near {
			near[i] = dir + near[i] + end
		}
		hint = "; did you mean " + strings.Join(near, " or ") + "?"
	}
	return fmt.Errorf("%s: there is no folder %s%s", a.typed, a.pkg, hint)
}

// of returns how the user would name another function of the package.
func (a *argument) of(name string) string {
	pkg := a.pkg
	if pkg == "." || pkg == ".." {
		pkg += "/"
	}
	return pkg + "." + name
}

func isDir(slashed string) bool {
	info, err := os.Stat(filepath.FromSlash(slashed))
	return err == nil && info.IsDir()
}
