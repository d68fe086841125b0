//go:build amd64 || arm64

package sim

// getg returns the address of the running goroutine's descriptor. It only
// serves to tell one goroutine from another.
func getg() uintptr
