package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// What a link is for.
const (
	LinkSender   = "sender"   // what the sender of a held mail may do with it
	LinkApprover = "approver" // what somebody decides who was asked
)

// Link lets one person act once on one stage of a hold.
type Link struct {
	Hold    string
	Stage   int64
	Purpose string // LinkSender or LinkApprover
	Person  string // mail address, lower case
	Created time.Time
	Expires time.Time
	Used    time.Time // zero: not yet
}

const (
	linkKept   = 30 * 24 * time.Hour // after its end, so that a late click hears what became of the mail
	purgeLinks = `DELETE FROM links WHERE org = ? AND expires < ?`
	insertLink = `INSERT INTO links (org, hash, hold, stage, purpose, person, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	queryLink  = `SELECT hold, stage, purpose, person, created, expires, used FROM links WHERE org = ? AND hash = ?`
	useLink    = `UPDATE links SET used = ? WHERE org = ? AND hash = ? AND used = 0`
)

// AddLink saves a link, whose token is kept as its SHA-256. Links that ended 30 days ago are forgotten.
func (s *Store) AddLink(ctx context.Context, org Org, token string, l Link) error {
	return s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		now := t.now()
		if _, err := t.exec(ctx, purgeLinks, org.id, micros(now.Add(-linkKept))); err != nil {
			return fmt.Errorf("forget old links: %w", err)
		}
		_, err := t.exec(ctx, insertLink, org.id, hashed(token), l.Hold, l.Stage, l.Purpose, strings.ToLower(l.Person), micros(now), micros(l.Expires))
		if err != nil {
			return fmt.Errorf("add link: %w", err)
		}
		return nil
	})
}

// Link returns the link of a token, or ErrNotFound.
func (s *Store) Link(ctx context.Context, org Org, token string) (l Link, err error) {
	var created, expires, used int64
	err = s.row(ctx, queryLink, org.id, hashed(token)).Scan(&l.Hold, &l.Stage, &l.Purpose, &l.Person, &created, &expires, &used)
	if err != nil {
		return Link{}, fmt.Errorf("look for a link: %w", err)
	}
	l.Created, l.Expires, l.Used = moment(created), moment(expires), moment(used)
	return l, nil
}

// UseLink uses a link up. One that was used before gives ErrConflict.
func (s *Store) UseLink(ctx context.Context, org Org, token string) error {
	return s.do(ctx, 0, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, useLink, micros(t.now()), org.id, hashed(token))
		if err == nil && n == 0 {
			err = ErrConflict
		}
		if err != nil {
			return fmt.Errorf("use link: %w", err)
		}
		return nil
	})
}
