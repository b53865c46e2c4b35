// Package mtasts knows which domains ask for protected mail by MTA-STS (RFC 8461): it finds a domain's policy, keeps it as long as the
// domain said, and tells which mail servers it allows.
//
// It promises that a policy once known stays in force until its time is over, whatever becomes of the domain's name server and web
// server meanwhile (5.1): who can disturb those cannot make a domain's mail travel unprotected. A policy is taken only from
// https://mta-sts.DOMAIN with a certificate that is valid for that name, and no redirect is followed (3.3).
//
// It does not connect to mail servers: whoever sends checks certificate and name. Reports (RFC 8460) are not made.
//
// # Limits
//
// A policy is at most 64 KiB, 1,000 lines and 100 mx patterns; max_age counts up to 31,557,600 s (3.2). A fetch takes at most 30 s and one
// that did not succeed is not repeated for 5 minutes (3.3). A policy is fetched anew each day. 10,000 domains are kept; the file is at
// most 16 MiB.
package mtasts

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Mode says what becomes of mail to servers that a policy does not allow.
type Mode string

// The modes (RFC 8461, 5).
const (
	Enforce Mode = "enforce" // it is not delivered
	Testing Mode = "testing" // it is delivered all the same
	None    Mode = "none"    // the domain asks for nothing any more
)

// Policy is what a domain asks for.
type Policy struct {
	Mode   Mode          `json:"mode"`
	MX     []string      `json:"mx"` // patterns, lower case
	MaxAge time.Duration `json:"maxAge"`
}

// Bounds of a policy.
const (
	maxPolicy   = 64 << 10
	maxLines    = 1000
	maxPatterns = 100
	maxAge      = 31557600 // seconds
)

// ErrPolicy is wrapped by all that Parse says of a text that is no policy.
var ErrPolicy = errors.New("mtasts: not a policy")

func wrong(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrPolicy, fmt.Errorf(format, args...))
}

// Parse reads a policy file (RFC 8461, 3.2). Keys that it does not know are passed over; of a key that is there twice the first counts,
// but for mx.
func Parse(text []byte) (Policy, error) {
	if len(text) > maxPolicy {
		return Policy{}, wrong("longer than %d octets", maxPolicy)
	}
	lines := strings.Split(strings.TrimRight(string(text), "\r\n"), "\n")
	if len(lines) > maxLines {
		return Policy{}, wrong("more than %d lines", maxLines)
	}
	var p Policy
	seen := map[string]bool{}
	for n, line := range lines {
		key, value, ok := strings.Cut(strings.TrimRight(line, " \t\r"), ":")
		if value = strings.Trim(value, " \t"); !ok || key == "" || strings.ContainsAny(key, " \t") {
			return Policy{}, wrong("line %d is not \"key: value\"", n+1)
		}
		if key != "mx" && seen[key] {
			continue
		}
		seen[key] = true
		if err := p.set(key, value); err != nil {
			return Policy{}, wrong("line %d: %w", n+1, err)
		}
	}
	for _, key := range []string{"version", "mode", "max_age"} {
		if !seen[key] {
			return Policy{}, wrong("%s is missing", key)
		}
	}
	if len(p.MX) == 0 && p.Mode != None {
		return Policy{}, wrong("mx is missing")
	}
	return p, nil
}

func (p *Policy) set(key, value string) error {
	switch key {
	case "version":
		if value != "STSv1" {
			return fmt.Errorf("version %q is unknown", value)
		}
	case "mode":
		p.Mode = Mode(value)
		if p.Mode != Enforce && p.Mode != Testing && p.Mode != None {
			return fmt.Errorf("mode %q is none of enforce, testing, none", value)
		}
	case "max_age":
		n, err := strconv.ParseUint(value, 10, 64)
		if err != nil || len(value) > 10 || value[0] == '+' {
			return fmt.Errorf("max_age %q is not a number of seconds", value)
		}
		p.MaxAge = time.Duration(min(n, maxAge)) * time.Second
	case "mx":
		pattern := strings.ToLower(strings.TrimSuffix(value, "."))
		if !isName(strings.TrimPrefix(pattern, "*.")) {
			return fmt.Errorf("mx %q is not a host or \"*.\" and a domain", value)
		}
		if len(p.MX) == maxPatterns {
			return fmt.Errorf("more than %d mx patterns", maxPatterns)
		}
		p.MX = append(p.MX, pattern)
	}
	return nil
}

// isName reports whether s is labels of letters, digits and hyphens in A-label form, as certificates have them.
func isName(s string) bool {
	if len(s) > 253 {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if c != '-' && c != '_' && (c < '0' || c > '9') && (c < 'a' || c > 'z') {
				return false
			}
		}
	}
	return true
}

// Match reports whether the policy allows a mail server. "*." stands for one label, not for none and not for two (RFC 8461, 4.1).
func (p Policy) Match(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	first, rest, _ := strings.Cut(host, ".")
	for _, pattern := range p.MX {
		if parent, wild := strings.CutPrefix(pattern, "*."); pattern == host || wild && first != "" && rest == parent {
			return true
		}
	}
	return false
}

// ParseRecord finds the id in the TXT records at _mta-sts.DOMAIN (RFC 8461, 3.1). Not exactly one record of this kind, or one that breaks
// the rules, counts as none.
func ParseRecord(records []string) (id string, ok bool) {
	found := ""
	for _, r := range records {
		rest, ours := strings.CutPrefix(r, "v=STSv1")
		if !ours || !strings.HasPrefix(strings.TrimLeft(rest, " \t"), ";") {
			continue
		}
		if found != "" {
			return "", false
		}
		found = r
	}
	for n, field := range strings.Split(strings.TrimSuffix(strings.TrimRight(found, " \t"), ";"), ";") {
		name, value, ok := strings.Cut(strings.Trim(field, " \t"), "=")
		if !ok {
			return "", false
		}
		if n > 0 && name == "id" && id == "" {
			if id = value; !isID(id) {
				return "", false
			}
		}
	}
	return id, id != ""
}

func isID(s string) bool {
	if s == "" || len(s) > 32 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}
