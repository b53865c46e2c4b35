package personal

import "strings"

// header is the row above a table: what its columns hold.
type header struct {
	delim  byte
	cols   []class
	things bool // the rows are companies, shops or things rather than persons
	missed int
}

func (h *header) on() bool { return h.delim != 0 }

// listsThings reports whether columns are of companies, shops or things rather than persons.
func listsThings(cols []class) bool {
	var all set
	for _, c := range cols {
		all |= of(c)
	}
	return all.has(company) && all&(personal|of(id)) == 0
}

// rules reports whether a line belongs to the table.
func (h *header) rules(delim byte) bool { return h.delim != 0 && delim == h.delim }

// miss notes a line that is no row. A table ends at the second one.
func (h *header) miss() {
	if h.missed++; h.missed > 1 {
		*h = header{}
	}
}

// delimiter is what stands between the cells of a line: a tab, a comma, a bar, a semicolon, or two blanks and more; 0: no cells.
func (r *reader) delimiter(s string) byte {
	switch d := r.header.delim; {
	case strings.IndexByte(s, '\t') >= 0:
		return '\t'
	case d != 0 && d != ' ' && strings.IndexByte(s, d) >= 0:
		return d
	case d == ' ' && strings.Contains(strings.TrimSpace(s), "  "):
		return d // amounts have commas
	case strings.Count(s, ",") >= 2 || strings.Count(s, ",") == 1 && len(s) < 60 && !strings.Contains(s, ", "):
		return ','
	case strings.Count(s, "|") >= 2:
		return '|'
	case strings.Count(s, ";") >= 2:
		return ';'
	case strings.Contains(strings.TrimSpace(s), "  "):
		return ' '
	}
	return 0
}

// cells calls yield for each cell of a line with its place in the text, without blanks and quotes around it.
func (r *reader) cells(l *line, delim byte, yield func(n, from, to int)) {
	s := r.s
	n, from := 0, l.from
	if delim == '|' {
		for from < l.to && (s[from] == ' ' || s[from] == '|') { // a leading bar opens no cell
			from++
		}
	}
	quoted := false
	for i := from; i <= l.to; i++ {
		switch {
		case i == l.to:
		case s[i] == '"' && delim != '\t' && delim != ' ' && (quoted || i == from):
			quoted = !quoted
			continue
		case quoted || s[i] != delim || delim == ' ' && (i+1 >= l.to || s[i+1] != ' '):
			continue
		}
		a, b := trim(s, from, i)
		if b > a || delim != ' ' || i < l.to && n == 0 && from > l.from {
			yield(n, a, b)
			n++
		}
		if delim == ' ' && i < l.to {
			i = skip(s, i, ' ', l.to-i) - 1
		}
		from = i + 1
	}
}

func trim(s string, from, to int) (int, int) {
	for from < to && (s[from] == ' ' || s[from] == '"' || s[from] == '\'' || s[from] == '\t') {
		from++
	}
	for to > from && (s[to-1] == ' ' || s[to-1] == '"' || s[to-1] == '\'' || s[to-1] == '\t') {
		to--
	}
	return from, to
}

// isHeader makes a line the header of the rows below it if its cells are words for what is in them.
func (r *reader) isHeader(l *line, delim byte) bool {
	for i := range l.values {
		if l.values[i].can&l.values[i].sure != 0 || l.values[i].can.has(email) {
			return false
		}
	}
	var room [64]class
	cols, labels, cells, sure := room[:0], 0, 0, false
	marks := l.marks
	r.cells(l, delim, func(_, from, to int) {
		cells++
		for len(marks) > 0 && int(marks[0].pos) < from {
			marks = marks[1:]
		}
		c := none
		if to-from <= 60 && digitRun(r.s[from:to]) < 3 {
			c = r.cellClass(marks, from, to)
		}
		if c != none {
			labels++
			sure = sure || numbered.has(c) && to-from <= 30 && (delim == '|' || delim == '\t')
		}
		if len(cols) < cap(cols) {
			cols = append(cols, c)
		}
	})
	if cells < 2 || labels < 2 && (cells < 3 || !sure) || labels*3 < cells && labels < 3 {
		return false
	}
	r.header = header{delim: delim, cols: append(r.header.cols[:0], cols...), things: listsThings(cols)}
	return true
}

// mayHead reports whether words are enough to be the head of a table.
func mayHead(marks []mark) bool {
	n := 0
	for _, m := range marks {
		if heads.has(m.class) {
			n++
		}
		if n > 1 || numbered.has(m.class) {
			return true
		}
	}
	return false
}

