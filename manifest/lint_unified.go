package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// unified checks a manifest.json. It knows the keys that our own has, and takes any other for a mistake.
func (l *linter) unified(data []byte) {
	if len(data) > maxSize {
		l.at("json", "", "%d bytes, at most %d", len(data), maxSize)
		return
	}
	var u unified
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&u); err != nil {
		l.at("json", "", "%v", err)
		return
	}
	if decoder.More() {
		l.at("json", "", "something follows the document")
	}
	if len(u.Extensions) != 1 {
		l.at("required", "extensions", "%d extensions, must be one", len(u.Extensions))
		return
	}
	for _, rule := range []func(*unified){
		l.unifiedHead, l.unifiedTexts, l.unifiedLinks, l.unifiedPermissions, l.unifiedRuntimes, l.unifiedEvents, l.unifiedButtons,
	} {
		rule(&u)
	}
}

// unifiedHead: identity, version, languages, sign-in.
func (l *linter) unifiedHead(u *unified) {
	if u.ManifestVersion != schemaVersion || !strings.Contains(u.Schema, "/v"+schemaVersion+"/") {
		l.at("schema", "manifestVersion", "%q under %q: both must say %s", u.ManifestVersion, u.Schema, schemaVersion)
	}
	if !unifiedVersion.MatchString(u.Version) {
		l.at("version", "version", "%q must be three numbers without leading zeros", u.Version)
	}
	if !guidForm.MatchString(u.ID) {
		l.at("id", "id", "%q is no GUID", u.ID)
	}
	if a := u.Localization.Additional; u.Localization.Default != "en-us" || len(a) != 1 || a[0] != (language{"ja-jp", japaneseName}) {
		l.at("locale", "localizationInfo", "en-us must be the default and ja-jp in %s the other language", japaneseName)
	}
	entra := false
	for _, r := range u.Extensions[0].Runtimes {
		entra = entra || path.Base(r.Code.Script) == "launchevent-entra.js"
	}
	switch {
	case entra && u.SignIn == nil:
		l.at("sign-in", "webApplicationInfo", "launchevent-entra.js signs in by Entra, but this is missing")
	case !entra && u.SignIn != nil:
		l.at("sign-in", "webApplicationInfo", "launchevent.js does not sign in by Entra: leave this out, or name launchevent-entra.js")
	case entra:
		if problem := l.application(u.SignIn.ID, u.SignIn.Resource, strings.TrimPrefix(strings.Join(u.ValidDomains, ","), "https://")); problem != "" {
			l.at("sign-in", "webApplicationInfo", "%s", problem)
		}
	}
	for i, a := range u.Extensions[0].Alternates {
		if id := a.Hide.Custom.ID; !guidForm.MatchString(id) || id == u.ID {
			l.at("id", fmt.Sprintf("extensions[0].alternates[%d]", i), "%q must be the id of the add-in-only manifest, which is hidden behind this one", id)
		}
	}
}

// text is a text of the unified manifest, with the path that its translation has as key. (Localization schema)
type text struct {
	where, value string
	most         int
}

func (u *unified) texts() []text {
	all := []text{
		{"name.short", u.Name.Short, 30},
		{"name.full", u.Name.Full, 100},
		{"description.short", u.Description.Short, 80},
		{"description.full", u.Description.Full, 4000},
	}
	u.controls(func(where string, g group, c control) {
		label, _, _ := strings.Cut(where, "controls[")
		all = append(all, text{label + "label", g.Label, 64}, text{where + "label", c.Label, 64},
			text{where + "supertip.title", c.Supertip.Title, 64}, text{where + "supertip.description", c.Supertip.Description, 250})
	})
	return all
}

// controls calls visit for every button, with its path and a dot.
func (u *unified) controls(visit func(where string, g group, c control)) {
	for r, ribbon := range u.Extensions[0].Ribbons {
		for t, tab := range ribbon.Tabs {
			for g, group := range tab.Groups {
				for c, control := range group.Controls {
					visit(fmt.Sprintf("extensions[0].ribbons[%d].tabs[%d].groups[%d].controls[%d].", r, t, g, c), group, control)
				}
			}
		}
	}
}

func (l *linter) unifiedTexts(u *unified) {
	for _, t := range append(u.texts(), text{"developer.name", u.Developer.Name, 32}) {
		switch count := utf8.RuneCountInString(t.value); {
		case count == 0:
			l.at("required", t.where, "the text is missing")
		case count > t.most:
			l.at("length", t.where, "%d characters, at most %d", count, t.most)
		}
	}
}

// unifiedLinks: https, the one origin, and something there.
func (l *linter) unifiedLinks(u *unified) {
	links := []named{
		{name: u.Developer.Website},
		{name: u.Developer.Privacy},
		{name: u.Developer.Terms},
	}
	for _, r := range u.Extensions[0].Runtimes {
		links = append(links, named{name: r.Code.Page})
		if r.Code.Script != "" {
			links = append(links, named{name: r.Code.Script})
		}
	}
	u.controls(func(_ string, _ group, c control) {
		for _, i := range c.Icons {
			links = append(links, named{name: i.URL})
		}
	})
	if len(u.ValidDomains) != 1 {
		l.at("origin", "validDomains", "%v: write the one origin that everything is on", u.ValidDomains)
		return
	}
	for _, link := range links {
		l.unifiedLink(link.name, u.ValidDomains[0])
	}
	if !l.assets(allowedPath) {
		l.at("allowed", "", "the server does not deliver %s, so classic Outlook may not call it", allowedPath)
	}
}

func (l *linter) unifiedLink(address, origin string) {
	link, err := url.Parse(address)
	switch {
	case err != nil || link.Scheme != "https" || link.Host == "":
		l.at("https", address, "%q must begin with https://", address)
	case link.Scheme+"://"+link.Host != origin:
		l.at("origin", address, "not at %s: pages, script and server must share one origin, which validDomains names", origin)
	case !l.assets(link.Path):
		l.at("asset", address, "the server does not deliver %s", link.Path)
	}
}

func (l *linter) unifiedPermissions(u *unified) {
	got := make(map[string]bool)
	for i, p := range u.Authorization.Permissions.ResourceSpecific {
		if p.Type != "Delegated" {
			l.at("permissions", fmt.Sprintf("authorization.permissions.resourceSpecific[%d]", i), "%s is %q: write Delegated", p.Name, p.Type)
		}
		got[p.Name] = true
	}
	for name, reason := range map[string]string{
		"Mailbox.ReadWrite.User":    "nothing can be sent from the task pane",
		"Mailbox.SharedFolder":      "it does not run in shared mailboxes",
		"Mailbox.AppendOnSend.User": "no text can be added",
	} {
		if !got[name] {
			l.at("permissions", "authorization", "%s is missing: without it %s", name, reason)
		}
	}
}
