package cli

import (
	"net/http"
	"strings"
	"testing"
)

// TestUsers: who is disabled gets in no more, while the server runs; and what was said of people is in the audit.
func TestUsers(t *testing.T) {
	s, token := enrolled(t)
	set := func(args ...string) {
		t.Helper()
		if status, out, errs := run(t, "", append([]string{"user", "set", "--data-dir", s.data}, args...)...); status != 0 || out != "" {
			t.Fatalf("user set %q: status %d, %q %q", args, status, out, errs)
		}
	}
	list := func(want string) {
		t.Helper()
		if status, out, errs := run(t, "", "user", "list", "--data-dir", s.data); status != 0 || out != want {
			t.Errorf("user list: status %d, %q %q, want %q", status, out, errs, want)
		}
	}
	list("ito@minato.example\tactive\tsender\t\n")
	set("Ito@minato.example", "--disable")
	list("ito@minato.example\tdisabled\tsender\t\n")
	me := func(s *running, want int) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.origin+"/v1/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		got, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Body.Close(); err != nil || got.StatusCode != want {
			t.Errorf("GET /v1/me: %d, %v, want %d", got.StatusCode, err, want)
		}
	}
	me(s, http.StatusUnauthorized)
	set("ito@minato.example", "--enable", "--role", "sender,approver")
	list("ito@minato.example\tactive\tsender,approver\t\n")
	s.stop() // it would look again after 100 ms; a new one looks at once
	me(start(t, s.data), http.StatusOK)
	set("boss@minato.example", "--role", "admin") // who has no device yet
	list("boss@minato.example\tactive\tadmin\t\nito@minato.example\tactive\tsender,approver\t\n")
	if _, out, _ := run(t, "", "audit", "export", "--data-dir", s.data); strings.Count(out, "user.changed") != 3 {
		t.Errorf("the audit has not the three changes:\n%s", out)
	}
}

func TestUserCommandsRefuse(t *testing.T) {
	s, _ := enrolled(t)
	for _, c := range []struct{ args, want string }{
		{"", "say what to change"},
		{"nobody@minato.example --disable", "nobody is known as nobody@minato.example"},
		{"ito@minato.example --disable --enable", "at once"},
		{"ito@minato.example --role boss", `"boss" is not known; there are sender, approver, auditor and admin`},
		{"ito --disable", "is no mail address"},
		{"--disable", "name one person"},
	} {
		args := strings.Fields(c.args)
		if c.args == "" {
			args = []string{"ito@minato.example"}
		}
		if status, _, errs := run(t, "", append([]string{"user", "set", "--data-dir", s.data}, args...)...); status != exitInput || !strings.Contains(errs, c.want) {
			t.Errorf("user set %s: status %d, %q, want %q", c.args, status, errs, c.want)
		}
	}
}

// TestAuditErase: the value is gone, the trail is whole.
func TestAuditErase(t *testing.T) {
	s, _ := enrolled(t)
	export := func() string {
		_, out, _ := run(t, "", "audit", "export", "--data-dir", s.data)
		return out
	}
	if !strings.Contains(export(), "ito@minato.example") {
		t.Fatalf("nothing to erase in:\n%s", export())
	}
	for _, want := range []string{"1 values erased\n", "0 values erased\n"} {
		if status, out, errs := run(t, "", "audit", "erase", "--data-dir", s.data, "Ito@minato.example"); status != 0 || out != want {
			t.Errorf("status %d, %q %q, want %q", status, out, errs, want)
		}
	}
	if out := export(); strings.Contains(out, "ito@minato.example") || !strings.Contains(out, "audit.erased") {
		t.Errorf("after erasing:\n%s", out)
	}
	if status, out, _ := run(t, "", "audit", "verify", "--data-dir", s.data); status != 0 || !strings.Contains(out, "is whole") || !strings.Contains(out, "1 erased values") {
		t.Errorf("verify: status %d, %q", status, out)
	}
}
