package secret

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// inside marks the copy of this test that runs on a bus of its own.
const inside = "SEKISHO_TEST_INSIDE_BUS"

// TestGnomeKeyring runs itself again on a session bus with a real gnome-keyring: the vault's key must be there and nowhere else.
func TestGnomeKeyring(t *testing.T) {
	if os.Getenv("SEKISHO_E2E") == "" {
		t.Skip("set SEKISHO_E2E=1; needs dbus-run-session and gnome-keyring-daemon")
	}
	if os.Getenv(inside) != "" {
		withRealKeyring(t)
		return
	}
	home := t.TempDir()
	script := `printf '\n' | gnome-keyring-daemon --unlock --components=secrets >/dev/null && exec "$0" -test.run '^TestGnomeKeyring$' -test.v`
	cmd := exec.CommandContext(t.Context(), "dbus-run-session", "--", "sh", "-c", script, os.Args[0])
	cmd.Env = append(os.Environ(), inside+"=1", "HOME="+home, "XDG_DATA_HOME="+home+"/data", "XDG_RUNTIME_DIR="+home)
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: TestGnomeKeyring")) {
		t.Errorf("on a bus of its own: %v\n%s", err, out)
	}
}

func withRealKeyring(t *testing.T) {
	o := in(t.TempDir(), nil)
	v := mustOpen(t, o)
	if v.Kind() != KindKeychain {
		t.Fatalf("Kind = %s, want keychain", v.Kind())
	}
	keep(t, v)
	if got, err := mustOpen(t, o).Get("account/1/password"); err != nil || string(got) != "パスワード" {
		t.Errorf("Get after a restart = %q, %v", got, err)
	}
	if _, err := os.Stat(o.KeyFile); err == nil {
		t.Error("there is a key file beside a keychain")
	}
	if err := System().Delete(t.Context(), "Sekisho", v.id); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), o); !errors.Is(err, ErrKeyLost) || !strings.Contains(err.Error(), "keychain") {
		t.Errorf("Open after the entry was deleted = %v, want ErrKeyLost", err)
	}
}
