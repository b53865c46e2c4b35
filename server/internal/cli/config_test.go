package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/internal/connector"
)

// configRun runs one command with a password on stdin.
func configRun(t *testing.T, stdin string, args ...string) (out, errs string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	status = Run(context.Background(), append([]string{"config"}, args...), Streams{In: strings.NewReader(stdin), Out: &o, Err: &e})
	return o.String(), e.String(), status
}

// TestTheSampleIsPrinted: what is printed is a file with which a server could start, were it told where mail goes.
func TestTheSampleIsPrinted(t *testing.T) {
	out, errs, status := configRun(t, "", "sample")
	if status != 0 || errs != "" {
		t.Fatalf("%d %s", status, errs)
	}
	file := filepath.Join(t.TempDir(), "sekisho.yaml")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, status = configRun(t, "", "check", "--config", file, "--data-dir", t.TempDir(), "--lang", "en")
	if status != exitFound || errs != "" || !strings.Contains(out, "LACK  upstream: is empty, so the gateway takes no mail") {
		t.Errorf("status %d, %q %s", status, errs, out)
	}
}

func TestConfigCheck(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string, mode os.FileMode) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	check := func(lang, text string) (string, int) {
		t.Helper()
		put("s.yaml", strings.ReplaceAll(text, "DIR", dir), 0o600)
		out, errs, status := configRun(t, "", "check", "--config", filepath.Join(dir, "s.yaml"), "--lang", lang)
		return out + errs, status
	}
	put("p.yaml", "version: 1\norganization: {domains: own.example}\n", 0o600)
	put("secret", "abcdefghijklmnopqrstuvwx\n", 0o600)
	const good = "dataDir: DIR\nupstream: mx.own.example:25\npublicOrigin: https://sekisho.own.example\nnoticesFrom: s@own.example\npolicy: DIR/p.yaml\n" +
		"connectors: [{name: google, networks: [203.0.113.0/24], secretFile: DIR/secret}]\n"
	if out, status := check("en", good); status != 0 || out != "The server can work with this configuration.\n" {
		t.Errorf("a good one: %d %s", status, out)
	}
	if out, status := check("ja", good); status != 0 || out != "この設定で動きます。\n" {
		t.Errorf("良い設定: %d %s", status, out)
	}
	for _, c := range []struct{ from, to, want string }{
		{"upstream: mx.own.example:25\n", "", "LACK  upstream: is empty"},
		{"DIR/p.yaml", "DIR/none.yaml", "LACK  policy: cannot be used: "},
		{"DIR/p.yaml", "DIR/secret", "LACK  policy: cannot be used: "},
		{"policy: DIR/p.yaml\n", "", "note  policy: is empty"},
		{"publicOrigin: https://sekisho.own.example\n", "", "LACK  publicOrigin: is empty"},
		{"noticesFrom: s@own.example\n", "", "note  noticesFrom: is empty"},
		{"secretFile: DIR/secret", "secretFile: DIR/none", "LACK  connectors: google: cannot be used: "},
		{", secretFile: DIR/secret", "", "note  connectors: google: lets addresses of the internet send by themselves"},
		{"connectors: ", "connectors: []\n#", "note  connectors: there are none"},
		{"dataDir: DIR\n", "dataDir: /proc/none\n", "LACK  dataDir: cannot be used: "},
		{"dataDir: DIR\n", "dataDir: DIR\ntls: {cert: DIR/none, key: DIR/none}\n", "LACK  tls.cert: cannot be used: "},
		{"dataDir: DIR\n", "dataDir: DIR\nupstreamLogin: u\nupstreamPasswordFile: DIR/none\n", "LACK  upstreamPasswordFile: cannot be used: "},
	} {
		out, status := check("en", strings.Replace(good, c.from, c.to, 1))
		if !strings.Contains(out, c.want) || (status == exitFound) != strings.HasPrefix(c.want, "LACK") {
			t.Errorf("%q for %q: %d, want %q in\n%s", c.to, c.from, status, c.want, out)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, status := check("ja", good); status != exitFound || !strings.Contains(out, "不足  connectors: google: "+dir+"/secret は誰でも読めます") {
		t.Errorf("readable by everybody: %d %s", status, out)
	}
}

func TestConfigPassword(t *testing.T) {
	out, errs, status := configRun(t, "a long password\n", "password", "scanner")
	file := filepath.Join(t.TempDir(), "users")
	if err := os.WriteFile(file, []byte(out), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := connector.OpenLogins(file, nil); err != nil || status != 0 || errs != "" || !strings.HasPrefix(out, "scanner:$argon2id$") {
		t.Errorf("%d %s %s, %v", status, out, errs, err)
	}
	for _, c := range [][]string{{"short\n", "password", "scanner"}, {"a long password\n", "password", "a:b"}, {"a long password\n", "password"}} {
		if out, errs, status := configRun(t, c[0], c[1:]...); status != exitInput || out != "" || strings.Contains(errs, "a long password") {
			t.Errorf("%v: %d %q %q", c, status, out, errs)
		}
	}
}
