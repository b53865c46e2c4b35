package account

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
)

// NewLocalPassword makes the password with which a mail program logs in here: 100 random bits in letters and digits that are hard to
// mistake, in groups of four for typing. Spaces and case do not count; see SameLocalPassword.
func NewLocalPassword() string {
	random := make([]byte, 13)
	_, _ = rand.Read(random) // never fails
	text := strings.ToLower(base32.NewEncoding("ABCDEFGHJKLMNPQRSTUVWXYZ23456789").WithPadding(base32.NoPadding).EncodeToString(random))[:20]
	groups := make([]string, 0, 5)
	for ; len(text) >= 4; text = text[4:] {
		groups = append(groups, text[:4])
	}
	return strings.Join(groups, "-")
}

// SameLocalPassword tells, in the same time for all that are wrong, whether a mail program gave the password kept for an account.
// An empty one is never right.
func SameLocalPassword(kept, given string) bool {
	tidy := strings.NewReplacer(" ", "", "-", "")
	a, b := strings.ToLower(tidy.Replace(kept)), strings.ToLower(tidy.Replace(given))
	return a != "" && subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1
}
