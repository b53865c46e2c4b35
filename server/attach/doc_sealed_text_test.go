package attach

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// folded is base 64 in lines, as tools write it.
func folded(content []byte) string {
	var b strings.Builder
	for text := base64.StdEncoding.EncodeToString(content); text != ""; {
		n := min(64, len(text))
		b.WriteString(text[:n] + "\n")
		text = text[n:]
	}
	return b.String()
}

// TestSealedText: what is encrypted and written as text is found under any name, with something in front of it or in mere
// base 64.
func TestSealedText(t *testing.T) {
	salted := strings.TrimSpace(string(sample(t, "salted.b64"))) + "\n"
	age := string(sample(t, "secret-armoured.age"))
	pem := "-----BEGIN CERTIFICATE-----\n" + folded(sample(t, "certificate.cer")) + "-----END CERTIFICATE-----\n"
	key := "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n"
	for what, test := range map[string]struct{ content, want string }{
		"base 64 of CMS":                 {folded(sample(t, "enveloped.p7m")), "smime"},
		"base 64 of CMS, CRLF":           {strings.ReplaceAll(folded(sample(t, "enveloped.p7m")), "\n", "\r\n"), "smime"},
		"base 64 of CMS in one line":     {base64.StdEncoding.EncodeToString(sample(t, "enveloped.p7m")), "smime"},
		"base 64 of PKCS #12":            {folded(sample(t, "key.p12")), "pkcs12"},
		"base 64 of OpenPGP":             {folded(sample(t, "openpgp.gpg")), "openpgp"},
		"openssl enc -a behind a note":   {"パスワードは別途\n" + salted, "openssl"},
		"openssl enc -a behind a mark":   {"\ufeff" + salted, "openssl"},
		"openssl enc -a behind a line":   {"\n\n" + salted, "openssl"},
		"age behind a note":              {"Hello\n\n" + age, "age"},
		"a key behind its certificate":   {pem + key, "pem"},
		"a signature around a CMS":       {string(signedAround(sample(t, "enveloped.p7m"), false)), "smime"},
		"a signature in pieces, a CMS":   {string(signedAround(sample(t, "enveloped.p7m"), true)), "smime"},
		"a signature, base 64, no magic": {folded(signedAround([]byte("hello"), false)), ""},
		"a certificate":                  {pem, ""},
		"base 64 of a picture":           {folded([]byte(png + strings.Repeat("\x01", 400))), ""},
		"words":                          {"U2FsdGVkX1 is how it begins.\n-----BEGIN a list-----\n", ""},
	} {
		for _, name := range []string{"a.txt", "a", "a.dat", "smime.p7m"} {
			got := how(look(name, []byte(test.content)))
			if got != test.want {
				t.Errorf("%s, named %s: encrypted %q, want %q", what, name, got, test.want)
			}
		}
	}
}

// TestNameOfCipher: what is unknown and has the name of an encrypted file is one; a known file is what it is.
func TestNameOfCipher(t *testing.T) {
	noise := bytes.Repeat([]byte("\x9b\x01\x00\xf7\xee\x17\x80"), 40)
	for name, want := range map[string]string{"表.csv.enc": "other", "a.aes": "other", "a.dat": "", "a.gpg": ""} {
		if got := how(look(name, noise)); got != want {
			t.Errorf("%s: encrypted %q, want %q", name, got, want)
		}
	}
	if a := look("a.enc", []byte("hello")); marked(&a, "encrypted") {
		t.Errorf("a text named a.enc: %s; want not encrypted", brief(a))
	}
}

// how finds how a file, or the first one in it that is, is encrypted.
func how(a policy.Attachment) string {
	for _, m := range a.Marks {
		if m.Flag == "encrypted" {
			s, _ := m.Args["how"].(string)
			return s
		}
	}
	for _, in := range a.Inside {
		if s := how(in); s != "" {
			return s
		}
	}
	return ""
}

// signedAround wraps a signature without signers round content; in pieces, lengths are left open.
func signedAround(content []byte, pieces bool) []byte {
	wrap := func(tag byte, parts ...[]byte) []byte {
		body := bytes.Join(parts, nil)
		if pieces && tag&0x20 != 0 && tag != 0x31 {
			return append(append([]byte{tag, 0x80}, body...), 0, 0)
		}
		return append(binary.BigEndian.AppendUint32([]byte{tag, 0x84}, uint32(len(body))), body...)
	}
	octets := wrap(0x04, content)
	if pieces {
		octets = wrap(0x24, wrap(0x04, content[:len(content)/2]), wrap(0x04, content[len(content)/2:]))
	}
	data := []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01")
	signed := []byte("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02")
	return wrap(0x30, signed, wrap(0xa0, wrap(0x30, []byte("\x02\x01\x01"), wrap(0x31), wrap(0x30, data, wrap(0xa0, octets)), wrap(0x31))))
}

// TestSignedProgram: a signature is no cover.
func TestSignedProgram(t *testing.T) {
	for _, pieces := range []bool{false, true} {
		got := brief(look("setup.exe.p7m", signedAround([]byte(pe), pieces)))
		if !strings.Contains(got, "[setup.exe "+typePE+" executable:"+typePE+"]") {
			t.Errorf("a signed program, in pieces %v: %s", pieces, got)
		}
	}
}

// TestZipVolume: the last volume of a split archive has the directory, the first the first entry, and both tell of a password.
func TestZipVolume(t *testing.T) {
	locked := makeZip(t, part{name: "b.txt", content: "b"}, part{"a.txt", "xxxx", aes})
	last := splitEnd(locked)
	at := bytes.Index(last, []byte(sigCentral))
	for what, content := range map[string][]byte{"the first": append([]byte(sigSpanned), makeZip(t, part{"a.txt", "xxxx", aes})[:60]...), "the last": append(bytes.Repeat([]byte("x\x00\xf1"), 30), last[at:]...)} {
		a := look("a.zip", content)
		if a.Type != typeZIP || how(a) != "zip-aes-256" || !strings.Contains(brief(a), "uninspectable:volume") {
			t.Errorf("%s volume: %s; want zip-aes-256 and volume", what, brief(a))
		}
	}
}

func FuzzSigned(f *testing.F) {
	f.Add(signedAround([]byte("hello"), false))
	f.Add(signedAround([]byte("hello"), true))
	f.Fuzz(func(_ *testing.T, b []byte) {
		signedContent(b)
		sealedText(b)
		volumeEncryption(source{bytes.NewReader(b), int64(len(b))})
	})
}
