package client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// lockName is the file that Thunderbird keeps open, for itself alone, as long as it uses a profile.
const lockName = "parent.lock"

// errSharing is ERROR_SHARING_VIOLATION.
const errSharing = syscall.Errno(32)

// running tells whether Thunderbird uses a profile.
func running(dir string) bool {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR, 0) //nolint:gosec // a person's own profile
	if err == nil {
		_ = f.Close()
	}
	return errors.Is(err, errSharing)
}

// hold keeps Thunderbird from starting with a profile until release, or returns ErrRunning.
func hold(dir string) (release func(), err error) {
	path := filepath.Join(dir, lockName)
	_, absent := os.Lstat(path)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // a person's own profile
	if errors.Is(err, errSharing) {
		return nil, fmt.Errorf("%w (profile %s)", ErrRunning, dir)
	}
	if err != nil {
		return nil, fmt.Errorf("lock the profile %s: %w", dir, err)
	}
	return func() {
		_ = f.Close()
		if absent != nil {
			_ = os.Remove(path)
		}
	}, nil
}
