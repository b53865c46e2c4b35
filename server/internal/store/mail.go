package store

import (
	"context"
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
	File      string // name in the spool
	Hash      string // SHA-256 of the mail, hex
	Size      int64  // octets of the mail
	Sender    string // MAIL FROM; empty: null sender
	MessageID string // kept as its SHA-256
	Created   time.Time
}

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
	Stages  string    // JSON: the verdict's stages for these recipients
	Due     time.Time // when this stage ends by itself; zero: never
	Created time.Time
	Changed time.Time
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
	Recipient string
	State     string
	Attempt   int64
	Due       time.Time // next attempt; while sending: end of the lease
	Reply     string    // upstream's last answer
	MaybeSent bool      // upstream may have it although we do not know
	Created   time.Time
	Changed   time.Time
}

const (
	insertMessage = `INSERT INTO messages (org, id, variant_of, check_id, file, hash, size, sender, message_id, created)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	holdColumns     = `id, message, stage, state, stages, due, created, changed`
	insertHold      = `INSERT INTO holds (org, ` + holdColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryHold       = `SELECT ` + holdColumns + ` FROM holds WHERE org = ? AND id = ?`
	deliveryColumns = `id, message, hold, recipient, state, attempt, due, reply, maybe_sent, created, changed`
	insertDelivery  = `INSERT INTO deliveries (org, ` + deliveryColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	queryDeliveries = `SELECT ` + deliveryColumns + ` FROM deliveries WHERE org = ? AND message = ? ORDER BY recipient`
	queryMessage    = `SELECT id, variant_of, check_id, file, hash, size, sender, message_id, created FROM messages WHERE org = ? AND id = ?`
)

// AddMessage saves a message with its holds and deliveries and the audit row. The spool file must be on the disk before.
func (s *Store) AddMessage(ctx context.Context, org Org, m Message, holds []Hold, deliveries []Delivery, e audit.Entry) error {
	size := 256 * (len(holds) + len(deliveries))
	return s.logged(ctx, org, size, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if err := t.addMessage(ctx, org, m, holds, deliveries); err != nil {
			return fmt.Errorf("add message %q: %w", m.ID, err)
		}
		return nil
	})
}

func (t *tx) addMessage(ctx context.Context, org Org, m Message, holds []Hold, deliveries []Delivery) error {
	now := micros(t.now())
	_, err := t.exec(ctx, insertMessage, org.id, m.ID, m.VariantOf, m.CheckID, m.File, m.Hash, m.Size, m.Sender, hashed(m.MessageID), now)
	if err != nil {
		return err
	}
	for _, h := range holds {
		if _, err := t.exec(ctx, insertHold, org.id, h.ID, m.ID, h.Stage, h.State, h.Stages, micros(h.Due), now, now); err != nil {
			return fmt.Errorf("hold %q: %w", h.ID, err)
		}
	}
	for _, d := range deliveries {
		_, err := t.exec(ctx, insertDelivery, org.id, d.ID, m.ID, d.Hold, strings.ToLower(d.Recipient), DeliveryPending, 0, micros(d.Due), "", false, now, now)
		if err != nil {
			return fmt.Errorf("delivery %q: %w", d.ID, err)
		}
	}
	return nil
}

// Message returns a message, or ErrNotFound. Its MessageID is the hash.
func (s *Store) Message(ctx context.Context, org Org, id string) (m Message, err error) {
	var created int64
	err = s.row(ctx, queryMessage, org.id, id).Scan(&m.ID, &m.VariantOf, &m.CheckID, &m.File, &m.Hash, &m.Size, &m.Sender, &m.MessageID, &created)
	if err != nil {
		return Message{}, fmt.Errorf("message %q: %w", id, err)
	}
	m.Created = moment(created)
	return m, nil
}

// Hold returns a hold, or ErrNotFound.
func (s *Store) Hold(ctx context.Context, org Org, id string) (h Hold, err error) {
	var due, created, changed int64
	err = s.row(ctx, queryHold, org.id, id).Scan(&h.ID, &h.Message, &h.Stage, &h.State, &h.Stages, &due, &created, &changed)
	if err != nil {
		return Hold{}, fmt.Errorf("hold %q: %w", id, err)
	}
	h.Due, h.Created, h.Changed = moment(due), moment(created), moment(changed)
	return h, nil
}

// Deliveries returns a message's deliveries by recipient.
func (s *Store) Deliveries(ctx context.Context, org Org, message string) ([]Delivery, error) {
	return collect(ctx, s, func(scan scanner) (d Delivery, err error) {
		var due, created, changed int64
		err = scan(&d.ID, &d.Message, &d.Hold, &d.Recipient, &d.State, &d.Attempt, &due, &d.Reply, &d.MaybeSent, &created, &changed)
		d.Due, d.Created, d.Changed = moment(due), moment(created), moment(changed)
		return d, err
	}, queryDeliveries, org.id, message)
}
