// Package policycache keeps the organisation's policy as its server signed it, so that mails are judged by it while the server cannot
// be asked.
//
// It promises to hand out only what the key pinned at enrolment signed for this organisation and what is not over: a copy that was
// changed, that is another organisation's or too old counts as none, as Current's error says. An older policy than the one that is
// there is refused, so that nobody brings back a milder one. The file is replaced in one step.
//
// # Limits
//
// 32 MiB, pass.MaxDocument.
package policycache

import (
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"sync"
	"time"

	"sekisho/desktop/internal/locations"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// Why there is no policy.
var (
	ErrNone    = errors.New("policycache: there is no copy of the policy")
	ErrDamaged = errors.New("policycache: the copy of the policy is damaged")
	ErrOlder   = errors.New("policycache: the policy is older than the copy")
)

// Pin is whose policies count.
type Pin struct {
	Organization string
	Key          ed25519.PublicKey
}

// Copy is a policy that may judge.
type Copy struct {
	Policy    *policy.Policy
	Version   int64  // the number in the organisation's store
	Tag       string // asks the server for another one only
	IssuedAt  time.Time
	ExpiresAt time.Time
}

// Cache is the copy of one organisation's policy. It is safe for concurrent use.
type Cache struct {
	path string
	pin  Pin
	now  func() time.Time

	mu     sync.Mutex
	copy   Copy
	broken error // why there is none; nil: there is
}

// file is what is on disk.
type file struct {
	Format   int    `json:"format"` // 1
	Tag      string `json:"tag"`
	Document string `json:"document"`
}

// Open reads the copy at path. A copy that is missing or cannot be used is no error: Current says so.
func Open(path string, pin Pin, now func() time.Time) *Cache {
	if now == nil {
		now = time.Now
	}
	c := &Cache{path: path, pin: pin, now: now, broken: ErrNone}
	f, err := load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c
	}
	if err == nil {
		err = c.take(f)
	}
	if err != nil {
		c.broken = err
	}
	return c
}

func load(path string) (f file, err error) {
	r, err := os.Open(path) //nolint:gosec // the program's own path
	if err != nil {
		return f, err
	}
	defer func() { _ = r.Close() }()
	data, err := io.ReadAll(io.LimitReader(r, pass.MaxDocument+(1<<20)))
	if err != nil {
		return f, fmt.Errorf("read the copy of the policy: %w", err)
	}
	return read(data)
}

func read(data []byte) (f file, err error) {
	if err := json.Unmarshal(data, &f); err != nil || f.Format != 1 {
		return f, fmt.Errorf("%w: it is no file of this program", ErrDamaged)
	}
	return f, nil
}

// take verifies a document and reads its policy.
func (c *Cache) take(f file) error {
	d, err := pass.VerifyDocument(c.pin.Organization, c.pin.Key, f.Document, c.now())
	if err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	if d.IssuedAt.Before(c.copy.IssuedAt) || d.Version < c.copy.Version {
		return fmt.Errorf("%w: version %d of %s", ErrOlder, d.Version, d.IssuedAt.Format(time.RFC3339))
	}
	p, err := policy.Parse("policy", []byte(d.Text), nil)
	if err != nil {
		return fmt.Errorf("read the organisation's policy: %w", err)
	}
	if p.Version() != d.Hash {
		return fmt.Errorf("%w: this program reads the policy's text as another one; update it", ErrDamaged)
	}
	c.copy = Copy{p, d.Version, f.Tag, d.IssuedAt, d.ExpiresAt}
	c.broken = nil
	return nil
}

// Put takes in what the server gave. What does not verify changes nothing.
func (c *Cache) Put(tag, document string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	f := file{1, tag, document}
	if err := c.take(f); err != nil {
		return err
	}
	data, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("keep the policy: %w", err)
	}
	return locations.Write(c.path, data)
}

// Current returns the policy that judges now. The error says why there is none.
func (c *Cache) Current() (Copy, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return Copy{}, c.broken
	}
	now := c.now()
	if !now.Before(c.copy.ExpiresAt) {
		return Copy{}, fmt.Errorf("%w: %s", pass.ErrExpired, c.copy.ExpiresAt.Format(time.RFC3339))
	}
	return c.copy, nil
}

// Known returns what the server is to compare with; empty: it is to send the policy whatever it is. A copy is fetched anew when a
// quarter of its time is over, since only then its time begins anew.
func (c *Cache) Known() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return ""
	}
	if life := c.copy.ExpiresAt.Sub(c.copy.IssuedAt); c.now().Sub(c.copy.IssuedAt) > life/4 {
		return ""
	}
	return c.copy.Tag
}

// Remove deletes the copy.
func (c *Cache) Remove() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.copy, c.broken = Copy{}, ErrNone
	if err := os.Remove(c.path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
