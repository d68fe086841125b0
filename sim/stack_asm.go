//go:build amd64 || arm64

package sim

// getg returns the address of the running goroutine's descriptor. It only
// serves to tell one goroutine from another.
func getg() uintptr

// stackHash returns a hash of where the program is, call by call: of the innermost 64
// return addresses, found by frame pointers. Unlike runtime.Callers it need not find
// out what was inlined.
func stackHash() uint64
