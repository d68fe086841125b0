package sim

// Limits bound one execution, and say what is looked for.
type Limits struct {
	Steps   int  // at most so many; 0: no limit
	NoRaces bool // do not look for data races
	Places  bool // note the source position of every step, which is slow
	Clock   Clock
	Lassos  bool // look for executions that go on for ever
	Faults  Faults
	// Thorough compares the states of the first steps, too, so that an execution
	// that comes back but once is noticed.
	Thorough bool
	// Cycle is how many steps up to step Until are known to repeat for ever, as the
	// seed of such an execution says: no other cycle is looked for before. 0: none.
	Cycle, Until int
	// Unfair says that the scheduler's passing over threads that could go on is what
	// is explored, so that it may starve them: see sched.Unfair.
	Unfair bool
	// CutUnfair ends an execution, too, in which a thread goes round and round while
	// others could go on all the time.
	CutUnfair bool
	Awaits    bool // recognise loops that wait by looking, and park their threads
}

// End is how an execution ended.
type End uint8

const (
	Quiet     End = iota // nobody can move: all have ended, or the rest is blocked for good
	CutSteps             // the step limit was hit
	Cancelled            // Cancel was called
	Stopped              // the strategy ended it
	Endless              // it goes on for ever: it has come back to where it has been, and gets nowhere
	Unfair               // it goes on for ever because others are passed over: see Limits.CutUnfair
	Unlike               // the program did not do the same when the execution was begun anew
)
