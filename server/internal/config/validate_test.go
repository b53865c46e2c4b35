package config

import (
	"testing"

	"sekisho/manifest"
)

// TestPublicOriginMakesAManifest: what the server is started with is what its manifest can name. On loopback, http is enough
// for a browser.
func TestPublicOriginMakesAManifest(t *testing.T) {
	check := func(origin string, want bool) {
		t.Helper()
		c := Config{PublicOrigin: origin}
		if err := c.origin(); (err == nil) != want {
			t.Errorf("origin %q: %v, want it taken: %v", origin, err, want)
		}
	}
	for origin, want := range map[string]bool{
		"https://sekisho.example.co.jp": true, "https://s.example:8443": true, "https://127.0.0.1:8480": true, "https://s.example:443": false,
		"https://S.example": false, "https://s_1.example": false, "https://[::1]:8480": false, "https://s.example.": false, "https://-s.example": false,
		"https://s.example/": false, "https://関所.example": false, "https://s.example:": false,
	} {
		check(origin, want)
		if err := manifest.CheckOrigin(origin); (err == nil) != want {
			t.Errorf("manifest.CheckOrigin(%q) = %v, want it taken: %v", origin, err, want)
		}
	}
	check("", true)
	check("http://127.0.0.1:8480", true)
	check("http://[::1]:8480", true)
	check("http://localhost", true)
	check("http://s.example", false)
	check("HTTPS://s.example", false)
}
