package explore

import "sync/atomic"

// task is a branch of the search tree with who explores it. The root is the
// whole tree. All but d, tally and est are guarded by the pool.
type task struct {
	pool  *pool
	d     enumerator
	tally tally    // of the executions so far, those of absorbed tasks included
	est   estimate // of the root

	state    taskState
	parent   *task // who gave it away, and has a place for its result
	depth    int   // of the branch, in steps
	met      bool  // the next branch is a task
	whole    bool  // everything was explored
	spoiled  atomic.Bool
	covered  atomic.Uint64 // share done, times 2^32
	executed int           // by this task itself
}

// taskState is where a task is in its life.
type taskState uint8

const (
	queued  taskState = iota // nobody has begun it
	running                  // a worker has it
	waiting                  // its next branch is a task that is not done
	ready                    // that one is done now
	done                     // all is explored; the result has not been taken in
	gone                     // taken in, taken back, or in vain
)

// spoil says that the tree of the branch has grown while somebody explored it,
// so that it must be explored again.
func (t *task) spoil() { t.pool.spoil(t) }

// given returns the tasks that t has given away and not taken in.
func (t *task) given() []*task {
	d, ok := t.d.(*dpor)
	if !ok || d.over {
		return nil
	}
	var list []*task
	for i := min(d.analysed, len(d.frames)-1); i >= d.floor(); i-- {
		for w := range d.frames[i].tree.row {
			if w.task != nil {
				list = append(list, w.task)
			}
		}
	}
	return list
}
