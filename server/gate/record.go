package gate

import (
	"time"

	"sekisho/server/policy"
)

// Record is what is kept of one mail after its answer, in the form `sekisho gate` prints. It holds addresses, but no
// subject beyond those in the verdict, no content and no secret.
type Record struct {
	ID          string          `json:"id"`
	Time        time.Time       `json:"time"`
	Remote      string          `json:"remote"` // empty: no IP address
	Helo        string          `json:"helo"`
	Login       string          `json:"login"` // empty: not logged in
	Envelope    RecordEnvelope  `json:"envelope"`
	Size        int64           `json:"size"`        // octets scanned
	Fingerprint string          `json:"fingerprint"` // empty: not judged
	Verdict     *policy.Verdict `json:"verdict"`     // null: not judged
	Sent        bool            `json:"sent"`        // the upstream accepted the mail
	Reply       string          `json:"reply"`       // what the client was told, on one line
	SHA256      RecordSums      `json:"sha256"`
}

// RecordEnvelope is the envelope the client gave, as it wrote it.
type RecordEnvelope struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

// RecordSums are hashes in hex: of the octets that were judged, and of those given to the upstream, both without dot-stuffing.
// They differ by our trace header and the fields that must not leave.
type RecordSums struct {
	Scanned string `json:"scanned"` // empty: refused before it was read whole
	Relayed string `json:"relayed"` // empty: not relayed, or not whole
}

// NewRecord makes the record of a mail and the reply its client was given. Call it before the spool is closed.
func NewRecord(t *Transaction, r Reply) Record {
	remote := ""
	if t.Peer.Remote.IsValid() {
		remote = t.Peer.Remote.String()
	}
	scanned := ""
	if !t.Refused {
		scanned = t.Spool.SHA256()
	}
	return Record{
		ID: t.ID, Time: t.Time.UTC(), Remote: remote, Helo: t.Helo, Login: t.Login,
		Envelope: RecordEnvelope{From: t.From, To: t.Addresses()}, Size: t.Spool.Size(),
		Fingerprint: t.Outcome.Fingerprint, Verdict: t.Outcome.Verdict,
		Sent: r.positive() && t.Outcome.Relayed != "", Reply: r.String(),
		SHA256: RecordSums{Scanned: scanned, Relayed: t.Outcome.Relayed},
	}
}
