package mtasts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

const maxFile = 16 << 20 // octets

// load reads what an earlier process knew. What cannot be read is left aside: it will be fetched again.
func (c *Cache) load() {
	c.known, c.failed = map[string]entry{}, map[string]time.Time{}
	if c.File == "" {
		return
	}
	known, err := readFile(c.File)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		c.Log.Warn("read the MTA-STS policies of before", slog.Any("error", err))
		return
	}
	for domain, e := range known {
		if isName(domain) && e.Policy.MaxAge <= maxAge*time.Second && c.now().Before(e.ends()) && !e.Fetched.After(c.now()) {
			c.known[domain] = e
		}
	}
}

func readFile(path string) (map[string]entry, error) {
	f, err := os.Open(path) //nolint:gosec // the operator's own setting
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // it was read
	var known map[string]entry
	if err := json.NewDecoder(io.LimitReader(f, maxFile)).Decode(&known); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return known, nil
}

// store writes down what is known. It may get lost: then it is fetched again.
func (c *Cache) store(ctx context.Context) {
	if c.File == "" {
		return
	}
	c.save.Lock()
	defer c.save.Unlock()
	c.mu.Lock()
	text, err := json.Marshal(c.known)
	c.mu.Unlock()
	if err == nil {
		err = replace(c.File, text)
	}
	if err != nil {
		c.Log.LogAttrs(ctx, slog.LevelWarn, "keep the MTA-STS policies", slog.Any("error", err))
	}
}

// replace writes a file so that there is always a whole one.
func replace(path string, text []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".mta-sts-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, errors.Join(err, os.Remove(f.Name())))
	}
	return nil
}
