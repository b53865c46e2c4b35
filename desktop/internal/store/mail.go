package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sekisho/server/history"
)

// The limits of the history.
const (
	KeepFor  = 90 * 24 * time.Hour
	MaxMails = 10_000
)

// Mail is one mail of the past.
type Mail struct {
	ID         string // ours, also the record's at the server
	Time       time.Time
	Account    string
	Login      string
	From       string
	Recipients []string
	Subject    string
	Client     string
	MessageID  string
	Size       int64
	Action     string
	Verdict    json.RawMessage // nil: not judged
	Policy     string
	Paused     string
	Changes    []string
	Outcome    string // empty: on its way, or the program ended before it was known
	Reply      string
	Unheard    bool
	Ended      time.Time
}

// Queued is what is to be told to the server: a record or an outcome, as JSON.
type Queued struct {
	N    int64
	Kind string // record, outcome
	Mail string
	Body json.RawMessage
}

// The kinds of Queued.
const (
	Record  = "record"
	Outcome = "outcome"
)

const (
	mailColumns = `id, time, account, login, sender, recipients, subject, client, message_id, size, action, verdict, policy, paused, changes, outcome, reply, unheard, ended`
	insertMail  = `INSERT INTO mails (` + mailColumns + `) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET
outcome = excluded.outcome, reply = excluded.reply, unheard = excluded.unheard, ended = excluded.ended`
	insertQueued = `INSERT INTO queue (kind, mail, body, added) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`
)

// SaveMail writes a mail of the past, or what became of one that is there, what its history learns (nil: nothing), and what is to be told
// to the server, in one.
func (s *Store) SaveMail(ctx context.Context, m Mail, learn *history.Sent, queued ...Queued) error {
	err := s.within(ctx, func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, insertMail, m.ID, micros(m.Time), m.Account, m.Login, m.From, list(m.Recipients), m.Subject, m.Client, m.MessageID, m.Size,
			m.Action, string(m.Verdict), m.Policy, m.Paused, list(m.Changes), m.Outcome, m.Reply, m.Unheard, micros(m.Ended))
		if err != nil {
			return err
		}
		if learn != nil {
			if err := s.learn(ctx, tx, *learn); err != nil {
				return fmt.Errorf("learn: %w", err)
			}
		}
		return s.enqueue(ctx, tx, queued)
	})
	if err != nil {
		return fmt.Errorf("save mail %s: %w", m.ID, err)
	}
	return nil
}

func (s *Store) enqueue(ctx context.Context, tx *sql.Tx, queued []Queued) error {
	for _, q := range queued {
		if _, err := tx.ExecContext(ctx, insertQueued, q.Kind, q.Mail, string(q.Body), micros(s.now())); err != nil {
			return fmt.Errorf("queue for the server: %w", err)
		}
	}
	return nil
}

// Filter chooses mails of the past.
type Filter struct {
	Words   string    // all of them must be in subject, sender or a recipient, whatever their case; empty: all mails
	Outcome string    // empty: any
	Before  time.Time // zero: from the newest
	Limit   int       // 0: 50
}

// Mails lists mails of the past, the newest first, and tells whether there are older ones.
func (s *Store) Mails(ctx context.Context, f Filter) (mails []Mail, more bool, err error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	where, args := []string{"1"}, []any{}
	for _, w := range strings.Fields(f.Words) {
		where = append(where, `(subject || ' ' || sender || ' ' || recipients) LIKE ? ESCAPE '\'`)
		args = append(args, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(w)+"%")
	}
	if f.Outcome != "" {
		where, args = append(where, `outcome = ?`), append(args, f.Outcome)
	}
	if !f.Before.IsZero() {
		where, args = append(where, `time < ?`), append(args, micros(f.Before))
	}
	query := `SELECT ` + mailColumns + ` FROM mails WHERE ` + strings.Join(where, ` AND `) + ` ORDER BY time DESC, id DESC LIMIT ?`
	err = s.each(ctx, func(r *sql.Rows) error {
		m, err := readMail(r.Scan)
		mails = append(mails, m)
		return err
	}, query, append(args, f.Limit+1)...)
	if err != nil {
		return nil, false, fmt.Errorf("list mails: %w", err)
	}
	if len(mails) > f.Limit {
		return mails[:f.Limit], true, nil
	}
	return mails, false, nil
}

