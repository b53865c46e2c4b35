package certificate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/secret"
)

// Names in the vault.
const (
	authorityName = "certificate/authority"
	leafName      = "certificate/leaf"
)

// ErrMissing is the error of Look where no certificate was made yet.
var ErrMissing = errors.New("certificate: none was made yet")

// Vault is what this package needs of secret.Vault.
type Vault interface {
	Get(name string) ([]byte, error)
	Set(name string, value []byte) error
}

// Options are where certificates are kept.
type Options struct {
	Vault  Vault
	Export string           // the file of the authority's certificate for mail programs; empty: none. Its lock is used too
	Now    func() time.Time // nil: time.Now
}

// At returns the options for an installation.
func At(p locations.Places, v Vault) Options { return Options{Vault: v, Export: p.Certificate()} }

func (o Options) now() time.Time {
	if o.Now == nil {
		return time.Now()
	}
	return o.Now()
}

// Keeper holds the certificates and renews the shim's. It is safe for concurrent use.
type Keeper struct {
	o Options

	mu        sync.Mutex
	authority pair
	leaf      pair
	tls       *tls.Certificate
}

// Open makes what is missing: at the first run, and when the authority is over, both certificates; else the shim's own where 30 days
// or less are left. A new authority has to be given to the mail programs again. An authority in the vault that cannot be read is an
// error, never replaced.
func Open(ctx context.Context, o Options) (*Keeper, error) {
	if o.Export != "" {
		release, err := locations.Lock(ctx, o.Export)
		if err != nil {
			return nil, err
		}
		defer release()
	}
	k := &Keeper{o: o}
	if err := k.load(); err != nil {
		return nil, err
	}
	if o.Export != "" {
		if err := k.export(); err != nil {
			return nil, err
		}
	}
	return k, nil
}

// Look reads what there is and makes nothing: for diagnostics. The error is ErrMissing where there is no authority.
func Look(o Options) (Info, error) {
	authority, err := read(o.Vault, authorityName)
	if err != nil {
		return Info{}, err
	}
	info := authority.info()
	leaf, err := read(o.Vault, leafName)
	if err == nil {
		info.Leaf = leaf.cert.NotAfter
	}
	return info, err
}

func read(v Vault, name string) (pair, error) {
	data, err := v.Get(name)
	if errors.Is(err, secret.ErrNotFound) {
		return pair{}, ErrMissing
	}
	if err != nil {
		return pair{}, fmt.Errorf("read the certificate: %w", err)
	}
	p, err := unmarshal(data)
	if err != nil {
		return pair{}, fmt.Errorf("read %s from the vault: %w", name, err)
	}
	return p, nil
}

func (k *Keeper) load() error {
	now := k.o.now()
	authority, err := read(k.o.Vault, authorityName)
	if errors.Is(err, ErrMissing) || err == nil && !now.Before(authority.cert.NotAfter) {
		if authority, err = newAuthority(now); err == nil {
			err = k.keep(authorityName, authority)
		}
	}
	if err != nil {
		return err
	}
	k.authority = authority
	leaf, err := read(k.o.Vault, leafName)
	if err != nil || k.due(leaf, now) || leaf.cert.CheckSignatureFrom(authority.cert) != nil {
		return k.renew(now) // a leaf that cannot be read is worth nothing
	}
	k.use(leaf)
	return nil
}

// due tells whether a leaf should be replaced. One that ends with its authority cannot last longer.
func (k *Keeper) due(leaf pair, now time.Time) bool {
	return !now.Add(Margin).Before(leaf.cert.NotAfter) && leaf.cert.NotAfter.Before(k.authority.cert.NotAfter)
}

func (k *Keeper) renew(now time.Time) error {
	leaf, err := newLeaf(k.authority, now)
	if err == nil {
		err = k.keep(leafName, leaf)
	}
	if err == nil {
		k.use(leaf)
	}
	return err
}

func (k *Keeper) use(leaf pair) {
	k.leaf = leaf
	k.tls = &tls.Certificate{Certificate: [][]byte{leaf.cert.Raw, k.authority.cert.Raw}, PrivateKey: leaf.key, Leaf: leaf.cert}
}

func (k *Keeper) keep(name string, p pair) error {
	data, err := p.marshal()
	if err == nil {
		err = k.o.Vault.Set(name, data)
	}
	if err != nil {
		return fmt.Errorf("keep the certificate: %w", err)
	}
	return nil
}

// export writes the authority's certificate where mail programs find it, unless it is there.
func (k *Keeper) export() error {
	want := k.authority.info().PEM
	have, err := os.ReadFile(k.o.Export)
	if err == nil && string(have) == string(want) {
		return nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read %s: %w", k.o.Export, err)
	}
	return locations.Write(k.o.Export, want)
}

// Info returns what people may know.
func (k *Keeper) Info() Info {
	k.mu.Lock()
	defer k.mu.Unlock()
	info := k.authority.info()
	info.Leaf = k.leaf.cert.NotAfter
	return info
}

// TLS returns the configuration for the shim's ports: TLS 1.2 and later, with the certificate that is right at each handshake.
func (k *Keeper) TLS() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: k.certificate}
}

// certificate returns the certificate, renewed where it is time. When that fails the old one serves as long as it lasts.
func (k *Keeper) certificate(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := k.o.now(); k.due(k.leaf, now) {
		if err := k.renew(now); err != nil && now.After(k.leaf.cert.NotAfter) {
			return nil, err
		}
	}
	return k.tls, nil
}
