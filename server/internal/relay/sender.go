package relay

import (
	"fmt"

	"sekisho/server/message"
)

// foreign says which address of the sender's is not one of the organisation's; empty: all are. Every From counts, because
// readers differ on which of several they show. MAIL FROM may be empty (RFC 5321, 4.5.5), From may not be missing then.
func (m *mail) foreign() (string, error) {
	if m.From != "" && !m.policy.Own(m.From) {
		return notOwn("MAIL FROM", m.From), nil
	}
	h, err := message.ReadHeader(m.Spool.Reader())
	if err != nil {
		return "", fmt.Errorf("read the header: %w", err)
	}
	from := h.Addresses("From")
	if len(from) == 0 && m.From == "" {
		return notOwn("From", ""), nil
	}
	for _, a := range from {
		if !m.policy.Own(a) {
			return notOwn("From", a), nil
		}
	}
	return "", nil
}

func notOwn(where, address string) string {
	return fmt.Sprintf("差出人が自社のアドレスではありません / %s <%s> is not an address of this organisation", where, address)
}
