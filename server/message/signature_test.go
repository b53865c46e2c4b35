package message_test

import (
	"encoding/base64"
	"os"
	"strings"
	"testing"

	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// Detached CMS signatures by openssl cms -sign, without certificates: as it is, and as a streaming signer writes it.
const (
	detached = "MIHCBgkqhkiG9w0BBwKggbQwgbECAQExDTALBglghkgBZQMEAgEwCwYJKoZIhvcNAQcBMYGPMIGMAgEBMCQwDDEKMAgGA1UEAwwBawIUbFhMzzfrGl6B" +
		"AzL9ueVKLUJ37jcwCwYJYIZIAWUDBAIBMAoGCCqGSM49BAMCBEgwRgIhAN0XREqYiblL/xCwZnFGUoAjeWXIY0/FGjpK7OwX64pJAiEArH7WCNswDGSvDQ9d0Xij" +
		"6TJN1CTB7jt5syqqpuBmJec="
	streamed = "MIAGCSqGSIb3DQEHAqCAMIACAQExDTALBglghkgBZQMEAgEwgAYJKoZIhvcNAQcBoIAkgAQAAAAAAAAAMYGNMIGKAgEBMCQwDDEKMAgGA1UEAwwBawIU" +
		"bFhMzzfrGl6BAzL9ueVKLUJ37jcwCwYJYIZIAWUDBAIBMAoGCCqGSM49BAMCBEYwRAIgNgKAq9c8rKa4SvRo7+hn+SVfRUGjtHp3/tCT2VUK6jwCIAPlSDolg8bZ" +
		"2NtAsZ5pZIq4qmHgDsIB+WAapwLQY5JEAAAAAAAA"
	armour = "-----BEGIN PGP SIGNATURE-----\nVersion: GnuPG v2\n\n" +
		"iHUEABYIAB0WIQQ9vuQ7V8dL9Tv3jsEYccrA5zl92gUCawODDAAKCRAYccrA5zl9\n2qt9AQCULcjNF+Q2o9bBQuQo/U7tTwOebrrNKXbo1Dscz6/ClQEA0MLyAfBuVIgn\n" +
		"chLvMJ2be5czrldx4O7ZLVdXe0m1bQY=\n=/Gxk\n-----END PGP SIGNATURE-----\n"
)

func decoded(t testing.TB, s string) string {
	t.Helper()
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// secured is a mail of a kind of RFC 1847 whose parts are words, or first, and content.
func secured(kind, protocol, first, second, name, content string) string {
	return "From: a@own.example\nTo: b@other.example\nSubject: s\nContent-Type: multipart/" + kind + "; protocol=\"" + protocol + "\"; boundary=b\n\n--b\nContent-Type: " + first +
		"\n\nVersion: 1\n--b\nContent-Type: " + second + "\nContent-Disposition: attachment; filename=\"" + name +
		"\"\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(content)) + "\n--b--\n"
}

func read(t testing.TB, mail string) *policy.Message {
	t.Helper()
	m, err := message.Read(t.Context(), strings.NewReader(mail), nil)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const p7s, asc, version = "application/pkcs7-signature", "application/pgp-signature", "application/pgp-encrypted"

func TestSignaturesAreNoFiles(t *testing.T) {
	der, ber := decoded(t, detached), decoded(t, streamed)
	enclosed, err := os.ReadFile("testdata/protect-signed-payload.eml")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("iHUEABYIAB0WIQQ9vuQ7V8dL9Tv3jsEYccrA5zl92gUCawODDAAKCRAYccrA5zl9\n", 300)
	tests := []struct {
		name, mail string
		files      int
	}{
		{"S/MIME", secured("signed", p7s, "text/plain", p7s, "smime.p7s", der), 0},
		{"S/MIME, of indefinite length", secured("signed", p7s, "text/plain", p7s, "smime.p7s", ber), 0},
		{"S/MIME, the old type", secured("signed", "application/x-pkcs7-signature", "text/plain", "application/x-pkcs7-signature", "SMIME.P7S", der), 0},
		{"S/MIME, not DER", secured("signed", p7s, "text/plain", p7s, "smime.p7s", "MZ"), 1},
		{"S/MIME, begins like it", secured("signed", p7s, "text/plain", p7s, "smime.p7s", "0abc"), 1},
		{"S/MIME, something behind it", secured("signed", p7s, "text/plain", p7s, "smime.p7s", der+"x"), 1},
		{"S/MIME, cut", secured("signed", p7s, "text/plain", p7s, "smime.p7s", der[:len(der)-1]), 1},
		{"S/MIME, too large", secured("signed", p7s, "text/plain", p7s, "smime.p7s", der+strings.Repeat("x", 64<<10)), 1},
		{"S/MIME, with what was signed", string(enclosed), 1},
		{"S/MIME, another protocol", secured("signed", asc, "text/plain", p7s, "smime.p7s", der), 1},
		{"S/MIME, named as something else", secured("signed", p7s, "text/plain", p7s, "list.csv", der), 1},
		{"S/MIME, the signed part too", secured("signed", p7s, p7s, p7s, "smime.p7s", der), 1},
		{"OpenPGP", secured("signed", asc, "text/plain", asc, "signature.asc", armour), 0},
		{"OpenPGP, with CR LF", secured("signed", asc, "text/plain", asc, "OpenPGP_signature", strings.ReplaceAll(armour, "\n", "\r\n")), 0},
		{"OpenPGP, something else", secured("signed", asc, "text/plain", asc, "signature.asc", strings.ReplaceAll(armour, "SIGNATURE", "MESSAGE")), 1},
		{"OpenPGP, only its first line", secured("signed", asc, "text/plain", asc, "signature.asc", "-----BEGIN PGP SIGNATURE-----\n"), 1},
		{"OpenPGP, something before it", secured("signed", asc, "text/plain", asc, "signature.asc", "PK\x03\x04"+armour), 1},
		{"OpenPGP, words for digits", secured("signed", asc, "text/plain", asc, "signature.asc", strings.Replace(armour, "iHUE", "list: ", 1)), 1},
		{"OpenPGP, not a signature packet", secured("signed", asc, "text/plain", asc, "signature.asc", strings.Replace(armour, "iHUE", "UEsD", 1)), 1},
		{"OpenPGP, a header nobody knows", secured("signed", asc, "text/plain", asc, "signature.asc", strings.Replace(armour, "Version", "List", 1)), 1},
		{"OpenPGP, too large", secured("signed", asc, "text/plain", asc, "signature.asc", strings.Replace(armour, "iHUE", long+"iHUE", 1)), 1},
		{"in a mixture", secured("mixed", p7s, "text/plain", p7s, "smime.p7s", der), 1},
		{"a ZIP that calls itself so", secured("signed", "application/zip", "text/plain", "application/zip", "list.zip", "0PK\x03\x04-----BEGIN PGP SIGNATURE-----"), 1},
		{"a table that calls itself so", secured("signed", "text/csv", "text/plain", "text/csv", "list.csv", "0120-000-000"), 1},
		{"OpenPGP encrypted", secured("encrypted", version, version, "application/octet-stream", "encrypted.asc", "x"), 1},
		{"OpenPGP encrypted, order reversed", secured("encrypted", version, "application/octet-stream", version, "version.txt", "x"), 2},
	}
	for _, tt := range tests {
		if got := read(t, tt.mail).Attachments; len(got) != tt.files {
			t.Errorf("%s: got %d files, want %d", tt.name, len(got), tt.files)
		}
	}
}

// A confirmation of a signed mail serves no mail in which a file has taken the place of the signature.
func TestFingerprintSeesFalseSignature(t *testing.T) {
	signed := read(t, secured("signed", p7s, "text/plain", p7s, "smime.p7s", decoded(t, detached)))
	for _, content := range []string{"0120-000-000", decoded(t, detached) + "x"} {
		forged := read(t, secured("signed", p7s, "text/plain", p7s, "smime.p7s", content))
		key := pass.Key{1}
		if a, b := pass.Draft(key, signed), pass.Draft(key, forged); a == b {
			t.Errorf("draft fingerprint with %.12q for a signature: got %s for both, want two", content, a)
		}
		if a, b := pass.Transit(key, signed), pass.Transit(key, forged); a == b {
			t.Errorf("transit fingerprint with %.12q for a signature: got %s for both, want two", content, a)
		}
	}
}

// What is taken for a signature is one from its first octet to its last.
func FuzzSignature(f *testing.F) {
	for _, s := range []string{decoded(f, detached), decoded(f, streamed), armour, "0\x80\x06", strings.Repeat("0\x80", 100)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		for protocol, name := range map[string]string{p7s: "smime.p7s", asc: "signature.asc"} {
			if len(read(t, secured("signed", protocol, "text/plain", protocol, name, content)).Attachments) > 0 {
				continue
			}
			if with := read(t, secured("signed", protocol, "text/plain", protocol, name, content+"PK")).Attachments; len(with) != 1 {
				t.Errorf("%q is a signature of %s, and with two octets more too", content, protocol)
			}
		}
	})
}
