// Package real has the primitives of sim's second engine, on real goroutines: the
// standard library's wherever Go has one, the smallest faithful construction where
// it has none. It knows goroutines and hardware, and nothing of programs, threads
// and operations.
//
// # Which is which
//
//	Mutex             sync.Mutex
//	RWMutex           sync.RWMutex
//	Cond              sync.Cond
//	WaitGroup         sync.WaitGroup
//	Once              sync.Once, as it is
//	channel, select   Go's, as they are
//	atomic cell       sync/atomic, as it is
//	plain variable    memory, as it is
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
package real
