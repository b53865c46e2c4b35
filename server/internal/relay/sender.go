package relay

import (
	"fmt"
	"slices"

	"sekisho/server/message"
)

// senders returns every address under From, because readers differ on which of several they show. A mail without From is
// from whom MAIL FROM says.
func senders(m *mail) ([]string, error) {
	h, err := message.ReadHeader(m.Spool.Reader())
	if err != nil {
		return nil, fmt.Errorf("read the header: %w", err)
	}
	if from := h.Addresses("From"); len(from) > 0 {
		return from, nil
	}
	return []string{m.From}, nil
}

// foreign says which address of the sender's is not one of the organisation's; empty: all are. MAIL FROM may be empty
// (RFC 5321, 4.5.5), From may not be missing then.
// What one of our mailboxes sends on bears the names of those whom it got it from.
func (m *mail) foreign() string {
	if m.forward == nil {
		if m.From != "" && !m.policy.Own(m.From) {
			return notOwn("MAIL FROM", m.From)
		}
		for _, a := range m.senders {
			if !m.policy.Own(a) {
				return notOwn("From", a)
			}
		}
	}
	for _, code := range []string{"header-too-long", "too-many-recipients"} {
		if slices.Contains(m.message.Malformed, code) { // there may be one more From where nobody looked
			return "ヘッダーが長すぎて差出人を確かめられません / the header is too long to tell who the mail is from"
		}
	}
	return ""
}

// several tells whether a mail is under more than one name. A confirmation speaks for one person.
func (m *mail) several() bool {
	for _, a := range m.senders {
		if normal(a) != normal(m.message.From.Address) {
			return true
		}
	}
	return false
}

func notOwn(where, address string) string {
	return fmt.Sprintf("差出人が自社のアドレスではありません / %s <%s> is not an address of this organisation", where, address)
}
