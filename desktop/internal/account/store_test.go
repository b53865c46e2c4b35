package account

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func sample(login string) Account {
	return Account{Address: login, Login: login, Upstream: "smtp.example.co.jp:587", Security: SecurityStartTLS, Auth: AuthPassthrough}
}

func open(t *testing.T, path string) *Store {
	t.Helper()
	s, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStoreKeepsAccounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	s := open(t, path)
	changes := 0
	cancel := s.Subscribe(func() { changes++ })
	added, err := s.Add(sample("tanaka@example.co.jp"))
	if err != nil || added.ID == "" {
		t.Fatalf("Add = %+v, %v", added, err)
	}
	added.Name = "田中"
	if err := s.Update(added); err != nil {
		t.Fatal(err)
	}
	s = open(t, path) // as after a restart
	if got, err := s.ByLogin("TANAKA@example.co.jp"); err != nil || got != added {
		t.Errorf("ByLogin = %+v, %v, want %+v", got, err, added)
	}
	if got, err := s.Get(added.ID); err != nil || got != added {
		t.Errorf("Get = %+v, %v, want %+v", got, err, added)
	}
	if changes != 2 {
		t.Errorf("told of %d changes, want 2", changes)
	}
	cancel()
	for _, err := range []error{unknown(s.Get("none")), unknown(s.ByLogin("nobody")), s.Update(Account{ID: "none", Address: "a@example.com", Upstream: "h.example:25", Security: "starttls", Auth: "passthrough"})} {
		if !errors.Is(err, ErrUnknown) {
			t.Errorf("of an account that is not there: %v, want ErrUnknown", err)
		}
	}
}

func unknown(_ Account, err error) error { return err }

func TestLoginsAreUnique(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "accounts.json"))
	if _, err := s.Add(sample("a@example.com")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Add(sample("A@Example.com")); !errors.Is(err, ErrLogin) || !strings.Contains(err.Error(), "a@example.com") {
		t.Errorf("Add with a login that is taken = %v, want ErrLogin that names whose", err)
	}
	b, err := s.Add(sample("b@example.com"))
	if err != nil {
		t.Fatal(err)
	}
	b.Login = "a@example.com"
	if err := s.Update(b); !errors.Is(err, ErrLogin) {
		t.Errorf("Update to a login that is taken = %v, want ErrLogin", err)
	}
}

type vault struct {
	deleted []string
	err     error
}

func (v *vault) DeleteBelow(prefix string) error {
	v.deleted = append(v.deleted, prefix)
	return v.err
}

func TestRemoveTakesSecretsAlong(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "accounts.json"))
	a, _ := s.Add(sample("a@example.com"))
	v := &vault{err: errors.New("disk full")}
	if err := s.Remove(a.ID, v); err == nil {
		t.Error("Remove gave no error although the secrets stayed")
	}
	if _, err := s.Get(a.ID); err != nil {
		t.Errorf("the account is gone although its secrets stayed: %v", err)
	}
	v.err = nil
	if err := s.Remove(a.ID, v); err != nil {
		t.Fatal(err)
	}
	if got := v.deleted[len(v.deleted)-1]; got != "account/"+a.ID+"/" {
		t.Errorf("Remove deleted the secrets below %q", got)
	}
	if all, _ := s.List(); len(all) != 0 {
		t.Errorf("after Remove there is %v", all)
	}
}

// TestTwoProcessesUseOneFile: a command line adds an account while the program runs.
func TestTwoProcessesUseOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	one, other := open(t, path), open(t, path)
	told := 0
	defer other.Subscribe(func() { told++ })()
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			if _, err := one.Add(sample(string(rune('a'+i)) + "@example.com")); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if all, err := other.List(); err != nil || len(all) != 10 {
		t.Errorf("the other process sees %d accounts, %v, want 10", len(all), err)
	}
	if told != 1 {
		t.Errorf("the other process was told %d times, want once", told)
	}
}

func TestAWrongFileIsLeftAlone(t *testing.T) {
	good := `{"format":1,"accounts":[{"id":"1","address":"a@example.com","login":"a","upstream":"h.example.com:587","security":"starttls","auth":"passthrough"}]}`
	for name, c := range map[string]struct{ content, want string }{
		"cut short":       {good[:50], "unexpected EOF"},
		"another format":  {strings.Replace(good, `"format":1`, `"format":7`, 1), "its format is 7"},
		"unknown field":   {strings.Replace(good, `"login"`, `"password":"x","login"`, 1), "password"},
		"no upstream":     {strings.Replace(good, `h.example.com:587`, `h.example.com`, 1), "account 1 (a@example.com)"},
		"the login twice": {strings.Replace(good, `]}`, `,{"id":"2","address":"b@example.com","login":"A","upstream":"h.example.com:587","security":"starttls","auth":"passthrough"}]}`, 1), "account 2"},
		"too large":       {good + strings.Repeat(" ", maxFile), "larger than"},
	} {
		path := filepath.Join(t.TempDir(), "accounts.json")
		if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := Open(path)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: Open = %v, want an error with %q and the path", name, err, c.want)
		}
		if after, _ := os.ReadFile(path); string(after) != c.content {
			t.Errorf("%s: Open changed the file", name)
		}
	}
	path := filepath.Join(t.TempDir(), "accounts.json")
	if err := os.WriteFile(path, []byte(good), 0o600); err != nil {
		t.Fatal(err)
	}
	if all, err := open(t, path).List(); err != nil || len(all) != 1 {
		t.Errorf("the good file gives %v, %v", all, err)
	}
}

func TestAFileThatBreaksLaterIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "accounts.json")
	s := open(t, path)
	if _, err := s.Add(sample("a@example.com")); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ByLogin("a@example.com"); err == nil || errors.Is(err, ErrUnknown) {
		t.Errorf("ByLogin from a broken file = %v, want the file's error", err)
	}
	if _, err := s.ByLogin("a@example.com"); err == nil || errors.Is(err, ErrUnknown) {
		t.Errorf("ByLogin a second time = %v, want the file's error again", err)
	}
	if _, err := s.Add(sample("b@example.com")); err == nil {
		t.Error("Add wrote over a broken file")
	}
}

func TestTooManyAccounts(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "accounts.json"))
	for i := range MaxAccounts {
		if _, err := s.Add(sample(strings.Repeat("a", i+1) + "@example.com")); err != nil && i < 64 {
			t.Fatal(err)
		}
	}
	all, _ := s.List()
	for i := len(all); i < MaxAccounts; i++ {
		if _, err := s.Add(sample("b" + strings.Repeat("c", i-60) + "@example.com")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Add(sample("last@example.com")); !errors.Is(err, ErrLimit) {
		t.Errorf("Add beyond the limit = %v, want ErrLimit", err)
	}
}

func TestLocalPasswords(t *testing.T) {
	p := NewLocalPassword()
	if len(p) != 24 || strings.Count(p, "-") != 4 || p == NewLocalPassword() {
		t.Errorf("NewLocalPassword = %q, want five groups of four, another each time", p)
	}
	for given, want := range map[string]bool{
		p: true, strings.ToUpper(p): true, strings.ReplaceAll(p, "-", ""): true, strings.ReplaceAll(p, "-", " "): true,
		"": false, p[:23]: false, p + "x": false,
	} {
		if got := SameLocalPassword(p, given); got != want {
			t.Errorf("SameLocalPassword(%q, %q) = %v, want %v", p, given, got, want)
		}
	}
	if SameLocalPassword("", "") || SameLocalPassword("-", " ") {
		t.Error("an empty password is right")
	}
}
