package locations

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// LockSuffix is what a file's lock is called after the file.
const LockSuffix = ".lock"

// errLocked is what lockFile returns while another holds the lock.
var errLocked = errors.New("locations: locked")

// Lock waits until nobody else, in this process or another, holds the lock of path, and takes it; release gives it back. The system
// gives it back too when the process ends. An error is ctx's end or the file system's.
func Lock(ctx context.Context, path string) (release func(), err error) {
	f, err := openLock(path)
	if err != nil {
		return nil, err
	}
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for {
		if err = lockFile(f); err == nil {
			return func() { _ = f.Close() }, nil
		}
		if !errors.Is(err, errLocked) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), f.Close())
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("lock %s: another process holds it: %w", path, ctx.Err()), f.Close())
		case <-again.C:
		}
	}
}

func openLock(path string) (*os.File, error) {
	if err := MakeFolder(filepath.Dir(path)); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path+LockSuffix, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // a file of ours
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return f, nil
}
