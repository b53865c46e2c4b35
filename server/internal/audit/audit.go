// Package audit keeps the record of who did what, when, to whom and by which policy, so that a change to it is found.
//
// Each organisation has one chain. Row n carries HMAC-SHA-256(key, value of row n-1 ‖ canonical row n); the key is kept outside the
// database, so whoever can write the database cannot make values that verify. Because the server itself could be made to write a new and
// valid chain over an old copy of the database, checkpoints (count, value, time), signed with Ed25519, are appended to a file outside the
// database every CheckpointRows rows, every CheckpointEvery, and at shutdown.
//
// Addresses and subjects of mails can be erased: the chain covers salted hashes of them, and the clear text and its salt stand beside the
// hashes. Erase takes both away; the chain still verifies, and without the salt the hash cannot be searched by guessing.
//
// The package does no SQL and keeps no state: package store keeps the rows and calls Seal for each. Bodies and contents of mails never
// belong here.
//
// # Limits
//
// Rows removed from the tail are found from the newest checkpoint on: at most CheckpointRows rows or CheckpointEvery of work can vanish
// unseen. Whoever has both the database and the keys can rewrite what no copy of a checkpoint elsewhere contradicts. One row is at most
// MaxRow octets.
package audit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"sort"
	"time"
)

// The limits of the chain.
const (
	CheckpointRows  = 1000              // rows after which a checkpoint is due
	CheckpointEvery = time.Hour         // time after which one is due if there are new rows
	MaxRow          = 4 << 20           // octets of one row in canonical form
	version         = "sekisho-audit-1" // first field of every canonical row
)

// ErrTooLong is returned by Seal for an entry over MaxRow octets.
var ErrTooLong = errors.New("audit: entry is too long")

// Key is an organisation's audit key: 32 random octets.
type Key [32]byte

// Value is what the chain comes to at a row. The zero Value stands before the first row.
type Value [32]byte

// String returns the value in lower-case hex.
func (v Value) String() string { return hex.EncodeToString(v[:]) }

// ParseValue reads what String wrote.
func ParseValue(s string) (Value, error) {
	var v Value
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(v) {
		return Value{}, fmt.Errorf("audit: %q is not a chain value (64 hex digits)", clip(s))
	}
	copy(v[:], b)
	return v, nil
}

// Entry is one thing that happened, as the caller tells it.
type Entry struct {
	Time          time.Time         // when; the store fills in its own clock if zero
	Event         string            // what, as area.past-tense: "check.recorded", "device.revoked"; required
	Issuer        string            // who: the identity's issuer; empty: Sekisho itself
	Subject       string            // who: the identity's subject at that issuer, an opaque identifier
	Door          string            // outlook, desktop, gateway; empty: none
	Object        string            // identifier of the thing it happened to
	Action        string            // the verdict's action; empty: no verdict
	PolicyVersion int64             // version of the policy that judged; 0: none
	Details       map[string]string // codes and numbers; never an address, a subject or text of a mail
	Account       string            // personal: the sender's mail address
	Recipients    []string          // personal: the recipients' addresses
	MailSubject   string            // personal: the mail's subject
}

// Personal is one value about a person: the clear text with its salt, and the hash that the chain covers.
type Personal struct {
	Kind  string `json:"kind"`            // account, recipient, subject
	Clear string `json:"clear,omitempty"` // empty: erased
	Salt  string `json:"salt,omitempty"`  // hex, 16 octets; empty: erased
	Hash  string `json:"hash"`            // hex, HMAC-SHA-256(salt, kind ‖ clear)
}

// Row is one link of an organisation's chain.
type Row struct {
	Org           string            `json:"organization"`
	N             int64             `json:"n"` // from 1, without gaps
	Time          time.Time         `json:"time"`
	Event         string            `json:"event"`
	Issuer        string            `json:"issuer,omitempty"`
	Subject       string            `json:"subject,omitempty"`
	Door          string            `json:"door,omitempty"`
	Object        string            `json:"object,omitempty"`
	Action        string            `json:"action,omitempty"`
	PolicyVersion int64             `json:"policyVersion,omitempty"`
	Details       map[string]string `json:"details,omitempty"`
	Personal      []Personal        `json:"personal,omitempty"`
	Value         Value             `json:"-"`
}

// Prepared is an entry whose personal values have their salts and hashes already. That is most of the work of a row and needs no chain, so
// it is done before a writer's turn comes. Entry may still be changed but for the personal fields.
type Prepared struct {
	Entry    Entry
	personal []Personal
}

// Prepare makes the personal values of e, each with a salt of its own.
func Prepare(e Entry) Prepared { return Prepared{Entry: e, personal: personal(e)} }

// Personal returns the prepared values. Callers must not change them.
func (p Prepared) Personal() []Personal { return p.personal }

// Seal makes row n of org's chain out of p, following prev. Times are cut to microseconds, in UTC; texts are Plain.
func Seal(key Key, prev Value, org string, n int64, p Prepared) (Row, error) {
	e := p.Entry
	r := Row{
		Org: org, N: n, Time: e.Time.UTC().Truncate(time.Microsecond), Event: Plain(e.Event), Issuer: Plain(e.Issuer), Subject: Plain(e.Subject),
		Door: Plain(e.Door), Object: Plain(e.Object), Action: Plain(e.Action), PolicyVersion: e.PolicyVersion, Details: plainDetails(e.Details),
		Personal: p.personal,
	}
	c := r.canonical()
	if len(c) > MaxRow {
		return Row{}, fmt.Errorf("%w: %d octets, limit %d", ErrTooLong, len(c), MaxRow)
	}
	r.Value = link(key, prev, c)
	return r, nil
}

// link returns HMAC-SHA-256(key, prev ‖ row).
func link(key Key, prev Value, row []byte) Value {
	m := hmac.New(sha256.New, key[:])
	m.Write(prev[:])
	m.Write(row)
	return sum(m)
}

func sum(h hash.Hash) Value {
	var v Value
	h.Sum(v[:0])
	return v
}

// canonical writes the row as length-prefixed fields in a fixed order: two different rows never have one form. Of personal values only
// kind and hash are in it.
func (r Row) canonical() []byte {
	b := make([]byte, 0, 512+len(r.Personal)*96)
	b = field(b, version, r.Org)
	b = number(b, r.N, r.Time.UnixMicro())
	b = field(b, r.Event, r.Issuer, r.Subject, r.Door, r.Object, r.Action)
	b = number(b, r.PolicyVersion, int64(len(r.Details)))
	keys := make([]string, 0, len(r.Details))
	for k := range r.Details {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		b = field(b, k, r.Details[k])
	}
	b = number(b, int64(len(r.Personal)))
	for _, p := range r.Personal {
		b = field(b, p.Kind, p.Hash)
	}
	return b
}

func field(b []byte, values ...string) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint64(b, uint64(len(v)))
		b = append(b, v...)
	}
	return b
}

func number(b []byte, values ...int64) []byte {
	for _, v := range values {
		b = binary.BigEndian.AppendUint64(b, uint64(v)) //nolint:gosec // a bit pattern, not a quantity
	}
	return b
}

// clip shortens what is quoted in an error.
func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "…"
	}
	return s
}
