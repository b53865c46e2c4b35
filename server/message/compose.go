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

// autoForwarded tells whether a rule sent the message on, as far as the header alone proves it: RFC 2156, 5.3.6 (Autoforwarded), what
// servers write into Auto-Submitted (RFC 3834, 5), and the mark of Exchange's inbox rules beside it. That mark is in absence notes
// too, which ask for no answer and are one. Forwarded knows more.
func autoForwarded(h Header) bool {
	auto := autoSubmitted(h)
	if auto == "auto-forwarded" || saysForwarded(h) {
		return true
	}
	answers := h.first("x-auto-response-suppress") != ""
	return auto == "auto-generated" && h.first("x-ms-exchange-inbox-rules-loop") != "" && !answers
}

func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
