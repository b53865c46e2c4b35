package secret

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"golang.org/x/crypto/chacha20poly1305"

	"sekisho/desktop/internal/locations"
)

// keeper finds, makes and removes the vault's key.
type keeper struct {
	keychain Keychain
	file     string
}

const keySize = chacha20poly1305.KeySize

// create makes a key, keeps it in the keychain or else in the file, and says where.
func (k keeper) create(ctx context.Context, id string) ([]byte, Kind, error) {
	key := make([]byte, keySize)
	_, _ = rand.Read(key) // never fails
	if k.entrust(ctx, id, key) {
		return key, KindKeychain, nil
	}
	return k.createFile(key)
}

// entrust gives a key to the keychain, and asks for it again before it is trusted: one that forgets would lose the vault.
func (k keeper) entrust(ctx context.Context, id string, key []byte) bool {
	text := base64.StdEncoding.EncodeToString(key)
	if k.keychain.Set(ctx, locations.Keychain, id, text) != nil {
		return false
	}
	again, err := k.keychain.Get(ctx, locations.Keychain, id)
	return err == nil && again == text
}

// createFile keeps the key in the file. One that is there already was made just before a crash, or is of a vault that was deleted:
// it is used, and never overwritten.
func (k keeper) createFile(key []byte) ([]byte, Kind, error) {
	there, err := os.ReadFile(k.file)
	if errors.Is(err, fs.ErrNotExist) {
		return key, KindFile, locations.Write(k.file, []byte(base64.StdEncoding.EncodeToString(key)+"\n"))
	}
	if err != nil {
		return nil, "", fmt.Errorf("read the key of the vault: %w", err)
	}
	if key, err = base64.StdEncoding.DecodeString(strings.TrimSpace(string(there))); err != nil || len(key) != keySize {
		return nil, "", fmt.Errorf("make a vault: %s is there and is no key; move it away", k.file)
	}
	return key, KindFile, nil
}

// find returns the key of a vault that exists.
func (k keeper) find(ctx context.Context, c content) ([]byte, error) {
	text, err := k.read(ctx, c)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err == nil && len(key) == keySize {
		if _, err = open(key, checkName, c.Check); err == nil {
			return key, nil
		}
	}
	return nil, fmt.Errorf("%w: what the %s holds is not the key of this vault%s", ErrKeyLost, c.Kind, adviceLost)
}

const adviceLost = "; bring back the keychain or the file, or set the vault aside with `sekisho-desktop doctor --new-vault` and add the accounts again"

func (k keeper) read(ctx context.Context, c content) (string, error) {
	if c.Kind == KindFile {
		text, err := os.ReadFile(k.file)
		if errors.Is(err, fs.ErrNotExist) {
			return "", fmt.Errorf("%w: %s is missing%s", ErrKeyLost, k.file, adviceLost)
		}
		if err != nil {
			return "", fmt.Errorf("read the key of the vault: %w", err)
		}
		return string(text), nil
	}
	text, err := k.keychain.Get(ctx, locations.Keychain, c.ID)
	switch {
	case errors.Is(err, ErrNotFound):
		return "", fmt.Errorf("%w: the keychain has no entry %q of %q%s", ErrKeyLost, locations.Keychain, c.ID, adviceLost)
	case err != nil:
		return "", fmt.Errorf("%w: %w; log in to the desktop or unlock the keychain, and try again", ErrKeychain, err)
	}
	return text, nil
}

// remove forgets the key of a vault.
func (k keeper) remove(ctx context.Context, c content) error {
	if c.Kind == KindFile {
		return k.removeFile()
	}
	if err := k.keychain.Delete(ctx, locations.Keychain, c.ID); err != nil && !errors.Is(err, ErrNotFound) {
		return fmt.Errorf("%w: %w", ErrKeychain, err)
	}
	return nil
}

func (k keeper) removeFile() error {
	if err := os.Remove(k.file); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func newID() string {
	id := make([]byte, 8)
	_, _ = rand.Read(id) // never fails
	return "vault " + hex.EncodeToString(id)
}
