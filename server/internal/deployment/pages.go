package deployment

import (
	"context"
	"slices"
	"strings"
)

// frames are places where Outlook on the web and new Outlook show the add-in.
var frames = [...]string{"https://outlook.office.com", "https://outlook.office365.com", "https://outlook.cloud.microsoft"}

// pages looks at what Outlook shows or loads.
func (i *inspection) pages(ctx context.Context) {
	pages := []string{"/addin/launchevent.html", "/addin/taskpane.html", "/addin/support.html", "/addin/privacy.html"}
	for _, more := range []string{"/addin/launchevent-entra.html", "/addin/itemsend.html"} {
		if i.names(more) {
			pages = append(pages, more)
		}
	}
	for _, page := range pages {
		before := len(i.lines)
		a, ok := i.fetch(ctx, page, "text/html")
		if !ok {
			continue
		}
		i.headers(page, a)
		if len(i.lines) == before {
			i.add(OK, "page", page)
		}
	}
}

// headers: whoever may frame the page must be Outlook, everywhere that it is, and office.js must be allowed to run.
func (i *inspection) headers(page string, a answer) {
	if option := a.header.Get("X-Frame-Options"); option != "" {
		i.add(Missing, "frame.option", page, option)
	}
	policies := a.header.Values("Content-Security-Policy")
	if len(policies) > 1 {
		i.add(Missing, "policy.two", page)
		return
	}
	policy := directives(strings.Join(policies, ""))
	ancestors, has := policy["frame-ancestors"]
	if !has {
		i.add(Warning, "frame.anybody", page)
	} else {
		for _, outlook := range append(frames[:], i.Outlook...) {
			if !allows(ancestors, outlook) {
				i.add(Missing, "frame.outlook", page, outlook)
			}
		}
	}
	if sources, ok := policy["script-src"]; ok && !slices.Contains([]string{"/addin/support.html", "/addin/privacy.html"}, page) && !allows(sources, "https://appsforoffice.microsoft.com") {
		i.add(Missing, "policy.office", page)
	}
	if !strings.EqualFold(a.header.Get("X-Content-Type-Options"), "nosniff") {
		i.add(Warning, "header.sniff", page)
	}
	if a.header.Get("Strict-Transport-Security") == "" {
		i.add(Warning, "header.hsts", page)
	}
}

// directives splits a Content-Security-Policy. The first of two of one name counts. (CSP 3, 2.2.1)
func directives(policy string) map[string][]string {
	out := make(map[string][]string)
	for directive := range strings.SplitSeq(policy, ";") {
		words := strings.Fields(directive)
		if len(words) == 0 {
			continue
		}
		if name := strings.ToLower(words[0]); out[name] == nil {
			out[name] = append([]string{}, words[1:]...)
		}
	}
	return out
}

// allows tells whether a list of sources has an origin: itself, all below its domain, its scheme, or everything.
func allows(sources []string, origin string) bool {
	scheme, host, _ := strings.Cut(origin, "://")
	for _, s := range sources {
		s = strings.ToLower(strings.TrimSuffix(s, "/"))
		if s == "*" || s == scheme+":" || s == origin || s == host {
			return true
		}
		s = strings.TrimPrefix(s, scheme+"://")
		if below, ok := strings.CutPrefix(s, "*"); ok && strings.HasPrefix(below, ".") && strings.HasSuffix(host, below) {
			return true
		}
	}
	return false
}
