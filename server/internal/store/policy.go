package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"sekisho/server/internal/audit"
)

// Policy is one version of an organisation's policy.
type Policy struct {
	Version  int64 // from 1
	Document string
	Hash     string // SHA-256 of Document, hex: an ETag
	Who      Who    // who put it there
	Note     string
	Created  time.Time
	Current  bool
}

// AnyVersion as PolicyChange.After puts the document there whatever is current.
const AnyVersion = -1

// PolicyChange is a document to put in force. It must have passed the policy loader.
type PolicyChange struct {
	Document string
	Who      Who
	Note     string
	After    int64 // the version it was made from, 0: there is none yet, or AnyVersion
}

const (
	policyColumns  = `version, document, hash, issuer, subject, note, created, current`
	queryCurrent   = `SELECT ` + policyColumns + ` FROM policies WHERE org = ? AND current = 1`
	queryPolicy    = `SELECT ` + policyColumns + ` FROM policies WHERE org = ? AND version = ?`
	retirePolicy   = `UPDATE policies SET current = 0 WHERE org = ? AND current = 1`
	insertPolicy   = `INSERT INTO policies (org, version, document, hash, issuer, subject, note, created, current) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 1)`
	queryNewest    = `SELECT COALESCE(MAX(version), 0) FROM policies WHERE org = ?`
	queryVersion   = `SELECT version FROM policies WHERE org = ? AND current = 1`
	queryInForce   = `SELECT version, hash FROM policies WHERE org = ? AND current = 1`
	eventPolicyPut = "policy.put"
)

// PutPolicy makes a document the current policy, with its audit row (event "policy.put"), and returns its version. If the current policy is
// not the one that After names it gives ErrConflict. A document equal to the current one makes no new version.
func (s *Store) PutPolicy(ctx context.Context, org Org, p PolicyChange) (int64, error) {
	var version int64
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return 0, err
	}
	err = s.do(ctx, len(p.Document), func(ctx context.Context, t *tx) (err error) {
		var fresh bool
		if version, fresh, err = t.putPolicy(ctx, org, p); err != nil || !fresh {
			return err
		}
		return t.append(ctx, org, keys, prepare(audit.Entry{
			Event: eventPolicyPut, Issuer: p.Who.Issuer, Subject: p.Who.Subject, Object: strconv.FormatInt(version, 10), PolicyVersion: version,
			Details: map[string]string{"hash": hashed(p.Document)},
		}))
	})
	if err != nil {
		return 0, fmt.Errorf("put policy: %w", err)
	}
	return version, nil
}

func (t *tx) putPolicy(ctx context.Context, org Org, p PolicyChange) (version int64, fresh bool, err error) {
	var current int64
	var hash string
	err = t.row(ctx, queryInForce, []any{org.id}, &current, &hash)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return 0, false, err
	}
	if p.After != AnyVersion && p.After != current {
		return 0, false, fmt.Errorf("version %d is in force, not %d: %w", current, p.After, ErrConflict)
	}
	if current > 0 && hash == hashed(p.Document) {
		return current, false, nil
	}
	if err := t.row(ctx, queryNewest, []any{org.id}, &version); err != nil {
		return 0, false, err
	}
	if _, err := t.exec(ctx, retirePolicy, org.id); err != nil {
		return 0, false, err
	}
	version++
	_, err = t.exec(ctx, insertPolicy, org.id, version, p.Document, hashed(p.Document), p.Who.Issuer, p.Who.Subject, p.Note, micros(t.now()))
	return version, true, err
}

// CurrentPolicy returns the policy in force, or ErrNotFound.
func (s *Store) CurrentPolicy(ctx context.Context, org Org) (Policy, error) {
	p, err := readPolicy(s.row(ctx, queryCurrent, org.id).Scan)
	if err != nil {
		return Policy{}, fmt.Errorf("current policy: %w", err)
	}
	return p, nil
}

// CurrentPolicyVersion returns the version in force, or ErrNotFound. It reads no document, and may answer from memory, see fresh, so it may
// be asked before each check.
func (s *Store) CurrentPolicyVersion(ctx context.Context, org Org) (int64, error) {
	return remembered(s.fresh, s.fresh.versions, org, func() (version int64, err error) {
		if err := s.row(ctx, queryVersion, org.id).Scan(&version); err != nil {
			return 0, fmt.Errorf("current policy version: %w", err)
		}
		return version, nil
	})
}

// Policy returns one version, or ErrNotFound.
func (s *Store) Policy(ctx context.Context, org Org, version int64) (Policy, error) {
	p, err := readPolicy(s.row(ctx, queryPolicy, org.id, version).Scan)
	if err != nil {
		return Policy{}, fmt.Errorf("policy version %d: %w", version, err)
	}
	return p, nil
}

func readPolicy(scan scanner) (p Policy, err error) {
	var created int64
	err = scan(&p.Version, &p.Document, &p.Hash, &p.Who.Issuer, &p.Who.Subject, &p.Note, &created, &p.Current)
	p.Created = moment(created)
	return p, err
}
