package policy

import (
	"slices"
	"strings"
)

// Code is one finding code of the policy language, section 9.
type Code struct {
	Area, Name string   // "recipient", "look-alike"
	Severity   Severity // what it counts as when settings say nothing else
	Star       bool     // keeps its severity when no recipient is external
	ByRule     bool     // added by the condition of a rule, never by a detector
	Args       []string // names of its arguments, in the order of the table
}

// String returns the code as findings carry it: "recipient.look-alike".
func (c Code) String() string { return c.Area + "." + c.Name }

// Codes returns every finding code of the language in the order of its table.
func Codes() []Code { return slices.Clone(codeTable[:]) }

// LookupCode returns the finding code that is written as s.
func LookupCode(s string) (Code, bool) {
	area, name, _ := strings.Cut(s, ".")
	for _, c := range codeTable {
		if c.Area == area && c.Name == name {
			return c, true
		}
	}
	return Code{}, false
}

// The kinds of line in codeTable: who adds the code.
func found(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, Args: args}
}

func starred(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, Star: true, Args: args}
}

func byRule(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, ByRule: true, Args: args}
}

const (
	info    = SeverityInfo
	warning = SeverityWarning
	danger  = SeverityDanger
)

// codeTable is never written to. Codes are added, never renamed.
var codeTable = [...]Code{
	found("recipient", "external", info),
	found("recipient", "private-address", warning, "list"),
	found("recipient", "own-private", danger),
	found("recipient", "own-private-likely", danger, "by"),
	found("recipient", "disposable", danger),
	starred("recipient", "invalid", danger, "reason", "suggest"),
	found("recipient", "unusual-form", warning, "suggest", "written"),
	found("recipient", "undeliverable", danger, "reason"),
	found("recipient", "duplicate", info),
	found("recipient", "first-time", warning),
	found("recipient", "first-time-domain", warning, "colleagues"),
	found("recipient", "look-alike", danger, "known", "score", "reason"),
	found("recipient", "typo", danger, "known", "suggest"),
	found("recipient", "other-mailbox", warning, "known"),
	found("recipient", "namesake", warning, "known"),
	found("recipient", "name-mismatch", danger, "name", "known"),
	found("recipient", "group-address", info, "members"),
	found("recipient", "unexpanded-list", warning),
	found("recipient", "external-member", warning, "list"),
	found("recipient", "added", info),
	found("recipient", "added-domain", warning),
	found("recipient", "added-outsider", danger),
	found("recipient", "no-tls", warning, "state", "reason"),
	found("recipient", "tls-unknown", info, "state", "reason"),
	found("recipient", "bcc-mixed", info),
	found("recipient", "unusual-company", warning, "company"),
	byRule("recipient", "listed", info, "list"),
	byRule("recipient", "missing", warning, "wanted", "fields"),
	byRule("recipient", "many", warning, "count", "limit"),
	byRule("recipient", "many-visible", warning, "count", "limit"),
	byRule("recipient", "many-domains", warning, "count", "limit"),
	byRule("recipient", "mixed-companies", warning, "companies"),

	found("sender", "from-differs", warning, "account", "from"),
	found("sender", "shared-mailbox", info),
	found("sender", "reply-to-differs", info, "replyTo"),
	found("sender", "unknown", warning),
	found("sender", "unusual-from", warning, "from", "usual"),

	found("attachment", "to-external", info, "count", "size"),
	found("attachment", "encrypted", warning, "how", "inside"),
	found("attachment", "macro", warning, "kind", "inside"),
	starred("attachment", "executable", danger, "type", "inside"),
	starred("attachment", "disguised", danger, "extension", "type", "inside"),
	starred("attachment", "deceptive-name", danger, "shown", "inside"),
	found("attachment", "uninspectable", warning, "reason", "inside"),
	starred("attachment", "bomb", danger, "limit", "inside"),
	found("attachment", "missing", warning, "word"),
	found("attachment", "other-partner", warning, "partner", "inside"),
	byRule("attachment", "listed", info, "by", "value", "inside"),
	byRule("attachment", "too-large", warning, "value", "limit"),
	byRule("attachment", "many", warning, "value", "limit"),

	found("content", "other-partner", warning, "partner", "where"),
	found("content", "partner-not-named", info, "partner", "where"),
	found("content", "other-person", warning, "name", "where"),
	found("content", "password", warning, "where"),
	found("content", "share-link", info, "host", "reason", "where"),
	found("content", "public-link", warning, "host", "reason", "where"),
	found("content", "bad-link", danger, "host", "reason", "where"),
	byRule("content", "words", warning, "words", "where"),
	byRule("content", "pattern", warning, "pattern", "where"),

	found("personal", "my-number", danger, "count", "sample", "confidence", "where"),
	found("personal", "card", danger, "count", "sample", "confidence", "where"),
	found("personal", "bank-account", warning, "count", "sample", "confidence", "where"),
	found("personal", "drivers-licence", warning, "count", "sample", "confidence", "where"),
	found("personal", "passport", warning, "count", "sample", "confidence", "where"),
	found("personal", "residence-card", warning, "count", "sample", "confidence", "where"),
	found("personal", "resident-record", warning, "count", "sample", "confidence", "where"),
	found("personal", "pension-number", warning, "count", "sample", "confidence", "where"),
	found("personal", "health-insurance", warning, "count", "sample", "confidence", "where"),
	found("personal", "phone", info, "count", "sample", "confidence", "where"),
	found("personal", "address", info, "count", "sample", "confidence", "where"),
	found("personal", "email", info, "count", "sample", "confidence", "where"),
	found("personal", "birth-date", info, "count", "sample", "confidence", "where"),
	found("personal", "corporate-number", info, "count", "sample", "confidence", "where"),
	found("personal", "records", warning, "count", "kinds"),

	starred("mail", "no-subject", warning),
	starred("mail", "no-body", warning),
	found("mail", "reply-all", info),
	found("mail", "bcc-reply-all", danger),
	found("mail", "pasted", warning, "chars"),
	byRule("time", "outside-hours", info, "calendar", "opens"),

	byRule("policy", "exempt", info, "rule", "by"),
	byRule("policy", "rule", info, "rule"),
	found("facts", "incomplete", warning, "what", "reason"),
	found("door", "offline", warning, "since"),
	found("door", "no-policy", danger),
}
