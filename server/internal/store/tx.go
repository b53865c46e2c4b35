package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"sekisho/server/internal/audit"
)

// tx is the writer's transaction. Only the writer's goroutine uses it.
type tx struct {
	conn       *sql.Conn
	db         dialect
	now        func() time.Time
	statements map[string]kept
	heads      map[Org]head  // ends of chains, as far as they are known
	appended   map[Org]int64 // audit rows of this transaction
	undo       []headBefore  // what heads was before this item, in the order in which it changed
	stales     bool          // something was written that Store.fresh may know otherwise
}

// kept is a prepared statement.
type kept struct {
	*sql.Stmt
	stales bool
}

// headBefore is what was known of a chain; zero: nothing.
type headBefore struct {
	org  Org
	head head
}

// head is where an organisation's chain ends.
type head struct {
	n     int64
	value audit.Value
}

// statement prepares a query once. Queries are constants, so there are few.
func (t *tx) statement(ctx context.Context, query string) (kept, error) {
	if st, ok := t.statements[query]; ok {
		return st, nil
	}
	prepared, err := t.conn.PrepareContext(ctx, t.db.text(query))
	if err != nil {
		return kept{}, err
	}
	st := kept{prepared, staling.MatchString(query)}
	t.statements[query] = st
	return st, nil
}

// exec runs a query and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, query string, args ...any) (int64, error) {
	st, err := t.statement(ctx, query)
	if err != nil {
		return 0, err
	}
	t.stales = t.stales || st.stales
	res, err := st.ExecContext(ctx, t.db.args(args)...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// row reads one row. No row is ErrNotFound.
func (t *tx) row(ctx context.Context, query string, args []any, into ...any) error {
	st, err := t.statement(ctx, query)
	if err != nil {
		return err
	}
	return found(st.QueryRowContext(ctx, t.db.args(args)...).Scan(into...))
}

// query reads rows, which the caller closes.
func (t *tx) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	st, err := t.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(ctx, t.db.args(args)...)
}

// found turns the driver's "no rows" into ErrNotFound.
func found(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

const (
	queryHead   = `SELECT n, value FROM audit WHERE org = ? ORDER BY n DESC LIMIT 1`
	insertAudit = `INSERT INTO audit (org, n, time, event, issuer, subject, door, object, action, policy_version, details, personal, value)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
)

// note is an audit entry on its way to the chain.
type note struct {
	audit.Prepared
	personal string // JSON
}

// prepare does what can be done of an audit row before its turn in the chain. The writer is one goroutine; this runs in the callers'.
func prepare(e audit.Entry) note {
	p := audit.Prepare(e)
	return note{Prepared: p, personal: encode(p.Personal())}
}

// append adds a row to the organisation's chain.
func (t *tx) append(ctx context.Context, org Org, keys Keys, n note) error {
	end, err := t.head(ctx, org)
	if err != nil {
		return fmt.Errorf("read end of audit chain: %w", err)
	}
	if n.Entry.Time.IsZero() {
		n.Entry.Time = t.now()
	}
	r, err := audit.Seal(keys.Audit, end.value, org.id, end.n+1, n.Prepared)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, insertAudit, org.id, r.N, micros(r.Time), r.Event, r.Issuer, r.Subject, r.Door, r.Object, r.Action, r.PolicyVersion,
		encode(r.Details), n.personal, r.Value.String())
	if err != nil {
		return fmt.Errorf("write audit row: %w", err)
	}
	t.undo = append(t.undo, headBefore{org, end})
	t.heads[org] = head{r.N, r.Value}
	t.appended[org]++
	return nil
}

func (t *tx) head(ctx context.Context, org Org) (head, error) {
	if h, ok := t.heads[org]; ok {
		return h, nil
	}
	var h head
	var value string
	err := t.row(ctx, queryHead, []any{org.id}, &h.n, &value)
	if errors.Is(err, ErrNotFound) {
		return head{}, nil
	}
	if err != nil {
		return head{}, err
	}
	h.value, err = audit.ParseValue(value)
	return h, err
}

// takeBack makes the chains end where they did before this item.
func (t *tx) takeBack() {
	for i := len(t.undo) - 1; i >= 0; i-- {
		b := t.undo[i]
		t.heads[b.org] = b.head
		t.appended[b.org]--
	}
}

// micros is how times are stored. The zero time is 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// moment reads what micros wrote.
func moment(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// encode writes lists and maps of strings, which cannot fail.
func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

// list writes strings as a JSON list, never null.
func list(s []string) string {
	if s == nil {
		return "[]"
	}
	return encode(s)
}

// flag is how a yes or no is stored.
func flag(yes bool) int64 {
	if yes {
		return 1
	}
	return 0
}
