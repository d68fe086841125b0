package function

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/interleave-go/interleave/scenarios"
)

// A place is the kind of file that a function stands in.
type place int

const (
	library  place = iota
	test           // a _test.go file of the package
	external       // a _test.go file of package x_test
	excluded       // a file that build constraints exclude
)

// A declaration is a function, method or variable of the user's package.
type declaration struct {
	name      string
	signature string // "": a variable
	receiver  string // "": no method
	file      string
	place     place
	generic   bool
	arguments int
	results   int
	program   bool // its one argument is, as far as the file tells, a *sim.Thread
}

// inspect reads the declarations of a package from its sources. What does not
// parse is left to the compiler.
func inspect(p *listed) []declaration {
	var all []declaration
	for _, group := range []struct {
		place place
		files []string
	}{
		{library, slices.Concat(p.GoFiles, p.CgoFiles)}, {test, p.TestGoFiles}, {external, p.XTestGoFiles}, {excluded, p.IgnoredGoFiles},
	} {
		for _, name := range group.files {
			f, _ := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, name), nil, parser.SkipObjectResolution)
			if f == nil {
				continue
			}
			for _, d := range declarations(f) {
				d.file, d.place = name, group.place
				all = append(all, d)
			}
		}
	}
	return all
}

func declarations(f *ast.File) []declaration {
	sim := simName(f)
	var all []declaration
	for _, decl := range f.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			decl := declaration{
				name: d.Name.Name, signature: types.ExprString(d.Type), generic: d.Type.TypeParams != nil,
				arguments: d.Type.Params.NumFields(), results: d.Type.Results.NumFields(),
			}
			if d.Recv.NumFields() > 0 {
				decl.receiver = types.ExprString(d.Recv.List[0].Type)
			}
			decl.program = decl.suits() && types.ExprString(d.Type.Params.List[0].Type) == "*"+sim+"Thread"
			all = append(all, decl)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
					for _, name := range v.Names {
						all = append(all, declaration{name: name.Name})
					}
				}
			}
		}
	}
	return all
}

// simName returns how a file qualifies names of package sim: "sim.".
func simName(f *ast.File) string {
	for _, imp := range f.Imports {
		if p, _ := strconv.Unquote(imp.Path.Value); p != simPath {
			continue
		}
		switch {
		case imp.Name == nil:
			return "sim."
		case imp.Name.Name == ".":
			return ""
		}
		return imp.Name.Name + "."
	}
	return "sim."
}

// suits reports whether a declaration may be a program. What its argument is,
// the compiler finds out.
func (d *declaration) suits() bool {
	return d.receiver == "" && !d.generic && (d.signature == "" || d.arguments == 1 && d.results == 0)
}

// choose finds the declaration that an argument names.
func choose(a argument, all []declaration) (*declaration, error) {
	var method *declaration
	for i := range all {
		d := &all[i]
		if d.name != a.name {
			continue
		}
		if d.receiver != "" {
			method = d
			continue
		}
		switch {
		case d.place == excluded:
			return nil, fmt.Errorf("%s is in %s, which build constraints exclude; set GOFLAGS=-tags=... or GOOS", a.typed, d.file)
		case d.generic:
			return nil, fmt.Errorf("%s is generic; write a function that calls it: func %s1(t *sim.Thread)", a.typed, a.name)
		case !d.suits():
			return nil, wrongSignature(a, d.signature)
		}
		return d, nil
	}
	if method != nil {
		return nil, fmt.Errorf("%s is a method of %s; write a function that calls it: func %s(t *sim.Thread)", a.typed, method.receiver, a.name)
	}
	return nil, unknown(a, all)
}

func wrongSignature(a argument, found string) error {
	return fmt.Errorf("%s is of type %s; a program is a func(t *sim.Thread)", a.typed, found)
}

// unknown says which programs the package has.
func unknown(a argument, all []declaration) error {
	what := fmt.Sprintf("%s: the package has no function %s", a.typed, a.name)
	if a.name == "" {
		what = a.typed + " names a package, not a function"
	}
	var programs []string
	for _, d := range all {
		if d.program && d.place != excluded {
			programs = append(programs, d.name)
		}
	}
	if near := scenarios.Closest(a.name, programs); len(near) > 0 && a.name != "" {
		return fmt.Errorf("%s; did you mean %s?", what, a.several(near, " or "))
	}
	// Those that their writer shows, before the helpers.
	slices.SortStableFunc(programs, func(x, y string) int {
		switch {
		case token.IsExported(x) == token.IsExported(y):
			return 0
		case token.IsExported(x):
			return -1
		}
		return 1
	})
	const most = 5
	switch n := len(programs); {
	case n == 0:
		return fmt.Errorf("%s; it has no program, which is a func(t *sim.Thread)", what)
	case n > most:
		return fmt.Errorf("%s; its programs are %s and %d more", what, a.several(programs[:most], ", "), n-most)
	}
	return fmt.Errorf("%s; its programs are %s", what, a.several(programs, ", "))
}

func (a *argument) several(names []string, between string) string {
	var all []string
	for _, n := range names {
		all = append(all, a.of(n))
	}
	return strings.Join(all, between)
}
