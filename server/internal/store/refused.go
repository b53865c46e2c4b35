package store

import (
	"context"
	"errors"
	"fmt"

	"sekisho/server/internal/audit"
)

// RecordRefused records a mail that was not taken: the audit row, and, unless the same mail of the same person was checked before, its check
// and the notices of it. Who tries again and again makes nobody read it again and again.
func (s *Store) RecordRefused(ctx context.Context, org Org, c Check, notices []Notice, e audit.Entry) error {
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return err
	}
	err = s.logged(ctx, org, c.size()+256*len(notices), e, func(ctx context.Context, t *tx, _ *audit.Entry) error {
		var n int
		if err := t.row(ctx, querySeen, []any{org.id, c.Draft, c.Who.Issuer, c.Who.Subject}, &n); err != nil || n != 0 {
			return errors.Join(err, seenBefore(n))
		}
		if err := t.recordCheck(ctx, org, keys, c); err != nil {
			return err
		}
		return t.addNotices(ctx, org, notices)
	})
	if errors.Is(err, ErrConflict) {
		return s.Log(ctx, org, e)
	}
	if err != nil {
		return fmt.Errorf("record refused mail: %w", err)
	}
	return nil
}

func seenBefore(n int) error {
	if n != 0 {
		return ErrConflict
	}
	return nil
}
