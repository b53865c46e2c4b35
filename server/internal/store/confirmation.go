package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/history"
	"sekisho/server/internal/audit"
)

// Confirmation is what a sender confirmed, and how long it serves.
type Confirmation struct {
	ID            string // NewID
	CheckID       string // the check that asked
	Who           Who
	Sender        string // From, lower case
	Draft         string
	Transit       string
	PolicyVersion int64
	Recipients    []string        // confirmed, lower case
	Answers       json.RawMessage // items ticked, word typed, reason given
	Time          time.Time
	DraftUntil    time.Time     // serves for send again until
	TransitUntil  time.Time     // serves at the gateway until
	Teaches       *history.Sent // saved with it: what its sender's history learns; nil: nothing. Not read again
}

const (
	confirmCheck        = `UPDATE checks SET state = 'confirmed' WHERE org = ? AND id = ? AND issuer = ? AND subject = ? AND state = 'open'`
	queryCheckState     = `SELECT state FROM checks WHERE org = ? AND id = ? AND issuer = ? AND subject = ?`
	confirmationColumns = `id, check_id, issuer, subject, sender, draft, transit, policy_version, answers, created, draft_until, transit_until`
	insertConfirmation  = `INSERT INTO confirmations (org, ` + confirmationColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertConfirmed     = `INSERT INTO confirmed_recipients (org, confirmation, address) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`
	queryByDraft        = `SELECT ` + confirmationColumns + ` FROM confirmations
WHERE org = ? AND issuer = ? AND subject = ? AND draft_until > ? AND draft IN (?%s) ORDER BY created DESC, id DESC LIMIT 1`
	queryByTransit = `SELECT ` + confirmationColumns + ` FROM confirmations
WHERE org = ? AND transit = ? AND sender = ? AND transit_until > ? ORDER BY created DESC, id DESC LIMIT 20`
	queryConfirmed = `SELECT address FROM confirmed_recipients WHERE org = ? AND confirmation = ? ORDER BY address`
)

// SaveConfirmation saves a confirmation of an open check of the same person, with its audit row. A check that is confirmed already gives
// ErrConflict, one that is not there or not this person's ErrNotFound. Whether the answers are complete is the caller's to judge.
func (s *Store) SaveConfirmation(ctx context.Context, org Org, c Confirmation, e audit.Entry) error {
	if !json.Valid(c.Answers) {
		return fmt.Errorf("save confirmation: %w: answers must be JSON", ErrInvalid)
	}
	size := len(c.Answers) + 64*len(c.Recipients)
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	return s.logged(ctx, org, size, e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if err := t.insertConfirmation(ctx, org, c); err != nil {
			return fmt.Errorf("save confirmation of check %q: %w", c.CheckID, err)
		}
		return t.taught(ctx, org, keys, c.Teaches)
	})
}

func (t *tx) insertConfirmation(ctx context.Context, org Org, c Confirmation) error {
	n, err := t.exec(ctx, confirmCheck, org.id, c.CheckID, c.Who.Issuer, c.Who.Subject)
	if err != nil {
		return err
	}
	if n == 0 {
		var state string
		if err := t.row(ctx, queryCheckState, []any{org.id, c.CheckID, c.Who.Issuer, c.Who.Subject}, &state); err != nil {
			return err
		}
		return ErrConflict
	}
	_, err = t.exec(ctx, insertConfirmation, org.id, c.ID, c.CheckID, c.Who.Issuer, c.Who.Subject, c.Sender, c.Draft, c.Transit, c.PolicyVersion,
		string(c.Answers), micros(c.Time), micros(c.DraftUntil), micros(c.TransitUntil))
	if err != nil {
		return err
	}
	for _, r := range c.Recipients {
		if _, err := t.exec(ctx, insertConfirmed, org.id, c.ID, strings.ToLower(r)); err != nil {
			return err
		}
	}
	return nil
}

// ConfirmationOfDraft returns this person's newest confirmation of the draft that still serves for send again, or ErrNotFound. The draft
// has one fingerprint or several.
func (s *Store) ConfirmationOfDraft(ctx context.Context, org Org, who Who, now time.Time, drafts ...string) (Confirmation, error) {
	if len(drafts) == 0 {
		return Confirmation{}, fmt.Errorf("confirmation of draft: %w", ErrNotFound)
	}
	args := []any{org.id, who.Issuer, who.Subject, micros(now)}
	for _, d := range drafts {
		args = append(args, d)
	}
	list, err := s.confirmations(ctx, org, fmt.Sprintf(queryByDraft, strings.Repeat(", ?", len(drafts)-1)), args...)
	if err == nil && len(list) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Confirmation{}, fmt.Errorf("confirmation of draft: %w", err)
	}
	return list[0], nil
}

// ConfirmationsInTransit returns the confirmations of a mail that still serve at the gateway, newest first, at most 20.
func (s *Store) ConfirmationsInTransit(ctx context.Context, org Org, sender, transit string, now time.Time) ([]Confirmation, error) {
	list, err := s.confirmations(ctx, org, queryByTransit, org.id, transit, strings.ToLower(sender), micros(now))
	if err != nil {
		return nil, fmt.Errorf("confirmations in transit: %w", err)
	}
	return list, nil
}

func (s *Store) confirmations(ctx context.Context, org Org, query string, args ...any) ([]Confirmation, error) {
	list, err := collect(ctx, s, readConfirmation, query, args...)
	for i := 0; err == nil && i < len(list); i++ {
		list[i].Recipients, err = collect(ctx, s, func(scan scanner) (a string, err error) { return a, scan(&a) },
			queryConfirmed, org.id, list[i].ID)
	}
	return list, err
}

