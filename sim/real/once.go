package real

import "sync"

// Once is sync.Once that notes who runs the function: whoever calls Do inside it
// would wait for itself, where nobody could let it go.
type Once struct {
	once   sync.Once
	runner holder
}

// Do is sync.Once.Do. It reports false, and does nothing, when me is the one that runs
// the function.
func (o *Once) Do(me Owner, f func()) bool {
	if o.runner.is(me) {
		return false
	}
	o.once.Do(func() {
		o.runner.set(me)
		defer o.runner.clear()
		f()
	})
	return true
}
