package personal

import (
	"strings"
	"unicode/utf8"
)

// addresses looks for postal addresses on a line that is no row of a table: a place and what leads to a house.
func (r *reader) addresses(l *line, w *row) {
	done := n32(l.from)
	for i, m := range l.marks {
		if m.pos < done {
			continue
		}
		var from, to int
		switch m.class {
		case place:
			from, to = int(m.pos), r.addressEnd(int(m.end), l.to)
		case block:
			from = r.townBefore(l, int(m.pos))
			to = r.addressEnd(int(m.end), l.to)
		case postal:
			if from = int(m.end) + leading(r.s[m.end:min(l.to, int(m.end)+30)]); from < l.to {
				to = r.addressEnd(from, l.to)
				if !hasTown(r.s[from:max(from, to)]) && !r.western(from, to) {
					from = 0
				}
			} else {
				from = 0
			}
		case street:
			from, to = r.streetAround(l, i)
		default:
			continue
		}
		if from <= 0 && m.class != place || to <= from || m.class != postal && m.class != street && !leadsToHouse(r.s[from:to]) || m.class == postal && !hasHouse(r.s[from:to]) {
			continue
		}
		done = n32(to)
		v := value{pos: n32(from), end: n32(to), class: postal, level: medium, took: m.class == postal || r.labelBefore(l.marks[:i+1], from)}
		v.quiet = r.official(&v)
		if v.took {
			w.took |= of(postal)
		}
		r.extra = append(r.extra, v)
		w.kinds |= of(postal)
	}
}

// labelBefore reports whether a word for an address stands right before it, given the marks up to the one it was found by.
func (r *reader) labelBefore(marks []mark, from int) bool {
	for i := len(marks) - 1; i >= 0 && from-int(marks[i].end) < 60; i-- {
		r.work++
		if marks[i].class == postal && int(marks[i].end) <= from {
			return true
		}
	}
	return false
}

// addressEnd is where an address that began before i ends: at a tab, comma, quote, full stop, bracket or two blanks.
func (r *reader) addressEnd(i, end int) int {
	end = min(end, i+160)
	for k, c := range r.s[i:end] {
		switch c {
		case '\t', ',', '"', '\'', '<', '>', '|', ';', '、', '。', '(', ')', '「', '」', '【', '】':
			return i + k
		case ' ':
			if strings.HasPrefix(r.s[i+k:], "  ") {
				return i + k
			}
		}
	}
	return end
}

// hasTown reports whether s names a town, a ward or a village.
func hasTown(s string) bool {
	for _, c := range s {
		switch c {
		case '市', '区', '町', '村', '郡':
			return true
		}
	}
	return false
}

// leadsToHouse reports whether s goes on from a place to a house: a town, then a number with a dash or 丁目, 番地 or 号.
func leadsToHouse(s string) bool { return hasTown(s) && hasHouse(s) }

func hasHouse(s string) bool {
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		k := i
		for k < len(s) && isDigit(s[k]) {
			k++
		}
		rest := s[k:]
		if k-i <= 5 && (strings.HasPrefix(rest, "-") && k+1 < len(s) && isDigit(s[k+1]) || strings.HasPrefix(rest, "丁目") || strings.HasPrefix(rest, "番") || strings.HasPrefix(rest, "号") || strings.HasPrefix(rest, "の")) {
			return true
		}
		if rest == "" && k-i <= 4 || isLetter(firstByte(strings.TrimLeft(rest, " "))) {
			return true // 本町12; 12 High Street
		}
		i = k
	}
	return strings.Contains(s, "丁目") || strings.Contains(s, "番地")
}

func firstByte(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}

// townBefore finds where an address without its prefecture begins: in front of the town before 丁目.
func (r *reader) townBefore(l *line, i int) int {
	from := max(l.from, i-90)
	for from < i && r.s[from]&0xc0 == 0x80 {
		from++
	}
	start := 0
	for k, c := range r.s[from:i] {
		switch c {
		case ' ', '\t', ',', ':', '、', '。', '「', '」', '(', ')', '"', '\'', '|':
			start = k + utf8.RuneLen(c)
		}
	}
	if hasTown(r.s[from+start : i]) {
		return from + start
	}
	return 0
}

// western reports whether a text behind a word for address is one in Latin letters: a number, then capitalised words.
func (r *reader) western(from, to int) bool {
	s := r.s[from:to]
	return digitRun(s) > 0 && digitRun(s) < 6 && hasLetter(s) && !strings.ContainsAny(s, "@/:")
}

// streetAround finds an address around Street, Ave. or -ku: a number before it, or a number and a city.
func (r *reader) streetAround(l *line, i int) (from, to int) {
	m := l.marks[i]
	from = max(l.from, int(m.pos)-60)
	for from < int(m.pos) && (!isDigit(r.s[from]) || from > l.from && isAlnum(r.s[from-1])) {
		from++
	}
	s := r.s[from:m.pos]
	if from == int(m.pos) || digitRun(s) > 5 || strings.ContainsAny(s, "@:;\"<>|\t") || len(s) > 4 && !strings.Contains(s, " ") || r.s[m.pos] != '-' && (r.s[m.pos] < 'A' || r.s[m.pos] > 'Z') {
		return 0, 0
	}
	if r.s[m.pos] != '-' { // 12 High Street: nothing but words between
		for _, w := range strings.Fields(strings.TrimLeft(s, "0123456789-")) {
			if w[0] >= 'a' && w[0] <= 'z' || w[0] >= 0x80 {
				return 0, 0
			}
		}
	}
	return from, min(l.to, int(m.end)+60)
}
