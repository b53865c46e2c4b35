package cli

import (
	"crypto/x509"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

func keyPEM(t *testing.T, key any) string {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// TestCheckOfOurOwnServer looks at the real `serve`, by TLS, with a certificate of an authority that is named.
func TestCheckOfOurOwnServer(t *testing.T) {
	borrowed := httptest.NewUnstartedServer(http.NotFoundHandler()) // for its certificate, which is for example.com and 127.0.0.1
	borrowed.StartTLS()
	defer borrowed.Close()
	pair := borrowed.TLS.Certificates[0]
	certificate := string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: pair.Certificate[0]}))
	cert, key := file(t, "cert.pem", certificate), file(t, "key.pem", keyPEM(t, pair.PrivateKey))
	s := start(t, t.TempDir(), "--tls-cert", cert, "--tls-key", key)
	status, out, errs := run(t, "", "manifest", "--check", s.origin+"/", "--ca", cert, "--lang", "en")
	if status == exitInput || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, want := range []string{
		"[ok]   The certificate is 127.0.0.1's and good until", "[ok]   The list for classic Outlook names both scripts.",
		"[ok]   The API answers at the same address and asks for sign-in.", "[ok]   The API can be read by the add-in's own pages alone.",
		"[ok]   The server fits manifests of version 1.", " are in order, ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("there is no line %q:\n%s", want, out)
		}
	}
	if missing := strings.Contains(out, "[fail]"); missing != (status == exitFound) {
		t.Errorf("status %d, but something is missing: %t\n%s", status, missing, out)
	}
}

func TestCheckOfAnotherServer(t *testing.T) {
	other := httptest.NewTLSServer(http.NotFoundHandler())
	defer other.Close()
	status, out, _ := run(t, "", "manifest", "--check", other.URL)
	if status != exitFound || !strings.Contains(out, "[不足]") || !strings.Contains(out, "       → ") || !strings.Contains(out, "不足 ") {
		t.Errorf("status %d, want 1 and, in Japanese, what is missing and what to do:\n%s", status, out)
	}
}

// TestCheckRefuses: in the language that was asked for.
func TestCheckRefuses(t *testing.T) {
	none, empty := filepath.Join(t.TempDir(), "no.xml"), file(t, "ca.pem", "hello")
	for name, c := range map[string]struct {
		args   []string
		ja, en string
	}{
		"http":         {[]string{"--check", "http://sekisho.own.example"}, "https 以外からアドインを読み込みません", "over https only"},
		"nothing":      {[]string{"--check", ""}, "https 以外から", "over https only"},
		"no manifest":  {[]string{"--check", addinOrigin, "--manifest", none}, "というファイルはありません", "there is no such file"},
		"a folder":     {[]string{"--check", addinOrigin, "--manifest", t.TempDir()}, "を読み取れません", "cannot be read"},
		"no authority": {[]string{"--check", addinOrigin, "--ca", empty}, "に証明書がありません", "has no certificate"},
		"nobody there": {[]string{"--check", "https://127.0.0.1:1"}, "接続が拒否されました", "the connection is refused"},
	} {
		for lang, want := range map[string]string{"": c.ja, "ja": c.ja, "en": c.en} {
			args := append([]string{"manifest"}, c.args...)
			if lang != "" {
				args = append(args, "--lang", lang)
			}
			status, out, errs := run(t, "", args...)
			if status != exitInput || out != "" || !strings.Contains(errs, want) || strings.Count(errs, "\n") != 1 {
				t.Errorf("%s in %q: status %d, stdout %q, stderr %q; want 2 and %q", name, lang, status, out, errs, want)
			}
		}
	}
	if status, _, errs := run(t, "", "manifest", "--check", addinOrigin, "--lang", "fr"); status != exitInput || !strings.Contains(errs, `--lang is "fr"; it is ja or en`) {
		t.Errorf("another language: status %d, %s", status, errs)
	}
}
