package extract

import (
	"bytes"
	"strconv"
	"strings"
)

// pivotCache is what a pivot table was made from (ECMA-376-1, 18.10.1.67 and 68). The whole of it stays in the file when the
// sheet that it came from is hidden or deleted.
type pivotCache struct {
	t      *sink
	fields []pivotField
	shared []byte // the items of all fields one after another
	ends   []int
	used   []bool
	column int
	cells  bool // records have columns; of a definition, inside a list of items
	before int  // where the rows began
}

type pivotField struct {
	name        string
	first, last int // its items
	column      bool
}

// pivot reads a cache's definition and its records: the rows, then the items that no row has any more.
func (p *pack) pivot(name string) error {
	c := &pivotCache{t: p.t}
	records := p.related(name, "pivotcacherecords")
	if guess := strings.Replace(name, "definition", "records", 1); len(records) == 0 && guess != name {
		records = []string{guess}
	}
	p.done[name] = true
	from := len(p.t.out)
	return run(
		func() error { return p.scan(name, c.define) },
		func() error { return c.header() },
		func() error { return p.scan(strings.Join(records[:min(len(records), 1)], ""), c.record) },
		func() error { return c.unused() },
		func() error { return c.alone(from) },
	)
}

// define reads the fields and their items.
func (c *pivotCache) define(k *token) error {
	name := string(k.name)
	switch {
	case k.kind == tokenText:
	case name == "sharedItems", name == "groupItems":
		c.cells = k.kind == tokenStart && !k.empty
	case k.kind != tokenStart:
	case name == "cacheField":
		if len(c.fields) >= 16384 {
			return errFull
		}
		c.fields = append(c.fields, pivotField{name: k.attr("name"), first: len(c.ends), last: len(c.ends), column: k.attr("databaseField") != "0"})
	case c.cells && pivotValue(name) && len(c.fields) > 0:
		if len(c.shared) > maxStrings || len(c.ends) > maxStrings/4 {
			return errFull
		}
		c.shared = appendPivot(c.shared, k)
		c.ends, c.used = append(c.ends, len(c.shared)), append(c.used, false)
		c.fields[len(c.fields)-1].last = len(c.ends)
	}
	return nil
}

// appendPivot appends a value; a day as a sheet shows it: "1985-04-01T12:00:00" is "1985/04/01 12:00".
func appendPivot(to []byte, k *token) []byte {
	v := k.raw("v")
	if string(k.name) != "d" || len(v) != len("1985-04-01T12:00:00") {
		return unescape(to, v)
	}
	to = append(append(to, v[:4]...), '/')
	to = append(append(to, v[5:7]...), '/')
	to = append(to, v[8:10]...)
	if clock := v[11:16]; string(clock) != "00:00" {
		to = append(append(to, ' '), clock...)
	}
	return to
}

// oneLine makes blanks of what would begin a line or a cell behind from.
func oneLine(b []byte, from int) []byte {
	for i := from; i < len(b); i++ {
		if b[i] < ' ' {
			b[i] = ' '
		}
	}
	return b
}

// pivotValue tells whether an element is a value: text, number, day, yes or no, error, missing.
func pivotValue(name string) bool { return len(name) == 1 && strings.Contains("sndbem", name) }

func (c *pivotCache) header() error {
	c.t.newline()
	for i := range c.fields {
		if c.fields[i].column {
			_ = c.t.spaced([]byte(c.fields[i].name)) // the end of the line tells
			c.t.out = append(c.t.out, '\t')
		}
	}
	c.t.newline()
	c.before = len(c.t.out)
	return c.t.full()
}

// record writes the rows.
func (c *pivotCache) record(k *token) error {
	name := string(k.name)
	switch {
	case k.kind == tokenText:
	case name == "r" && (k.kind == tokenEnd || k.empty):
		c.t.newline()
		return c.t.full()
	case name == "r":
		c.column = 0
	case k.kind == tokenStart && name == "x":
		n, err := strconv.Atoi(string(k.raw("v")))
		if f := c.field(); err == nil && f != nil && n >= 0 && n < f.last-f.first {
			c.used[f.first+n] = true
			_ = c.t.spaced(c.item(f.first + n)) // the row's end tells
		}
		c.next()
	case k.kind == tokenStart && pivotValue(name):
		from := len(c.t.out)
		c.t.out = oneLine(appendPivot(c.t.out, k), from)
		c.next()
	}
	return nil
}

func (c *pivotCache) next() {
	c.t.out = append(c.t.out, '\t')
	c.column++
}

// field is that of the column.
func (c *pivotCache) field() *pivotField {
	if c.column >= len(c.fields) || !c.fields[c.column].column {
		return nil
	}
	return &c.fields[c.column]
}

func (c *pivotCache) item(n int) []byte {
	if n == 0 {
		return c.shared[:c.ends[0]]
	}
	return c.shared[c.ends[n-1]:c.ends[n]]
}

// unused writes the items that no row refers to: those of rows that were deleted stay.
func (c *pivotCache) unused() error {
	for _, f := range c.fields {
		named := false
		for n := f.first; n < f.last; n++ {
			if c.used[n] || len(c.item(n)) == 0 {
				continue
			}
			if !named {
				named = true
				if err := c.t.line(f.name); err != nil {
					return err
				}
			}
			if err := c.t.line(string(c.item(n))); err != nil {
				return err
			}
		}
	}
	return nil
}

// alone takes out the rows that stand in the sheets in the very same form.
func (c *pivotCache) alone(from int) error {
	from, before := min(from, len(c.t.out)), min(c.before, len(c.t.out))
	var known lines
	known.note(c.t.out[:from])
	kept := before
	for at := before; at < len(c.t.out); {
		end := at + bytes.IndexByte(c.t.out[at:], '\n') + 1
		if end <= at {
			end = len(c.t.out)
		}
		if line := c.t.out[at:end]; !known.has(line) {
			kept += copy(c.t.out[kept:], line)
		}
		at = end
	}
	if c.t.out = c.t.out[:kept]; kept == before {
		c.t.out = c.t.out[:from]
	}
	return nil
}

// pivots reads all caches.
func (p *pack) pivots() error {
	var broken error
	for _, name := range p.names {
		if kind := p.kinds[name]; kind == "pivotcachedefinition" || kind == "" && match(name, "xl/pivotcache/pivotcachedefinition*.xml") {
			if err := p.pivot(name); err != nil {
				if stops(err) {
					return err
				}
				broken = err
			}
			p.t.newline()
		}
	}
	return broken
}
