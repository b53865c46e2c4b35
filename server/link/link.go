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
// The first 32 MiB of all texts are searched. Of a message 10,000 links are looked at; more than that is a finding of its own
// (too-many-links). 200 are kept that something is to be said of, and 200 others, each host once a place and flag. Of a link 2,048
// octets are read; one whose host has not come by then is a finding too (too-long).
package link

import (
	"strings"

	"sekisho/server/policy"
)

const (
	maxText  = 32 << 20
	maxLinks = 10_000
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
	plain  int // of those found, without a flag
	found  []policy.WebLink
	seen   map[policy.WebLink]bool
}

func (f *finder) text(at policy.Place, s string) {
	s = s[:min(len(s), f.left)]
	f.left -= len(s)
	s = narrow(s)
	urls(s, func(u string) bool { return f.url(at, u) })
	bare(s, func(u string) bool { return f.url(at, u) })
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

// another counts a link, and reports whether it is still looked at.
func (f *finder) another(at policy.Place) bool {
	if f.looked++; f.looked > maxLinks {
		f.add(policy.Place{Where: at.Where, File: at.File}, "bad-link", "", "too-many-links")
		return false
	}
	return true
}

func (f *finder) url(at policy.Place, written string) bool {
	if !f.another(at) {
		return false
	}
	if u, ok := parse(written); ok {
		f.judge(at, u, u.odd)
	}
	return true
}

// judge adds what is to be said of a link. One that deceives may share a file all the same.
func (f *finder) judge(at policy.Place, u target, odd string) {
	if odd != "" {
		f.add(at, "bad-link", u.host, odd)
	}
	if flag, reason := share(u); flag != "" || odd == "" {
		f.add(at, flag, u.host, reason)
	}
}

// anchor looks at a link of HTML: one whose words are an address must lead there.
func (f *finder) anchor(at policy.Place, a policy.Anchor) {
	if !f.another(at) {
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
	odd := to.odd
	if shown, ok := parseShown(a.Text); ok && !sameSite(shown, to.host) {
		odd = "other-host"
	}
	f.judge(at, to, odd)
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
	room := f.plain < maxKept
	if flag != "" {
		room = len(f.found)-f.plain < maxKept
	}
	if !room || f.seen[l] {
		return
	}
	if f.seen == nil {
		f.seen = map[policy.WebLink]bool{}
	}
	f.seen[l] = true
	f.found = append(f.found, l)
	if flag == "" {
		f.plain++
	}
}
