package deployment

import (
	"net/http"
	"slices"
	"testing"

	"sekisho/manifest"
	"sekisho/server/internal/httpapi"
)

// TestSignIn: manifest and server must agree about how people sign in.
func TestSignIn(t *testing.T) {
	const client, other = "11111111-2222-3333-4444-555555555555", "99999999-2222-3333-4444-555555555555"
	p := newPKI(t, leaf("localhost"))
	for name, c := range map[string]struct {
		server   string
		manifest string
		want     []string
	}{
		"codes":                {"", "", nil},
		"the same application": {client, client, nil},
		"only the manifest":    {"", client, []string{"signin.server"}},
		"another application":  {other, client, []string{"signin.other"}},
		"only the server":      {client, "", []string{"signin.manifest"}},
	} {
		addin := httpapi.AddinSignIn{Client: c.server, Authority: "https://login.microsoftonline.com/organizations", Scope: "access_as_user"}
		if c.server == "" {
			addin = httpapi.AddinSignIn{}
		}
		origin := serve(t, router(t, httpapi.Options{Ready: ready, Addin: addin}), whole(p))
		for _, mode := range manifest.Modes() {
			o := manifest.Options{Origin: origin, Mode: mode, ClientID: c.manifest}
			if c.manifest != "" {
				o.Launch = manifest.LaunchEntra
			}
			document, err := manifest.Render(o)
			if err != nil {
				t.Fatal(err)
			}
			if got := wrong(check(t, Options{Origin: origin, Roots: p.roots(), Manifest: document})); !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: got %v, want %v", name, mode, got, c.want)
			}
		}
	}
}

func TestSignInThatCannotBeRead(t *testing.T) {
	p := newPKI(t, leaf("localhost"))
	next, unread := router(t, httpapi.Options{Ready: ready}), at("/addin/signin.json", answered(200, "application/json", "[]"))
	origin := serve(t, http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) { unread(w, q, next) }), whole(p))
	document, err := manifest.Render(manifest.Options{Origin: origin})
	if err != nil {
		t.Fatal(err)
	}
	if got := wrong(check(t, Options{Origin: origin, Roots: p.roots(), Manifest: document})); !slices.Equal(got, []string{"signin.unread"}) {
		t.Errorf("got %v, want signin.unread", got)
	}
}
