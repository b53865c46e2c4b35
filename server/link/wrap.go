package link

import (
	"net/url"
	"strings"

	"sekisho/server/address"
)

// wrapped returns the address inside of one that a mail filter or search engine made of it; empty: it is none.
func wrapped(t target) string {
	switch {
	case strings.HasSuffix(t.host, ".safelinks.protection.outlook.com"):
		return t.query("url")
	case strings.HasSuffix(t.host, "urldefense.com"), strings.HasSuffix(t.host, "urldefense.proofpoint.com"):
		return defended(t)
	case (t.host == "www.google.com" || t.host == "www.google.co.jp") && t.path == "/url":
		if to := t.query("q"); to != "" {
			return to
		}
		return t.query("url")
	}
	return ""
}

// defended undoes both ways in which URL Defense writes addresses.
func defended(t target) string {
	if _, rest, ok := strings.Cut(t.path, "/v3/__"); ok { // /v3/__https://a.example/x__;!!…
		inner, _, _ := strings.Cut(rest, "__;")
		if s, err := url.PathUnescape(inner); err == nil {
			inner = s
		}
		if !strings.Contains(inner, "://") {
			inner = strings.Replace(inner, ":/", "://", 1)
		}
		return inner
	}
	if s := t.query("u"); s != "" { // ?u=https-3A__a.example_x
		s = strings.ReplaceAll(strings.ReplaceAll(s, "_", "/"), "-", "%")
		if inner, err := url.PathUnescape(s); err == nil {
			return inner
		}
	}
	return ""
}

// parseShown reads the words of a link as an address. False: they are just words.
func parseShown(words string) (host string, ok bool) {
	words = strings.Trim(strings.TrimSpace(words), "<>[]()「」『』（）【】 　.,。、")
	if words == "" || len(words) > maxURL || strings.ContainsAny(words, " \t\n　@") {
		return "", false
	}
	t, ok := parse(words)
	if !ok || t.odd != "" && !strings.Contains(words, "://") {
		return "", false
	}
	if strings.Contains(words, "://") || strings.HasPrefix(strings.ToLower(words), "www.") {
		return t.host, true
	}
	// "readme.md" and "v1.2" are no hosts: without a scheme only a well-known ending makes one.
	if bare, _, _ := strings.Cut(words, "/"); !knownEnding(strings.ToLower(bare)) {
		return "", false
	}
	return t.host, true
}

// knownEnding leaves out endings that are more often a file's.
func knownEnding(host string) bool {
	for _, end := range [...]string{".jp", ".com", ".net", ".org", ".info", ".biz", ".gov", ".edu", ".eu", ".uk", ".de", ".fr", ".cn", ".kr", ".tw", ".example"} {
		if strings.HasSuffix(host, end) && strings.Trim(host, "0123456789.") != strings.TrimPrefix(end, ".") {
			return true
		}
	}
	return false
}

// sameSite reports whether two hosts belong to whoever registered one domain.
func sameSite(a, b string) bool {
	return a == b || address.Registrable(a) == address.Registrable(b)
}
