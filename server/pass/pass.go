// Package pass makes fingerprints of mails, and the passes that carry a confirmation from one door to the next.
package pass

import "sekisho/server/policy"

// Key is an organisation's fingerprint key: 32 octets.
type Key [32]byte

// Draft returns the fingerprint for "send again" at the same door, as "d1:" and base64url.
func Draft(k Key, m *policy.Message) string { return "" }

// Transit returns the fingerprint that two doors have in common, as "t1:" and base64url. Recipients are not in it.
func Transit(k Key, m *policy.Message) string { return "" }
