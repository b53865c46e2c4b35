package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"sekisho/desktop/internal/locations"
)

// maxLog is how large a log may be when a new one is begun, in octets.
const maxLog = 1 << 20

// openLog opens the log of this installation. One that has become large is put aside first, in place of the one before.
func openLog(p locations.Places) (log *slog.Logger, closeLog func(), err error) {
	path := p.LogFile()
	if err := locations.MakeFolder(filepath.Dir(path)); err != nil {
		return nil, nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > maxLog { //nolint:gosec // a file of ours
		if err := os.Rename(path, path+".1"); err != nil { // #nosec G703 -- a file of ours
			return nil, nil, fmt.Errorf("put the log aside: %w", err)
		}
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // a file of ours
	if err != nil {
		return nil, nil, fmt.Errorf("open the log: %w", err)
	}
	return slog.New(slog.NewTextHandler(f, nil)), func() { _ = f.Close() }, nil
}
