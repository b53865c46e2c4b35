package store

import (
	"context"
	"fmt"
	"slices"
	"time"
)

// Retention says before when what is kept no longer: each a time, or zero for what is kept for ever.
type Retention struct {
	Files  time.Time // files and bodies of mails that ended before; the rows stay
	Mails  time.Time // rows of mails that ended before and have no file any more
	Checks time.Time // checks made before, with what was confirmed of them, and what doors reported
	Audit  time.Time // rows of the audit written before, up to a checkpoint
}

// Purged is how much is gone, or would go.
type Purged struct{ Files, Mails, Checks, Audit int }

// gone says which mails have ended before a time: nobody waits for them, for their hold or for another form of them.
const gone = ` FROM messages m WHERE m.org = ? AND m.created < ?
AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.org = m.org AND d.message = m.id AND (d.state IN ('pending', 'sending', 'deferred') OR d.changed >= ?))
AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.org = m.org AND h.message = CASE m.variant_of WHEN '' THEN m.id ELSE m.variant_of END
	AND (h.state IN ('waiting-sender', 'timed', 'waiting-approval') OR h.changed >= ?))
AND NOT EXISTS (SELECT 1 FROM messages v JOIN deliveries e ON e.org = v.org AND e.message = v.id WHERE v.org = m.org AND v.variant_of = m.id
	AND v.variant_of <> '' AND (e.state IN ('pending', 'sending', 'deferred') OR e.changed >= ?)) `

const (
	goneFiles  = gone + `AND m.erased = 0`
	goneMails  = gone + `AND m.erased > 0`
	eraseFile  = `UPDATE messages SET erased = ? WHERE org = ? AND id = ?`
	goneChecks = ` FROM checks c WHERE c.org = ? AND c.created < ?
AND NOT EXISTS (SELECT 1 FROM messages m WHERE m.org = c.org AND m.check_id = c.id AND m.check_id <> '' AND m.erased = 0)`
	deleteReports = `DELETE FROM door_reports WHERE org = ? AND received < ?`
)

// deleteMail takes a mail's rows away, those that refer to others first.
var deleteMail = [...]string{
	`DELETE FROM links WHERE org = ? AND hold IN (SELECT id FROM holds WHERE org = ? AND message = ?)`,
	`DELETE FROM approvals WHERE org = ? AND hold IN (SELECT id FROM holds WHERE org = ? AND message = ?)`,
	`DELETE FROM holds WHERE org = ? AND org = ? AND message = ?`,
	`DELETE FROM shares WHERE org = ? AND org = ? AND message = ?`,
	`DELETE FROM deliveries WHERE org = ? AND org = ? AND message = ?`,
	`DELETE FROM bodies WHERE org = ? AND org = ? AND message = ?`,
	`DELETE FROM messages WHERE org = ? AND org = ? AND id = ?`,
}

// deleteCheck does so for a check.
var deleteCheck = [...]string{
	`DELETE FROM confirmation_uses WHERE org = ? AND confirmation IN (SELECT id FROM confirmations WHERE org = ? AND check_id = ?)`,
	`DELETE FROM confirmed_recipients WHERE org = ? AND confirmation IN (SELECT id FROM confirmations WHERE org = ? AND check_id = ?)`,
	`DELETE FROM confirmations WHERE org = ? AND org = ? AND check_id = ?`,
	`DELETE FROM outcomes WHERE org = ? AND org = ? AND check_id = ?`,
	`DELETE FROM checks WHERE org = ? AND org = ? AND id = ?`,
}

const purgePiece = 200 // rows that are looked at in one go

// Purge takes away what is older than r says, in pieces, and reports how much that was. remove is given the name of each file of the spool
// whose row says already that it is gone; a file that cannot be removed now is one that no row names.
func (s *Store) Purge(ctx context.Context, org Org, r Retention, remove func(file string) error) (p Purged, err error) {
	if p.Files, err = s.purgeFiles(ctx, org, r.Files, remove); err != nil {
		return p, fmt.Errorf("purge files: %w", err)
	}
	if p.Mails, err = s.purgeRows(ctx, org, "m", goneMails, mailArgs(org, r.Mails), deleteMail[:]); err != nil {
		return p, fmt.Errorf("purge mails: %w", err)
	}
	if p.Checks, err = s.purgeRows(ctx, org, "c", goneChecks, checkArgs(org, r.Checks), deleteCheck[:]); err != nil {
		return p, fmt.Errorf("purge checks: %w", err)
	}
	if !r.Checks.IsZero() {
		err = s.do(ctx, 0, func(ctx context.Context, t *tx) error {
			_, err := t.exec(ctx, deleteReports, org.id, micros(r.Checks))
			return err
		})
		if err != nil {
			return p, fmt.Errorf("purge reports: %w", err)
		}
	}
	if p.Audit, err = s.purgeAudit(ctx, org, r.Audit); err != nil {
		return p, fmt.Errorf("purge audit: %w", err)
	}
	return p, nil
}

