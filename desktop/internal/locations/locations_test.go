package locations

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func env(values ...string) func(string) string {
	return func(name string) string {
		for i := 0; i < len(values); i += 2 {
			if values[i] == name {
				return values[i+1]
			}
		}
		return ""
	}
}

func TestFor(t *testing.T) {
	for _, c := range []struct {
		system string
		env    func(string) string
		want   []string // accounts, vault, webview, log, autostart
	}{
		{"linux", env("HOME", "/home/a"), []string{
			"/home/a/.config/sekisho/accounts.json", "/home/a/.local/state/sekisho/vault.json", "/home/a/.cache/sekisho/webview",
			"/home/a/.local/state/sekisho/log/sekisho.log", "/home/a/.config/autostart/sekisho.desktop",
		}},
		{"linux", env("HOME", "/home/a", "XDG_CONFIG_HOME", "/c", "XDG_STATE_HOME", "relative", "XDG_CACHE_HOME", "/k"), []string{
			"/c/sekisho/accounts.json", "/home/a/.local/state/sekisho/vault.json", "/k/sekisho/webview",
			"/home/a/.local/state/sekisho/log/sekisho.log", "/c/autostart/sekisho.desktop",
		}},
		{"windows", env("APPDATA", `C:\R`, "LOCALAPPDATA", `C:\L`), []string{
			`C:\R\Sekisho\accounts.json`, `C:\L\Sekisho\vault.json`, `C:\L\Sekisho\cache\webview`,
			`C:\L\Sekisho\log\sekisho.log`, `HKCU\Software\Microsoft\Windows\CurrentVersion\Run\Sekisho`,
		}},
		{"darwin", env("HOME", "/Users/a"), []string{
			"/Users/a/Library/Application Support/Sekisho/accounts.json", "/Users/a/Library/Application Support/Sekisho/vault.json",
			"/Users/a/Library/Caches/Sekisho/webview", "/Users/a/Library/Logs/Sekisho/sekisho.log",
			"/Users/a/Library/LaunchAgents/sekisho.desktop.plist",
		}},
	} {
		p, err := For(c.system, c.env)
		if err != nil {
			t.Errorf("For(%s): %v", c.system, err)
			continue
		}
		for i, got := range []string{p.Accounts(), p.Vault(), p.WebView(), p.LogFile(), p.Autostart} {
			if got != c.want[i] {
				t.Errorf("For(%s): got %s, want %s", c.system, got, c.want[i])
			}
		}
	}
	for _, system := range []string{"linux", "windows", "darwin"} {
		if _, err := For(system, env()); !errors.Is(err, ErrNoHome) {
			t.Errorf("For(%s) without a home = %v, want ErrNoHome", system, err)
		}
	}
}

func TestInKeepsEverythingInOneFolder(t *testing.T) {
	dir := t.TempDir()
	p, err := In(dir)
	if err != nil || !p.together {
		t.Fatalf("In = %v, %v", p, err)
	}
	for _, f := range p.Files() {
		if f.Kind != KindKeychain && f.Path != dir && !strings.HasPrefix(f.Path, dir+string(filepath.Separator)) {
			t.Errorf("%s is at %s, outside of %s", f.Code, f.Path, dir)
		}
		if f.Kind == KindRegistry {
			t.Errorf("%s is in the registry, outside of %s", f.Code, dir)
		}
	}
	if _, err := In(" "); err == nil {
		t.Error("In without a name gave no error")
	}
}

// TestFilesAreSaidInBothLanguages: a file without a description would stand in the README as its code.
func TestFilesAreSaidInBothLanguages(t *testing.T) {
	p, _ := For("linux", env("HOME", "/h"))
	described := map[string]bool{"table.what": true}
	for _, f := range p.Files() {
		described["file."+f.Code] = true
		for _, lang := range []string{"ja", "en"} {
			if said := f.About(lang); said == "" || strings.HasPrefix(said, "file.") {
				t.Errorf("file %s is not described in %s", f.Code, lang)
			}
		}
	}
	for _, code := range book().Codes() {
		if !described[code] {
			t.Errorf("sentence %s describes no file", code)
		}
	}
	for _, lang := range []string{"ja", "en"} {
		if table := Table(lang); !strings.Contains(table, `%LOCALAPPDATA%\Sekisho\vault.json`) || !strings.Contains(table, "~/.config/sekisho/accounts.json") {
			t.Errorf("the table in %s lacks known files:\n%s", lang, table)
		}
	}
}

// TestEveryPathIsListed calls each method of Places that names a path: a new one must be in Files.
func TestEveryPathIsListed(t *testing.T) {
	p, _ := For("linux", env("HOME", "/h"))
	listed := map[string]bool{}
	for _, f := range p.Files() {
		listed[f.Path] = true
	}
	for name, path := range map[string]string{
		"Accounts": p.Accounts(), "Settings": p.Settings(), "Providers": p.Providers(), "Vault": p.Vault(), "VaultKey": p.VaultKey(),
		"Refresh": p.Refresh() + LockSuffix, "Certificate": p.Certificate(), "Database": p.Database(), "Outbox": p.Outbox(), "Spool": p.Spool(),
		"Policy": p.Policy(), "Clients": p.Clients(), "Instance": p.Instance(), "PDFium": p.PDFium(), "WebView": p.WebView(), "LogFile": p.LogFile(),
	} {
		if !listed[path] {
			t.Errorf("Files does not list what %s names: %s", name, path)
		}
	}
}

func TestWriteIsForItsOwnerAndInOneStep(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "a", "b")
	path := filepath.Join(dir, "f")
	for _, content := range []string{"first", "second, longer"} {
		if err := Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(path); string(got) != content {
			t.Errorf("Write left %q, want %q", got, content)
		}
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 1 {
		t.Errorf("Write left %d files, want 1: %v", len(entries), entries)
	}
	if runtime.GOOS == "windows" {
		return
	}
	for path, want := range map[string]os.FileMode{path: 0o600, dir: 0o700} {
		if info, _ := os.Stat(path); info.Mode().Perm() != want {
			t.Errorf("%s has mode %o, want %o", path, info.Mode().Perm(), want)
		}
	}
}

func TestWriteLeavesTheOldFileWhenItCannot(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "f")
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := Write(path, []byte("x")); err == nil {
		t.Error("Write over a folder gave no error")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("a failed Write left %v", entries)
	}
}

func TestMakeFolderRefusesOneThatOthersWriteTo(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes say nothing on Windows")
	}
	dir := filepath.Join(t.TempDir(), "open")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := Write(filepath.Join(dir, "f"), nil); err == nil || !strings.Contains(err.Error(), "chmod go-w") {
		t.Errorf("Write into a folder open to all = %v, want an error that says what to do", err)
	}
}
