package secret

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// chain is a keychain in memory that can be made to fail.
type chain struct {
	mu     sync.Mutex
	values map[string]string
	broken error
	forget bool // takes values and does not keep them
}

func newChain() *chain { return &chain{values: map[string]string{}} }

func (c *chain) Get(_ context.Context, service, user string) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.values[service+"\x00"+user]
	switch {
	case c.broken != nil:
		return "", c.broken
	case !ok:
		return "", ErrNotFound
	}
	return v, nil
}

func (c *chain) Set(_ context.Context, service, user, value string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken == nil && !c.forget {
		c.values[service+"\x00"+user] = value
	}
	return c.broken
}

func (c *chain) Delete(_ context.Context, service, user string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.values, service+"\x00"+user)
	return c.broken
}

func in(dir string, k Keychain) Options {
	return Options{Path: filepath.Join(dir, "vault.json"), KeyFile: filepath.Join(dir, "vault.key"), Keychain: k}
}

func mustOpen(t *testing.T, o Options) *Vault {
	t.Helper()
	v, err := Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	return v
}

func TestVaultKeepsSecrets(t *testing.T) {
	for _, c := range []struct {
		name     string
		keychain Keychain
		want     Kind
	}{{"keychain", newChain(), KindKeychain}, {"file", None(), KindFile}, {"forgetful", &chain{values: map[string]string{}, forget: true}, KindFile}} {
		t.Run(c.name, func(t *testing.T) {
			o := in(t.TempDir(), c.keychain)
			v := mustOpen(t, o)
			if v.Kind() != c.want {
				t.Errorf("Kind = %s, want %s", v.Kind(), c.want)
			}
			keep(t, v)
			v = mustOpen(t, o) // as after a restart
			if v.Kind() != c.want {
				t.Errorf("Kind after a restart = %s, want %s", v.Kind(), c.want)
			}
			if got, err := v.Get("account/1/password"); err != nil || string(got) != "パスワード" {
				t.Errorf("Get after a restart = %q, %v", got, err)
			}
			if _, err := os.Stat(o.KeyFile); (err == nil) != (c.want == KindFile) {
				t.Errorf("key file: %v; there is one only without a keychain", err)
			}
			file, _ := os.ReadFile(o.Path)
			if bytes.Contains(file, []byte("パスワード")) {
				t.Error("the vault's file holds the secret in the clear")
			}
		})
	}
}