// heads are the classes of words that say what a column holds.
var heads = func() set {
	s := of(person, desk, deposit, bank, postBank, mailMark, card2, insurance)
	for c := none; c < classes; c++ {
		if c.isLabel() {
			s |= of(c)
		}
	}
	return s
}()

// numbered are the kinds whose word alone makes the head of a table.
var numbered = of(myNumber, card, bankAccount, licence, passport, residence, resident, pension)

// digitRun is the length of the longest run of digits.
func digitRun(s string) int {
	run, most := 0, 0
	for i := range len(s) {
		if run++; !isDigit(s[i]) {
			run = 0
		}
		most = max(most, run)
	}
	return most
}

// cellClass is what a cell of a header says of its column, given the marks from it on.
func (r *reader) cellClass(marks []mark, from, to int) class {
	best := none
	for _, m := range marks {
		r.work++
		if int(m.pos) >= to {
			break
		}
		if int(m.pos) < from || int(m.end) > to || to-int(m.end) > 24 || strings.ContainsAny(r.s[m.end:to], ":=") {
			continue
		}
		c := m.class
		switch {
		case c == person && int(m.end-m.pos) == to-from: // 社員, 会員
			c = name
		case c == desk && strings.HasPrefix(r.s[m.pos:m.end], "担当"):
			c = name
		case c == deposit || c == bank || c == postBank || c == mailMark || c == card2:
			c = other
		case c == insurance && best == none:
			c = health
		}
		switch {
		case !c.isLabel():
		case c == weak && best == none, c == other && (best == none || best == weak):
			best = c
		case c == name && int(m.end-m.pos) == 3 && to-from > 3: // 名, 姓 in a longer word
		case c < kinds && best != fax, c == name || c == id || c == profile || c == kana || c == company || c == fax:
			if best == company && c != company && c >= kinds {
				continue
			}
			best = c
		}
	}
	return best
}

// tableRow reads a row under a header.
func (r *reader) tableRow(l *line, w *row) {
	w.table = true
	r.header.missed = 0
	vi := 0
	r.cells(l, r.header.delim, func(n, from, to int) {
		if n >= len(r.header.cols) || from >= to {
			return
		}
		c := r.header.cols[n]
		for vi < len(l.values) && int(l.values[vi].pos) < from-1 {
			vi++
		}
		v0 := vi
		for vi < len(l.values) && int(l.values[vi].pos) < to {
			vi++
		}
		r.cell(l.values[v0:vi], c, from, to, w)
	})
	if r.header.things && !w.named {
		w.kinds = 0
		for i := range l.values {
			l.values[i].quiet = true
		}
		for i := len(r.extra) - 1; i >= 0 && int(r.extra[i].pos) >= l.from; i-- {
			r.extra[i].quiet = true
		}
	}
}

// cell decides on one cell by what its column holds.
func (r *reader) cell(values []value, c class, from, to int, w *row) {
	text := r.s[from:to]
	for i := range values {
		v := &values[i]
		if v.can.has(email) {
			r.mailbox(v, c, w)
			continue
		}
		r.decide(v, c, inColumn)
		w.take(v)
	}
	switch c {
	case myNumber, card:
		r.looseAt(c, from, r.cur.to, w)
	case name:
		if hasLetter(text) && len(text) <= 60 && !r.near(of(corp), from, to) {
			w.name(r.hash(text))
		}
	case birth:
		if year, ok := readDate(text); ok && year > 1900 {
			r.birth(from, to, w)
		}
	case postal:
		if len(text) > 6 && strings.ContainsAny(text, "都道府県市区町村郡") || len(text) > 12 && digitRun(text) > 0 && hasLetter(text) {
			r.extra = append(r.extra, value{pos: n32(from), end: n32(to), class: postal, level: medium})
			w.kinds |= of(postal)
		}
	case id:
		if digitRun(text) > 0 && len(text) <= 30 {
			w.kinds |= of(id)
		}
	case profile:
		w.kinds |= of(profile)
	case kana:
		w.kana = true
	default:
		if c == none && isName(text) {
			w.name(r.hash(text))
		}
	}
}

func hasLetter(s string) bool {
	for _, c := range s {
		if c >= 0x80 || isLetter(byte(c&0x7f)) {
			return true
		}
	}
	return false
}

func n32(n int) int32 { return int32(n) } //nolint:gosec // texts are at most 4 MiB
