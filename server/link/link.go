// Package link looks at the addresses on the web that a mail carries: in its subject and body, in its HTML, and in the texts
// of its files. It finds, it does not judge: what it sees becomes policy.WebLink.
//
// It says of a link that it shares a file (share-link), that whoever has it can open the file without signing in
// (public-link), or that it leads elsewhere than its reader would think (bad-link). Of every other link it hands on the host, without
// a flag, so that the engine can compare it with the domains it knows and with what facts tell. What mail filters make of
// links (Safe Links and its like) is taken off before. It asks nobody: no name is resolved and no page is read.
//
// # Limits
//
// The first 4 MiB of all texts are searched. Of a message 1,000 links are looked at and 200 kept, each host once a place and flag; a link has at most
// 2,048 octets.
package link

import (
	"strings"

	"sekisho/server/policy"
)

const (
	maxText  = 4 << 20
	maxLinks = 1000
	maxKept  = 200
	maxURL   = 2048
)

// Look finds the links of m and writes them into m.Links, unless something is there already.
func Look(m *policy.Message) {
	if len(m.Links) > 0 {
		return
	}
	f := finder{left: maxText}
	f.text(policy.Place{Where: "subject"}, m.Subject)
	for _, a := range m.Anchors {
		f.anchor(policy.Place{Where: "body"}, a)
	}
	f.text(policy.Place{Where: "body"}, m.Body)
	for i := range m.Attachments {
		f.file(policy.Place{Where: "files", File: i}, &m.Attachments[i])
	}
	m.Links = f.found
}

// finder gathers what is found in one message.
type finder struct {
	left   int // octets of text to search
	looked int // links
	found  []policy.WebLink
	seen   map[policy.WebLink]bool
}

func (f *finder) text(at policy.Place, s string) {
	s = s[:min(len(s), f.left)]
	f.left -= len(s)
	urls(s, func(u string) bool {
		f.url(at, u)
		return f.looked < maxLinks
	})
}

func (f *finder) file(at policy.Place, a *policy.Attachment) {
	f.text(at, a.Text)
	for i := range a.Inside {
		in := at
		in.Inside = a.Inside[i].Name
		if at.Inside != "" {
			in.Inside = at.Inside + "/" + in.Inside
		}
		f.file(in, &a.Inside[i])
	}
}

func (f *finder) url(at policy.Place, written string) {
	f.looked++
	u, ok := parse(written)
	if !ok {
		return
	}
	switch {
	case u.odd != "":
		f.add(at, "bad-link", u.host, u.odd)
	default:
		flag, reason := share(u)
		f.add(at, flag, u.host, reason)
	}
}

// anchor looks at a link of HTML: one whose words are an address must lead there.
func (f *finder) anchor(at policy.Place, a policy.Anchor) {
	if f.looked++; f.looked > maxLinks {
		return
	}
	if runs(a.URL) {
		f.add(at, "bad-link", "", "script")
		return
	}
	to, ok := parse(a.URL)
	if !ok {
		return
	}
	if shown, ok := parseShown(a.Text); ok && !sameSite(shown, to.host) {
		f.add(at, "bad-link", to.host, "other-host")
		return
	}
	f.looked--
	f.url(at, a.URL)
}

// runs reports whether a target is no address but something that a browser would carry out.
func runs(target string) bool {
	scheme, _, ok := strings.Cut(strings.TrimLeft(target, "\x00\t\n\r "), ":")
	if !ok {
		return false
	}
	scheme = strings.ToLower(strings.Map(func(r rune) rune {
		if r <= ' ' {
			return -1 // browsers leave these out
		}
		return r
	}, scheme))
	return scheme == "javascript" || scheme == "vbscript" || scheme == "data"
}

func (f *finder) add(at policy.Place, flag, host, reason string) {
	l := policy.WebLink{Place: at, Flag: flag, Host: host, Reason: reason}
	if f.seen[l] || len(f.found) >= maxKept {
		return
	}
	if f.seen == nil {
		f.seen = map[policy.WebLink]bool{}
	}
	f.seen[l] = true
	f.found = append(f.found, l)
}
