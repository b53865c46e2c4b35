package address

import "fmt"

// Reason says in one word why something is no address. It is the argument "reason" of the finding recipient.invalid.
type Reason string

// The reasons.
const (
	ReasonEmpty       Reason = "empty"        // nothing there
	ReasonNoAt        Reason = "no-at"        // no "@"
	ReasonEmptyLocal  Reason = "empty-local"  // nothing before the "@"
	ReasonEmptyDomain Reason = "empty-domain" // nothing behind it
	ReasonBadLocal    Reason = "bad-local"    // a space, bracket, comma or the like without quotes, or broken quotes
	ReasonBadDomain   Reason = "bad-domain"   // no domain name and no address literal
	ReasonTooLong     Reason = "too-long"     // over the package's limits
	ReasonControl     Reason = "control"      // NUL, CR, LF or another control, an invisible character, or no UTF-8
)

var explanations = map[Reason]string{
	ReasonEmpty:       "nothing there",
	ReasonNoAt:        `no "@" in it`,
	ReasonEmptyLocal:  `nothing before the "@"`,
	ReasonEmptyDomain: `nothing behind the "@"`,
	ReasonBadLocal:    `a character before the "@" that needs quotes there`,
	ReasonBadDomain:   "not a domain name",
	ReasonTooLong:     "too long",
	ReasonControl:     "a control or invisible character in it",
}

// Error is the error of Parse and Domain.
type Error struct {
	Reason Reason
	Input  string // as given, cut to 100 characters
	// Suggest is the address that was probably meant; empty if there is none that would be valid.
	Suggest string
}

// Error names the input and what is wrong with it. The input is quoted, so the sentence is always one line.
func (e *Error) Error() string {
	text := fmt.Sprintf("address: %q: %s", e.Input, explanations[e.Reason])
	if e.Suggest != "" {
		text += fmt.Sprintf("; perhaps %q", e.Suggest)
	}
	return text
}

func fail(reason Reason, input string) *Error {
	return &Error{Reason: reason, Input: clip(input, 100)}
}

// clip cuts s to n characters.
func clip(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i] + "…"
		}
		n--
	}
	return s
}
