// Package real has the primitives of sim's second engine, on real goroutines: the
// standard library's wherever Go has one, the smallest faithful construction where
// it has none. It knows goroutines and hardware, and nothing of programs, threads
// and operations.
//
// # Which is which
//
//	atomic cell                    sync/atomic, as it is
//	plain variable                 memory, as it is
//	channel, select                Go's; a select of many cases by package reflect
//	Mutex                          sync.Mutex
//	RMutex                         a Mutex, and a depth
//	RWMutex                        sync.RWMutex
//	Queue                          fair mutexes, and reader-writer locks of other policies: a line
//	StdCond                        sync.Cond
//	FairCond                       fair condition variables, and those on fair mutexes: a line
//	Permits                        semaphores: a channel of permits
//	FairPermits                    fair semaphores: a line
//	Event                          a channel that is closed
//	Barrier                        a channel that is closed, for each generation
//	WaitGroup                      sync.WaitGroup
//	Once                           sync.Once
//	goroutines and their states    runtime.Stack
//
// Whoever stands in a line waits for a channel of its own to be closed.
//
// A lock, permit or event that is waited for with a time-out is tried until that is
// over, since sync knows no time-outs. So nobody who waits with a time-out stands in
// anybody's way: it is as if it had come at the very end of its time. Only at barriers
// and conditions, where others see who has come, it comes at the beginning.
//
// # Keeping book without synchronising
//
// Go ends the process when a free mutex is unlocked. To tell that before it
// happens, a lock notes who holds it; and the constructions have locks inside. The
// race detector must not take these for synchronisation of the program, or races
// would be hidden from it: in a build with -race the book-keeping is kept from it,
// and the constructions say themselves which operation is ordered after which. On
// the hardware, book-keeping touches memory only next to an atomic operation that
// the primitive makes anyway, so that it orders nothing that was not ordered.
//
// # Letting go
//
// Goroutines cannot be ended. Those that are blocked for good are let go: Free does
// to an object whatever lets somebody go on who waits for it, be it use or misuse.
// It is called when nobody else uses the object, again and again, and what follows
// is no part of the program: whoever goes on must look whether it still should.
//
// # Time
//
// A virtual millisecond is a microsecond here, and no wait is longer than [MaxWait].
// Programs whose outcome depends on longer waits ending later are not held to that:
// the model that they are compared with lets time-outs fire at any time.
//
// # Hangs
//
// A [Snapshot] stops the world and reads the states of all goroutines ([runtime.Stack]).
// If those of a program all wait for each other at that moment, they wait for good.
//
// # Noise
//
// [Noise] disturbs goroutines between their operations, and [Gate] lets siblings begin
// at one time, each on a processor of its own where there are enough.
package real
