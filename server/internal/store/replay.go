package store

import (
	"context"
	"fmt"
	"iter"
	"math"
	"time"
)

// checksPage is how many checks are read at once.
const checksPage = 200

const queryChecks = `SELECT ` + checkColumns + ` FROM checks WHERE org = ? AND (created > ? OR created = ? AND id > ?) AND created <= ? AND state <> 'erased'
ORDER BY created, id LIMIT ?`

// Checks returns the organisation's recorded checks from since on and before until, the oldest first, those erased left out. A
// zero until is no end. It reads in pages, so a long run keeps no reader.
func (s *Store) Checks(ctx context.Context, org Org, since, until time.Time) iter.Seq2[Check, error] {
	return func(yield func(Check, error) bool) {
		after, id, end := micros(since)-1, "", int64(math.MaxInt64)
		if since.IsZero() {
			after = math.MinInt64
		}
		if !until.IsZero() {
			end = micros(until) - 1
		}
		for {
			page, err := collect(ctx, s, func(scan scanner) (Check, error) { return readCheck(scan) }, queryChecks, org.id, after, after, id, end, checksPage)
			if err != nil {
				yield(Check{}, fmt.Errorf("read checks: %w", err))
				return
			}
			for i := range page {
				if !yield(page[i], nil) {
					return
				}
				after, id = micros(page[i].Time), page[i].ID
			}
			if len(page) < checksPage {
				return
			}
		}
	}
}
