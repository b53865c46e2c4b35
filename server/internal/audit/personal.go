package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// The kinds of personal values.
const (
	KindAccount   = "account"
	KindRecipient = "recipient"
	KindSubject   = "subject"
)

const saltSize = 16 // octets: enough that no table of salted addresses can be made in advance

// personal makes the personal values of an entry, each with a salt of its own, so that one can be erased and the others stay checkable.
func personal(e Entry) []Personal {
	var out []Personal
	add := func(kind, clear string) {
		if clear == "" {
			return
		}
		clear = Plain(clear)
		salt := make([]byte, saltSize)
		_, _ = rand.Read(salt) // never fails: crypto/rand ends the program instead
		out = append(out, Personal{Kind: kind, Clear: clear, Salt: hex.EncodeToString(salt), Hash: salted(salt, kind, clear)})
	}
	add(KindAccount, e.Account)
	for _, r := range e.Recipients {
		add(KindRecipient, r)
	}
	add(KindSubject, e.MailSubject)
	return out
}

func salted(salt []byte, kind, clear string) string {
	m := hmac.New(sha256.New, salt)
	m.Write(field(nil, kind, clear))
	return hex.EncodeToString(m.Sum(nil))
}

// Erased reports whether the clear text and its salt were taken away.
func (p Personal) Erased() bool { return p.Clear == "" && p.Salt == "" }

// holds reports whether the clear text belongs to the hash. An erased value holds.
func (p Personal) holds() bool {
	if p.Erased() {
		return true
	}
	salt, err := hex.DecodeString(p.Salt)
	return err == nil && len(salt) == saltSize && salted(salt, p.Kind, p.Clear) == p.Hash
}

// Erase returns r without the clear text and salt of the values that match says yes to, and how many those were. r itself is not changed;
// the chain verifies with either.
func Erase(r Row, match func(kind, clear string) bool) (Row, int) {
	count := 0
	r.Personal = slices.Clone(r.Personal)
	for i, p := range r.Personal {
		if p.Erased() || !match(p.Kind, p.Clear) {
			continue
		}
		r.Personal[i].Clear, r.Personal[i].Salt = "", ""
		count++
	}
	return r, count
}