func readConfirmation(scan scanner) (c Confirmation, err error) {
	var answers string
	var created, draft, transit int64
	err = scan(&c.ID, &c.CheckID, &c.Who.Issuer, &c.Who.Subject, &c.Sender, &c.Draft, &c.Transit, &c.PolicyVersion, &answers, &created, &draft, &transit)
	c.Answers, c.Time, c.DraftUntil, c.TransitUntil = json.RawMessage(answers), moment(created), moment(draft), moment(transit)
	return c, err
}

// Use says that a confirmation serves for the delivery to Address. Via is the confirmed recipient: Address itself, empty for the same, or
// the list that Address is a member of.
type Use struct{ Address, Via string }

// UsedError tells which recipients a confirmation or a pass had been used up for by another mail.
type UsedError struct{ Addresses []string }

// Error names the recipients.
func (e *UsedError) Error() string {
	return "store: used up before for " + strings.Join(e.Addresses, ", ")
}

const (
	queryServes = `SELECT transit_until FROM confirmations WHERE org = ? AND id = ?`
	queryVia    = `SELECT address FROM confirmed_recipients WHERE org = ? AND confirmation = ? AND address = ?`
	queryUse    = `SELECT message_id FROM confirmation_uses WHERE org = ? AND confirmation = ? AND address = ?`
	insertUse   = `INSERT INTO confirmation_uses (org, confirmation, address, via, message_id, used) VALUES (?, ?, ?, ?, ?, ?)`
)

// UseConfirmation uses recipients of a confirmation up, all or none, with an audit row. The same Message-ID again is a re-delivery and uses
// nothing; a mail without one is never taken for a re-delivery. Recipients that another mail had give a *UsedError, a recipient that was
// not confirmed ErrNotFound, a confirmation past its time ErrExpired.
func (s *Store) UseConfirmation(ctx context.Context, org Org, id, messageID string, uses []Use, e audit.Entry) error {
	return s.logged(ctx, org, 64*len(uses), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		if err := t.useConfirmation(ctx, org, id, hashed(messageID), uses); err != nil {
			return fmt.Errorf("use confirmation %q: %w", id, err)
		}
		return nil
	})
}

func (t *tx) useConfirmation(ctx context.Context, org Org, id, message string, uses []Use) error {
	var until int64
	if err := t.row(ctx, queryServes, []any{org.id, id}, &until); err != nil {
		return err
	}
	now := micros(t.now())
	if until <= now {
		return ErrExpired
	}
	return each(uses, func(u Use) (used bool, err error) {
		address, via := strings.ToLower(u.Address), strings.ToLower(u.Via)
		if via == "" {
			via = address
		}
		if err := t.row(ctx, queryVia, []any{org.id, id, via}, &via); err != nil {
			return false, fmt.Errorf("recipient %q: %w", via, err)
		}
		return t.useOnce(ctx, message, queryUse, []any{org.id, id, address}, insertUse, []any{org.id, id, address, via, message, now})
	})
}

const (
	queryPass  = `SELECT message_id FROM passes_used WHERE org = ? AND jti = ? AND address = ?`
	insertPass = `INSERT INTO passes_used (org, jti, address, message_id, used, expires) VALUES (?, ?, ?, ?, ?, ?)`
	purgePass  = `DELETE FROM passes_used WHERE org = ? AND expires < ?`
)

// UsePass does for a pass, by its jti, what UseConfirmation does for a record. The pass must have been verified; expires is its own end:
// what was used is forgotten an hour after.
func (s *Store) UsePass(ctx context.Context, org Org, jti, messageID string, addresses []string, expires time.Time, e audit.Entry) error {
	return s.logged(ctx, org, 64*len(addresses), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		now := t.now()
		if !expires.After(now) {
			return fmt.Errorf("use pass %q: %w", jti, ErrExpired)
		}
		if _, err := t.exec(ctx, purgePass, org.id, micros(now.Add(-time.Hour))); err != nil {
			return fmt.Errorf("forget old passes: %w", err)
		}
		message := hashed(messageID)
		uses := make([]Use, len(addresses))
		for i, a := range addresses {
			uses[i].Address = a
		}
		err := each(uses, func(u Use) (bool, error) {
			a := strings.ToLower(u.Address)
			return t.useOnce(ctx, message, queryPass, []any{org.id, jti, a}, insertPass, []any{org.id, jti, a, message, micros(now), micros(expires)})
		})
		if err != nil {
			return fmt.Errorf("use pass %q: %w", jti, err)
		}
		return nil
	})
}

// useOnce writes a use unless there is one. It reports whether there is one of another mail.
func (t *tx) useOnce(ctx context.Context, message, query string, key []any, insert string, row []any) (used bool, err error) {
	var before string
	err = t.row(ctx, query, key, &before)
	if errors.Is(err, ErrNotFound) {
		_, err = t.exec(ctx, insert, row...)
		return false, err
	}
	return err == nil && (message == "" || before != message), err
}

// each collects the items that were used before into one *UsedError.
func each(uses []Use, use func(Use) (bool, error)) error {
	var before UsedError
	for _, u := range uses {
		used, err := use(u)
		if err != nil {
			return err
		}
		if used {
			before.Addresses = append(before.Addresses, u.Address)
		}
	}
	if len(before.Addresses) > 0 {
		return &before
	}
	return nil
}

// hashed is how Message-IDs, codes and tokens are kept. Empty stays empty.
func hashed(s string) string {
	if s == "" {
		return ""
	}
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}
