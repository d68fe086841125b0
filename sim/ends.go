package sim

// Ends reports whether r, a value that recover returned, ends the thread for
// good: a failure of it has been recorded, or the execution is over. Code that
// recovers in order to go on must panic with such a value again; every other
// one is a panic of the program's own, to be dealt with as the code sees fit.
func Ends(r any) bool {
	switch r.(type) {
	case failed, unwound:
		return true
	}
	return false
}
