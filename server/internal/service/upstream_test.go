package service

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/internal/config"
)

// TestLoginOf: what is wrong with a password shows at start, and a new one is taken without a new start.
func TestLoginOf(t *testing.T) {
	file := filepath.Join(t.TempDir(), "password")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	l := config.Login{User: "gate", PasswordFile: file}
	for text, want := range map[string]string{"": "is empty", "\nx\n": "is empty"} {
		write(text)
		if _, err := loginOf(l); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("file %q: %v, want %q", text, err, want)
		}
	}
	write("open sesame\r\nsecond line\n")
	login, err := loginOf(l)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"open sesame", "合言葉"} {
		if c, err := login(t.Context()); err != nil || c.User != "gate" || c.Password != want {
			t.Errorf("login as %s with %q, %v, want %q", c.User, c.Password, err, want)
		}
		write("合言葉")
	}
	if login, err := loginOf(config.Login{}); login != nil || err != nil {
		t.Errorf("without a user: %v", err)
	}
	l.PasswordFile += "x"
	if _, err := loginOf(l); err == nil || !strings.Contains(err.Error(), "upstreamPasswordFile") {
		t.Errorf("without a file: %v", err)
	}
	l.Password = "in the environment"
	if login, err := loginOf(l); err != nil {
		t.Errorf("with a variable: %v", err)
	} else if c, err := login(t.Context()); err != nil || c.Password != "in the environment" {
		t.Errorf("with a variable: %q, %v", c.Password, err)
	}
}
