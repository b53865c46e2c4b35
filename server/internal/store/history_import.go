package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

// MaxImport is how many mails ImportSent takes at once.
const MaxImport = 1000

// Imported says what became of mails that were imported.
type Imported struct {
	Counted int
	Double  int // counted by an earlier import, or twice in this one
	Live    int // newer than the first mail that this server itself saw leave: counted then
	Old     int // older than history.Forget
}

const insertImported = `INSERT INTO history_imported (org, account, mail, time) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`

// ImportSent counts at most MaxImport mails of one account that left before this server watched, all or none. A mail with a
// Message counts once however often it comes. Without a time it counts as of now.
func (s *Store) ImportSent(ctx context.Context, org Org, account string, mails []history.Sent) (Imported, error) {
	if len(mails) > MaxImport {
		return Imported{}, fmt.Errorf("import: %w: %d mails, limit %d", ErrTooLong, len(mails), MaxImport)
	}
	keys, err := s.Keys(ctx, org)
	if err != nil {
		return Imported{}, err
	}
	var done Imported
	size := 0
	for _, m := range mails {
		size += 64 + 64*len(m.To)
	}
	err = s.do(ctx, min(size, itemBytes-overhead), func(ctx context.Context, t *tx) error {
		b := &importBatch{
			learner: learner{t, org, historyKeysOf(keys), history.Normal(account)}, now: t.now(),
			people: map[string]*tally{}, domains: map[string]*tally{}, pairs: map[string]*tally{},
		}
		if err := b.run(ctx, mails); err != nil {
			return fmt.Errorf("import sent mail: %w", err)
		}
		done = b.done
		return nil
	})
	return done, err
}

// importBatch adds up mails before it writes: people write to few others.
type importBatch struct {
	learner
	now                    time.Time
	live                   int64
	done                   Imported
	people, domains, pairs map[string]*tally
}

type tally struct {
	line
	who  policy.Mailbox
	from map[string]int64
}

func (t *tally) add(at int64) *tally {
	t.line = t.line.add(line{count: 1, first: at, last: at})
	return t
}

func (b *importBatch) run(ctx context.Context, mails []history.Sent) error {
	var all int64
	err := b.row(ctx, queryAccount, []any{b.org.id, b.account}, &b.live, &all)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	for _, m := range mails {
		if err := b.take(ctx, m); err != nil {
			return err
		}
	}
	return b.write(ctx)
}

// take counts one mail unless it was counted before or is out of the time that an import is for.
func (b *importBatch) take(ctx context.Context, m history.Sent) error {
	at := micros(b.now)
	if !m.At.IsZero() {
		at = min(at, micros(m.At)) // a clock that was wrong must not make a mail of tomorrow
	}
	switch {
	case at < micros(b.now.Add(-history.Forget)):
		b.done.Old++
		return nil
	case b.live != 0 && at >= b.live && !m.At.IsZero():
		b.done.Live++
		return nil
	}
	if m.Message != "" {
		n, err := b.exec(ctx, insertImported, b.org.id, b.account, b.keys.number("imported", m.Message), at)
		if err != nil {
			return err
		}
		if n == 0 {
			b.done.Double++
			return nil
		}
	}
	b.done.Counted++
	b.count(m, at)
	return nil
}

func (b *importBatch) count(m history.Sent, at int64) {
	var domains []string
	for _, to := range m.To {
		t := of(b.people, to.Address).add(at)
		if to.Name != "" || t.who.Address == "" {
			t.who = to
		}
		if _, d := history.Split(to.Address); !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	for _, d := range domains {
		t := of(b.domains, d).add(at)
		if t.from == nil {
			t.from = map[string]int64{}
		}
		t.from[m.From]++
	}
	for _, p := range m.Pairs {
		of(b.pairs, p).add(at)
	}
}

func of(all map[string]*tally, key string) *tally {
	t := all[key]
	if t == nil {
		t = &tally{}
		all[key] = t
	}
	return t
}

// usual is the From address of most mails, and by how many it leads. Of equals the first in the alphabet is taken.
func (t *tally) usual() (from string, lead int64) {
	var most, all int64
	for f, n := range t.from {
		all += n
		if n > most || n == most && f < from {
			from, most = f, n
		}
	}
	return from, max(2*most-all, 0)
}

func (b *importBatch) write(ctx context.Context) error {
	for _, t := range b.people {
		if _, err := b.address(ctx, t.who, t.line); err != nil {
			return err
		}
	}
	for d, t := range b.domains {
		from, lead := t.usual()
		if err := b.domain(ctx, d, t.line, from, lead); err != nil {
			return err
		}
	}
	for p, t := range b.pairs {
		if err := b.pair(ctx, p, t.line); err != nil {
			return err
		}
	}
	if _, err := b.exec(ctx, putAccount, b.org.id, b.account, 0, b.done.Counted); err != nil {
		return err
	}
	return b.trim(ctx)
}
