package migrate

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
)

// row is one line of a CSV file without headings.
type row struct {
	where  at
	fields []string
}

// field returns a column; one that is missing is empty.
func (r row) field(n int) string {
	if n >= len(r.fields) {
		return ""
	}
	return strings.TrimSpace(r.fields[n])
}

// flag reads a boolean as the products write it; missing is otherwise.
func (r row) flag(n int, otherwise bool) bool {
	switch strings.ToLower(r.field(n)) {
	case "true", "yes", "y", "1", "on":
		return true
	case "false", "no", "n", "0", "off":
		return false
	}
	return otherwise
}

// table reads a CSV file. Rows whose first field is empty are left out where key is set.
func (b *builder) table(name string, key bool) ([]row, error) {
	content, actual, ok, err := b.read(".", name+".csv")
	if err != nil || !ok {
		return nil, err
	}
	r := csv.NewReader(strings.NewReader(content))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = delimiter(content), -1, true
	var rows []row
	for {
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", actual, err)
		}
		line, _ := r.FieldPos(0)
		one := row{at{actual, line}, fields}
		if key && one.field(0) == "" {
			continue
		}
		if rows = append(rows, one); len(rows) > maxEntries {
			return nil, fmt.Errorf("%s:%d: more than %d entries", actual, line, maxEntries)
		}
	}
}

// delimiter is what the file's first lines have more of: Windows writes what its culture says.
func delimiter(content string) rune {
	head := content[:min(len(content), 4096)]
	best, most := ',', strings.Count(head, ",")
	for _, d := range []rune{';', '\t'} {
		if n := strings.Count(head, string(d)); n > most {
			best, most = d, n
		}
	}
	return best
}
