package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/interleave-go/interleave/explore"
	"github.com/interleave-go/interleave/sim"
)

// finish prints what a search or replay returned and tells the exit status. A
// report beside an error is what was found before it, and worth printing too.
func (c *console) finish(r *explore.Report, asJSON bool, files *reportFiles, err error) (int, error) {
	if r != nil {
		perr := errors.Join(c.printReport(r, asJSON), files.write(r))
		if dir, ok := explore.AnnotationsWanted(); ok {
			fmt.Fprint(c.err, r.Annotations(dir))
		}
		if err == nil {
			err = perr
		}
	}
	switch {
	case err != nil:
		return exitError, err
	case r.Verdict == sim.Fail:
		return exitFailure, nil
	}
	return exitClean, nil
}

// printReport prints a report as text, or as one JSON object in one line.
func (c *console) printReport(r *explore.Report, asJSON bool) error {
	if asJSON {
		return c.printJSON(r)
	}
	text := strings.TrimRight(r.Text(c.outWidth), "\n") + "\n"
	if c.colour {
		text = colourHeadline(text, r.Verdict)
	}
	return c.print(text)
}

// printJSON prints v in one line. Signs such as <- stay readable.
func (c *console) printJSON(v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("cannot print JSON: %w", err)
	}
	return c.print(b.String())
}
