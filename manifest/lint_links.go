package manifest

import (
	"net/url"
	"path"
	"strings"
)

// residLimit is the most characters of an id of a resource.
const residLimit = 32

// listOf says in which list a resource must be, by the element that refers to it.
func listOf(n *node) string {
	switch n.name {
	case "Image":
		return "Images"
	case "Label", "Title":
		return "ShortStrings"
	case "Description":
		return "LongStrings"
	default:
		return "Urls"
	}
}

// resources: every resid names a resource of the right kind, every resource is used, ids are short and unique.
func (l *linter) resources() {
	defined := l.definitions()
	used := make(map[*node]bool)
	for _, n := range l.root.all("Image", "Label", "Title", "Description", "SourceLocation", "FunctionFile", "Runtime", "Override") {
		id, has := n.attrs["resid"]
		if !has {
			continue
		}
		target := defined[id]
		switch {
		case target == nil:
			l.add("resid", n, "no resource has the id %q", id)
		case target.parent.name != listOf(n):
			l.add("resid", n, "%q is one of %s, not of %s", id, target.parent.name, listOf(n))
		}
		used[target] = true
	}
	for id, n := range defined {
		if !used[n] {
			l.add("resid", n, "nothing refers to %q", id)
		}
	}
}

func (l *linter) definitions() map[string]*node {
	defined := make(map[string]*node)
	for _, resources := range l.root.all("Resources") {
		for _, list := range resources.children {
			for _, n := range list.children {
				id := n.attrs["id"]
				if len(id) == 0 || len(id) > residLimit {
					l.add("resid", n, "the id %q has %d characters, at most %d", id, len(id), residLimit)
				}
				if defined[id] != nil {
					l.add("resid", n, "the id %q is there twice", id)
				}
				defined[id] = n
			}
		}
	}
	return defined
}

// addresses: https, one origin, and something there.
func (l *linter) addresses() {
	host := ""
	for _, n := range l.root.all("IconUrl", "HighResolutionIconUrl", "SupportUrl", "AppDomain", "SourceLocation", "Image", "Url") {
		address := n.attrs["DefaultValue"]
		if n.name == "AppDomain" {
			address = n.text
		}
		if address == "" {
			continue
		}
		u, err := url.Parse(address)
		if err != nil || u.Scheme != "https" || u.Host == "" {
			l.add("https", n, "%q must begin with https://", address)
			continue
		}
		if host == "" {
			host = u.Host
		}
		l.address(n, u, host)
	}
	if !l.assets(allowedPath) {
		l.add("allowed", nil, "the server does not deliver %s, so classic Outlook may not call it", allowedPath)
	}
}

func (l *linter) address(n *node, u *url.URL, host string) {
	switch {
	case u.Host != host:
		l.add("origin", n, "%s is not at %s: pages, script and server must share one origin", u, host)
	case n.name == "AppDomain":
		if u.Path != "" {
			l.add("origin", n, "%s has a path: write the origin only", u)
		}
	case !l.assets(u.Path):
		l.add("asset", n, "the server does not deliver %s", u.Path)
	}
}

// icons: PNG files in the sizes that Outlook wants.
func (l *linter) icons() {
	for _, n := range append(l.root.all("IconUrl", "HighResolutionIconUrl"), l.images()...) {
		if address := n.attrs["DefaultValue"]; !strings.EqualFold(path.Ext(address), ".png") {
			l.add("icon", n, "%q is no PNG file", address)
		}
	}
	for _, icon := range l.root.all("Icon") {
		sizes := make(map[string]bool)
		for _, image := range icon.children {
			sizes[image.attrs["size"]] = true
		}
		for _, size := range []string{"16", "32", "80"} {
			if !sizes[size] {
				l.add("icon", icon, "size %s is missing; buttons need 16, 32 and 80", size)
			}
		}
	}
}

func (l *linter) images() []*node {
	var found []*node
	for _, list := range l.root.all("Images") {
		found = append(found, list.children...)
	}
	return found
}
