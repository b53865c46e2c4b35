package policy

import (
	"errors"
	"fmt"
	"reflect"

	"go.yaml.in/yaml/v3"

	"sekisho/server/address"
)

// entryPlace is where a file keeps entries.
type entryPlace struct {
	File   string `policy:"file" is:"path" need:"yes"`
	Column string `policy:"column" is:"line" need:"yes"`
}

// entries reads a list of addresses and domains, or the name of a file that holds it.
func (l *loader) entries(n *yaml.Node, p *Entries, path string) {
	p.Set = true
	if n.Kind == yaml.MappingNode {
		l.entryFile(n, p, path)
		return
	}
	values := items(n)
	if len(values) > maxEntries {
		l.badf(values[maxEntries], path, "split the list", "more than %d entries in this list", maxEntries)
		return
	}
	p.Items = make([]string, len(values))
	for i, n := range values {
		l.value(n, reflect.ValueOf(&p.Items[i]).Elem(), &field{is: "entry"}, item(path, i))
	}
}

func (l *loader) entryFile(n *yaml.Node, p *Entries, path string) {
	var at entryPlace
	before := len(l.errs.Problems)
	l.object(n, reflect.ValueOf(&at).Elem(), path, false)
	if len(l.errs.Problems) > before {
		return
	}
	p.File, p.Column = at.File, at.Column
	table, problem := l.readTable(at.File, path)
	if problem != nil {
		l.errs.add(*problem)
		return
	}
	p.Items = l.columnEntries(table, at, n, path)
}

// columnEntries takes the entries out of one column of a file.
func (l *loader) columnEntries(t *table, at entryPlace, n *yaml.Node, path string) []string {
	column, ok := t.column(at.Column)
	if !ok {
		l.badf(n, path+"/column", oneOf(at.Column, t.header), "%s has no column %s", at.File, quoted(at.Column))
		return nil
	}
	var list []string
	for _, row := range t.rows {
		cell := row.cell(column)
		if cell == "" {
			continue
		}
		if message, fix := entryProblem(cell); message != "" {
			l.errs.add(Problem{File: at.File, Line: row.line, Column: 1, Path: path, Message: message, Fix: fix})
		}
		list = append(list, cell)
	}
	return list
}

// entryProblem says what is wrong with one entry; empty: nothing.
func entryProblem(s string) (message, fix string) {
	_, err := address.ParseEntry(s)
	var bad *address.EntryError
	if errors.As(err, &bad) {
		return fmt.Sprintf("%s is no entry: %s", quoted(clip(s, 100)), bad.Reason), bad.Fix
	}
	return "", ""
}
