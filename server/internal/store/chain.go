package store

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"sekisho/server/internal/audit"
)

// Log appends a row to the organisation's audit chain, for what changes no other row.
func (s *Store) Log(ctx context.Context, org Org, e audit.Entry) error {
	return s.logged(ctx, org, 0, e, func(context.Context, *tx, *audit.Entry) error { return nil })
}

const (
	auditPage   = 500
	selectAudit = `SELECT n, time, event, issuer, subject, door, object, action, policy_version, details, personal, value FROM audit `
	queryAudit  = selectAudit + `WHERE org = ? AND n > ? ORDER BY n LIMIT ?`
)

// AuditRows returns the organisation's chain from the row after n on, lowest first. It reads in pages, so a long export keeps no reader.
func (s *Store) AuditRows(ctx context.Context, org Org, after int64) iter.Seq2[audit.Row, error] {
	return func(yield func(audit.Row, error) bool) {
		for {
			page, err := collect(ctx, s, auditRow(org), queryAudit, org.id, after, auditPage)
			if err != nil {
				if !audit.IsBroken(err) {
					err = fmt.Errorf("read audit chain: %w", err)
				}
				yield(audit.Row{}, err)
				return
			}
			for _, r := range page {
				if !yield(r, nil) {
					return
				}
				after = r.N
			}
			if len(page) < auditPage {
				return
			}
		}
	}
}

func auditRow(org Org) func(scanner) (audit.Row, error) {
	return func(scan scanner) (audit.Row, error) {
		r := audit.Row{Org: org.id}
		var at int64
		var details, personal, value string
		err := scan(&r.N, &at, &r.Event, &r.Issuer, &r.Subject, &r.Door, &r.Object, &r.Action, &r.PolicyVersion, &details, &personal, &value)
		if err != nil {
			return r, err
		}
		r.Time = moment(at)
		if json.Unmarshal([]byte(details), &r.Details) != nil || json.Unmarshal([]byte(personal), &r.Personal) != nil {
			return r, &audit.BrokenError{Row: r.N, Reason: "details or personal values are not JSON"}
		}
		if r.Value, err = audit.ParseValue(value); err != nil {
			return r, &audit.BrokenError{Row: r.N, Reason: "the chain value is not 64 hex digits"}
		}
		return r, nil
	}
}

// VerifyAudit checks the organisation's chain against its key and its checkpoints. See audit.Verify for the error.
func (s *Store) VerifyAudit(ctx context.Context, org Org) (audit.Report, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return audit.Report{}, err
	}
	// Rows are read after the checkpoints: what a checkpoint counts is there by then, if nobody took it away.
	known, err := s.knownCheckpoints(ctx, org)
	if err != nil {
		return audit.Report{}, err
	}
	written, err := audit.ReadCheckpoints(s.CheckpointFile(), org.id)
	if err != nil {
		return audit.Report{}, err
	}
	from, err := s.purgedTo(ctx, org)
	if err != nil {
		return audit.Report{}, err
	}
	public, _ := keys.Checkpoint.Public().(ed25519.PublicKey)
	return audit.Verify(audit.Chain{
		Org: org.id, Key: keys.Audit, Public: public, Rows: s.AuditRows(ctx, org, from), From: from, Checkpoints: written, Known: known,
	})
}

func (s *Store) knownCheckpoints(ctx context.Context, org Org) ([]audit.Checkpoint, error) {
	return collect(ctx, s, func(scan scanner) (audit.Checkpoint, error) {
		c := audit.Checkpoint{Org: org.id}
		var at int64
		err := scan(&c.Count, &c.Value, &at, &c.Signature)
		c.Time = moment(at)
		return c, err
	}, `SELECT count, value, time, signature FROM audit_checkpoints WHERE org = ? ORDER BY count`, org.id)
}

// EraseAudit takes an address or a mail's subject, written in any case, out of all rows of the chain, and appends a row for each piece of
// work that names the rows, with what e says of who asked. It returns how many values were erased.
func (s *Store) EraseAudit(ctx context.Context, org Org, value string, e audit.Entry) (int, error) {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return 0, err
	}
	e.Event = audit.EventErased
	after, total := int64(0), 0
	err = s.pieces(ctx, func(ctx context.Context, t *tx, late func() bool) (bool, error) {
		p := erasure{org: org, value: value, after: after}
		more, err := p.run(ctx, t, late)
		if err != nil {
			return false, fmt.Errorf("erase from audit chain: %w", err)
		}
		after, total = p.after, total+p.count
		if len(p.rows) == 0 {
			return more, nil
		}
		e.Details = map[string]string{audit.DetailRows: strings.Join(p.rows, ",")}
		return more, t.append(ctx, org, keys, prepare(e))
	})
	return total, err
}

