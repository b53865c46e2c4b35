//go:build unix

package httpapi

import (
	"syscall"
	"testing"
	"time"
)

// spentSoFar is what this process has used of all processors.
func spentSoFar(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
