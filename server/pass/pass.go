// Package pass makes fingerprints of mails, keeps what a person confirmed, and signs the passes that carry a confirmation
// from one door to the next.
//
// It promises that a fingerprint is equal for two tries of one mail, whatever Message-ID, date, boundary, transfer encoding
// or header order the client made up for each, and that it differs as soon as a recipient, a word or a file differs. A pass
// names nobody: no address and no subject is in it, and without the organisation's key a fingerprint tells nothing of the
// mail.
//
// It also signs policies for devices that judge by themselves. A device that was offline signs passes with its own key, over
// fingerprints under a key of its own; what was confirmed then stands in the pass as keyed hashes, because no record says it yet.
//
// It stores nothing: the server keeps records and what was used of them. A valid pass or record speaks of confirming only;
// it never replaces a hold, an approval or a block.
//
// # Limits
//
// A pass is at most 900 octets, which is room for some 30 recipients and items of a device's own; a signed policy 32 MiB. The only algorithm is EdDSA with Ed25519 keys. A clock may be ahead by two minutes.
package pass

import "time"

// Header is the name of the header field that carries a pass. It is removed before a mail leaves.
const Header = "X-Sekisho-Pass"

const (
	maxToken = 900             // octets; fits a header line of 998 with its name
	skew     = 2 * time.Minute // by which the clock of another door may be ahead
)
