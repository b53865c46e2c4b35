package policycache

import (
	"crypto/ed25519"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

var noon = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// house signs policies.
type house struct {
	t   *testing.T
	key ed25519.PrivateKey
	pin Pin
}

func newHouse(t *testing.T) *house {
	t.Helper()
	public, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &house{t, key, Pin{"main", public}}
}

func (h *house) sign(change func(*pass.Document)) string {
	h.t.Helper()
	p, err := policy.Parse("p", sample.Policy(), nil)
	if err != nil {
		h.t.Fatal(err)
	}
	d := pass.Document{Organization: "main", Version: 2, Hash: p.Version(), Text: string(policy.Canonical(p.Document())), IssuedAt: noon, ExpiresAt: noon.Add(4 * time.Hour)}
	if change != nil {
		change(&d)
	}
	token, err := pass.SignDocument(h.key, d)
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

func TestTheCopyServesUntilItIsOver(t *testing.T) {
	h, path, now := newHouse(t), filepath.Join(t.TempDir(), "policy.json"), noon
	clock := func() time.Time { return now }
	c := Open(path, h.pin, clock)
	if _, err := c.Current(); !errors.Is(err, ErrNone) || c.Known() != "" {
		t.Errorf("without a copy: %v, known %q", err, c.Known())
	}
	if err := c.Put("2-x", h.sign(nil)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []*Cache{c, Open(path, h.pin, clock)} {
		got, err := c.Current()
		if err != nil || got.Version != 2 || !got.Policy.Own("a@minato.example") || c.Known() != "2-x" {
			t.Errorf("got %+v (%v), known %q", got, err, c.Known())
		}
	}
	now = noon.Add(time.Hour + time.Second)
	if got := c.Known(); got != "" {
		t.Errorf("after a quarter of its time: known %q, want it fetched anew", got)
	}
	now = noon.Add(4 * time.Hour)
	for _, c := range []*Cache{c, Open(path, h.pin, clock)} {
		if _, err := c.Current(); !errors.Is(err, pass.ErrExpired) {
			t.Errorf("when it is over: %v, want ErrExpired", err)
		}
	}
	if err := c.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(path, h.pin, clock).Current(); !errors.Is(err, ErrNone) {
		t.Errorf("removed: %v, want ErrNone", err)
	}
}

func TestWhatIsRefused(t *testing.T) {
	h, stranger := newHouse(t), newHouse(t)
	bad := func(name, document string, want error) {
		t.Helper()
		path := filepath.Join(t.TempDir(), "policy.json")
		c := Open(path, h.pin, func() time.Time { return noon.Add(time.Minute) })
		if err := c.Put("2-x", h.sign(nil)); err != nil {
			t.Fatal(err)
		}
		if err := c.Put("3-x", document); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
		if got, err := Open(path, h.pin, c.now).Current(); err != nil || got.Tag != "2-x" {
			t.Errorf("%s: afterwards %+v (%v), want the copy from before", name, got, err)
		}
	}
	bad("forged", stranger.sign(nil), pass.ErrForged)
	bad("another organisation's", h.sign(func(d *pass.Document) { d.Organization = "rival" }), pass.ErrForeign)
	bad("of the future", h.sign(func(d *pass.Document) { d.IssuedAt = noon.Add(time.Hour) }), pass.ErrNotYet)
	bad("an older version", h.sign(func(d *pass.Document) { d.Version = 1 }), ErrOlder)
	bad("from before", h.sign(func(d *pass.Document) { d.IssuedAt = noon.Add(-time.Hour) }), ErrOlder)
	bad("another text", h.sign(func(d *pass.Document) { d.Hash = "x" }), ErrDamaged)
	if err := Open(filepath.Join(t.TempDir(), "p"), h.pin, func() time.Time { return noon }).Put("x", h.sign(func(d *pass.Document) { d.Text = "version: 2" })); err == nil {
		t.Error("no policy: no error")
	}
}

// TestATamperedFileIsNone: whatever somebody does to the file, it never judges.
func TestATamperedFileIsNone(t *testing.T) {
	h := newHouse(t)
	for name, tamper := range map[string]func(string) string{
		"cut":            func(s string) string { return s[:len(s)/2] },
		"emptied":        func(string) string { return "" },
		"a letter":       func(s string) string { i := strings.Index(s, "."); return s[:i+9] + swap(s[i+9]) + s[i+10:] },
		"another format": func(s string) string { return strings.Replace(s, `"format":1`, `"format":2`, 1) },
		"no JSON":        func(string) string { return "policy" },
	} {
		path := filepath.Join(t.TempDir(), "policy.json")
		clock := func() time.Time { return noon }
		if err := Open(path, h.pin, clock).Put("2-x", h.sign(nil)); err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(tamper(string(data))), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := Open(path, h.pin, clock).Current(); !errors.Is(err, ErrDamaged) || got.Policy != nil {
			t.Errorf("%s: %+v and %v, want ErrDamaged", name, got, err)
		}
	}
}

func swap(c byte) string {
	if c == 'A' {
		return "B"
	}
	return "A"
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"format":1,"tag":"1-x","document":"a.b.c"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := read(data); err == nil && got.Format != 1 {
			t.Errorf("read %+v", got)
		}
	})
}
