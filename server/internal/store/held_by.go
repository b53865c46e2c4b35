package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

const countHeldBy = `SELECT COUNT(*) FROM holds WHERE org = ? AND account = ? AND claimed = ? AND created >= ? AND ` + waits + ` AND stages LIKE ?`

// HeldBy tells whether a mail of an account, taken since then, waits because of a rule. One that only claims to be the account's does not
// count for one that is, nor the other way round.
func (s *Store) HeldBy(ctx context.Context, org Org, account string, claimed bool, rule string, since time.Time) (bool, error) {
	var n int64
	err := s.row(ctx, countHeldBy, org.id, strings.ToLower(account), flag(claimed), micros(since), "%"+encode(rule)+"%").Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for holds by a rule: %w", err)
	}
	return n > 0, nil
}
