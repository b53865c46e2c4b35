//go:build unix

package locations

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes the lock that belongs to the open file; closing it gives the lock back.
func lockFile(f *os.File) error {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return errLocked
	}
	return err
}
