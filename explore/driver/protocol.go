package driver

import (
	"encoding/json"

	"github.com/interleave-go/interleave/explore"
)

// Protocol is the version of what the two processes say to each other. A driver
// of another version than the command's is refused.
const Protocol = 1

// Variable is the environment variable with the number of the file that events
// are written to.
const Variable = "INTERLEAVE_DRIVER"

// Request is what the driver is to do.
type Request struct {
	Protocol int
	Replay   bool   // make the execution of Seed; otherwise search
	Seed     string // of the execution to replay
	Progress bool   // say how far the search is
	Options  explore.Options
}

// Event is what the driver has to say: first that it speaks the protocol, then
// how far it is, in the end what it found.
type Event struct {
	Protocol int               `json:",omitempty"`
	Progress *explore.Progress `json:",omitempty"`
	Done     bool              `json:",omitempty"` // this is the last event; it has the next two
	Report   json.RawMessage   `json:",omitempty"` // for explore.Decode; none if there is no report
	Error    string            `json:",omitempty"` // "" if there was none
}