// erasure is one piece of EraseAudit.
type erasure struct {
	org   Org
	value string
	after int64
	count int
	rows  []string
}

const (
	queryNextAudit = selectAudit + `WHERE org = ? AND n > ? ORDER BY n LIMIT 1`
	updatePersonal = `UPDATE audit SET personal = ? WHERE org = ? AND n = ?`
)

func (p *erasure) run(ctx context.Context, t *tx, late func() bool) (more bool, err error) {
	match := func(_, clear string) bool { return strings.EqualFold(clear, p.value) }
	for !late() {
		r, err := auditRow(p.org)(func(into ...any) error { return t.row(ctx, queryNextAudit, []any{p.org.id, p.after}, into...) })
		if errors.Is(err, ErrNotFound) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		p.after = r.N
		r, n := audit.Erase(r, match)
		if n == 0 {
			continue
		}
		if _, err := t.exec(ctx, updatePersonal, encode(r.Personal), p.org.id, r.N); err != nil {
			return false, err
		}
		p.count += n
		p.rows = append(p.rows, strconv.FormatInt(r.N, 10))
	}
	return true, nil
}

// wrote notes how many rows a batch appended and asks for a checkpoint when enough have come together. Only the writer calls it.
func (s *Store) wrote(appended map[Org]int64) {
	for org, n := range appended {
		s.pending[org] += n
		if s.pending[org] >= audit.CheckpointRows {
			s.pending[org] = 0
			select {
			case s.due <- struct{}{}:
			default:
			}
		}
	}
}

// runCheckpoints makes checkpoints when they are due, until Close.
func (s *Store) runCheckpoints() {
	tick := time.NewTicker(audit.CheckpointEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-s.due:
		case <-tick.C:
		}
		if err := s.Checkpoint(context.Background()); err != nil {
			s.log.Error("audit checkpoint", slog.Any("error", err))
		}
	}
}

// Checkpoint signs where every organisation's chain has come to, unless it has not moved since the last time. It returns when all is in the
// file; then the database notes that they are there.
func (s *Store) Checkpoint(ctx context.Context) error {
	s.checkpointing.Lock()
	defer s.checkpointing.Unlock()
	orgs, err := s.Organizations(ctx)
	if err != nil {
		return err
	}
	var fresh []audit.Checkpoint
	for _, o := range orgs {
		c, err := s.checkpointOf(ctx, Org{o.ID})
		if err != nil {
			return fmt.Errorf("organisation %q: %w", o.ID, err)
		}
		if c.Count > 0 {
			fresh = append(fresh, c)
		}
	}
	for chunk := range slices.Chunk(fresh, batchItems) {
		if err := s.keepCheckpoints(ctx, chunk); err != nil {
			return err
		}
	}
	return nil
}

const (
	queryLastCount   = `SELECT COALESCE(MAX(count), 0) FROM audit_checkpoints WHERE org = ?`
	insertCheckpoint = `INSERT INTO audit_checkpoints (org, count, value, time, signature) VALUES (?, ?, ?, ?, ?) ON CONFLICT (org, count) DO NOTHING`
)

// checkpointOf returns a new checkpoint, or the zero one if there is nothing new.
func (s *Store) checkpointOf(ctx context.Context, org Org) (audit.Checkpoint, error) {
	var n, last int64
	var value string
	err := s.row(ctx, queryHead, org.id).Scan(&n, &value)
	if errors.Is(err, ErrNotFound) {
		return audit.Checkpoint{}, nil
	}
	if err == nil {
		err = s.row(ctx, queryLastCount, org.id).Scan(&last)
	}
	if err != nil || n <= last {
		return audit.Checkpoint{}, err
	}
	v, err := audit.ParseValue(value)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return audit.Checkpoint{}, err
	}
	return audit.Sign(keys.Checkpoint, org.id, n, v, s.now()), nil
}

// keepCheckpoints writes the file first: what the database knows of must be there.
func (s *Store) keepCheckpoints(ctx context.Context, list []audit.Checkpoint) error {
	if err := audit.Append(s.CheckpointFile(), list...); err != nil {
		return err
	}
	return s.doOwn(ctx, func(ctx context.Context, t *tx) error {
		for _, c := range list {
			if _, err := t.exec(ctx, insertCheckpoint, c.Org, c.Count, c.Value, micros(c.Time), c.Signature); err != nil {
				return fmt.Errorf("note checkpoint: %w", err)
			}
		}
		return nil
	})
}
