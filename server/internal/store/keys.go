package store

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"sekisho/server/internal/audit"

	"golang.org/x/crypto/chacha20poly1305"
)

// Keys are an organisation's keys.
type Keys struct {
	Pass        ed25519.PrivateKey // signs passes
	Fingerprint [32]byte           // of mails
	Audit       audit.Key          // of the chain
	Checkpoint  ed25519.PrivateKey // signs checkpoints
	Mail        [32]byte           // encrypts the spool
}

// Every key is 32 octets: a symmetric key or the seed of an Ed25519 key.
const keySize = 32

var keyKinds = [...]string{"pass", "fingerprint", "audit", "checkpoint", "mail"}

const (
	insertKey = `INSERT INTO organization_keys (org, kind, version, wrapped, created) VALUES (?, ?, 1, ?, ?)`
	queryKeys = `SELECT kind, version, wrapped FROM organization_keys WHERE org = ? ORDER BY kind, version`
)

// makeKeys makes and keeps all keys of a new organisation.
func (s *Store) makeKeys(ctx context.Context, t *tx, org Org) (Keys, error) {
	material := map[string][keySize]byte{}
	for _, kind := range keyKinds {
		var k [keySize]byte
		_, _ = rand.Read(k[:]) // never fails: crypto/rand ends the program instead
		wrapped := s.master.wrap(k[:], boundTo(org, kind, 1))
		if _, err := t.exec(ctx, insertKey, org.id, kind, wrapped, micros(s.now())); err != nil {
			return Keys{}, fmt.Errorf("save %s key: %w", kind, err)
		}
		material[kind] = k
	}
	return keysOf(material), nil
}

func keysOf(m map[string][keySize]byte) Keys {
	pass, checkpoint := m["pass"], m["checkpoint"]
	return Keys{
		Pass: ed25519.NewKeyFromSeed(pass[:]), Fingerprint: m["fingerprint"], Audit: m["audit"],
		Checkpoint: ed25519.NewKeyFromSeed(checkpoint[:]), Mail: m["mail"],
	}
}

// Keys returns the organisation's newest keys. An organisation that is not there gives ErrNotFound.
func (s *Store) Keys(ctx context.Context, org Org) (Keys, error) {
	s.mu.Lock()
	k, ok := s.keys[org]
	s.mu.Unlock()
	if ok {
		return k, nil
	}
	type wrappedKey struct {
		kind, wrapped string
		version       int64
	}
	rows, err := collect(ctx, s, func(scan scanner) (w wrappedKey, err error) {
		return w, scan(&w.kind, &w.version, &w.wrapped)
	}, queryKeys, org.id)
	if err != nil {
		return Keys{}, fmt.Errorf("read keys: %w", err)
	}
	material := map[string][keySize]byte{}
	for _, w := range rows {
		if material[w.kind], err = s.master.unwrap(w.wrapped, boundTo(org, w.kind, w.version)); err != nil {
			return Keys{}, err
		}
	}
	for _, kind := range keyKinds {
		if _, ok := material[kind]; !ok {
			return Keys{}, fmt.Errorf("organisation %q, %s key: %w", org.id, kind, ErrNotFound)
		}
	}
	k = keysOf(material)
	s.mu.Lock()
	s.keys[org] = k
	s.mu.Unlock()
	return k, nil
}

// boundTo is what a wrapped key is bound to: a key that is moved to another row does not open.
func boundTo(org Org, kind string, version int64) string {
	return fmt.Sprintf("sekisho key 1|%s|%s|%d", org.id, kind, version)
}

// masterKey wraps the organisations' keys.
type masterKey [chacha20poly1305.KeySize]byte

// wrap encrypts with XChaCha20-Poly1305 under a random nonce of 24 octets.
func (m masterKey) wrap(key []byte, name string) string {
	a, err := chacha20poly1305.NewX(m[:])
	if err != nil {
		panic(err) // the size is right by type
	}
	nonce := make([]byte, a.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.StdEncoding.EncodeToString(a.Seal(nonce, nonce, key, []byte(name)))
}

func (m masterKey) unwrap(text, name string) (key [keySize]byte, err error) {
	a, err := chacha20poly1305.NewX(m[:])
	if err != nil {
		return key, err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) != a.NonceSize()+keySize+a.Overhead() {
		return key, fmt.Errorf("%w: wrapped key %q is damaged", ErrInvalid, name)
	}
	plain, err := a.Open(nil, b[:a.NonceSize()], b[a.NonceSize():], []byte(name))
	if err != nil {
		return key, fmt.Errorf("%w: wrapped key %q does not open: the master key is not the one of this database", ErrInvalid, name)
	}
	copy(key[:], plain)
	return key, nil
}

// openMaster reads the master key, or makes it if the database has no organisation yet.
func (s *Store) openMaster(ctx context.Context, path string) (masterKey, error) {
	key, err := readMaster(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	var n int64
	if err := s.row(ctx, `SELECT COUNT(*) FROM organizations`).Scan(&n); err != nil {
		return masterKey{}, fmt.Errorf("count organisations: %w", err)
	}
	if n == 0 {
		return makeMaster(path)
	}
	if key, err = readMaster(path); errors.Is(err, fs.ErrNotExist) { // now: another process may have made it, and then an organisation
		err = fmt.Errorf("%w: master key %q is missing, but the database has keys under it: put it back from your backup", ErrInvalid, path)
	}
	return key, err
}

func readMaster(path string) (masterKey, error) {
	var key masterKey
	info, err := os.Stat(path)
	if err != nil {
		return key, fmt.Errorf("open master key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return key, fmt.Errorf("%w: master key %q has mode %04o and others can read it: chmod 600 it", ErrInvalid, path, info.Mode().Perm())
	}
	text, err := os.ReadFile(path) //nolint:gosec // the operator's own path
	if err != nil {
		return key, fmt.Errorf("read master key: %w", err)
	}
	b, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(b) != len(key) {
		return key, fmt.Errorf("%w: master key %q is not 32 octets in base64: put it back from your backup", ErrInvalid, path)
	}
	copy(key[:], b)
	return key, nil
}

// makeMaster writes a new key and returns once file and folder are on the disk: keys wrapped by it follow. The file appears whole or not at
// all; of two processes that start at once, the second reads what the first made.
func makeMaster(path string) (key masterKey, err error) {
	_, _ = rand.Read(key[:])
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return key, fmt.Errorf("make folder of master key: %w", err)
	}
	f, err := os.CreateTemp(filepath.Dir(path), ".master-*") // mode 0600
	if err != nil {
		return key, fmt.Errorf("make master key: %w", err)
	}
	defer os.Remove(f.Name()) //nolint:errcheck // the link stays
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return key, fmt.Errorf("write master key: %w", err)
	}
	if err = os.Link(f.Name(), path); errors.Is(err, fs.ErrExist) {
		return readMaster(path)
	}
	if err != nil {
		return key, fmt.Errorf("write master key: %w", err)
	}
	return key, syncFolder(filepath.Dir(path))
}

func syncFolder(dir string) error {
	d, err := os.Open(dir) //nolint:gosec // the operator's own path
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
