package driver

import (
	"encoding/json"

	"github.com/interleave-go/interleave/explore"
)

// Protocol is the version of what the two processes say to each other. A driver
// of another version than the command's is refused.
const Protocol = 2

// Variable is the environment variable with the number of the file that events
// are written to.
const Variable = "INTERLEAVE_DRIVER"

// Task is what a driver can do.
type Task string

const (
	Search  Task = "search"  // explore.Run
	Replay  Task = "replay"  // explore.Replay
	Allow   Task = "allow"   // explore.Allowed
	Observe Task = "observe" // explore.Observe
)

// Request is what the driver is to do.
type Request struct {
	Protocol int
	Task     Task
	Seed     string // Replay: of the execution
	From     int    // Observe: the number of the first run
	Progress bool   // say how far the search is
	Options  explore.Options
}

// Event is what the driver has to say: first that it speaks the protocol, then
// how far it is or what it has observed since, in the end what it found.
type Event struct {
	Protocol int               `json:",omitempty"`
	Progress *explore.Progress `json:",omitempty"`
	Observed *explore.Observed `json:",omitempty"`
	Done     bool              `json:",omitempty"` // this is the last event; it has the next three
	Report   json.RawMessage   `json:",omitempty"` // for explore.Decode; none if there is no report
	Ended    string            `json:",omitempty"` // of Observe: see there
	Error    string            `json:",omitempty"` // "" if there was none
}
