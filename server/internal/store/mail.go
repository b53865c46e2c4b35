package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// Message is a mail in the spool. Its file never changes; a rewritten variant is a message of its own.
type Message struct {
	ID        string // NewID
	VariantOf string // empty: as it came in
	CheckID   string // the check that judged it; may be empty
	File      string // name in the spool; empty: the mail is a body in the store
	Body      []byte // for AddMessage only: the mail, encrypted, where it has no file; Store.Body reads it
	Hash      string // SHA-256 of the mail, hex
	Size      int64  // octets of the mail
	Sender    string // MAIL FROM; empty: null sender
	MessageID string // kept as its SHA-256
	Account   string // the address it is from, which its holds belong to; empty: the server's own
	Kind      string // mail, notice, bounce; empty: mail
	EightBit  bool   // it has octets above 127
	UTF8      bool   // an address or a header field is not ASCII (RFC 6531)
	TLS       string // how its way on must be protected: empty, true or verified
	Created   time.Time
}

// The kinds of messages.
const (
	KindMail   = "mail"
	KindNotice = "notice" // what the server tells people; never held
	KindBounce = "bounce" // a delivery status notification; nobody is told if it fails
)

// The states of a hold. From the last four nothing leads away.
const (
	HoldSender    = "waiting-sender"
	HoldTimed     = "timed"
	HoldApproval  = "waiting-approval"
	HoldReleased  = "released"
	HoldRejected  = "rejected"
	HoldCancelled = "cancelled"
	HoldDiscarded = "discarded"
)

// Hold is one group of recipients that wait together.
type Hold struct {
	ID      string
	Message string
	Stage   int64 // from 1
	State   string
	Stages  string    // JSON: the stages for these recipients
	Due     time.Time // when this stage ends by itself; zero: never
	Account string    // the message's; AddMessage takes it from there
	Claimed bool      // only the mail itself says that it is the account's: that account may see and move nothing
	Others  []string  // addresses, in lower case, of those who may be behind the mail beside the account
	Created time.Time
	Changed time.Time // when the stage began
}

// The states of a delivery. From delivered, failed and withdrawn nothing leads away.
const (
	DeliveryPending   = "pending"
	DeliverySending   = "sending"
	DeliveryDelivered = "delivered"
	DeliveryDeferred  = "deferred"
	DeliveryFailed    = "failed"
	DeliveryWithdrawn = "withdrawn"
)

// Delivery is one recipient's copy.
type Delivery struct {
	ID        string
	Message   string
	Hold      string // the hold it waits for; empty: none
	Recipient string // as the client wrote it
	State     string
	Attempt   int64
	Due       time.Time // next attempt; while sending: end of the lease; zero: not before its hold is released
	Reply     string    // upstream's last answer
	MaybeSent bool      // upstream may have it although we do not know
	Began     time.Time // when it was due first; zero: not yet
	Created   time.Time
	Changed   time.Time
}

