package policy

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"sekisho/server/text"
)

// table is a CSV file with a header row.
type table struct {
	header []string
	rows   []tableRow
}

type tableRow struct {
	line  int
	cells []string
}

func (t *table) column(name string) (int, bool) {
	i := slices.Index(t.header, name)
	return i, i >= 0
}

// cell returns a trimmed cell; rows may be shorter than the header.
func (r tableRow) cell(column int) string {
	if column < 0 || column >= len(r.cells) {
		return ""
	}
	return strings.TrimSpace(r.cells[column])
}

// cellList splits a cell that holds several values.
func (r tableRow) cellList(column int) []string {
	var list []string
	for value := range strings.SplitSeq(r.cell(column), ";") {
		if value = strings.TrimSpace(value); value != "" {
			list = append(list, value)
		}
	}
	return list
}

// readTable reads a file beside the policy: UTF-8 or Shift_JIS, a header row, "#" lines are remarks.
func (l *loader) readTable(file, path string) (*table, *Problem) {
	at := placeOf(l.positions, path+"/file")
	problem := Problem{File: l.name, Line: at.Line, Column: at.Column, Path: path + "/file"}
	if l.open == nil {
		problem.Message, problem.Fix = "files are not available here", "write the rows into the policy"
		return nil, &problem
	}
	data, err := l.open(file)
	switch {
	case err != nil:
		problem.Message, problem.Fix = fmt.Sprintf("read %s: %v", file, err), "put the file beside the policy"
		return nil, &problem
	case len(data) > maxDocument:
		problem.Message, problem.Fix = file+" is larger than 16 MiB", "split it"
		return nil, &problem
	}
	return parseTable(file, path, data)
}

func parseTable(file, path string, data []byte) (*table, *Problem) {
	fail := func(line, column int, message, fix string) (*table, *Problem) {
		return nil, &Problem{File: file, Line: line, Column: column, Path: path, Message: message, Fix: fix}
	}
	decoded, err := text.Decode(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	if err != nil {
		return fail(1, 1, "this is neither UTF-8 nor Shift_JIS", "save the file as one of them")
	}
	r := csv.NewReader(strings.NewReader(decoded))
	r.Comment, r.FieldsPerRecord, r.ReuseRecord = '#', -1, false
	t := &table{}
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF) && t.header == nil:
			return fail(1, 1, "the file is empty", "begin with a row of column names")
		case errors.Is(err, io.EOF):
			return t, nil
		case errors.As(err, &bad):
			return fail(bad.Line, bad.Column, "this is not CSV: "+bad.Err.Error(), "")
		}
		line, _ := r.FieldPos(0)
		if t.header == nil {
			for _, c := range cells {
				t.header = append(t.header, strings.TrimSpace(c))
			}
			continue
		}
		if len(t.rows) == maxEntries {
			return fail(line, 1, fmt.Sprintf("more than %d rows", maxEntries), "split the file")
		}
		t.rows = append(t.rows, tableRow{line, cells})
	}
}
