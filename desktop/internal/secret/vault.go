package secret

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"strings"
	"time"

	"sekisho/desktop/internal/locations"
)

// Options say where a vault is.
type Options struct {
	Path     string   // of the vault's file
	KeyFile  string   // of its key, where there is no keychain
	Keychain Keychain // nil: the system's
}

// At returns the options for an installation: its own files, and the system's keychain.
func At(p locations.Places) Options { return Options{Path: p.Vault(), KeyFile: p.VaultKey()} }

func (o Options) keeper() keeper {
	if o.Keychain == nil {
		return keeper{System(), o.KeyFile}
	}
	return keeper{o.Keychain, o.KeyFile}
}

// Vault is an open vault. It is safe for concurrent use.
type Vault struct {
	path string
	key  []byte
	id   string
	kind Kind
}

// lockWait is how long another process may keep us from writing; it writes for milliseconds.
const lockWait = 10 * time.Second

// Open opens the vault, or makes one where there is none. An error is an ErrKeyLost, ErrKeychain, ErrDamaged, or the file system's.
func Open(ctx context.Context, o Options) (*Vault, error) {
	var v *Vault
	err := locked(ctx, o.Path, func() error {
		c, err := load(o.Path)
		if errors.Is(err, fs.ErrNotExist) {
			v, err = create(ctx, o)
			return err
		}
		if err != nil {
			return err
		}
		key, err := o.keeper().find(ctx, c)
		v = &Vault{o.Path, key, c.ID, c.Kind}
		return err
	})
	if err != nil {
		return nil, err
	}
	return v, nil
}

// OpenExisting is Open that makes nothing: where there is no vault the error is fs.ErrNotExist.
func OpenExisting(ctx context.Context, o Options) (*Vault, error) {
	if _, err := os.Stat(o.Path); err != nil {
		return nil, fmt.Errorf("open vault: %w", err)
	}
	return Open(ctx, o)
}

// create makes the key, then the vault: a key without a vault does no harm.
func create(ctx context.Context, o Options) (*Vault, error) {
	c := content{Format: 1, ID: newID(), Items: map[string][]byte{}}
	key, kind, err := o.keeper().create(ctx, c.ID)
	if err != nil {
		return nil, err
	}
	c.Kind = kind
	if c.Check, err = seal(key, checkName, nil); err != nil {
		return nil, err
	}
	if err := c.save(o.Path); err != nil {
		return nil, errors.Join(err, o.keeper().remove(ctx, c))
	}
	return &Vault{o.Path, key, c.ID, kind}, nil
}

func locked(ctx context.Context, path string, do func() error) error {
	wait, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	release, err := locations.Lock(wait, path)
	if err != nil {
		return err
	}
	defer release()
	return do()
}

// Kind says where the key is.
func (v *Vault) Kind() Kind { return v.kind }

// Get returns a secret, or ErrNotFound. One that does not open under its name is ErrDamaged.
func (v *Vault) Get(name string) ([]byte, error) {
	c, err := v.load()
	if err != nil {
		return nil, err
	}
	sealed, ok := c.Items[name]
	if !ok {
		return nil, fmt.Errorf("%w: %s", ErrNotFound, name)
	}
	value, err := open(v.key, name, sealed)
	if err != nil {
		return nil, fmt.Errorf("%w: the secret %s does not open; delete it and enter it again", ErrDamaged, name)
	}
	return value, nil
}

// load reads the file anew each time: another process may have written it. One that was exchanged for another vault's is ErrKeyLost.
func (v *Vault) load() (content, error) {
	c, err := load(v.path)
	if err == nil && c.ID != v.id {
		err = fmt.Errorf("%w: %s is another vault now; start the program again", ErrKeyLost, v.path)
	}
	return c, err
}

// Set keeps a secret under a name, in place of the one before.
func (v *Vault) Set(name string, value []byte) error {
	if name == "" || len(name) > MaxName || strings.HasPrefix(name, "\x00") {
		return fmt.Errorf("%w: a secret's name has 1 to %d octets", ErrLimit, MaxName)
	}
	if len(value) > MaxValue {
		return fmt.Errorf("%w: the secret %s has %d octets; %d are the most", ErrLimit, name, len(value), MaxValue)
	}
	return v.change(func(c *content) error {
		if _, there := c.Items[name]; !there && len(c.Items) >= MaxItems {
			return fmt.Errorf("%w: the vault holds %d secrets already", ErrLimit, MaxItems)
		}
		sealed, err := seal(v.key, name, value)
		c.Items[name] = sealed
		return err
	})
}

// Delete removes a secret. One that is not there is no error.
func (v *Vault) Delete(name string) error {
	return v.change(func(c *content) error {
		delete(c.Items, name)
		return nil
	})
}

// DeleteBelow removes all secrets whose name begins with prefix, in one step. An empty prefix is refused.
func (v *Vault) DeleteBelow(prefix string) error {
	if prefix == "" {
		return errors.New("secret: an empty prefix would delete everything")
	}
	return v.change(func(c *content) error {
		maps.DeleteFunc(c.Items, func(name string, _ []byte) bool { return strings.HasPrefix(name, prefix) })
		return nil
	})
}

func (v *Vault) change(apply func(*content) error) error {
	return locked(context.Background(), v.path, func() error {
		c, err := v.load()
		if err == nil {
			err = apply(&c)
		}
		if err != nil {
			return err
		}
		return c.save(v.path)
	})
}

// UseKeychain moves the key from its file into the keychain, for a vault that was made where there was none. A vault whose key is
// there already is left as it is. Vaults that are open stay open. ErrKeychain says that there is still none.
func UseKeychain(ctx context.Context, o Options) error {
	return locked(ctx, o.Path, func() error {
		c, err := load(o.Path)
		if err != nil {
			return err
		}
		k := o.keeper()
		key, err := k.find(ctx, c)
		if err != nil {
			return err
		}
		if c.Kind == KindKeychain { // a file may be left of a crash
			return k.removeFile()
		}
		if !k.entrust(ctx, c.ID, key) {
			return fmt.Errorf("%w, or forgets what it is given; the key stays in %s", ErrKeychain, o.KeyFile)
		}
		c.Kind = KindKeychain
		if err := c.save(o.Path); err != nil {
			return err
		}
		return k.removeFile()
	})
}

// SetAside moves a vault that cannot be opened out of the way, so that Open makes a new one, and returns where it is now. Nothing is
// deleted: if the key comes back, so does the vault. Its key file goes with it.
func SetAside(ctx context.Context, o Options, now time.Time) (string, error) {
	aside := o.Path + ".lost-" + now.UTC().Format("20060102T150405Z")
	err := locked(ctx, o.Path, func() error {
		if err := os.Rename(o.Path, aside); err != nil {
			return fmt.Errorf("set the vault aside: %w", err)
		}
		err := os.Rename(o.KeyFile, aside+".key")
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return aside, err
}

// Destroy deletes the vault and its key: for taking the program away. What was in it is gone.
func Destroy(ctx context.Context, o Options) error {
	return locked(ctx, o.Path, func() error {
		c, err := load(o.Path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil && !errors.Is(err, ErrDamaged) {
			return err
		}
		if err := o.keeper().remove(ctx, c); err != nil {
			return err
		}
		return os.Remove(o.Path)
	})
}
