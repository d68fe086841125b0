package modeltest

import "github.com/interleave-go/interleave/model"

// Classic is a program whose counts are known from elsewhere: from papers, or
// from an independent brute-force counter that agreed with two other tools.
type Classic struct {
	Name          string
	Program       Program
	Classes       int
	Stuck         int
	Interleavings uint64 // of the threads that main spawns
}

// Classics returns the known programs, the large ones only when asked for.
func Classics(large bool) []Classic {
	out := []Classic{
		{"readers(2)", readers(2), 4, 0, 6},
		{"readers(4)", readers(4), 16, 0, 120},
		{"readers(8)", readers(8), 256, 0, 362_880},
		{"lastzero(1)", lastZero(1), 2, 0, 3},
		{"lastzero(2)", lastZero(2), 5, 0, 35},
		{"lastzero(3)", lastZero(3), 12, 0, 920},
		{"lastzero(4)", lastZero(4), 28, 0, 44_300},
		{"mutexctr(2)", mutexCounter(2, 1), 2, 0, 2},
		{"mutexctr(3)", mutexCounter(3, 1), 6, 0, 6},
		{"mutexctr(4)", mutexCounter(4, 1), 24, 0, 24},
		{"mutexctr(5)", mutexCounter(5, 1), 120, 0, 120},
		{"mutexctr(2,2)", mutexCounter(2, 2), 6, 0, 6},
		{"mutexctr(2,3)", mutexCounter(2, 3), 20, 0, 20},
		{"mutexctr(2,5)", mutexCounter(2, 5), 252, 0, 252},
		{"mutexctr(3,2)", mutexCounter(3, 2), 90, 0, 90},
		{"abba", philosophers(2, false), 3, 1, 6},
		{"phil(3)", philosophers(3, false), 7, 1, 168},
		{"phil(4)", philosophers(4, false), 15, 1, 98_184},
		{"phil_ord(3)", philosophers(3, true), 6, 0, 142},
		{"phil_ord(4)", philosophers(4, true), 14, 0, 64_000},
		{"nw1r(2)", writersAndReader(2), 6, 0, 6},
		{"nw1r(4)", writersAndReader(4), 120, 0, 120},
		{"nw1r(5)", writersAndReader(5), 720, 0, 720},
		{"faa(2,1)", fetchAndAdd(2, 1), 2, 0, 2},
		{"faa(3,1)", fetchAndAdd(3, 1), 6, 0, 6},
		{"faa(4,1)", fetchAndAdd(4, 1), 24, 0, 24},
		{"faa(2,2)", fetchAndAdd(2, 2), 6, 0, 6},
		{"incnl(2,1)", unlockedCounter(2, 1), 4, 0, 6},
		{"incnl(3,1)", unlockedCounter(3, 1), 36, 0, 90},
		{"incnl(2,2)", unlockedCounter(2, 2), 34, 0, 70},
		{"incnl(2,3)", unlockedCounter(2, 3), 328, 0, 924},
		{"incnl(3,2)", unlockedCounter(3, 2), 7134, 0, 0},
		{"sb", storeBuffering(), 3, 0, 6},
		{"trylock(2)", tryLock(2), 4, 0, 4},
		{"trylock(3)", tryLock(3), 21, 0, 24},
		{"trylock(4)", tryLock(4), 148, 0, 192},
		{"casinc(2,2)", casCounter(2, 2), 4, 0, 6},
		{"casinc(3,2)", casCounter(3, 2), 60, 0, 0},
		{"chan(1,1,1,1)", channels(1, 1, 1, 1), 1, 0, 1},
		{"chan(1,1,2,1)", channels(1, 1, 2, 1), 1, 0, 1},
		{"chan(1,1,3,1)", channels(1, 1, 3, 1), 1, 0, 1},
		{"chan(1,1,3,2)", channels(1, 1, 3, 2), 1, 0, 4},
		{"chan(2,1,1,1)", channels(2, 1, 1, 1), 2, 0, 2},
		{"chan(2,1,1,2)", channels(2, 1, 1, 2), 2, 0, 4},
		{"chan(2,2,1,1)", channels(2, 2, 1, 1), 4, 0, 4},
		{"chan(2,1,2,2)", channels(2, 1, 2, 2), 6, 0, 48},
		{"bbuf(1,1)", boundedBuffer(1, 1, 1, model.Signal), 2, 0, 2},
		{"bbuf(1,2)", boundedBuffer(1, 2, 1, model.Signal), 8, 0, 8},
		{"bbuf(1,3)", boundedBuffer(1, 3, 1, model.Signal), 32, 0, 32},
		{"bbuf(2)", boundedBuffer(2, 1, 1, model.Signal), 64, 0, 64},
		{"bbuf(2,cap2)", boundedBuffer(2, 1, 2, model.Signal), 60, 0, 60},
		{"bbuf_bc(2)", boundedBuffer(2, 1, 1, model.Broadcast), 80, 0, 80},
		{"lostwake(1)", lostWakeup(), 3, 1, 8},
		{"rwlock(1,1)", readersWriters(ReaderRWMutex, 1, 1), 2, 0, 2},
		{"rwlock(2,1)", readersWriters(ReaderRWMutex, 2, 1), 4, 0, 42},
		{"rwlock(3,1)", readersWriters(ReaderRWMutex, 3, 1), 8, 0, 3480},
		{"rwlock(2,2)", readersWriters(ReaderRWMutex, 2, 2), 18, 0, 132},
		{"rw_go(1,1)", readersWriters(RWMutex, 1, 1), 2, 0, 0},
		{"rw_go(2,1)", readersWriters(RWMutex, 2, 1), 4, 0, 0},
		{"rw_go(1,2)", readersWriters(RWMutex, 1, 2), 16, 0, 0},
		{"rw_go(2,2)", readersWriters(RWMutex, 2, 2), 64, 0, 0},
		{"rw_fifo(1,1)", readersWriters(FIFORWMutex, 1, 1), 2, 0, 0},
		{"rw_fifo(2,1)", readersWriters(FIFORWMutex, 2, 1), 4, 0, 0},
		{"rw_fifo(2,2)", readersWriters(FIFORWMutex, 2, 2), 18, 0, 0},
		{"fair(2,1)", sections(FIFOMutex, 2, 1, 1), 2, 0, 0},
		{"fair(3,1)", sections(FIFOMutex, 3, 1, 1), 6, 0, 0},
		{"fair(2,2)", sections(FIFOMutex, 2, 2, 1), 6, 0, 0},
		{"rmutex(3,1)", sections(RMutex, 3, 1, 2), 6, 0, 0},
		{"rmutex(2,2)", sections(RMutex, 2, 2, 3), 6, 0, 0},
		{"rmutex_try", nestedAndTry(), 3, 0, 5},
		{"sem(2,1)", semaphores(Semaphore, 2, 1), 2, 0, 2},
		{"sem(3,1)", semaphores(Semaphore, 3, 1), 6, 0, 6},
		{"sem(3,2)", semaphores(Semaphore, 3, 2), 30, 0, 54},
		{"wg(4)", workers(4), 1, 0, 120},
		{"once(3)", onces(3), 3, 0, 6},
		{"bbuf_fifo(2)", fifo(boundedBuffer(2, 1, 1, model.Signal)), 56, 0, 56},
		{"barrier(2)", neighbours(2), 1, 0, 0},
		{"barrier(3)", neighbours(3), 1, 0, 0},
		{"barrier(4)", neighbours(4), 1, 0, 0},
		{"barrier(2,2)", gatherers(2, 2, 2, model.BarrierLeave), 1, 0, 0},     // both phases
		{"barrier(3 of 2)", gatherers(3, 1, 2, model.BarrierLeave), 3, 3, 0},  // who is left
		{"barrier(4 of 2)", gatherers(4, 1, 2, model.BarrierLeave), 6, 0, 0},  // which two go first
		{"barrier_index(3)", gatherers(3, 1, 3, model.BarrierIndex), 6, 0, 0}, // 3!
		{"sleepers(3)", sleepers(3, false), 6, 0, 0},                          // 3!
		{"sleepers(3,stagger)", sleepers(3, true), 1, 0, 1},
		{"just-in-time lock", justInTime(false), 3, 0, 0},  // late before the unlock, late after it, in time
		{"just-in-time signal", justInTime(true), 2, 0, 0}, // late, in time
	}
	if large {
		out = append(out, []Classic{
			{"lastzero(5)", lastZero(5), 64, 0, 3_487_880},
			{"phil(5)", philosophers(5, false), 31, 1, 66_468_720},
			{"phil_ord(5)", philosophers(5, true), 30, 0, 49_719_072},
			{"phil(8)", philosophers(8, false), 255, 1, 0},
			{"bbuf(1,4)", boundedBuffer(1, 4, 1, model.Signal), 128, 0, 128},
			{"bbuf(1,5)", boundedBuffer(1, 5, 1, model.Signal), 512, 0, 512},
			{"bbuf(3)", boundedBuffer(3, 1, 1, model.Signal), 17_856, 0, 0},
		}...)
	}
	return out
}
