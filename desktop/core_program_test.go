package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestThunderbirdIsSetUpAndUndone goes the way of the window's two buttons; package client tests what that does.
func TestThunderbirdIsSetUpAndUndone(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, ".config"))
	profile := filepath.Join(home, ".thunderbird", "abc.default")
	prefs := filepath.Join(profile, "prefs.js")
	before := `user_pref("mail.accountmanager.accounts", "account1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.identity.id1.useremail", "a@b.example");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.smtpserver.smtp1.hostname", "far.example");
user_pref("mail.smtpservers", "smtp1");
`
	for path, text := range map[string]string{
		prefs: before,
		filepath.Join(home, ".thunderbird", "profiles.ini"): "[Profile0]\nName=default\nIsRelative=1\nPath=abc.default\nDefault=1\n",
	} {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := opened(t)
	if _, err := s.AddAccount(NewAccount{Address: "a@b.example", Login: "a", Upstream: "far.example:465", Security: "implicit", Auth: "passthrough"}); err != nil {
		t.Fatal(err)
	}
	state := func(want string, undo bool) {
		t.Helper()
		all, err := s.ClientSetup()
		if err != nil || len(all) != 1 || all[0].State != want || all[0].Undo != undo {
			t.Fatalf("the mail programs are %+v (%v), want one that is %s, undo %t", all, err, want, undo)
		}
	}
	state("absent", false)
	if err := s.ApplyClientSetup("thunderbird", "default"); err != nil {
		t.Fatal(err)
	}
	state("ready", true)
	if err := s.UndoClientSetup("thunderbird", "default"); err != nil {
		t.Fatal(err)
	}
	state("absent", false)
	if after, err := os.ReadFile(prefs); err != nil || string(after) != before {
		t.Errorf("after undoing, the preferences are\n%s(%v), want them as before", after, err)
	}
	if err := s.ApplyClientSetup("thunderbird", "nobody's"); err == nil {
		t.Error("a profile that is not there can be set up")
	}
	if err := os.WriteFile(prefs, []byte(strings.ReplaceAll(before, "a@b.example", "other@b.example")), 0o600); err != nil {
		t.Fatal(err)
	}
	if p := problemOf(s.ApplyClientSetup("thunderbird", "default")); p.Code != "identity" || p.Said != "" {
		t.Errorf("a profile of somebody else gives %+v, want the page's own sentence: that of the command line names commands", p)
	}
}
