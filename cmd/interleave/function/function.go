package function

import (
	"context"
	"go/token"
	"os"
	"strings"
)

// A Function is a program in a package of the user's.
type Function struct {
	// Name is the same wherever the command is run: the import path with the
	// function's name, "example.com/shop/bank.Transfer".
	Name string
	// Command is how to name it in the present folder, for a shell.
	Command string

	arg  argument
	at   *location
	decl *declaration
}

// Find returns the function that an argument names. The error is one line for
// the user.
func Find(ctx context.Context, arg string) (*Function, error) {
	a, err := parse(arg)
	if err != nil {
		return nil, err
	}
	at, err := locate(ctx, a)
	if err != nil {
		return nil, err
	}
	decl, err := choose(a, inspect(at.pkg))
	if err != nil {
		return nil, err
	}
	f := &Function{Name: at.pkg.ImportPath + "." + a.name, Command: quote(arg), arg: a, at: at, decl: decl}
	if decl.place == external {
		f.Name = at.pkg.ImportPath + "_test." + a.name
	}
	return f, nil
}

// exported reports whether another package can name the function.
func (f *Function) exported() bool { return token.IsExported(f.arg.name) }

// quote protects what a shell would take apart.
func quote(s string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("./_-+@:,"+string(os.PathSeparator), r) || r > 127
	}
	if strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
