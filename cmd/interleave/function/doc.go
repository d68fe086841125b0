// Package function makes a function of the user's, in whatever module it is,
// into something that the command can explore.
//
// [Find] reads an argument such as ./bank.Transfer and looks for the function
// in the sources. [Function.Build] builds a driver for it: a generated file,
// laid over the user's module by `go build -overlay`, hands the function to
// [github.com/interleave-go/interleave/explore/driver]. Nothing is written to
// the user's tree. The [Driver] is started and spoken with as package child does.
//
// Where the generated file stands depends on the function:
//
//	exported                   a main package in a folder below the user's, which
//	                           may import internal packages like its parent
//	unexported                 as well, and a file in the package that exports it
//	in a main package          an init function in a file of that package: main
//	                           itself is never called
//	in a _test.go file         an init function in a _test.go file of that package;
//	                           the driver is a test binary that runs no test
//
// A mistake of the user's is an error of one line that names the remedy; what
// the go command says about code that cannot be built follows it unchanged.
package function
