package scenarios

import (
	"embed"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"strings"
	"sync"
)

//go:embed *.go
var files embed.FS

// Source returns the source text of the declarations that Funcs names, each
// with its comment, separated by a blank line. A name that the package does not
// declare is left out; a test sees to it that there is none.
func (s *Scenario) Source() string {
	var parts []string
	for _, name := range s.Funcs {
		if text, ok := declarations()[name]; ok {
			parts = append(parts, text)
		}
	}
	return strings.Join(parts, "\n\n")
}

// declarations returns the text of every function, method ("type.method") and
// type that the package declares outside its tests.
var declarations = sync.OnceValue(func() map[string]string {
	texts := map[string]string{}
	names, err := fs.Glob(files, "*.go")
	if err != nil {
		panic(err) // the pattern is a constant
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		src, err := files.ReadFile(name)
		if err != nil {
			panic(err) // the file is part of the binary
		}
		addDeclarations(texts, name, string(src))
	}
	return texts
})

func addDeclarations(texts map[string]string, name, src string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		panic(err) // the file has been compiled
	}
	add := func(name string, doc *ast.CommentGroup, decl ast.Decl) {
		from := decl.Pos()
		if doc != nil {
			from = doc.Pos()
		}
		texts[name] = src[fset.Position(from).Offset:fset.Position(decl.End()).Offset]
	}
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			add(receiver(d)+d.Name.Name, d.Doc, d)
		case *ast.GenDecl:
			if t, ok := d.Specs[0].(*ast.TypeSpec); ok && len(d.Specs) == 1 {
				add(t.Name.Name, d.Doc, d)
			}
		}
	}
}

// receiver returns "type." for a method, "" for a function.
func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	t := d.Recv.List[0].Type
	if p, ok := t.(*ast.StarExpr); ok {
		t = p.X
	}
	if id, ok := t.(*ast.Ident); ok {
		return id.Name + "."
	}
	return ""
}
