package policy

import (
	"reflect"

	"go.yaml.in/yaml/v3"
)

// partnerPlace is the file that holds the companies.
type partnerPlace struct {
	File string `policy:"file" is:"path" need:"yes"`
}

// partners reads the list of companies, or the name of a file that holds it.
func (l *loader) partners(n *yaml.Node, p *Partners, path string) {
	if n.Kind == yaml.MappingNode && keyNode(n, "file") != nil {
		l.partnerFile(n, p, path)
		return
	}
	l.list(n, reflect.ValueOf(&p.Items).Elem(), &field{key: "partners", emptyOK: true}, path)
}

func keyNode(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i]
		}
	}
	return nil
}

func (l *loader) partnerFile(n *yaml.Node, p *Partners, path string) {
	var at partnerPlace
	before := len(l.errs.Problems)
	l.object(n, reflect.ValueOf(&at).Elem(), path, false)
	if len(l.errs.Problems) > before {
		return
	}
	t, problem := l.readTable(at.File, path)
	if problem != nil {
		l.errs.add(*problem)
		return
	}
	p.File = at.File
	name, _ := t.column("name")
	if name < 0 {
		l.badf(n, path+"/file", "name the columns name, aliases, domains, group", "%s has no column \"name\"", at.File)
		return
	}
	for _, row := range t.rows {
		if l.errs.full() {
			return
		}
		if partner, ok := l.partnerRow(t, row, at.File, path); ok {
			p.Items = append(p.Items, partner)
		}
	}
}

// partnerRow reads one company from a row. Rows without any value are passed over.
func (l *loader) partnerRow(t *table, row tableRow, file, path string) (Partner, bool) {
	column := func(name string) int { i, _ := t.column(name); return i }
	partner := Partner{
		Name:    row.cell(column("name")),
		Aliases: row.cellList(column("aliases")),
		Domains: Entries{Items: row.cellList(column("domains"))},
		Group:   row.cell(column("group")),
	}
	partner.Domains.Set = len(partner.Domains.Items) > 0
	if partner.Name == "" && partner.Aliases == nil && partner.Group == "" && !partner.Domains.Set {
		return partner, false
	}
	check := func(message, fix string) {
		if message != "" {
			l.errs.add(Problem{File: file, Line: row.line, Column: 1, Path: path, Message: message, Fix: fix})
		}
	}
	check(l.scalar("plain-word", partner.Name))
	for _, alias := range partner.Aliases {
		check(l.scalar("plain-word", alias))
	}
	for _, entry := range partner.Domains.Items {
		check(entryProblem(entry))
	}
	return partner, true
}
