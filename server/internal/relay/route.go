package relay

import (
	"strings"

	"sekisho/server/address"
)

// routed finds a recipient at home whose local part says where else to go: "x%rival.example@own.example",
// "rival.example!x@own.example" or "\"x@rival.example\"@own.example" (RFC 5321, appendix F.2). To the rules it is a colleague,
// and a mail server that trusts us still sends it on, as Postfix does from mynetworks. Elsewhere it is the other's affair.
func (m *mail) routed() string {
	for _, to := range m.Addresses() {
		if !m.policy.Own(to) {
			continue
		}
		local := to[:max(strings.LastIndexByte(to, '@'), 0)]
		if a, err := address.Parse(to); err == nil {
			local = a.Local
		}
		if strings.ContainsAny(local, "%!@") {
			return "宛先の経路指定は受け付けません / the recipient names a route (% ! or a second @), write the last address only: " + to
		}
	}
	return ""
}
