package audit

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"time"
)

// EventErased is the event of the row that tells of an erasure; its detail DetailRows names the rows, separated by commas.
const (
	EventErased = "audit.erased"
	DetailRows  = "rows"
)

// EventPurged is the event of the row that tells that the rows up to one, which has a checkpoint, are no longer kept. Its detail DetailRows
// is the number of that row.
const EventPurged = "audit.purged"

// PurgedTo returns the last row that a row tells is no longer kept; 0: it tells of none.
func PurgedTo(r Row) int64 {
	n, err := strconv.ParseInt(r.Details[DetailRows], 10, 64)
	if r.Event != EventPurged || err != nil {
		return 0
	}
	return n
}

// BrokenError tells where a chain does not hold.
type BrokenError struct {
	Row    int64 // the first bad or missing row; 0: a checkpoint, not a row
	Reason string
}

// Error names the row and the reason.
func (e *BrokenError) Error() string {
	if e.Row == 0 {
		return e.Reason
	}
	return fmt.Sprintf("row %d: %s", e.Row, e.Reason)
}

// Chain is one organisation's chain and what it is to be held against.
type Chain struct {
	Org         string
	Key         Key
	Public      ed25519.PublicKey     // of the key that signs checkpoints
	Rows        iter.Seq2[Row, error] // by number, lowest first, those after From
	From        int64                 // the last row that is no longer kept: a row and a checkpoint must say so; 0: all are
	Checkpoints []Checkpoint          // from the file outside the database
	Known       []Checkpoint          // what the database remembers of the checkpoints it had written; the file must have them all
}

// Report is what Verify has seen.
type Report struct {
	Rows        int64 // the number of the last row that holds
	Purged      int64 // the number of the last row that is no longer kept
	Checkpoints int   // checkpoints that hold
	Erased      int   // personal values that were erased, with a record of it
}

// Verify checks every row, value and checkpoint. The error is a *BrokenError for the first thing that does not hold, else it comes from
// reading the rows. The report counts what held before it.
func Verify(c Chain) (Report, error) {
	v := verifier{chain: c, at: map[int64]Checkpoint{}, erased: map[int64]int{}}
	if err := v.checkpoints(); err != nil {
		return v.report, err
	}
	if err := v.begin(); err != nil {
		return v.report, err
	}
	for row, err := range c.Rows {
		if err != nil {
			return v.report, err
		}
		if err := v.row(row); err != nil {
			return v.report, err
		}
	}
	return v.report, v.end()
}

type verifier struct {
	chain  Chain
	at     map[int64]Checkpoint // by count
	last   Checkpoint           // with the highest count
	erased map[int64]int        // values erased, by row, until a record of it is seen
	value  Value
	told   bool // a row tells of Chain.From
	report Report
}

// begin takes the value of the rows that are no longer kept from their checkpoint.
func (v *verifier) begin() (err error) {
	from := v.chain.From
	if from == 0 {
		return nil
	}
	c, ok := v.at[from]
	if !ok {
		return broken(from, "the rows up to it are said to be no longer kept, and there is no checkpoint of it")
	}
	if v.value, err = ParseValue(c.Value); err != nil {
		return broken(from, "its checkpoint has no chain value")
	}
	v.report.Rows, v.report.Purged = from, from
	v.report.Checkpoints++
	return nil
}

func (v *verifier) checkpoints() error {
	for _, c := range v.chain.Checkpoints {
		if !c.Genuine(v.chain.Public) || c.Org != v.chain.Org {
			return &BrokenError{Reason: fmt.Sprintf("checkpoint of %s at %d rows: the signature is not ours", stamp(c.Time), c.Count)}
		}
		if old, ok := v.at[c.Count]; ok && old.Value != c.Value {
			return broken(c.Count, "two checkpoints (%s, %s) have different values: the chain was rewritten or an old copy of the database was put back", stamp(old.Time), stamp(c.Time))
		}
		v.at[c.Count] = c
		if c.Count > v.last.Count {
			v.last = c
		}
	}
	for _, k := range v.chain.Known {
		if c, ok := v.at[k.Count]; !ok || c.Value != k.Value {
			return &BrokenError{Reason: fmt.Sprintf("the checkpoint of %s at %d rows is missing from the checkpoint file", stamp(k.Time), k.Count)}
		}
	}
	return nil
}

func (v *verifier) row(r Row) error {
	want := v.report.Rows + 1
	if r.N > want {
		return broken(want, "missing: the next row is %d", r.N)
	}
	if r.N < want || r.Org != v.chain.Org {
		return broken(want, "found row %d of %q in its place", r.N, clip(r.Org))
	}
	if r.Value != link(v.chain.Key, v.value, r.canonical()) {
		return broken(r.N, "the contents do not match the chain value")
	}
	if err := v.personal(r); err != nil {
		return err
	}
	if c, ok := v.at[r.N]; ok {
		if c.Value != r.Value.String() {
			return broken(r.N, "the value is not that of the checkpoint of %s: the chain was rewritten or an old copy of the database was put back", stamp(c.Time))
		}
		v.report.Checkpoints++
	}
	v.told = v.told || PurgedTo(r) == v.chain.From
	v.value = r.Value
	v.report.Rows = r.N
	return nil
}

func (v *verifier) personal(r Row) error {
	for _, p := range r.Personal {
		if !p.holds() {
			return broken(r.N, "the clear text of a %s does not match its hash", p.Kind)
		}
		if p.Erased() {
			v.erased[r.N]++
		}
	}
	if r.Event == EventErased {
		for s := range strings.SplitSeq(r.Details[DetailRows], ",") {
			n, err := strconv.ParseInt(s, 10, 64)
			if err == nil {
				v.report.Erased += v.erased[n]
				delete(v.erased, n)
			}
		}
	}
	return nil
}

func (v *verifier) end() error {
	if v.last.Count > v.report.Rows {
		return broken(v.report.Rows+1, "missing: rows %d to %d were there at the checkpoint of %s", v.report.Rows+1, v.last.Count, stamp(v.last.Time))
	}
	if v.chain.From != 0 && !v.told {
		return broken(1, "missing: rows 1 to %d were taken away and no row tells of it", v.chain.From)
	}
	var first int64
	for n := range v.erased {
		if first == 0 || n < first {
			first = n
		}
	}
	if first != 0 {
		return broken(first, "a value was erased and no row tells of it")
	}
	return nil
}

func broken(row int64, format string, args ...any) error {
	return &BrokenError{Row: row, Reason: fmt.Sprintf(format, args...)}
}

// IsBroken reports whether err tells of a chain that does not hold, as opposed to one that could not be read.
func IsBroken(err error) bool {
	var b *BrokenError
	return errors.As(err, &b)
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