// Mail returns one mail of the past, or ErrNotFound.
func (s *Store) Mail(ctx context.Context, id string) (m Mail, err error) {
	found := false
	err = s.each(ctx, func(r *sql.Rows) (err error) {
		found = true
		m, err = readMail(r.Scan)
		return err
	}, `SELECT `+mailColumns+` FROM mails WHERE id = ?`, id)
	if err == nil && !found {
		err = ErrNotFound
	}
	if err != nil {
		return Mail{}, fmt.Errorf("mail %s: %w", id, err)
	}
	return m, nil
}

// Unfinished lists the mails of which the program did not learn the end before it ended: the upstream may have them.
func (s *Store) Unfinished(ctx context.Context, before time.Time) (mails []Mail, err error) {
	err = s.each(ctx, func(r *sql.Rows) error {
		m, err := readMail(r.Scan)
		mails = append(mails, m)
		return err
	}, `SELECT `+mailColumns+` FROM mails WHERE outcome = '' AND time < ? ORDER BY time`, micros(before))
	return mails, err
}

// Sweep forgets what is older than the limits.
func (s *Store) Sweep(ctx context.Context) error {
	now := s.now()
	return s.within(ctx, func(tx *sql.Tx) error {
		for _, q := range []struct {
			query string
			args  []any
		}{
			{`DELETE FROM mails WHERE time < ? AND outcome <> ''`, []any{micros(now.Add(-KeepFor))}},
			{`DELETE FROM mails WHERE outcome <> '' AND id NOT IN (SELECT id FROM mails ORDER BY time DESC, id DESC LIMIT ?)`, []any{MaxMails}},
			{`DELETE FROM history WHERE last < ?`, []any{micros(now.Add(-history.Forget))}},
			{`DELETE FROM history_pairs WHERE last < ?`, []any{micros(now.Add(-history.Forget))}},
			{`DELETE FROM remembered WHERE key NOT IN (SELECT key FROM remembered ORDER BY used DESC LIMIT ?)`, []any{maxRemembered}},
		} {
			if _, err := tx.ExecContext(ctx, q.query, q.args...); err != nil {
				return fmt.Errorf("forget what is old: %w", err)
			}
		}
		return nil
	})
}

func readMail(scan func(...any) error) (m Mail, err error) {
	var at, ended int64
	var to, changes, verdict string
	err = scan(&m.ID, &at, &m.Account, &m.Login, &m.From, &to, &m.Subject, &m.Client, &m.MessageID, &m.Size, &m.Action, &verdict, &m.Policy, &m.Paused, &changes,
		&m.Outcome, &m.Reply, &m.Unheard, &ended)
	if err != nil {
		return m, err
	}
	m.Time, m.Ended = moment(at), moment(ended)
	if verdict != "" {
		m.Verdict = json.RawMessage(verdict)
	}
	if err = json.Unmarshal([]byte(to), &m.Recipients); err == nil {
		err = json.Unmarshal([]byte(changes), &m.Changes)
	}
	return m, err
}

// list writes strings as a JSON list.
func list(s []string) string {
	if s == nil {
		return "[]"
	}
	b, err := json.Marshal(s)
	if err != nil {
		return "[]" // strings always marshal
	}
	return string(b)
}

// MailID is the name of a mail of which a gate knows an id and when it came: the same for the history, the outbox and the server.
func MailID(id string, at time.Time) string {
	h := sha256.Sum256([]byte(id + at.UTC().Format(time.RFC3339Nano)))
	return hex.EncodeToString(h[:16])
}
