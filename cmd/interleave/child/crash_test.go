package child

import (
	"bytes"
	"testing"
)

// TestLastWords checks that all is passed on, and that the reason of an end is
// found however it is cut into pieces.
func TestLastWords(t *testing.T) {
	var to bytes.Buffer
	w := &lastWords{to: &to}
	text := "hello\n" + string(bytes.Repeat([]byte("x"), 3*longestLine)) + "\nfatal error: all is lost\n\ngoroutine 1\n"
	for i := range len(text) {
		w.Write([]byte(text[i : i+1]))
	}
	if to.String() != text || w.said != "fatal error: all is lost" || len(w.part) > longestLine {
		t.Errorf("it has passed on %d of %d bytes, and heard %q", to.Len(), len(text), w.said)
	}
}
