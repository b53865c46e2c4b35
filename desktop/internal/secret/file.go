package secret

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"golang.org/x/crypto/chacha20poly1305"

	"sekisho/desktop/internal/locations"
)

// maxFile bounds what is read: a vault at its limits fits in.
const maxFile = 4 << 20

// checkName is the name of the value that shows whether a key is the right one. No other may begin with a NUL.
const checkName = "\x00key"

// content is the vault's file.
type content struct {
	Format int               `json:"format"` // 1
	ID     string            `json:"id"`     // names the key in the keychain
	Kind   Kind              `json:"kind"`
	Check  []byte            `json:"check"`
	Items  map[string][]byte `json:"items"` // name: nonce and sealed value
}

// load reads the vault's file. The error is fs.ErrNotExist for none, and ErrDamaged for one that cannot be read as a vault.
func load(path string) (content, error) {
	var c content
	f, err := os.Open(path) //nolint:gosec // a file of ours
	if err != nil {
		return c, fmt.Errorf("open vault: %w", err)
	}
	defer func() { _ = f.Close() }() // nothing was written
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return c, fmt.Errorf("read vault %s: %w", path, err)
	}
	if err := parse(data, &c); err != nil {
		return c, fmt.Errorf("%w: %s: %w; restore it from a copy, or set it aside with `sekisho-desktop doctor --new-vault` and add the accounts again", ErrDamaged, path, err)
	}
	return c, nil
}

func parse(data []byte, c *content) error {
	if len(data) > maxFile {
		return errors.New("it is larger than any vault")
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		return err
	}
	switch {
	case c.Format != 1:
		return fmt.Errorf("its format is %d; this program reads 1", c.Format)
	case c.Kind != KindKeychain && c.Kind != KindFile:
		return fmt.Errorf("its kind %q is not known", c.Kind)
	case c.ID == "" || len(c.Check) == 0:
		return errors.New("it has no name or no check value")
	}
	if c.Items == nil {
		c.Items = map[string][]byte{}
	}
	return nil
}

func (c content) save(path string) error {
	data, err := json.MarshalIndent(c, "", " ")
	if err != nil {
		return err
	}
	if len(data) > maxFile {
		return fmt.Errorf("%w: the vault would have %d octets; %d are the most", ErrLimit, len(data), maxFile)
	}
	return locations.Write(path, append(data, '\n'))
}

// seal encrypts value under name.
func seal(key []byte, name string, value []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, aead.NonceSize(), aead.NonceSize()+len(value)+aead.Overhead())
	_, _ = rand.Read(nonce) // never fails
	return aead.Seal(nonce, nonce, value, []byte(name)), nil
}

// open decrypts what seal made under the same name.
func open(key []byte, name string, sealed []byte) ([]byte, error) {
	aead, err := chacha20poly1305.NewX(key)
	if err != nil {
		return nil, err
	}
	if len(sealed) < aead.NonceSize() {
		return nil, errors.New("it is too short")
	}
	return aead.Open(nil, sealed[:aead.NonceSize()], sealed[aead.NonceSize():], []byte(name))
}
