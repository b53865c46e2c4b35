package dkim

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emersion/go-msgauth/dkim"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func newKey(t testing.TB, kind, domain string, all bool) Key {
	t.Helper()
	text, err := New(kind)
	must(t, err)
	file := filepath.Join(t.TempDir(), "key.pem")
	must(t, os.WriteFile(file, text, 0o600))
	k, err := Open(file, domain, "s1", all)
	must(t, err)
	return k
}

// zone is the DNS in which the keys' records stand.
func zone(t testing.TB, keys ...Key) map[string]string {
	t.Helper()
	z := map[string]string{}
	for _, k := range keys {
		r, err := k.Record()
		must(t, err)
		z[k.Name()] = r
	}
	return z
}

// verified are the domains whose signatures on a mail are good, and those whose are not.
func verified(t testing.TB, mail string, z map[string]string) (good, bad string) {
	t.Helper()
	list, err := dkim.VerifyWithOptions(strings.NewReader(mail), &dkim.VerifyOptions{LookupTXT: func(name string) ([]string, error) {
		if r, ok := z[name]; ok {
			return []string{r}, nil
		}
		return nil, errors.New("no such name")
	}})
	must(t, err)
	for _, v := range list {
		if v.Err == nil {
			good += v.Domain + " "
		} else {
			bad += v.Domain + " " + v.Err.Error()
		}
	}
	return strings.TrimSpace(good), bad
}

const mail = "Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0900\r\nFrom: =?utf-8?b?5L2Q6Jek?=\r\n <sato@minato.example>\r\nTo: tanaka@hokuto.example\r\nSubject:  drawings \r\n" +
	"Date: Mon, 23 Nov 2026 10:00:00 +0900\r\nMessage-ID: <1@minato.example>\r\n\r\nHello  world \r\n\r\n.dots\r\n\r\n\r\n"

func TestSign(t *testing.T) {
	own, ed, third, other := newKey(t, "rsa", "minato.example", false), newKey(t, "ed25519", "minato.example", false), newKey(t, "rsa", "relay.example", true), newKey(t, "rsa", "aoba.example", false)
	ed.Selector = "s2"
	z := zone(t, own, ed, third, other)
	for _, c := range []struct {
		name, mail string
		keys       []Key
		want       string
	}{
		{"author's domain", mail, []Key{own}, "minato.example"},
		{"both kinds", mail, []Key{own, ed}, "minato.example minato.example"},
		{"third party", mail, []Key{third}, "relay.example"},
		{"both parties", mail, []Key{other, own, third}, "minato.example relay.example"},
		{"another domain's", mail, []Key{other}, ""},
		{"below the domain", strings.Replace(mail, "sato@minato", "sato@tokyo.MINATO", 1), []Key{own}, "minato.example"},
		{"above the domain", strings.Replace(mail, "sato@minato.example", "sato@example", 1), []Key{own}, ""},
		{"only looks like it", strings.Replace(mail, "sato@minato", "sato@xminato", 1), []Key{own}, ""},
		{"two authors, one not ours", strings.Replace(mail, "<sato@minato.example>", "<sato@minato.example>, x@evil.example", 1), []Key{own}, ""},
		{"no body", "From: sato@minato.example\r\n\r\n", []Key{own, ed}, "minato.example minato.example"},
		{"a long header", strings.Replace(mail, "Subject: ", "X-Long: "+strings.Repeat(strings.Repeat("y", 900)+"\r\n ", 100)+"\r\nSubject: ", 1), []Key{own}, "minato.example"},
		{"a long line", mail + strings.Repeat("あ", 100_000) + "\r\n", []Key{ed}, "minato.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fields, err := (&Signer{Keys: c.keys}).Sign(strings.NewReader(c.mail))
			must(t, err)
			if fields == "" && c.want == "" {
				return
			}
			if good, bad := verified(t, fields+c.mail, z); good != c.want || bad != "" {
				t.Errorf("good %q, bad %q, want %q of\n%.900s", good, bad, c.want, fields)
			}
			for _, line := range strings.Split(strings.TrimSuffix(fields, "\r\n"), "\r\n") {
				if len(line) > 200 || strings.ContainsAny(line, "\r\n") {
					t.Errorf("a line of the field: %q", line)
				}
			}
		})
	}
}

// TestNothingCanBeAddedOrChanged: a field more of those that people see breaks the signature, and so does another word in the text.
func TestNothingCanBeAddedOrChanged(t *testing.T) {
	k := newKey(t, "ed25519", "minato.example", false)
	fields, err := (&Signer{Keys: []Key{k}}).Sign(strings.NewReader(mail))
	must(t, err)
	signed := fields + mail
	for name, changed := range map[string]string{
		"From": "From: x@evil.example\r\n" + signed, "To": "To: x@evil.example\r\n" + signed, "Cc": "Cc: x@evil.example\r\n" + signed,
		"Reply-To": "Reply-To: x@evil.example\r\n" + signed,
		"Subject":  "Subject: other\r\n" + signed, "Date": "Date: x\r\n" + signed, "text": strings.Replace(signed, "world", "World", 1),
	} {
		if good, bad := verified(t, changed, zone(t, k)); good != "" || bad == "" {
			t.Errorf("another %s: good %q, bad %q", name, good, bad)
		}
	}
	if good, bad := verified(t, "Received: from c by d\r\n"+strings.ReplaceAll(signed, "Hello  world ", "Hello world"), zone(t, k)); good != "minato.example" {
		t.Errorf("a trace field and other blanks: %q %q", good, bad)
	}
}

