package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestBackupOfARunningServer: one command each, and what an operator does wrong at nine in the evening.
func TestBackupOfARunningServer(t *testing.T) {
	data, to := t.TempDir(), filepath.Join(t.TempDir(), "sekisho-backup")
	r := start(t, data)
	status, out, errs := run(t, "", "backup", to, "--data-dir", data)
	if status != 0 || !strings.Contains(out, "the audit trail in it is whole") || !strings.Contains(out, "master key") {
		t.Fatalf("backup: status %d, %s%s", status, out, errs)
	}
	r.stop()
	again := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct {
		what   string
		args   []string
		status int
		want   string
	}{
		{"over a backup", []string{"backup", to, "--data-dir", data}, 2, "name a folder that is not there yet"},
		{"of nothing", []string{"backup", to + "2", "--data-dir", t.TempDir()}, 2, "--data-dir"},
		{"without a name", []string{"backup", "--data-dir", data}, 2, "name one folder"},
		{"over a server", []string{"restore", to, "--data-dir", data}, 2, "has files; restore into an empty folder"},
		{"of no backup", []string{"restore", t.TempDir(), "--data-dir", again}, 2, "is no backup"},
		{"of a database that is not there", []string{"backup", to + "2", "--data-dir", data, "--database-url", "postgres://sekisho@127.0.0.1:1/none"}, 2, `database "none" at 127.0.0.1: failed to connect`},
		{"restore", []string{"restore", to, "--data-dir", again}, 0, again + " is as it was at "},
		{"what was restored", []string{"audit", "verify", "--data-dir", again}, 0, "the audit trail is whole"},
	} {
		status, out, errs := run(t, "", c.args...)
		if status != c.status || !strings.Contains(out+errs, c.want) {
			t.Errorf("%s: status %d, %s%s; want %d and %q", c.what, status, out, errs, c.status, c.want)
		}
	}
	if _, err := os.Stat(to + "2"); err == nil {
		t.Error("a backup of nothing was made")
	}
	if start(t, again).stop() != 0 {
		t.Error("the restored server does not start")
	}
}

// TestPurge: what would go is what goes, and the trail is whole afterwards.
func TestPurge(t *testing.T) {
	data := t.TempDir()
	start(t, data).stop()
	mail := filepath.Join(data, "mail")
	if err := os.MkdirAll(mail, 0o700); err != nil {
		t.Fatal(err)
	}
	lost := filepath.Join(mail, strings.Repeat("a", 26)+".age")
	if err := os.WriteFile(lost, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	old := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(lost, old, old); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   []string
		status int
		want   string
	}{
		{[]string{"purge", "--dry-run", "--data-dir", data}, 0, "would go: 0 files, 0 mails, 0 checks, 0 rows of the audit"},
		{[]string{"purge", "--data-dir", data}, 0, "gone: 1 file, 0 mails, 0 checks, 0 rows of the audit"}, // which no row names
		{[]string{"purge", "--data-dir", data, "--retention-audit", "30d"}, 2, "365d is the least"},
		{[]string{"purge", "everything", "--data-dir", data}, 2, "one too many"},
		{[]string{"audit", "verify", "--data-dir", data}, 0, "the audit trail is whole"},
	} {
		status, out, errs := run(t, "", c.args...)
		if status != c.status || !strings.Contains(out+errs, c.want) {
			t.Errorf("%v: status %d, %s%s; want %d and %q", c.args, status, out, errs, c.status, c.want)
		}
	}
	if _, err := os.Stat(lost); err == nil {
		t.Error("a file that no row names is still there")
	}
}
