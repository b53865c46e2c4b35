package audit

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestHarmless(t *testing.T) {
	for cell, want := range map[string]string{
		"":                  "",
		"見積書":               "見積書",
		"=HYPERLINK(\"x\")": "'=HYPERLINK(\"x\")",
		"+81":               "'+81",
		"-1":                "'-1",
		"@SUM(A1)":          "'@SUM(A1)",
		"＝１＋１":              "'＝１＋１",
		"  =1":              "'  =1",
		"\u3000＝1":          "'\u3000＝1",
		"\tx":               "'\tx",
		"\rx":               "'\rx",
		"a=1":               "a=1",
	} {
		if got := harmless(cell); got != want {
			t.Errorf("harmless(%q) = %q, want %q", cell, got, want)
		}
	}
}

func TestWriteCSV(t *testing.T) {
	rows := chainOf(t, testKey(1), 2, "=cmd|' /C calc'!A0")
	rows[1], _ = Erase(rows[1], func(kind, _ string) bool { return kind == KindRecipient })
	var out bytes.Buffer
	if err := WriteCSV(&out, sequence(rows)); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(got) != 3 {
		t.Fatalf("export has %d lines, %v, want 3", len(got), err)
	}
	want := []string{
		"main", "1", "2026-04-01T09:00:00Z", "check.recorded", "sekisho-device", "u1", "outlook", "check-1", "confirm", "3", "sato@example.co.jp",
		"tanaka@example.com; suzuki@example.org", "'=cmd|' /C calc'!A0", "findings=recipient.external", rows[0].Value.String(),
	}
	for i, cell := range got[1] {
		if cell != want[i] {
			t.Errorf("column %s = %q, want %q", got[0][i], cell, want[i])
		}
	}
	if got[2][11] != "(erased); (erased)" {
		t.Errorf("erased recipients read %q", got[2][11])
	}
}

func TestWriteJSONLVerifiesElsewhere(t *testing.T) {
	rows := chainOf(t, testKey(1), 3, "見積 <b>&")
	var out bytes.Buffer
	if err := WriteJSONL(&out, sequence(rows)); err != nil {
		t.Fatal(err)
	}
	var back []Row
	for text := range strings.Lines(out.String()) {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatal(err)
		}
		v, err := ParseValue(l.Value)
		if err != nil {
			t.Fatal(err)
		}
		l.Row.Value = v
		back = append(back, l.Row)
	}
	if got, err := Verify(chain(back, point(rows, 3))); err != nil || got.Rows != 3 {
		t.Errorf("Verify of the export = %+v, %v, want 3 rows", got, err)
	}
}

func TestExportStopsAtErrors(t *testing.T) {
	cause := errors.New("disk gone")
	rows := func(yield func(Row, error) bool) { yield(Row{}, cause) }
	if err := WriteCSV(&bytes.Buffer{}, rows); !errors.Is(err, cause) {
		t.Errorf("WriteCSV = %v", err)
	}
	if err := WriteJSONL(&bytes.Buffer{}, rows); !errors.Is(err, cause) {
		t.Errorf("WriteJSONL = %v", err)
	}
	full := errWriter{errors.New("disk full")}
	if err := WriteCSV(full, sequence(nil)); !errors.Is(err, full.err) {
		t.Errorf("WriteCSV on a full disk = %v", err)
	}
}

type errWriter struct{ err error }

func (w errWriter) Write([]byte) (int, error) { return 0, w.err }

func TestBetween(t *testing.T) {
	rows := chainOf(t, testKey(1), 5, "x") // one a minute
	var got []int64
	for r, err := range Between(sequence(rows), start.Add(time.Minute), start.Add(3*time.Minute)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.N)
	}
	if len(got) != 2 || got[0] != 2 || got[1] != 3 {
		t.Errorf("Between = rows %v, want 2 and 3", got)
	}
}

// sequence makes a sequence of rows that are in memory.
func sequence(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for r := range slices.Values(rows) {
			if !yield(r, nil) {
				return
			}
		}
	}
}
