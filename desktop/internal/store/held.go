package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sekisho/server/history"
)

// The states of a held mail. One that was sent or discarded has no row.
const (
	HeldWaiting = "waiting" // until Due
	HeldAsking  = "asking"  // until its sender says
	HeldSending = "sending" // to be sent, again at Due
	HeldTrouble = "trouble" // cannot be sent until somebody mends something
)

// Held is a mail that a policy holds.
type Held struct {
	ID        string
	Mail      string // of Mail; it may be gone
	File      string // name in the outbox
	Letter    json.RawMessage
	Stage     int       // from 0
	Began     time.Time // when the stage began
	State     string
	Due       time.Time // zero: never by itself; of one to be sent: it is being tried
	Tries     int
	Trouble   string // what the upstream said last
	MaybeSent bool
	Created   time.Time
	Changed   time.Time
}

const heldColumns = `id, mail, file, letter, stage, began, state, due, tries, trouble, maybe_sent, created, changed`

// AddHeld saves mails that wait from now on, all or none.
func (s *Store) AddHeld(ctx context.Context, all ...Held) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		for _, h := range all {
			now := micros(s.now())
			_, err := tx.ExecContext(ctx, `INSERT INTO held (`+heldColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
				h.ID, h.Mail, h.File, string(h.Letter), h.Stage, micros(h.Began), h.State, micros(h.Due), h.Tries, h.Trouble, h.MaybeSent, now, now)
			if err != nil {
				return fmt.Errorf("add held mail: %w", err)
			}
		}
		return nil
	})
}

// ChangeHeld writes a held mail's stage, state, due, tries, trouble and maybeSent if its state, stage, due and tries are still those of from; else
// ErrChanged. Of several who change it at once one wins.
func (s *Store) ChangeHeld(ctx context.Context, from, to Held) error {
	res, err := s.db.ExecContext(ctx, `UPDATE held SET stage = ?, began = ?, state = ?, due = ?, tries = ?, trouble = ?, maybe_sent = ?, changed = ?
WHERE id = ? AND state = ? AND stage = ? AND due = ? AND tries = ?`,
		to.Stage, micros(to.Began), to.State, micros(to.Due), to.Tries, to.Trouble, to.MaybeSent, micros(s.now()), from.ID, from.State, from.Stage, micros(from.Due), from.Tries)
	return changed(res, err)
}

// EndHeld takes a held mail out that was sent or discarded, if it is still as from says (one that is being tried is not
// taken out under the try), and queues what is to be told to the server.
// outcome becomes the mail's in the history, which learns what learn says (nil: nothing).
func (s *Store) EndHeld(ctx context.Context, from Held, outcome, reply string, learn *history.Sent, queued ...Queued) error {
	return s.within(ctx, func(tx *sql.Tx) error {
		res, err := tx.ExecContext(ctx, `DELETE FROM held WHERE id = ? AND state = ? AND stage = ? AND due = ? AND tries = ?`,
			from.ID, from.State, from.Stage, micros(from.Due), from.Tries)
		if err := changed(res, err); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE mails SET outcome = ?, reply = ?, ended = ? WHERE id = ?`, outcome, reply, micros(s.now()), from.Mail)
		if err != nil {
			return err
		}
		if learn != nil {
			if err := s.learn(ctx, tx, *learn); err != nil {
				return err
			}
		}
		return s.enqueue(ctx, tx, queued)
	})
}

func changed(res sql.Result, err error) error {
	if err != nil {
		return fmt.Errorf("change held mail: %w", err)
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		err = ErrChanged
	}
	return err
}

// AllHeld lists the held mails, the oldest first.
func (s *Store) AllHeld(ctx context.Context) (all []Held, err error) {
	err = s.each(ctx, func(r *sql.Rows) error {
		h, err := readHeld(r.Scan)
		all = append(all, h)
		return err
	}, `SELECT `+heldColumns+` FROM held ORDER BY created, id`)
	if err != nil {
		return nil, fmt.Errorf("list held mails: %w", err)
	}
	return all, nil
}

// Held returns one, or ErrNotFound.
func (s *Store) Held(ctx context.Context, id string) (h Held, err error) {
	h, err = readHeld(s.db.QueryRowContext(ctx, `SELECT `+heldColumns+` FROM held WHERE id = ?`, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNotFound
	}
	if err != nil {
		return Held{}, fmt.Errorf("held mail %s: %w", id, err)
	}
	return h, nil
}

func readHeld(scan func(...any) error) (h Held, err error) {
	var letter string
	var due, began, created, changed int64
	err = scan(&h.ID, &h.Mail, &h.File, &letter, &h.Stage, &began, &h.State, &due, &h.Tries, &h.Trouble, &h.MaybeSent, &created, &changed)
	h.Letter, h.Began, h.Due, h.Created, h.Changed = json.RawMessage(letter), moment(began), moment(due), moment(created), moment(changed)
	return h, err
}