// WouldPurge counts what Purge would take away now. Mails whose files go now have rows that go later.
func (s *Store) WouldPurge(ctx context.Context, org Org, r Retention) (p Purged, err error) {
	for _, c := range []struct {
		query string
		args  []any
		into  *int
	}{
		{goneFiles, mailArgs(org, r.Files), &p.Files}, {goneMails, mailArgs(org, r.Mails), &p.Mails}, {goneChecks, checkArgs(org, r.Checks), &p.Checks},
	} {
		if c.args == nil {
			continue
		}
		if err := s.row(ctx, `SELECT COUNT(*)`+c.query, c.args...).Scan(c.into); err != nil {
			return p, fmt.Errorf("count what is to be purged: %w", err)
		}
	}
	p.Audit, err = s.wouldPurgeAudit(ctx, org, r.Audit)
	return p, err
}

// mailArgs are those of gone; nil: nothing is.
func mailArgs(org Org, before time.Time) []any {
	if before.IsZero() {
		return nil
	}
	b := micros(before)
	return []any{org.id, b, b, b, b}
}

func checkArgs(org Org, before time.Time) []any {
	if before.IsZero() {
		return nil
	}
	return []any{org.id, micros(before)}
}

func (s *Store) purgeFiles(ctx context.Context, org Org, before time.Time, remove func(string) error) (n int, err error) {
	if before.IsZero() {
		return 0, nil
	}
	for last := (old{}); ; {
		var ended []old
		if ended, last, err = s.next(ctx, `SELECT m.created, m.id, m.file`+goneFiles, "m", mailArgs(org, before), last); err != nil || len(ended) == 0 {
			return n, err
		}
		err = forAll(ctx, s, ended, func(ctx context.Context, t *tx, m old) error {
			_, err := t.exec(ctx, eraseFile, micros(t.now()), org.id, m.id)
			if err == nil && m.file == "" {
				_, err = t.exec(ctx, deleteBody, org.id, m.id)
			}
			return err
		})
		if err != nil {
			return n, err
		}
		for _, m := range ended {
			if m.file != "" {
				if err := remove(m.file); err != nil {
					return n, err
				}
			}
			n++
		}
	}
}

func (s *Store) purgeRows(ctx context.Context, org Org, table string, which string, args []any, deletes []string) (n int, err error) {
	if args == nil {
		return 0, nil
	}
	for last := (old{}); ; {
		var rows []old
		if rows, last, err = s.next(ctx, `SELECT `+table+`.created, `+table+`.id, ''`+which, table, args, last); err != nil || len(rows) == 0 {
			return n, err
		}
		err = forAll(ctx, s, rows, func(ctx context.Context, t *tx, r old) error {
			for _, d := range deletes {
				if _, err := t.exec(ctx, d, org.id, org.id, r.id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return n, err
		}
		n += len(rows)
	}
}

// old is a row that may go.
type old struct {
	created  int64
	id, file string
}

// next reads a piece of what may go, after the last row of the piece before: what stays is looked at once.
func (s *Store) next(ctx context.Context, query, table string, args []any, after old) ([]old, old, error) {
	query += ` AND ` + table + `.created >= ? AND (` + table + `.created > ? OR ` + table + `.id > ?) ORDER BY ` + table + `.created, ` + table + `.id LIMIT ?`
	rows, err := collect(ctx, s, func(scan scanner) (o old, err error) { return o, scan(&o.created, &o.id, &o.file) },
		query, append(slices.Clone(args), after.created, after.created, after.id, purgePiece)...)
	if len(rows) > 0 {
		after = rows[len(rows)-1]
	}
	return rows, after, err
}

// forAll does something for each of a list, in pieces.
func forAll[T any](ctx context.Context, s *Store, list []T, do func(context.Context, *tx, T) error) error {
	next := 0
	return s.pieces(ctx, func(ctx context.Context, t *tx, late func() bool) (bool, error) {
		i := next
		for ; i < len(list) && !late(); i++ {
			if err := do(ctx, t, list[i]); err != nil {
				return false, err
			}
		}
		next = i
		return i < len(list), nil
	})
}
