package relay

import "sekisho/server/history"

// sent is what its sender's history learns of a mail; false: nothing.
func (m *mail) sent(g *Gateway) (history.Sent, bool) {
	s, ok := history.Of(m.message, m.policy.Own)
	s.At, s.Message = g.now(), m.messageID
	return s, ok
}