// TestOthersSignaturesStayGood: a mail that somebody signed before is signed by us too.
func TestOthersSignaturesStayGood(t *testing.T) {
	list, own := newKey(t, "rsa", "news.example", true), newKey(t, "rsa", "minato.example", false)
	theirs, err := (&Signer{Keys: []Key{list}}).Sign(strings.NewReader(mail))
	must(t, err)
	ours, err := (&Signer{Keys: []Key{own}}).Sign(strings.NewReader("Received: from us\r\n" + theirs + mail))
	must(t, err)
	if good, bad := verified(t, ours+"Received: from us\r\n"+theirs+mail, zone(t, list, own)); good != "minato.example news.example" || bad != "" {
		t.Errorf("good %q, bad %q", good, bad)
	}
}

func TestHeadersThatCannotBeSigned(t *testing.T) {
	k := newKey(t, "ed25519", "minato.example", true)
	for name, raw := range map[string]string{
		"a line that is no field": "From: sato@minato.example\r\nhello there\r\n\r\nx\r\n", "a name with a blank": "From: sato@minato.example\r\nX Y: z\r\n\r\nx",
		"too long": "From: sato@minato.example\r\nX: " + strings.Repeat("y", maxHeader) + "\r\n\r\nx",
	} {
		if _, err := (&Signer{Keys: []Key{k}}).Sign(strings.NewReader(raw)); !errors.Is(err, ErrHeader) {
			t.Errorf("%s: %v, want %v", name, err, ErrHeader)
		}
	}
}

// TestSecondVerifier has another program, with DNS of its own, look at the signatures: Debian's python3-dkim.
func TestSecondVerifier(t *testing.T) {
	const python = "/usr/bin/python3"
	if err := exec.CommandContext(t.Context(), python, "-c", "import dkim, nacl").Run(); err != nil {
		if os.Getenv("CI") == "true" || os.Getenv("SEKISHO_E2E") == "1" {
			t.Fatal("python3-dkim is not installed")
		}
		t.Skip("python3-dkim is not installed")
	}
	const script = `
import dkim, sys
raw = sys.stdin.buffer.read()
n = raw.count(b"DKIM-Signature:")
d = dkim.DKIM(raw)
zone = dict(line.split("\t", 1) for line in sys.argv[1].split("\n"))
def good(i):
    try:
        return d.verify(idx=i, dnsfunc=lambda name, timeout=5: zone[name.decode().rstrip(".")].encode())
    except dkim.ValidationError:
        return False
print([good(i) for i in range(n)])
`
	own, ed, third := newKey(t, "rsa", "minato.example", false), newKey(t, "ed25519", "minato.example", false), newKey(t, "rsa", "relay.example", true)
	ed.Selector = "s2"
	keys := []Key{own, ed, third}
	fields, err := (&Signer{Keys: keys}).Sign(strings.NewReader(mail))
	must(t, err)
	var records []string
	for name, text := range zone(t, keys...) {
		records = append(records, name+"\t"+text)
	}
	for name, c := range map[string]struct{ raw, want string }{
		"as signed": {fields + mail, "[True, True, True]"}, "changed": {fields + strings.Replace(mail, "Hello", "Hallo", 1), "[False, False, False]"},
	} {
		cmd := exec.CommandContext(t.Context(), python, "-c", script, strings.Join(records, "\n"))
		cmd.Stdin = strings.NewReader(c.raw)
		out, err := cmd.CombinedOutput()
		if err != nil || strings.TrimSpace(string(out)) != c.want {
			t.Errorf("%s: %s, %v, want %s", name, out, err, c.want)
		}
	}
}

func TestKeys(t *testing.T) {
	bad := func(text, want string) {
		t.Helper()
		if _, err := parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("parse(%.40q): %v, want %q", text, err, want)
		}
	}
	bad("", "no PEM file")
	bad("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", `it holds "CERTIFICATE"`)
	bad("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "asn1")
	if _, err := New("dsa"); err == nil {
		t.Error("a DSA key was made")
	}
	if _, err := Open(filepath.Join(t.TempDir(), "none"), "minato.example", "s", false); err == nil || !strings.Contains(err.Error(), "for minato.example") {
		t.Errorf("no file: %v", err)
	}
	k := newKey(t, "rsa", "みなと.example", false)
	line, err := k.Zone()
	must(t, err)
	if !strings.HasPrefix(line, "s1._domainkey.xn--o9jd6d.example. IN TXT ( \"v=DKIM1; k=rsa; p=") || strings.Count(line, `"`) != 4 {
		t.Errorf("the line for the zone: %s", line)
	}
	if !k.covers("a@みなと.example") || k.covers("a") {
		t.Errorf("%+v covers the wrong ones", k)
	}
}

func FuzzSign(f *testing.F) {
	k := newKey(f, "ed25519", "minato.example", true)
	z := zone(f, k)
	f.Add(mail)
	f.Add("From: a@b\r\n c\r\n\r\n\r\n")
	f.Add("From:\r\n\r\n")
	f.Fuzz(func(t *testing.T, raw string) {
		raw = strings.ReplaceAll(strings.ReplaceAll(raw, "\r", ""), "\n", "\r\n")
		fields, err := (&Signer{Keys: []Key{k}}).Sign(strings.NewReader(raw))
		if err != nil {
			return
		}
		if good, bad := verified(t, fields+raw, z); good != "minato.example" && !strings.Contains(raw, "DKIM-Signature") && !strings.Contains(strings.ToLower(raw), "dkim-signature") {
			t.Errorf("signed, but not good: %q %q", good, bad)
		}
	})
}
