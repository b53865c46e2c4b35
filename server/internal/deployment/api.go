package deployment

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"sekisho/manifest"
)

// foreign is an origin that no page of ours has. (RFC 2606, 2)
const foreign = "https://elsewhere.invalid"

// api asks for the server's health, and for a check without saying who we are: the answer shows who gives it.
func (i *inspection) api(ctx context.Context) {
	if _, ok := i.fetch(ctx, "/healthz", "application/json"); !ok {
		return
	}
	if a := i.client.ask(ctx, http.MethodGet, "/readyz", ""); a.status != http.StatusOK {
		var health struct{ Failing []string }
		_ = json.Unmarshal(a.body, &health) // nothing said is nothing known
		i.add(Missing, "api.failing", strings.Join(health.Failing, ", "))
		return
	}
	a := i.client.ask(ctx, http.MethodPost, "/v1/checks", "{}", "Content-Type", "application/json")
	var problem struct{ Code string }
	_ = json.Unmarshal(a.body, &problem) // what is no problem of ours has no code
	switch {
	case a.err != nil:
		i.add(Missing, "get.error", "/v1/checks", a.err.Error())
	case problem.Code == "https-required":
		i.add(Missing, "api.proxy")
	case a.status >= 300 && a.status < 400:
		i.add(Missing, "get.redirect", "/v1/checks", a.header.Get("Location"))
	case a.status == http.StatusUnauthorized && problem.Code != "":
		i.add(OK, "api")
	case a.status == http.StatusBadRequest && problem.Code != "" || a.status == http.StatusOK && a.kind() == "application/json":
		i.add(Warning, "api.open") // the demo knows everybody
	default:
		i.add(Missing, "api.other", strconv.Itoa(a.status), a.kind())
	}
}

// cors asks as classic Outlook might, and as somebody else's page would.
func (i *inspection) cors(ctx context.Context) {
	may := func(origin string) string {
		return i.client.ask(ctx, http.MethodOptions, "/v1/checks", "", "Origin", origin,
			"Access-Control-Request-Method", http.MethodPost, "Access-Control-Request-Headers", "authorization,content-type").header.Get("Access-Control-Allow-Origin")
	}
	own, other := may(i.Origin), may(foreign)
	switch {
	case other == "*" || other == foreign:
		i.add(Missing, "cors.open", other)
	case own != i.Origin:
		i.add(Warning, "cors.own", own)
	default:
		i.add(OK, "cors")
	}
}

// version compares what is delivered with this program, and with the manifest that is installed.
func (i *inspection) version(ctx context.Context) {
	a, ok := i.fetch(ctx, "/addin/hosted.json", "application/json")
	var hosted struct{ Manifest string }
	if !ok {
		return
	}
	if err := json.Unmarshal(a.body, &hosted); err != nil || hosted.Manifest == "" {
		i.add(Missing, "version.none")
		return
	}
	if hosted.Manifest != manifest.Base() {
		i.add(Warning, "version.program", hosted.Manifest, manifest.Base())
	}
	if i.Manifest == nil {
		i.add(OK, "version", hosted.Manifest)
		return
	}
	i.installed(ctx, hosted.Manifest)
}

// installed looks at the installed manifest: age, whose it is, and everything that Lint knows, against the live server.
func (i *inspection) installed(ctx context.Context, hosted string) {
	before := len(i.lines)
	version, err := manifest.ReadVersion(i.Manifest)
	if err != nil {
		i.add(Missing, "manifest.problem", err.Error())
		return
	}
	// what is made anew would be of the same version if nothing of it changed
	same := hosted == manifest.Base() && manifest.UpToDate(i.Origin, i.Manifest)
	if manifest.Compare(version, hosted) < 0 && !same {
		i.add(Warning, "manifest.behind", version, hosted)
	}
	if manifest.IDOf(i.Manifest) != manifest.ID(i.Origin, manifest.ModeSoftBlock) && manifest.IDOf(i.Manifest) != manifest.ID(i.Origin, manifest.ModeUnified) {
		i.add(Missing, "manifest.origin", i.Origin)
	}
	i.signIn(ctx)
	name := "/addin/launchevent.js"
	if i.names("/addin/launchevent-entra.js") {
		name = "/addin/launchevent-entra.js"
	}
	script := i.client.ask(ctx, http.MethodGet, name, "").body
	script = bytes.ReplaceAll(script, []byte(i.Origin), []byte(manifest.Placeholder))
	there := make(map[string]bool)
	delivers := func(path string) bool {
		if known, ok := there[path]; ok || len(there) >= 30 {
			return known
		}
		there[path] = i.client.ask(ctx, http.MethodGet, path, "").status == http.StatusOK
		return there[path]
	}
	for _, p := range manifest.Lint(i.Manifest, delivers, script) {
		i.add(Missing, "manifest.problem", p.String())
	}
	if len(i.lines) == before {
		i.add(OK, "manifest", version)
	}
}

// signIn compares how people sign in by the manifest with what the server knows of it. The older send event is served by a page
// that has both ways, but Office must know the application there too.
func (i *inspection) signIn(ctx context.Context) {
	wants, err := manifest.Read(i.Manifest)
	if err != nil {
		return // said by version or lint
	}
	a, ok := i.fetch(ctx, "/addin/signin.json", "application/json")
	if !ok {
		return
	}
	var knows struct{ ClientID string }
	if err := json.Unmarshal(a.body, &knows); err != nil {
		i.add(Missing, "signin.unread", err.Error())
		return
	}
	switch entra := wants.Launch == manifest.LaunchEntra; {
	case entra && knows.ClientID == "":
		i.add(Missing, "signin.server", wants.ClientID)
	case entra && !strings.EqualFold(knows.ClientID, wants.ClientID):
		i.add(Missing, "signin.other", wants.ClientID, knows.ClientID)
	case !entra && knows.ClientID != "":
		i.add(Warning, "signin.manifest", knows.ClientID)
	}
}