const (
	insertMessage = `INSERT INTO messages (org, id, variant_of, check_id, file, hash, size, sender, message_id, account, kind, eight_bit, utf8, require_tls, created)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	holdColumns     = `id, message, stage, state, stages, due, account, claimed, others, created, changed`
	insertHold      = `INSERT INTO holds (org, ` + holdColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryHold       = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND id = ?`
	deliveryColumns = `id, message, hold, recipient, state, attempt, due, reply, maybe_sent, began, created, changed`
	insertDelivery  = `INSERT INTO deliveries (org, ` + deliveryColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryDeliveries = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE org = ? AND message = ? ORDER BY recipient`
	messageColumns  = `id, variant_of, check_id, file, hash, size, sender, message_id, account, kind, eight_bit, utf8, require_tls, created`
	queryMessage    = `SELECT ` + messageColumns + ` FROM messages WHERE org = ? AND id = ?`
)

// Accepted is a mail that is about to be accepted, with all that is to become of it.
type Accepted struct {
	Message    Message
	Variants   []Message // rewritten forms of it
	Holds      []Hold
	Deliveries []Delivery // whose Message is empty: the message itself
	Asks       []Approval // of the first stages
	Notices    []Notice
	Check      *Check // what judged it; nil: nothing did
	// Files are where the messages' files are, if they have any. They are synced before the rows are committed, once for all messages of a
	// commit; nil: the files are durable already.
	Files Syncer
	// Told is the notice that this message tells of; it is gone afterwards. Whoever comes second gets ErrConflict. Empty: none.
	Told string
}

// AddMessage saves a message with all that belongs to it, its body too if it has no file, and the audit row. A file must be on the disk
// before, and have its name there unless a.Files makes that durable. ErrUnsynced: nothing was saved, because that failed.
func (s *Store) AddMessage(ctx context.Context, org Org, a Accepted, e audit.Entry) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	size, filed, err := a.kept()
	if err != nil {
		return err
	}
	j := job{again: true}
	if filed {
		j.files = a.Files
	}
	size += 256*(len(a.Holds)+len(a.Deliveries)+len(a.Asks)+len(a.Notices)) + a.Check.size()
	return s.loggedAs(ctx, j, org, size, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if a.Check != nil {
			if err := t.recordCheck(ctx, org, keys, *a.Check); err != nil {
				return err
			}
		}
		if a.Told != "" {
			if n, err := t.exec(ctx, deleteNotice, org.id, a.Told); err != nil || n == 0 {
				return fmt.Errorf("tell notice %q: %w", a.Told, cmp.Or(err, ErrConflict))
			}
		}
		if err := t.addMessage(ctx, org, a); err != nil {
			return fmt.Errorf("add message %q: %w", a.Message.ID, err)
		}
		return nil
	})
}

// forms are the message and its variants.
func (a Accepted) forms() []Message { return append([]Message{a.Message}, a.Variants...) }

// kept tells how many octets of mails are to be saved, and whether a form of the mail is in a file instead.
func (a Accepted) kept() (octets int, filed bool, err error) {
	for _, m := range a.forms() {
		if m.File == "" && len(m.Body) == 0 {
			return 0, false, fmt.Errorf("%w: message %q has neither a file nor a body", ErrInvalid, m.ID)
		}
		octets, filed = octets+len(m.Body), filed || m.File != ""
	}
	return octets, filed, nil
}

func (t *tx) addMessage(ctx context.Context, org Org, a Accepted) error {
	m := a.Message
	now, account := micros(t.now()), strings.ToLower(m.Account)
	for _, form := range a.forms() {
		_, err := t.exec(ctx, insertMessage, org.id, form.ID, form.VariantOf, form.CheckID, form.File, form.Hash, form.Size, form.Sender,
			hashed(form.MessageID), account, cmp.Or(form.Kind, KindMail), flag(form.EightBit), flag(form.UTF8), form.TLS, now)
		if err == nil && form.File == "" {
			_, err = t.exec(ctx, insertBody, org.id, form.ID, form.Body)
		}
		if err != nil {
			return err
		}
	}
	for _, h := range a.Holds {
		_, err := t.exec(ctx, insertHold, org.id, h.ID, m.ID, h.Stage, h.State, h.Stages, micros(h.Due), account, flag(h.Claimed), list(h.Others), now, now)
		if err != nil {
			return fmt.Errorf("hold %q: %w", h.ID, err)
		}
	}
	for _, d := range a.Deliveries {
		_, err := t.exec(ctx, insertDelivery, org.id, d.ID, cmp.Or(d.Message, m.ID), d.Hold, d.Recipient, DeliveryPending, 0, micros(d.Due), "", 0, micros(d.Due), now, now)
		if err != nil {
			return fmt.Errorf("delivery %q: %w", d.ID, err)
		}
	}
	for _, q := range a.Asks {
		if _, err := t.exec(ctx, insertApproval, org.id, q.Hold, q.Stage, strings.ToLower(q.Approver), micros(q.Due), now); err != nil {
			return fmt.Errorf("ask %q: %w", q.Approver, err)
		}
	}
	return t.addNotices(ctx, org, a.Notices)
}

// Message returns a message, or ErrNotFound. Its MessageID is the hash.
func (s *Store) Message(ctx context.Context, org Org, id string) (Message, error) {
	m, err := readMessage(s.row(ctx, queryMessage, org.id, id).Scan)
	if err != nil {
		return Message{}, fmt.Errorf("message %q: %w", id, err)
	}
	return m, nil
}

func readMessage(scan scanner) (m Message, err error) {
	var created int64
	err = scan(&m.ID, &m.VariantOf, &m.CheckID, &m.File, &m.Hash, &m.Size, &m.Sender, &m.MessageID, &m.Account, &m.Kind, &m.EightBit, &m.UTF8, &m.TLS, &created)
	m.Created = moment(created)
	return m, err
}

// Hold returns a hold, or ErrNotFound.
func (s *Store) Hold(ctx context.Context, org Org, id string) (Hold, error) {
	h, err := readHold(s.row(ctx, queryHold, org.id, id).Scan)
	if err != nil {
		return Hold{}, fmt.Errorf("hold %q: %w", id, err)
	}
	return h, nil
}

func readHold(scan scanner) (h Hold, err error) {
	var due, created, changed int64
	others := "[]"
	err = scan(&h.ID, &h.Message, &h.Stage, &h.State, &h.Stages, &due, &h.Account, &h.Claimed, &others, &created, &changed)
	h.Due, h.Created, h.Changed = moment(due), moment(created), moment(changed)
	return h, errors.Join(err, unlist(others, &h.Others))
}

// Deliveries returns a message's deliveries by recipient.
func (s *Store) Deliveries(ctx context.Context, org Org, message string) ([]Delivery, error) {
	return collect(ctx, s, readDelivery, queryDeliveries, org.id, message)
}

func readDelivery(scan scanner) (d Delivery, err error) {
	var due, began, created, changed int64
	err = scan(&d.ID, &d.Message, &d.Hold, &d.Recipient, &d.State, &d.Attempt, &due, &d.Reply, &d.MaybeSent, &began, &created, &changed)
	d.Began = moment(began)
	d.Due, d.Created, d.Changed = moment(due), moment(created), moment(changed)
	return d, err
}

// HasFile tells whether a file of the spool belongs to a message that still has one.
func (s *Store) HasFile(ctx context.Context, org Org, file string) (bool, error) {
	var n int
	if err := s.row(ctx, `SELECT COUNT(*) FROM messages WHERE org = ? AND file = ? AND erased = 0`, org.id, file).Scan(&n); err != nil {
		return false, fmt.Errorf("look for the message of a file: %w", err)
	}
	return n != 0, nil
}
