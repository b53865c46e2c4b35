package cli

import (
	"math"
	"runtime"
	"runtime/debug"
)

// roomOctets is by how much serve lets the heap grow between two collections, beside what Go grants anyway. A server keeps some 10 MB in use
// and makes 60 KB of garbage a check, so that without it every 150th check pays for a collection: a tenth of the processor's time.
const roomOctets = 8 << 20

// roomToGrow counts roomOctets as in use until release is called. They are never touched, so the system gives no memory for them: only the garbage
// that waits longer takes some, 8 MiB at most at GOGC=100. With 64 MiB, 50 mails of 25 MiB at once took more than the 128 MB that they may.
// Where the operator has set GOMEMLIMIT, that counts and nothing is done.
func roomToGrow() (release func()) {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return func() {}
	}
	room := make([]byte, roomOctets)
	return func() { runtime.KeepAlive(room) }
}
