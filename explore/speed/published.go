package speed

import "github.com/interleave-go/interleave/sim"

// Indexer is the hash table of Flanagan and Godefroid, POPL'05: each of n threads
// inserts four messages, and up to 11 threads never collide: 8^(n-11) classes.
func Indexer(n int) sim.Program {
	const size = 128
	cells := names("table", size)
	return func(t *sim.Thread) {
		table := make([]*sim.Atomic[int], size)
		for i := range table {
			table[i] = sim.NewAtomic(t, cells[i], 0)
		}
		start(t, n, func(tid int) sim.Program {
			return func(t *sim.Thread) {
				for m := 1; m <= 4; m++ {
					w := m*11 + tid
					h := w * 7 % size
					for !table[h].CompareAndSwap(t, 0, w) {
						h = (h + 1) % size
					}
				}
			}
		})
	}
}

// FileSystem is the other program of Flanagan and Godefroid, POPL'05: n threads
// allocate blocks to inodes, and up to 13 threads never collide: 2^(n-13) classes.
func FileSystem(n int) sim.Program {
	const blocks, inodes = 26, 32
	lockis, inodeNames, lockbs, busies := names("locki", inodes), names("inode", inodes), names("lockb", blocks), names("busy", blocks)
	return func(t *sim.Thread) {
		var locki [inodes]*sim.Mutex
		var inode [inodes]*sim.Var[int]
		var lockb [blocks]*sim.Mutex
		var busy [blocks]*sim.Var[bool]
		for i := range locki {
			locki[i], inode[i] = sim.NewMutex(t, lockis[i]), sim.NewVar(t, inodeNames[i], 0)
		}
		for b := range lockb {
			lockb[b], busy[b] = sim.NewMutex(t, lockbs[b]), sim.NewVar(t, busies[b], false)
		}
		start(t, n, func(tid int) sim.Program {
			return func(t *sim.Thread) {
				i := tid % inodes
				locki[i].Lock(t)
				if inode[i].Load(t) == 0 {
					for b := i * 2 % blocks; ; b = (b + 1) % blocks {
						lockb[b].Lock(t)
						if !busy[b].Load(t) {
							busy[b].Store(t, true)
							inode[i].Store(t, b+1)
							lockb[b].Unlock(t)
							break
						}
						lockb[b].Unlock(t)
					}
				}
				locki[i].Unlock(t)
			}
		})
	}
}

// CircularBuffer has a producer and a consumer of n items each, under one mutex:
// C(2n,n) classes.
func CircularBuffer(n int) sim.Program {
	return func(t *sim.Thread) {
		mu := sim.NewMutex(t, "mu")
		put, got := sim.NewVar(t, "put", 0), sim.NewVar(t, "got", 0)
		start(t, 2, func(i int) sim.Program {
			return func(t *sim.Thread) {
				for range n {
					mu.Lock(t)
					if p, g := put.Load(t), got.Load(t); i == 0 {
						put.Store(t, p+1)
					} else if g < p {
						got.Store(t, g+1)
					}
					mu.Unlock(t)
				}
			}
		})
	}
}
