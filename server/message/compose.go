package message

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// compose tells how a message came about, as far as its headers prove it. A reply to all cannot be told from a reply.
func compose(h Header) string {
	subject := strings.ToLower(strings.TrimSpace(norm.NFKC.String(h.text("subject", &notes{}))))
	switch {
	case autoForwarded(h):
		return "auto-forward"
	case hasPrefix(subject, "fw:", "fwd:", "転送:"), h.first("x-forwarded-message-id") != "":
		return "forward"
	case h.first("in-reply-to") != "", h.first("references") != "" && hasPrefix(subject, "re:", "返信:"):
		return "reply"
	}
	return "" // nothing tells: a new mail, unless somebody knows better
}

// autoForwarded tells whether a rule sent the message on: RFC 2156, 5.3.6 (Autoforwarded), what servers write into
// Auto-Submitted (RFC 3834, 5), and the mark of Exchange's inbox rules beside it.
func autoForwarded(h Header) bool {
	auto := strings.ToLower(strings.TrimSpace(before(h.first("auto-submitted"), ";")))
	switch {
	case strings.EqualFold(h.first("autoforwarded"), "true"), strings.EqualFold(h.first("auto-forwarded"), "true"):
		return true
	case auto == "auto-forwarded":
		return true
	}
	return auto == "auto-generated" && h.first("x-ms-exchange-inbox-rules-loop") != ""
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
