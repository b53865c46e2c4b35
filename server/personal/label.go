package personal

import (
	"sort"
	"strings"
)

// reach is how a word stands to the value it names.
type reach uint8

const (
	alone    reach = iota // no word
	within                // within 300 characters
	overhead              // on the line above, alone there
	inLine                // before it on its line, or right behind it
	inColumn              // over its column
)

// mostWords is how many words before a value are tried.
const mostWords = 64

// farthest is 300 characters of Japanese in octets.
const farthest = 900

// numeric are the labels that say what a number is. Names and addresses stand before numbers without saying so.
var numeric = of(myNumber, card, bankAccount, licence, passport, residence, resident, pension, health, phone, corporate, id, other, weak, fax, symbol, card2, deposit)

// label finds the word that says what a value on a line is.
func (r *reader) label(v *value, l *line) (class, reach) {
	if c := r.before(v, l); c != none {
		return c, inLine
	}
	if c := r.behind(v, l); c != none {
		return c, inLine
	}
	if c := r.overhead(v, l); c != none {
		return c, overhead
	}
	return none, alone
}

// before looks for the nearest label on the line before a value. One that another value took names no second one, unless that
// is of the same kind.
func (r *reader) before(v *value, l *line) class {
	last := sort.Search(len(l.marks), func(i int) bool { return l.marks[i].end > v.pos }) - 1
	for k := last; k >= 0 && k > last-mostWords; k-- {
		r.work++
		m := l.marks[k]
		gap := int(v.pos - m.end)
		if gap > farthest {
			return none
		}
		if !numeric.has(m.class) {
			continue
		}
		c := m.class
		if c == weak {
			c = r.ofWeak(l, k)
			if before := runeBefore(r.s, int(m.pos)); c == weak && (gap > 40 || !isJapanese(before) && !isLatin(before)) {
				continue // 番号は … of a sentence says nothing
			}
		}
		switch {
		case c == card2:
			c = none
		case c == deposit:
			if gap > 30 {
				continue
			}
			return bankAccount
		case (c == other || c == id || c == fax || c == weak) && (gap > 120 || strings.Contains(r.s[m.end:v.pos], "。")):
			continue
		case c < kinds && !v.can.has(c) && r.taken(l, m, v):
			continue
		case c < kinds && gap > 60 && !checked.has(c):
			continue
		}
		if c != none {
			return c
		}
	}
	return none
}

// checked are the kinds that a check digit or their form tells from others.
var checked = of(myNumber, card, corporate, licence, passport, residence, phone)

// ofWeak is what a word like 番号 ends: 口座 番号, 記号・番号. Alone it says that the number is something else.
func (r *reader) ofWeak(l *line, k int) class {
	if k == 0 {
		return weak
	}
	m, p := l.marks[k], l.marks[k-1]
	if gap := int(m.pos - p.end); gap >= 0 && gap <= 4 && digitRun(r.s[p.end:m.pos]) == 0 && p.class == plastic {
		return card
	} else if gap >= 0 && gap <= 4 && digitRun(r.s[p.end:m.pos]) == 0 && (p.class.isLabel() || p.class == deposit || p.class == card2) {
		return p.class
	}
	for j := k - 1; j >= 0 && int(m.pos-l.marks[j].end) < 60; j-- { // 記号 1234 番号 5678
		r.work++
		if l.marks[j].class == symbol && !isJapanese(runeBefore(r.s, int(m.pos))) {
			return symbol
		}
	}
	return weak
}

// taken reports whether another value stands between a label and v.
func (r *reader) taken(l *line, m mark, v *value) bool {
	i := sort.Search(len(l.values), func(i int) bool { return l.values[i].end >= v.end })
	for i--; i >= 0 && l.values[i].end > m.end; i-- { // they are in the order of their ends
		r.work++
		if o := &l.values[i]; o.pos >= m.end && o.pos < v.pos {
			return true
		}
	}
	return false
}

// behind looks for a label in brackets right behind a value: 1234 5678 9018（マイナンバー）.
func (r *reader) behind(v *value, l *line) class {
	i := sort.Search(len(l.marks), func(i int) bool { return l.marks[i].pos >= v.end })
	if i == len(l.marks) {
		return none
	}
	m := l.marks[i]
	if m.pos-v.end > 12 || !v.can.has(m.class) || strings.Trim(r.s[v.end:m.pos], " (（はが,、<:：=-「[") != "" {
		return none
	}
	return m.class
}

// overhead looks for a label that stands alone on the line above.
func (r *reader) overhead(v *value, l *line) class {
	if r.above < 0 || l.first == 0 || int(v.pos)-l.blank > 60 || strings.TrimLeft(r.s[min(l.blank, int(v.pos)):v.pos], " \t・-*(") != "" {
		return none
	}
	k := l.first - 1
	if r.marks[k].class == plastic && k > 0 {
		k--
	}
	m := r.marks[k]
	if int(m.pos) < r.above || !numeric.has(m.class) || l.from-int(m.end) > 60 || digitRun(r.s[m.end:l.from]) > 1 {
		return none
	}
	if rest := strings.Trim(r.s[m.end:l.from], " \t\n:：)）】」]>*|(（-"); len(rest) > 12 || strings.Contains(rest, "。") {
		return none
	}
	c := m.class
	if c == weak && k > 0 && m.pos-r.marks[k-1].end <= 4 {
		if c = r.marks[k-1].class; c == plastic {
			c = card
		}
	}
	if c == deposit {
		c = bankAccount
	}
	return c
}

// around reports whether a word of a kind stands within 300 characters before the value or 20 behind it, or the last value of
// the kind does: a list may be longer than that.
func (r *reader) around(c class, v *value) bool {
	if at := r.last[c]; at > 0 && v.pos-at < farthest {
		return true
	}
	return r.near(of(c), int(v.pos)-farthest, int(v.end)+farthest/15)
}

// isLatin reports whether r is a letter or digit of ASCII.
func isLatin(r rune) bool { return r < 0x80 && isAlnum(byte(r&0x7f)) }
