package connector

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/bcrypt"

	"sekisho/server/gate"
)

func TestLogins(t *testing.T) {
	quick, err := bcrypt.GenerateFromPassword([]byte("opensesame"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "users")
	put := func(text string, at time.Time) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, at, at); err != nil {
			t.Fatal(err)
		}
	}
	put("# scanners\nscanner:"+string(quick)+"\nprinter:"+Hash("プリンター")+"\n", today)
	now := today
	l, err := OpenLogins(file, func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	s := New([]Connector{{Name: "scan", Logins: l, Networks: nets("10.0.0.0/8")}}, func() time.Time { return now })
	p := peer("10.1.1.1:9", &noState)
	try := func(user, password string) string {
		t.Helper()
		v, err := s.Open(p)
		if err != nil {
			t.Fatal(err)
		}
		defer v.Close()
		a := v.Authenticate(t.Context(), gate.Credentials{Mechanism: "PLAIN", User: user, Password: password}).String()[:9]
		return a + " " + v.Admit(p).String()[:9]
	}
	const right, wrong = "235 2.7.0 250 2.0.0", "535 5.7.8 530 5.7.0"
	for _, c := range []struct{ user, password, want string }{
		{"scanner", "opensesame", right},
		{"printer", "プリンター", right},
		{"scanner", "プリンター", wrong},
		{"scanner", "", wrong},
		{"nobody", "opensesame", wrong},
		{"", "", wrong},
	} {
		if got := try(c.user, c.password); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.user, c.password, got, c.want)
		}
	}
	put("scanner:nothing\n", today.Add(time.Minute))
	now = now.Add(time.Minute)
	if got := try("scanner", "opensesame"); got != right {
		t.Errorf("with a broken file the old one counts: %s", got)
	}
	put("other:"+string(quick)+"\n", today.Add(2*time.Minute))
	now = now.Add(time.Minute)
	if got := try("scanner", "opensesame"); got != wrong {
		t.Errorf("taken out of the file: %s", got)
	}
	for range 10 {
		try("other", "guess")
	}
	if got := try("other", "opensesame"); !strings.HasPrefix(got, "454 4.7.0") {
		t.Errorf("after ten guesses: %s", got)
	}
	if v, err := s.Open(peer("192.0.2.1:1", &noState)); err == nil {
		t.Errorf("from outside the network: AUTH %v", v.Mechanisms())
	}
}

// TestOwnPasswordBuysNoGuesses: who can log in may not guess at somebody else's password more often by logging in between.
func TestOwnPasswordBuysNoGuesses(t *testing.T) {
	quick, err := bcrypt.GenerateFromPassword([]byte("opensesame"), bcrypt.MinCost)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte("mallory:"+string(quick)+"\nscanner:"+string(quick)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := OpenLogins(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	remote := netip.MustParseAddrPort("192.0.2.1:1")
	for n := range 10 {
		if ok, err := l.Right(t.Context(), remote, "scanner", fmt.Sprint(n)); ok || err != nil {
			t.Fatalf("guess %d: %v, %v, want it heard and wrong", n, ok, err)
		}
		if n == 9 {
			break
		}
		if ok, err := l.Right(t.Context(), remote, "mallory", "opensesame"); !ok || err != nil {
			t.Fatalf("after guess %d: %v, %v, want it right", n, ok, err)
		}
	}
	if ok, err := l.Right(t.Context(), remote, "scanner", "opensesame"); ok || err == nil {
		t.Errorf("an eleventh guess: %v, %v, want it refused", ok, err)
	}
}

// TestNobodyTakesAsLongAsSomebody: who is known does not show by how long an answer takes.
func TestNobodyTakesAsLongAsSomebody(t *testing.T) {
	h, err := parseHash(Hash("x"))
	if err != nil || h.memory != nobody.memory || h.time != nobody.time || h.threads != nobody.threads || len(h.sum) != len(nobody.sum) {
		t.Errorf("Hash costs %+v, nobody %+v, %v", h, nobody, err)
	}
}

func FuzzPasswords(f *testing.F) {
	f.Add("a:$2y$04$abcdefghijklmnopqrstuuuVvY2hVxYZr2Uo3jFh0fZzM0b8m5x1S\n")
	f.Add("# x\na:$argon2id$v=19$m=65536,t=3,p=4$c2FsdHNhbHQ$c3Vtc3Vtc3Vtc3Vtc3VtMTIz\n")
	f.Fuzz(func(t *testing.T, text string) {
		all, err := parse("f", []byte(text))
		if (err == nil) == (len(all) == 0) {
			t.Errorf("%d users, %v", len(all), err)
		}
		for user, h := range all {
			if user == "" || strings.Contains(user, ":") || h.memory > mostMemory || h.time > mostTime || int(h.threads) > mostThreads {
				t.Errorf("%q: %+v", user, h)
			}
		}
	})
}

func TestPasswordFiles(t *testing.T) {
	bad := func(text, want string) {
		t.Helper()
		if _, err := parse("users", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		} else if strings.Contains(err.Error(), "geheim") {
			t.Errorf("the error shows what may be a password: %v", err)
		}
	}
	const sum = "$c2FsdHNhbHQ$c3Vtc3Vtc3Vtc3Vtc3VtMTIz"
	bad("", "there is no user")
	bad("a:geheim\n", "users:1: after the user name there must be an argon2id or bcrypt hash")
	bad("\n:"+Hash("x"), "users:2: the user name is missing")
	bad("a:$argon2id$v=19$m=65536,t=3,p=4"+sum+"\na:$argon2id$v=19$m=65536,t=3,p=4"+sum, "users:2: the user name is missing, or there twice")
	bad("a:$argon2id$v=19$m=2000000,t=3,p=4"+sum, "m=2000000 is more than 262144")
	bad("a:$argon2id$v=19$m=65536,t=99,p=4"+sum, "t=99 is more than 10")
	bad("a:$argon2id$v=19$m=65536,t=0,p=4"+sum, "argon2id or bcrypt")
	bad("a:$argon2id$v=18$m=65536,t=3,p=4"+sum, "argon2id or bcrypt")
	bad("a:$argon2i$v=19$m=65536,t=3,p=4"+sum, "argon2id or bcrypt")
	bad("a:$2y$31$abcdefghijklmnopqrstuuuVvY2hVxYZr2Uo3jFh0fZzM0b8m5x1S", "bcrypt's cost is 31")
	bad("a:{PLAIN}geheim", "argon2id or bcrypt")
}
