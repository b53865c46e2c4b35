package gate

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"encoding/base32"
	"errors"
	"net/netip"
	"time"

	"sekisho/server/policy"
)

// Peer is the client of one connection.
type Peer struct {
	Remote netip.AddrPort // zero for a connection that has no IP address
	TLS    bool
	Secure *tls.ConnectionState // of TLS; nil: none, or its handshake is not over
}

// Recipient is one accepted RCPT TO.
type Recipient struct {
	Address string // as written between the brackets
	Notify  string // DSN's NOTIFY or empty
	ORcpt   string // DSN's ORCPT or empty
}

// Transaction is one mail that was read to its end and awaits an answer. Deciders must not change it.
type Transaction struct {
	ID    string // short, random, shown to people; letters and digits
	Time  time.Time
	Peer  Peer
	Helo  string // what the client called itself; ESMTP tells EHLO from HELO
	ESMTP bool
	Login string // the name the upstream accepted; empty: none

	From       string // as written between the brackets; empty for <>
	Mail       Mail
	Recipients []Recipient
	Spool      *Spool
	Account    string // which way the Router chose; empty: none
	Refused    bool   // refused while it was read: Spool does not hold it whole, and no Backend saw it

	// Told, where the Backend set it before Deliver returned, is called once when it is known whether the client heard the answer:
	// with nil when it went on or left in good order, else with why it may not have.
	Told func(error)

	// Outcome is filled by the Backend before Deliver returns, for the record.
	Outcome Outcome
}

// Addresses returns the recipients' addresses in order.
func (t *Transaction) Addresses() []string {
	list := make([]string, len(t.Recipients))
	for i, r := range t.Recipients {
		list[i] = r.Address
	}
	return list
}

// Outcome is what is known of a mail once it was answered.
type Outcome struct {
	Fingerprint string          // empty: not computed
	Verdict     *policy.Verdict // nil: not judged
	Reason      string          // why it was refused, a word of the Backend's for figures; empty: it was not, or the engine did
	Relayed     string          // SHA-256 in hex of the octets given to the upstream, without stuffing; empty: not given whole
}

// Causes with which a Deliver's context ends.
var (
	// ErrHangUp: the client left, or spoke out of turn without end. The mail must not be sent.
	ErrHangUp = errors.New("gate: the client hung up")
	// ErrShutdown: the server is ending and its patience is over.
	ErrShutdown = errors.New("gate: the server is shutting down")
)

// Backend stands behind the engine.
type Backend interface {
	// Open is called once for a connection, before its greeting. A *ReplyError is the greeting, any other becomes 421.
	Open(ctx context.Context, p Peer) (Session, error)
}

// Session is the Backend's side of one connection. The engine calls it from one goroutine at a time.
type Session interface {
	// Extensions says what to offer. It is asked after Open and does not change.
	Extensions() Extensions
	// Authenticate checks a login. Only a reply that begins with 2 logs in.
	Authenticate(ctx context.Context, c Credentials) Reply
	// Deliver answers one mail. When ctx ends before the mail is irrevocably given away, it must not be, and Deliver returns soon.
	// t.Spool is closed after it returned.
	Deliver(ctx context.Context, t *Transaction) Reply
	// Close ends the session.
	Close()
}

// Admitter is a Session that is asked at each MAIL whether this client, as it has shown itself by then, may send.
type Admitter interface {
	// Admit answers. A reply that does not begin with 2 refuses the mail.
	Admit(p Peer, login string) Reply
}

// Extensions are the service extensions a Session can honour.
type Extensions struct {
	LoginFirst   bool  // MAIL needs a login
	Size         int64 // octets of the largest message; 0: no limit of its own
	EightBitMIME bool
	SMTPUTF8     bool
	DSN          bool
	Auth         []string // mechanisms: PLAIN, LOGIN, XOAUTH2, OAUTHBEARER
}

// Credentials are one login as the client gave it. They must not be logged.
type Credentials struct {
	Mechanism string // PLAIN, LOGIN, XOAUTH2 or OAUTHBEARER
	User      string
	Password  string      // of PLAIN and LOGIN
	Token     string      // of XOAUTH2 and OAUTHBEARER
	Fields    []AuthField // of OAUTHBEARER, in the client's order; nil: host, port and token
	// Challenge hands what the upstream says of a refused token, in base64, to the client and returns its answer as it stands on the
	// line. It may be called once, before Authenticate returns. Nil: nobody is asked, and the answer is the one the mechanism has.
	Challenge func(text string) (string, error)
}

// String hides password and token from whoever prints the value.
func (c Credentials) String() string { return c.Mechanism + " " + c.User + " (secret hidden)" }

// GoString is String, for %#v.
func (c Credentials) GoString() string { return c.String() }

// newID returns an id for people: six characters, none easily taken for another.
func newID() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // never fails
	return base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding).EncodeToString(b[:])[:6]
}
