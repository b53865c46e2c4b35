package client

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// readPlist reads a property list's elements as a list of "element text".
func readPlist(t *testing.T, data []byte) []string {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(string(data)))
	var seen []string
	name, text := "", ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return seen
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, data)
		}
		switch e := token.(type) {
		case xml.StartElement:
			name, text = e.Name.Local, ""
		case xml.CharData:
			text += string(e)
		case xml.EndElement:
			if e.Name.Local == name {
				seen = append(seen, name+" "+text)
			}
		}
	}
}

func TestAppleProfile(t *testing.T) {
	p := newPerson(t)
	p.Ways[0].Name = "佐藤 <&> \x01"
	in, err := ParseIncoming(IMAP, "imap.akatsuki.example")
	if err != nil {
		t.Fatal(err)
	}
	data := p.AppleProfile(map[string]Incoming{"a1": in})
	all := strings.Join(readPlist(t, data), "|")
	for _, want := range []string{
		"key PayloadType|string com.apple.security.root", "key PayloadType|string com.apple.mail.managed",
		"key OutgoingMailServerHostName|string 127.0.0.1|key OutgoingMailServerPortNumber|integer 1465|key OutgoingMailServerUseSSL|true ",
		"key OutgoingPassword|string local-pass", "key IncomingMailServerPortNumber|integer 993", "key OutgoingPasswordSameAsIncomingPassword|false ",
		"key EmailAccountName|string 佐藤 <&> \uFFFD", "key PayloadRemovalDisallowed|false ",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("the profile lacks %q:\n%s", want, data)
		}
	}
	if string(data) != string(p.AppleProfile(map[string]Incoming{"a1": in})) {
		t.Error("the same set-up makes another profile, which would not replace the first")
	}
	if bare := string(p.AppleProfile(nil)); strings.Contains(bare, "mail.managed") || strings.Contains(bare, "local-pass") {
		t.Errorf("without a server for reading the profile has an account:\n%s", bare)
	}
}

// TestApplePlistByPython reads the profile with a reader that is not ours.
func TestApplePlistByPython(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	p := newPerson(t)
	const script = `import plistlib, sys
p = plistlib.loads(sys.stdin.buffer.read())
ca, mail = p["PayloadContent"]
print(p["PayloadScope"], ca["PayloadContent"][:1].hex(), mail["OutgoingMailServerPortNumber"], mail["EmailAccountType"], mail["IncomingMailServerUseSSL"])`
	cmd := exec.CommandContext(t.Context(), "python3", "-c", script)
	cmd.Stdin = strings.NewReader(string(p.AppleProfile(map[string]Incoming{"a1": {POP, "pop.akatsuki.example", 995}})))
	out, err := cmd.CombinedOutput()
	if want := "User 30 1465 EmailTypePOP True\n"; err != nil || string(out) != want {
		t.Errorf("plistlib reads %q, %v, want %q", out, err, want)
	}
}

// TestLendTheProfile: it is there for its person alone, for ten minutes or until they are through.
func TestLendTheProfile(t *testing.T) {
	p := newPerson(t)
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		err := p.Lend(t.Context(), []byte("profile"), func(path string) error {
			info, err := os.Stat(path)
			if err == nil && info.Mode().Perm() != 0o600 {
				t.Errorf("its mode is %o, want 600", info.Mode().Perm())
			}
			return err
		})
		if took := time.Since(begun); err != nil || took != AppleLife {
			t.Errorf("Lend() = %v after %v, want nil after %v", err, took, AppleLife)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	for _, open := range []func(string) error{
		func(string) error { cancel(); return nil },
		func(string) error { return errors.New("no such program") },
	} {
		_ = p.Lend(ctx, []byte("profile"), open)
		if _, err := os.Stat(p.Places.AppleProfile()); err == nil {
			t.Error("the profile is left")
		}
	}
}

func TestSweepOldProfiles(t *testing.T) {
	p := newPerson(t)
	path := p.Places.AppleProfile()
	if err := os.WriteFile(path, []byte("profile"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		age  time.Duration
		left bool
	}{{AppleLife - time.Minute, true}, {AppleLife + time.Minute, false}, {time.Hour, false}} {
		p.Now = func() time.Time { return time.Now().Add(c.age) }
		if err := p.Sweep(); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); (err == nil) != c.left {
			t.Errorf("at the age of %v it is left: %t, want %t", c.age, err == nil, c.left)
		}
	}
}
