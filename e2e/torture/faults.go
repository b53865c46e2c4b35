package main

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// fault is what happens to a house again and again while letters go in and out.
type fault func(ctx context.Context, h *house) error

// killed kills one server with SIGKILL and starts it again.
func killed(ctx context.Context, h *house) error {
	h.victims[0].kill()
	return h.victims[0].start(ctx)
}

// diskFull takes all room that is left, for a while.
func diskFull(ctx context.Context, h *house) error {
	path := filepath.Join(h.dir, "ballast")
	f, err := os.Create(path) //nolint:gosec // our own folder
	if err != nil {
		return err
	}
	_, err = io.Copy(f, endless{})
	if !errors.Is(err, syscall.ENOSPC) {
		err = errors.Join(errors.New("the disk cannot be filled"), err)
	} else {
		err = pause(ctx, 1500*time.Millisecond)
	}
	return errors.Join(err, f.Close(), os.Remove(path))
}

// endless is as long as the disk.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// locked holds SQLite's lock for writers, as another process that writes does: octet 120 of the file that goes with the log (SQLite,
// "WAL-mode File Format", 2.3). Longer than a writer waits for it, which is 5 seconds, every other time.
func locked(ctx context.Context, h *house) error {
	f, err := os.OpenFile(filepath.Join(h.victims[0].data(), "sekisho.db-shm"), os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // which ends the lock
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: 120, Len: 1}
	for {
		if err = syscall.FcntlFlock(f.Fd(), syscall.F_SETLK, &lock); err == nil {
			break
		}
		if !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EACCES) {
			return err
		}
		if err := pause(ctx, time.Millisecond); err != nil { // the server has it
			return err
		}
	}
	return pause(ctx, time.Second+time.Duration(h.faults%2)*6*time.Second)
}

// databaseAway stops PostgreSQL, cutting its connections, and starts it again.
func databaseAway(ctx context.Context, h *house) error {
	if err := h.database.Stop(); err != nil {
		return err
	}
	return errors.Join(pause(ctx, 1500*time.Millisecond), h.database.Start())
}

// pause waits, unless the run ends.
func pause(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// strike makes a fault at random moments, until it was made often enough and the clients are done, or one of both if there is no end.
func strike(ctx context.Context, h *house, f fault, times int, every time.Duration, random *rand.Rand, done func() bool) error {
	for h.faults < times && !done() {
		if err := pause(ctx, time.Duration(random.Int64N(int64(every)))); err != nil {
			return err
		}
		if err := f(ctx, h); err != nil {
			return err
		}
		h.faults++
	}
	return nil
}
