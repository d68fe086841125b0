package sim

import (
	"fmt"
	"strings"
)

// Minds returns what the threads of the running execution remember of what they did.
func (e *Engine) Minds() string {
	var b strings.Builder
	for _, id := range e.view.State.Threads() {
		t := e.threads[id]
		fmt.Fprintln(&b, t.name, t.history, t.looks, t.exempt, t.parks, t.blind, t.res)
	}
	return b.String()
}
