package companion

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/shim"
)

const allowing = "version: 1\norganization: {name: A, domains: [akatsuki.example]}\nbaseline: {external: allow}\n"

// TestPolicyFile: it is read anew when it changes; a broken one leaves the last good one in force and is said.
func TestPolicyFile(t *testing.T) {
	o := options(t)
	o.PolicyFile = filepath.Join(t.TempDir(), "policy.yaml")
	if _, err := New(o); err == nil {
		t.Error("a policy file that is not there is no error")
	}
	write := func(s string, age time.Duration) {
		t.Helper()
		when := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(o.PolicyFile, []byte(s), 0o600), os.Chtimes(o.PolicyFile, when, when)); err != nil {
			t.Fatal(err)
		}
	}
	write("version: 2\n", 0)
	if _, err := New(o); err == nil || !strings.Contains(err.Error(), "policy.yaml") {
		t.Errorf("a broken policy at the start: %v", err)
	}
	write(allowing, 3*time.Hour)
	h := start(t, o)
	version := func() string {
		t.Helper()
		h.policy.mu.Lock()
		h.policy.looked = time.Time{} // as if a second had passed
		h.policy.mu.Unlock()
		r, err := h.Rules(t.Context(), account.Account{})
		if err != nil {
			t.Fatal(err)
		}
		return r.Engine.Policy.Version()
	}
	first := version()
	write(allowing+"rules: [{id: no, then: {action: block}}]\n", 2*time.Hour)
	second := version()
	if second == first {
		t.Error("a changed policy is not in force")
	}
	write(allowing+"rules: [{", time.Hour)
	if got := version(); got != second {
		t.Error("half a policy replaced the last good one")
	}
	if s := h.State(); s.Kind != Troubled || len(s.Trouble) != 1 || s.Trouble[0].Code != TroublePolicy || s.Trouble[0].Args["path"] != o.PolicyFile {
		t.Errorf("state %+v, want the trouble with the policy", s)
	}
	write(allowing, 0)
	if got := version(); got != first || h.State().Kind != Protecting {
		t.Errorf("after mending it, policy %q in state %s", got, h.State().Kind)
	}
}

// TestPartsAreUsed: what is attached records, adds its trouble, its server and its policy, and ends with the companion.
func TestPartsAreUsed(t *testing.T) {
	o := options(t)
	var leaving, closed int
	unreachable := time.Time{}
	o.Attach = func(_ context.Context, b Base) (Parts, error) {
		if b.Vault == nil || b.Accounts == nil || b.Send == nil || b.Places.State != o.State {
			t.Errorf("base %+v", b)
		}
		return Parts{
			Recorder: recorder{&leaving}, Server: func() (string, time.Time) { return "https://sekisho.example", unreachable },
			Held: func() int { return 3 }, Run: func(ctx context.Context) error { <-ctx.Done(); return nil }, Close: func() error { closed++; return nil },
		}, nil
	}
	h := start(t, o)
	addr, _ := sink(t)
	local := h.add(addr)
	if s := h.State(); s.Held != 3 || s.Server != "https://sekisho.example" || s.Kind != Protecting {
		t.Errorf("state %+v", s)
	}
	unreachable = time.Now()
	if s := h.State(); s.Kind != Unreachable {
		t.Errorf("state %s, want unreachable", s.Kind)
	}
	if err := h.Pause(time.Minute, "x"); !errors.Is(err, ErrNoPause) {
		t.Errorf("a pause under a server's policy: %v", err)
	}
	answered := make(chan struct{})
	go func() { defer close(answered); h.confirms(t) }()
	if err := h.send(false, "taro@akatsuki.example", local, "hanako@b.example"); err != nil {
		t.Fatal(err)
	}
	<-answered
	if err := h.stop(); err != nil || leaving != 1 || closed != 1 {
		t.Errorf("ended with %v; %d recorded, %d closed; want one each", err, leaving, closed)
	}
	o = options(t)
	o.Attach = func(context.Context, Base) (Parts, error) { return Parts{}, errors.New("no database") }
	if _, err := New(o); err == nil {
		t.Error("a part that cannot be built is no error")
	}
	o.Attach = func(context.Context, Base) (Parts, error) {
		return Parts{Run: func(context.Context) error { return errors.New("broken") }}, nil
	}
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "broken") {
		t.Errorf("a part that ended: %v", err)
	}
}

type recorder struct{ leaving *int }

func (r recorder) Leaving(context.Context, shim.Entry) error { *r.leaving++; return nil }
func (r recorder) Ended(context.Context, shim.Entry) error   { return nil }

func TestPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var p pause
		ended := 0
		begin := func(length, longest time.Duration, reason string) error {
			return p.begin(length, longest, reason, func() { ended++ })
		}
		var long *PauseError
		for _, err := range []error{begin(2*time.Hour, time.Hour, "x"), begin(0, time.Hour, "x"), begin(-1, time.Hour, "x")} {
			if !errors.As(err, &long) || long.Longest != time.Hour {
				t.Errorf("begin = %v, want the longest pause", err)
			}
		}
		if err := begin(time.Minute, 0, "x"); !errors.Is(err, ErrNoPause) {
			t.Errorf("begin = %v, want ErrNoPause", err)
		}
		if err := begin(time.Minute, time.Hour, " \n"); !errors.Is(err, ErrNoReason) {
			t.Errorf("begin = %v, want ErrNoReason", err)
		}
		if err := begin(time.Minute, time.Hour, " a  demo\n"); err != nil {
			t.Fatal(err)
		}
		if reason, on := p.Paused(); !on || reason != "a demo" {
			t.Errorf("paused %v for %q", on, reason)
		}
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if _, on := p.Paused(); on || ended != 1 {
			t.Errorf("after its time the pause is on: %v, told %d times", on, ended)
		}
		if err := begin(time.Hour, time.Hour, "x"); err != nil {
			t.Fatal(err)
		}
		p.resume()
		if _, on := p.Paused(); on {
			t.Error("a pause that was ended is on")
		}
	})
}

func TestRecentIsBounded(t *testing.T) {
	r := newRecent()
	for i := range maxRecent + 50 {
		id := string(rune('0' + i))
		_ = r.Ended(t.Context(), shim.Entry{ID: id})
		_ = r.Ended(t.Context(), shim.Entry{ID: id, Unheard: true})
		r.event(shim.Event{Kind: shim.Failed})
	}
	mails, events := r.list()
	if len(mails) != maxRecent || len(events) != maxRecent || !mails[0].Unheard || slices.ContainsFunc(mails, func(e shim.Entry) bool { return !e.Unheard }) {
		t.Errorf("%d mails and %d events are kept", len(mails), len(events))
	}
}
