package audit

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"sort"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// columns are the head of a CSV export. New ones go to the end.
var columns = [...]string{
	"organization", "n", "time", "event", "issuer", "subject", "door", "object", "action", "policyVersion", "account", "recipients", "mailSubject",
	"details", "value",
}

// WriteCSV writes rows as CSV (RFC 4180, UTF-8, with a head). Erased values read "(erased)". A cell that a spreadsheet would take for a
// formula gets an apostrophe in front.
func WriteCSV(w io.Writer, rows iter.Seq2[Row, error]) error {
	out := csv.NewWriter(w)
	out.UseCRLF = true
	if err := out.Write(columns[:]); err != nil {
		return fmt.Errorf("write audit export: %w", err)
	}
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := out.Write(record(row)); err != nil {
			return fmt.Errorf("write audit export: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write audit export: %w", err)
	}
	return nil
}

func record(r Row) []string {
	cells := []string{
		r.Org, strconv.FormatInt(r.N, 10), r.Time.UTC().Format(time.RFC3339Nano), r.Event, r.Issuer, r.Subject, r.Door, r.Object, r.Action,
		strconv.FormatInt(r.PolicyVersion, 10), clear(r, KindAccount), clear(r, KindRecipient), clear(r, KindSubject), details(r.Details), r.Value.String(),
	}
	for i, c := range cells {
		cells[i] = harmless(c)
	}
	return cells
}

func clear(r Row, kind string) string {
	var out []string
	for _, p := range r.Personal {
		switch {
		case p.Kind != kind:
		case p.Erased():
			out = append(out, "(erased)")
		default:
			out = append(out, p.Clear)
		}
	}
	return strings.Join(out, "; ")
}

func details(d map[string]string) string {
	out := make([]string, 0, len(d))
	for k, v := range d {
		out = append(out, k+"="+v)
	}
	sort.Strings(out)
	return strings.Join(out, "; ")
}

// harmless puts an apostrophe before what a spreadsheet may run as a formula: also the full-width forms, which Japanese Excel folds, and
// control characters and spaces that are skipped before a formula.
func harmless(cell string) string {
	bare := strings.TrimLeft(cell, " \t\r\n\u3000")
	first, _ := utf8.DecodeRuneInString(bare)
	if strings.ContainsRune("=+-@＝＋－＠", first) || strings.HasPrefix(cell, "\t") || strings.HasPrefix(cell, "\r") {
		return "'" + cell
	}
	return cell
}

// line is a row of a JSON export: the row and its chain value.
type line struct {
	Row
	Value string `json:"value"`
}

// WriteJSONL writes rows as one JSON object a line, hashes and salts included: with it a chain can be verified elsewhere.
func WriteJSONL(w io.Writer, rows iter.Seq2[Row, error]) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	for row, err := range rows {
		if err != nil {
			return err
		}
		if err := out.Encode(line{Row: row, Value: row.Value.String()}); err != nil {
			return fmt.Errorf("write audit export: %w", err)
		}
	}
	return nil
}

// Between passes on the rows from a time on and before another. A zero time is no bound.
func Between(rows iter.Seq2[Row, error], from, before time.Time) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for r, err := range rows {
			if err == nil && (r.Time.Before(from) || (!before.IsZero() && !r.Time.Before(before))) {
				continue
			}
			if !yield(r, err) {
				return
			}
		}
	}
}
