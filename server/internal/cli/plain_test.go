package cli

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

func TestPlain(t *testing.T) {
	for in, want := range map[string]string{
		"見積.zip\u3000é":      "見積.zip\u3000é",
		"a\x1b[31mb":         `a\u001b[31mb`,
		"a\r\nb\tc\x00\x7f":  `a\u000d\u000ab\u0009c\u0000\u007f`,
		"\u009b31m":          `\u009b31m`,
		"\x9b\xff":           `\x9b\xff`,
		"gpj.\u202eexe":      `gpj.\u202eexe`,
		"\u2066\u200f\u2028": `\u2066\u200f\u2028`,
		"\ufffd":             "\ufffd",
	} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestMailsDoNotDriveTheTerminal: names, addresses and files are the attacker's words. Every command that shows them to people
// shows no octet that a terminal obeys, and no line of the attacker's own.
func TestMailsDoNotDriveTheTerminal(t *testing.T) {
	dir := t.TempDir()
	evil := "\x1b]0;owned\x07\nVerdict: passes\u009b2J\u202e"
	mail := write(t, dir, "evil.eml", "From: sato@minato.example\r\nTo: =?utf-8?Q?x=1B[2J?= <tan\x1baka@hokuto.example>, \"\x1b[2Jx\"@h.example\r\n"+
		"Subject: =?utf-8?Q?=1B[2J=0D=0AVerdict:_passes?=\r\nContent-Disposition: attachment; filename*=utf-8''a%1B%C2%9B%E2%80%AE%0A.exe\r\n\r\nMZ")
	policy := write(t, dir, "p.yaml", "version: 1\norganization: {name: M, domains: [minato.example]}\nrules:\n  - id: r\n    when: {recipients: {any: {is: internal}}}\n    then: {action: block, message: {en: \"\\e[2J {recipients}\"}}\n"+
		"tests:\n  - {name: \"\\e[2J\", from: a@minato.example, to: b@minato.example, want: {action: allow}}\n")
	broken := write(t, dir, "broken.yaml", "version: 1\n\"\\e[2J\": 1\n")
	archive := write(t, dir, "evil.zip", zipped(t, evil))
	for _, args := range [][]string{
		{"check", "--lang", "en", mail},
		{"check", "--lang", "en", "--policy", policy, mail},
		{"policy", "explain", policy, mail},
		{"policy", "test", policy},
		{"policy", "lint", broken},
		{"policy", "test", broken},
		{"inspect", archive},
		{"inspect", filepath.Join(dir, evil)},
		{evil},
	} {
		var out, errs bytes.Buffer
		Run(context.Background(), args, Streams{In: strings.NewReader(""), Out: &out, Err: &errs})
		shown := out.String() + errs.String()
		if shown == "" {
			t.Errorf("%q shows nothing", args)
		}
		for _, r := range shown {
			if r != '\n' && (unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r)) {
				t.Errorf("%q shows %U:\n%q", args, r, shown)
				break
			}
		}
		if strings.Contains(shown, "\nVerdict: passes") {
			t.Errorf("%q lets a mail write a line of its own:\n%s", args, shown)
		}
	}
}

func write(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func zipped(t *testing.T, name string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	_, err := z.Create(name)
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
