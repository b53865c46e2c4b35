//go:build unix

package client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockName is the file that Thunderbird locks as long as it uses a profile.
const lockName = ".parentlock"

// running tells whether Thunderbird uses a profile. The kernel knows, through Snap and Flatpak too.
func running(dir string) bool {
	f, err := os.Open(filepath.Join(dir, lockName)) //nolint:gosec // a person's own profile
	if err != nil {
		return false
	}
	defer func() { _ = f.Close() }()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK}
	return syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock) == nil && lock.Type != syscall.F_UNLCK
}

// hold keeps Thunderbird from starting with a profile until release, or returns ErrRunning.
func hold(dir string) (release func(), err error) {
	path := filepath.Join(dir, lockName)
	_, absent := os.Lstat(path)                               //nolint:gosec // a person's own profile
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // a person's own profile
	if err != nil {
		return nil, fmt.Errorf("lock the profile %s: %w", dir, err)
	}
	err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &syscall.Flock_t{Type: syscall.F_WRLCK})
	if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EACCES) {
		return nil, errors.Join(fmt.Errorf("%w (profile %s)", ErrRunning, dir), f.Close())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock the profile %s: %w", dir, err), f.Close())
	}
	return func() {
		if absent != nil {
			_ = os.Remove(path) //nolint:gosec // see above
		}
		_ = f.Close()
	}, nil
}
