package sim

import "fmt"

// Kind is a kind of failure. The set is closed; String gives the words that
// reports, goldens and JSON use.
type Kind uint8

const (
	Deadlock       Kind = iota + 1 // nobody can move and main is among the blocked
	Leak                           // main ended, others are blocked for good
	Race                           // conflicting plain accesses that nothing orders
	Livelock                       // threads move for ever without progress
	Starvation                     // a thread wants and never gets
	Assertion                      // Assert or Fail
	Panic                          // a body panicked, or called runtime.Goexit
	Misuse                         // a primitive was used against its rules
	Invariant                      // a declared invariant broke
	Nondeterminism                 // the program is not a function of its choices
	StepLimit                      // cut off by the step limit: no verdict on liveness
	numKinds
)

var kindText = [numKinds]string{
	Deadlock: "deadlock", Leak: "leak", Race: "race", Livelock: "livelock", Starvation: "starvation",
	Assertion: "assertion", Panic: "panic", Misuse: "misuse", Invariant: "invariant",
	Nondeterminism: "nondeterminism", StepLimit: "step-limit",
}

func (k Kind) String() string { return kindText[k] }

// MarshalText gives JSON the word.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the word back; no word is no kind.
func (k *Kind) UnmarshalText(text []byte) error {
	for i, word := range kindText {
		if word == string(text) {
			*k = Kind(i)
			return nil
		}
	}
	return fmt.Errorf("unknown kind of failure %q", text)
}

// Verdict is what a search concludes.
type Verdict uint8

const (
	Unknown Verdict = iota // the budget is spent or the search was cut, and no failure was found
	Pass                   // every class of interleavings was covered, no failure
	Fail                   // a failure was found
)

var verdictText = [...]string{Unknown: "unknown", Pass: "pass", Fail: "fail"}

func (v Verdict) String() string { return verdictText[v] }

// MarshalText gives JSON the word.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads the word back.
func (v *Verdict) UnmarshalText(text []byte) error {
	for i, word := range verdictText {
		if word == string(text) {
			*v = Verdict(i)
			return nil
		}
	}
	return fmt.Errorf("unknown verdict %q", text)
}