func keep(t *testing.T, v *Vault) {
	t.Helper()
	for name, value := range map[string]string{"account/1/password": "パスワード", "account/1/local": "x", "account/2/token": "", "gone": "y"} {
		if err := v.Set(name, []byte(value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := v.Delete("gone"); err != nil {
		t.Fatal(err)
	}
	if err := v.Delete("never there"); err != nil {
		t.Errorf("Delete of what is not there = %v, want nil", err)
	}
	if _, err := v.Get("gone"); !errors.Is(err, ErrNotFound) {
		t.Errorf("Get after Delete = %v, want ErrNotFound", err)
	}
	names, err := v.names()
	if want := []string{"account/1/local", "account/1/password", "account/2/token"}; err != nil || !slices.Equal(names, want) {
		t.Errorf("the vault holds %q, %v, want %q", names, err, want)
	}
}

func (v *Vault) names() ([]string, error) {
	c, err := v.load()
	return slices.Sorted(maps.Keys(c.Items)), err
}

func TestDeleteBelow(t *testing.T) {
	v := mustOpen(t, in(t.TempDir(), None()))
	keep(t, v)
	if err := v.DeleteBelow("account/1/"); err != nil {
		t.Fatal(err)
	}
	if names, _ := v.names(); !slices.Equal(names, []string{"account/2/token"}) {
		t.Errorf("after DeleteBelow there are %q", names)
	}
	if err := v.DeleteBelow(""); err == nil {
		t.Error("DeleteBelow of everything gave no error")
	}
}

// TestLostKeyIsNeverOverwritten: the vault's file must be the same octets after every failed Open.
func TestLostKeyIsNeverOverwritten(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(t *testing.T, o Options, k *chain)
		want error
	}{
		{"entry deleted", func(_ *testing.T, _ Options, k *chain) { clear(k.values) }, ErrKeyLost},
		{"entry of another vault", func(_ *testing.T, _ Options, k *chain) {
			for name := range k.values {
				k.values[name] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
			}
		}, ErrKeyLost},
		{"entry is nonsense", func(_ *testing.T, _ Options, k *chain) {
			for name := range k.values {
				k.values[name] = "nonsense"
			}
		}, ErrKeyLost},
		{"keychain does not answer", func(_ *testing.T, _ Options, k *chain) { k.broken = errors.New("locked") }, ErrKeychain},
		{"file cut short", func(t *testing.T, o Options, _ *chain) {
			damage(t, o.Path, func(b []byte) []byte { return b[:len(b)/2] })
		}, ErrDamaged},
		{"file of another format", func(t *testing.T, o Options, _ *chain) {
			damage(t, o.Path, func(b []byte) []byte { return bytes.Replace(b, []byte(`"format": 1`), []byte(`"format": 2`), 1) })
		}, ErrDamaged},
		{"file too large", func(t *testing.T, o Options, _ *chain) {
			damage(t, o.Path, func(b []byte) []byte { return append(b, bytes.Repeat([]byte(" "), maxFile)...) })
		}, ErrDamaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newChain()
			o := in(t.TempDir(), k)
			keep(t, mustOpen(t, o))
			c.lose(t, o, k)
			before, _ := os.ReadFile(o.Path)
			if _, err := Open(t.Context(), o); !errors.Is(err, c.want) {
				t.Errorf("Open = %v, want %v", err, c.want)
			}
			if after, _ := os.ReadFile(o.Path); !bytes.Equal(before, after) {
				t.Error("Open changed the vault's file")
			}
			if _, err := os.Stat(o.KeyFile); err == nil {
				t.Error("Open made a key file for a vault whose key is in the keychain")
			}
		})
	}
}

func damage(t *testing.T, path string, f func([]byte) []byte) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = os.WriteFile(path, f(data), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestLostKeyFile(t *testing.T) {
	o := in(t.TempDir(), None())
	keep(t, mustOpen(t, o))
	if err := os.Remove(o.KeyFile); err != nil {
		t.Fatal(err)
	}
	_, err := Open(t.Context(), o)
	if !errors.Is(err, ErrKeyLost) || !strings.Contains(err.Error(), "doctor --new-vault") || !strings.Contains(err.Error(), o.KeyFile) {
		t.Errorf("Open without the key file = %v, want ErrKeyLost that names the file and what to do", err)
	}
}

// TestAValueOpensUnderItsOwnNameOnly: whoever can write the file must not be able to exchange secrets.
func TestAValueOpensUnderItsOwnNameOnly(t *testing.T) {
	o := in(t.TempDir(), newChain())
	v := mustOpen(t, o)
	keep(t, v)
	damage(t, o.Path, func(b []byte) []byte {
		var c content
		if err := json.Unmarshal(b, &c); err != nil {
			t.Fatal(err)
		}
		c.Items["account/1/local"] = c.Items["account/1/password"]
		c.Items["short"] = []byte("x")
		b, _ = json.Marshal(c)
		return b
	})
	for _, name := range []string{"account/1/local", "short"} {
		if got, err := v.Get(name); !errors.Is(err, ErrDamaged) {
			t.Errorf("Get(%s) = %q, %v, want ErrDamaged", name, got, err)
		}
	}
	if got, err := v.Get("account/1/password"); err != nil || string(got) != "パスワード" {
		t.Errorf("Get of the value in its own place = %q, %v", got, err)
	}
}

func TestSetAsideLosesNothing(t *testing.T) {
	o := in(t.TempDir(), None())
	keep(t, mustOpen(t, o))
	aside, err := SetAside(t.Context(), o, time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
	if err != nil {
		t.Fatal(err)
	}
	if names, _ := mustOpen(t, o).names(); len(names) != 0 {
		t.Errorf("the new vault holds %q", names)
	}
	old := mustOpen(t, Options{Path: aside, KeyFile: aside + ".key", Keychain: None()})
	if got, err := old.Get("account/1/password"); err != nil || string(got) != "パスワード" {
		t.Errorf("the vault set aside gives %q, %v", got, err)
	}
}

func TestUseKeychain(t *testing.T) {
	dir, k := t.TempDir(), newChain()
	before := in(dir, None())
	running := mustOpen(t, before)
	keep(t, running)
	if err := UseKeychain(t.Context(), before); !errors.Is(err, ErrKeychain) {
		t.Errorf("UseKeychain without one = %v, want ErrKeychain", err)
	}
	after := in(dir, k)
	for range 2 {
		if err := UseKeychain(t.Context(), after); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := os.Stat(before.KeyFile); err == nil || len(k.values) != 1 {
		t.Errorf("the key file is still there (%v), or the keychain holds %d entries", err, len(k.values))
	}
	for name, v := range map[string]*Vault{"opened before": running, "opened after": mustOpen(t, after)} {
		if got, err := v.Get("account/1/password"); err != nil || string(got) != "パスワード" {
			t.Errorf("the vault %s gives %q, %v", name, got, err)
		}
	}
	if kind := mustOpen(t, after).Kind(); kind != KindKeychain {
		t.Errorf("Kind = %s, want keychain", kind)
	}
}

func TestTwoProcessesUseOneVault(t *testing.T) {
	o := in(t.TempDir(), newChain())
	one, other := mustOpen(t, o), mustOpen(t, o)
	var group sync.WaitGroup
	for i := range 20 {
		v := []*Vault{one, other}[i%2]
		group.Go(func() {
			if err := v.Set(fmt.Sprintf("s/%d", i), []byte{byte(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i := range 20 {
		if got, err := one.Get(fmt.Sprintf("s/%d", i)); err != nil || !bytes.Equal(got, []byte{byte(i)}) {
			t.Errorf("secret %d = %v, %v: one process overwrote what the other wrote", i, got, err)
		}
	}
}

func TestLimits(t *testing.T) {
	v := mustOpen(t, in(t.TempDir(), None()))
	for name, value := range map[string][]byte{"": nil, strings.Repeat("n", MaxName+1): nil, "\x00key": nil, "large": make([]byte, MaxValue+1)} {
		if err := v.Set(name, value); !errors.Is(err, ErrLimit) {
			t.Errorf("Set(%.20q, %d octets) = %v, want ErrLimit", name, len(value), err)
		}
	}
	if err := v.Set("large", make([]byte, MaxValue)); err != nil {
		t.Errorf("Set of the largest value: %v", err)
	}
}

func TestDestroyLeavesNothing(t *testing.T) {
	for _, k := range []Keychain{newChain(), None()} {
		o := in(t.TempDir(), k)
		keep(t, mustOpen(t, o))
		if err := Destroy(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{o.Path, o.KeyFile} {
			if _, err := os.Stat(path); err == nil {
				t.Errorf("%s is left", path)
			}
		}
		if c, ok := k.(*chain); ok && len(c.values) != 0 {
			t.Errorf("the keychain still holds %d entries", len(c.values))
		}
		if err := Destroy(t.Context(), o); err != nil {
			t.Errorf("Destroy of nothing = %v", err)
		}
	}
}

func TestFilesAreForTheirOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing on Windows")
	}
	o := in(filepath.Join(t.TempDir(), "new"), None())
	mustOpen(t, o)
	for path, want := range map[string]os.FileMode{o.Path: 0o600, o.KeyFile: 0o600, filepath.Dir(o.Path): 0o700} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v, want %o", path, info.Mode(), err, want)
		}
	}
}

// TestOpenWithoutABus: a computer without a session has no keychain, and must not wait for one or start a bus.
func TestOpenWithoutABus(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only Linux reaches its keychain over a bus")
	}
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	v := mustOpen(t, in(t.TempDir(), nil))
	if v.Kind() != KindFile {
		t.Errorf("Kind = %s, want file", v.Kind())
	}
}

func TestAKeychainThatWaitsEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	defer close(end)
	cancel()
	if usable() != nil {
		t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	}
	_, err := waited(ctx, func() (string, error) { <-end; return "", nil })
	if !errors.Is(err, context.Canceled) {
		t.Errorf("waited = %v, want the context's end", err)
	}
}

func FuzzVault(f *testing.F) {
	f.Add([]byte(`{"format":1,"id":"v","kind":"file","check":"AAAA","items":{"a":"AAAA"}}`))
	f.Add([]byte(`{"format":1,"items":null}`))
	f.Add([]byte(`[]`))
	key := make([]byte, keySize)
	f.Fuzz(func(t *testing.T, data []byte) {
		var c content
		if parse(data, &c) != nil {
			return
		}
		for name, sealed := range c.Items {
			if value, err := open(key, name, sealed); err == nil {
				t.Errorf("%q opened %q under a key that sealed nothing", name, value)
			}
		}
	})
}
