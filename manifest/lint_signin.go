package manifest

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// signIn: the script that signs in by Entra and what Office must know for it come together. The element is the same for the
// older send event, whose page has both ways.
func (l *linter) signIn() {
	entra := l.entraScript()
	apps := l.root.all("WebApplicationInfo")
	switch {
	case entra && len(apps) == 0:
		l.add("sign-in", nil, "launchevent-entra.js signs in by Entra, but <WebApplicationInfo> is missing")
	case !entra && !l.itemSends() && len(apps) > 0:
		l.add("sign-in", apps[0], "launchevent.js does not sign in by Entra: write launchevent-entra.js, or leave <WebApplicationInfo> out")
	}
	for _, app := range apps {
		id, resource := app.child("Id"), app.child("Resource")
		if id != nil && resource != nil {
			if problem := l.application(id.text, resource.text, l.ownHost()); problem != "" {
				l.add("sign-in", app, "%s", problem)
			}
		}
		var scopes []string
		for _, n := range app.all("Scope") {
			scopes = append(scopes, n.text)
		}
		for _, scope := range []string{"openid", "profile"} {
			if !slices.Contains(scopes, scope) {
				l.add("sign-in", app, "the scope %s is missing; it is always needed", scope)
			}
		}
	}
	for _, n := range l.root.all("ExtendedPermission") {
		switch {
		case n.text != "AppendOnSend":
			l.add("permissions", n, "no extended permission is called %q: write AppendOnSend", n.text)
		case l.itemSends():
			l.add("permissions", n, "text cannot be appended during ItemSend: leave <ExtendedPermissions> out")
		}
	}
}

// application says what is wrong with an application of Entra; empty: nothing.
func (l *linter) application(id, resource, host string) string {
	switch {
	case !guidForm.MatchString(id):
		return "the application id " + id + " is no GUID"
	case !strings.HasPrefix(resource, "api://"+host+"/") || !strings.HasSuffix(resource, "/"+id):
		return "the resource " + resource + " must be api://" + host + "/" + id + ": Office compares host and id"
	}
	return ""
}

// entraScript tells whether the launch event's script is the one with sign-in by Entra.
func (l *linter) entraScript() bool {
	for _, o := range l.root.all("Override") {
		if o.attrs["type"] == "javascript" && path.Base(l.addressOf(o.attrs["resid"])) == "launchevent-entra.js" {
			return true
		}
	}
	return false
}

// ownHost is where the manifest's pages are.
func (l *linter) ownHost() string {
	for _, n := range l.root.all("Url") {
		if u, err := url.Parse(n.attrs["DefaultValue"]); err == nil && u.Host != "" {
			return u.Host
		}
	}
	return ""
}
