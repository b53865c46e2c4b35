package config

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

// TestUpstreamLogin: password and OAuth, and mx without either.
func TestUpstreamLogin(t *testing.T) {
	env := []string{"SEKISHO_UPSTREAM_PASSWORD=open sesame", "SEKISHO_UPSTREAM_OAUTH_CLIENT=c"}
	got, err := load(t, env, "--upstream=mail.example:587", "--upstream-login=gate", "--upstream-oauth-token-url=https://id.example/token", "--upstream-oauth-scope=a b")
	want := Login{User: "gate", Password: "open sesame", TokenURL: "https://id.example/token", Client: "c", Scope: "a b"}
	if err != nil || got.UpstreamLogin != want {
		t.Errorf("login %#v, %v, want %#v", got.UpstreamLogin, err, want)
	}
	if c, err := load(t, env[:1], "--upstream=mx"); err != nil || c.Upstream != UpstreamMX {
		t.Errorf("mx: %q, %v", c.Upstream, err)
	}
	if _, err := load(t, nil, "--upstream=127.0.0.1:25", "--upstream-tls=none", "--upstream-login=gate", "--upstream-password-file=p"); err != nil {
		t.Errorf("in the clear on loopback: %v", err)
	}
}

// TestSecretIsNotShown: neither fmt nor JSON nor a log shows it.
func TestSecretIsNotShown(t *testing.T) {
	c := Config{UpstreamLogin: Login{User: "gate", Password: "open sesame"}}
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", slog.Any("config", c), slog.Any("password", c.UpstreamLogin.Password))
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", slog.Any("config", c))
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %q %s %s", c, c, c, c.UpstreamLogin.Password, c.UpstreamLogin.Password, text, b.String())
	if strings.Contains(all, "sesame") || !strings.Contains(all, hidden) {
		t.Errorf("the password is shown: %s", all)
	}
}
