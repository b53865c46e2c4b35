package auth

import (
	"crypto/rand"
	"encoding/base64"
	"strings"

	"golang.org/x/text/unicode/norm"
)

const (
	codeAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ" // Crockford's: no I, L, O, U
	codeLength   = 16                                 // 80 bits
	codeMax      = 200                                // octets of what a person typed
	tokenPrefix  = "skd_"
	tokenSecret  = 32 // octets
)

// newCode returns a code as it is shown: organisation, a dot, four groups of four.
func newCode(org string) string {
	raw := make([]byte, codeLength)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	var b strings.Builder
	b.WriteString(org + ".")
	for i, r := range raw {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(codeAlphabet[r%32]) // 256 is a multiple of 32: no bias
	}
	return b.String()
}

// parseCode reads a code as a person typed it: any case, full-width letters, O for 0, I and L for 1, spaces and hyphens anywhere. It returns
// the organisation and the code as newCode wrote it.
func parseCode(typed string) (org, code string, err error) {
	if len(typed) > codeMax {
		return "", "", refuse(CodeEnrolment, "the code is longer than %d octets", codeMax)
	}
	org, secret, ok := strings.Cut(strings.TrimSpace(norm.NFKC.String(typed)), ".")
	if !ok {
		return "", "", refuse(CodeEnrolment, "the code has no dot after the organisation")
	}
	org = strings.ToLower(strings.TrimSpace(org))
	var b strings.Builder
	n := 0
	for _, r := range strings.ToUpper(secret) {
		switch r {
		case ' ', '-', '‐', '‑', '–', 'ー', '−':
			continue
		case 'O':
			r = '0'
		case 'I', 'L':
			r = '1'
		}
		if r > 'Z' || !strings.ContainsRune(codeAlphabet, r) {
			return "", "", refuse(CodeEnrolment, "the code has a character that no code has")
		}
		if n > 0 && n%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
		n++
	}
	if n != codeLength || org == "" {
		return "", "", refuse(CodeEnrolment, "the code has %d characters after the dot, want %d", n, codeLength)
	}
	return org, org + "." + b.String(), nil
}

// newToken returns a device token: prefix, organisation, 256 random bits.
func newToken(org string) string {
	raw := make([]byte, tokenSecret)
	_, _ = rand.Read(raw)
	return tokenPrefix + org + "_" + base64.RawURLEncoding.EncodeToString(raw)
}

// parseToken returns the organisation that a device token names. It says nothing of whether the token is good.
func parseToken(token string) (org string, err error) {
	rest, ok := strings.CutPrefix(token, tokenPrefix)
	if !ok {
		return "", refuse(CodeInvalid, "not a device token")
	}
	org, secret, _ := strings.Cut(rest, "_")
	raw, err := base64.RawURLEncoding.Strict().DecodeString(secret)
	if err != nil || len(raw) != tokenSecret || org == "" || strings.ContainsAny(secret, "\r\n") {
		return "", refuse(CodeInvalid, "the device token is damaged")
	}
	return org, nil
}
