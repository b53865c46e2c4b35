package policy

import (
	"strings"

	"sekisho/server/address"
)

// detectLinks tells of shared files and of links that deceive, and of hosts that facts warn of. A host stands for all below it.
func (e *evaluation) detectLinks() {
	for i := range e.m.Links {
		l := &e.m.Links[i]
		if reason, blocked := e.blockedHost(l.Host); blocked {
			e.found(codeContentBadLink, e.placeTarget(l.Place), linkArgs(l, reason)...)
		} else if l.Flag == "" && e.mistakenHost(l.Host) {
			e.found(codeContentBadLink, e.placeTarget(l.Place), linkArgs(l, "look-alike")...)
		}
		if l.Flag == "" {
			continue
		}
		if code, known := codeNumbers["content."+l.Flag]; known {
			e.found(code, e.placeTarget(l.Place), linkArgs(l, l.Reason)...)
		}
	}
}

// blockedHost returns what facts say against a host or a domain above it.
func (e *evaluation) blockedHost(host string) (reason string, blocked bool) {
	if len(e.f.Links) == 0 {
		return "", false
	}
	for host != "" {
		if reason, blocked = e.f.Links[host]; blocked {
			return reason, true
		}
		_, host, _ = strings.Cut(host, ".")
	}
	return "", false
}

// mistakenHost reports whether a host could be taken for one of the organization, its partners or a well-known service.
func (e *evaluation) mistakenHost(host string) bool {
	return e.p.alikes.find(strings.TrimPrefix(host, "www."), nil).Kind != address.AlikeNone
}

func linkArgs(l *WebLink, reason string) []arg {
	args := []arg{word(argHost, l.Host), word(argReason, reason), word(argWhere, l.Where)}
	if l.Inside != "" {
		args = append(args, word(argInside, l.Inside))
	}
	return args
}
