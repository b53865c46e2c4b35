package config

import (
	"net/netip"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

func TestConnectors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "s.yaml")
	const text = `smtpListen: 0.0.0.0:25
tls: {cert: a.pem, key: a.key}
passedField: "X-Passed-Gateway: a word"
connectors:
  - name: exchange-online
    certificates: [mail.protection.outlook.com]
    fields: ["X-OriginatorOrg: example.co.jp"]
    secretFile: s
  - name: postfix
    networks: [192.0.2.25, "2001:db8:1::5/48"]
    clear: true
    connections: 3
    messagesPerMinute: 60
  - {name: scanners, logins: users, certificates: ["*.own.example"], authorities: ca.pem}
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(t, nil, "--config", file)
	want := []Connector{
		{Name: "exchange-online", Certificates: []string{"mail.protection.outlook.com"}, Fields: []string{"X-OriginatorOrg: example.co.jp"}, SecretFile: "s"},
		{Name: "postfix", Networks: []netip.Prefix{netip.MustParsePrefix("192.0.2.25/32"), netip.MustParsePrefix("2001:db8:1::/48")}, Clear: true, Connections: 3, PerMinute: 60},
		{Name: "scanners", Logins: "users", Certificates: []string{"*.own.example"}, Authorities: "ca.pem"},
	}
	if err != nil || !reflect.DeepEqual(c.Connectors, want) || c.PassedField != "X-Passed-Gateway: a word" {
		t.Errorf("Load = %+v, %v, want %+v", c.Connectors, err, want)
	}
}

// TestConnectorsOfTheSample: what the sample shows in comments is taken as it stands there.
func TestConnectorsOfTheSample(t *testing.T) {
	text, err := os.ReadFile("sekisho.sample.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(text), "#   - name: exchange-online\n")
	shown, _, found := strings.Cut(shown, "connectors: []")
	if !found {
		t.Fatal("the sample shows no connector")
	}
	shown = "tls: {cert: a.pem, key: a.key}\nconnectors:\n   - name: exchange-online\n" + regexp.MustCompile(`(?m)^#`).ReplaceAllString(shown, "")
	c := Default()
	if err := parse(&c, "sample", []byte(shown)); err != nil {
		t.Fatalf("%v in\n%s", err, shown)
	}
	if err := c.validate(); err != nil || len(c.Connectors) != 4 {
		t.Errorf("%d connectors, %v, want 4", len(c.Connectors), err)
	}
}
