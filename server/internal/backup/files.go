package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// folder copies files that never change.
type folder struct {
	from, to string
	count    int // copied so far
}

// copyNew copies the files that are not there yet. One that goes away meanwhile belongs to a mail that nobody waits for. A folder that is
// not there has no files.
func (d *folder) copyNew(ctx context.Context) error {
	if err := os.MkdirAll(d.to, 0o700); err != nil {
		return fmt.Errorf("copy mails: %w", err)
	}
	all, err := os.ReadDir(d.from)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("copy mails: %w", err)
	}
	for _, e := range all {
		if strings.HasPrefix(e.Name(), ".") || !e.Type().IsRegular() {
			continue // not finished, or none of ours
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		err := copyFile(filepath.Join(d.from, e.Name()), filepath.Join(d.to, e.Name()))
		if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return fmt.Errorf("copy mails: %w", err)
		}
		d.count++
	}
	return syncPath(d.to)
}

// copyFile makes a new file, readable for its owner alone, that is on the disk.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	defer in.Close()                                                      //nolint:errcheck // only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}

func writeFile(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	return errors.Join(err, f.Sync(), f.Close())
}

func syncPath(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
