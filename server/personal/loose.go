package personal

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// Numbers of which a word says what they are, and a check digit that they are right, are read however their digits are parted: one
// in each cell of a form, by strokes or points, on lines of their own, in Chinese or circled figures.

// mostParted is how many octets behind its word a parted number is looked for, and maxGap how many may stand between two digits.
const (
	mostParted = 160
	maxGap     = 8
)

// parted is a number as it is read digit by digit.
type parted struct {
	digits [20]byte
	n      int
	lens   [20]int // of its groups
	groups int
	sep    rune // what stands between its groups; -1: not the same everywhere
	end    int  // of its last digit
	plain  bool // written in 0 to 9
}

// loose looks behind the words of a line for individual numbers and those of cards that are parted in an unusual way.
func (r *reader) loose(l *line, w *row) {
	for i, m := range l.marks {
		c := m.class
		if c == plastic {
			c = card
		}
		if c != myNumber && c != card {
			continue
		}
		from := int(m.end)
		if i+1 < len(l.marks) && l.marks[i+1].class == weak && int(l.marks[i+1].pos)-from <= 4 { // マイナンバーの番号は
			from = int(l.marks[i+1].end)
		}
		r.looseAt(c, from+leading(r.s[from:min(len(r.s), from+40)]), len(r.s), w)
	}
}

// looseAt reads the number that begins at from. One that was read in the usual way
// counts if all that spoke against it is that it goes over the end of a line.
func (r *reader) looseAt(c class, from, to int, w *row) {
	p := readParted(r.s[from:min(to, from+mostParted)], c)
	if !p.fits(c) || r.isAmount(from, from+p.end) {
		return
	}
	k := sort.Search(len(r.values), func(i int) bool { return int(r.values[i].end) > from })
	if k < len(r.values) && int(r.values[k].pos) <= from && r.values[k].sure.has(c) {
		if v := &r.values[k]; v.class == none && v.broken && int(v.pos) < r.cur.to {
			v.is(c, high)
			v.took = true
			w.take(v)
		}
		return
	}
	v := value{pos: n32(from), end: n32(from + p.end), class: c, level: high, took: true}
	r.extra = append(r.extra, v)
	w.take(&v)
}

// readParted reads the digits at the beginning of s up to what is neither a digit nor a sign. Where a line ends, or a wide gap
// follows, and what was read is a number of the kind, it ends there.
func readParted(s string, c class) (p parted) {
	gap, sep := 0, rune(0)
	for i := 0; i < len(s); {
		char, size := utf8.DecodeRuneInString(s[i:])
		d, plain := figure(char)
		switch {
		case d >= 0 && (p.n == 0 || plain == p.plain):
			if p.n == len(p.digits) {
				return parted{}
			}
			p.take(d, plain, gap > 0, sep)
			gap, sep, p.end = 0, 0, i+size
		case p.n == 0, gap == 0 && isLatin(char):
			return parted{}
		case isLatin(char), isJapanese(char), gap+size > maxGap:
			return p
		case (char == '\n' || gap > 0) && p.fits(c):
			return p
		default:
			if gap += size; sep == 0 || sep == ' ' {
				sep = char
			}
		}
		i += size
	}
	return p
}

// take adds a digit, which begins a group where a sign stood before it.
func (p *parted) take(d int, plain, begins bool, sep rune) {
	switch {
	case p.n == 0:
		p.plain, p.groups = plain, 1
	case begins && p.groups == 1:
		p.sep = sep
		p.groups++
	case begins:
		if p.sep != sep {
			p.sep = -1
		}
		p.groups++
	}
	p.digits[p.n] = byte(d) //nolint:gosec // 0 to 9
	p.lens[p.groups-1]++
	p.n++
}

// fits reports whether the check digit is right for the kind and the groups are some that a person writes: not a date and a time, an
// amount, or years.
func (p *parted) fits(c class) bool {
	d := p.digits[:p.n]
	switch {
	case c == myNumber && !isMyNumber(d), c == card && (p.n < 14 || p.n > 16 || !isCard(d)):
		return false
	case p.groups == 1:
		return !p.plain // else it was read in the usual way, or is not parted
	}
	least, most := p.n, 0
	for _, n := range p.lens[:p.groups] {
		least, most = min(least, n), max(most, n)
	}
	switch {
	case least == most && most == 1:
		return true
	case least == most && most < 4:
		return p.sep > 0 && (most != 3 || p.sep != ',' && p.sep != '.') // amounts, addresses of the internet
	case least == most || least >= 4:
		return !p.dated()
	}
	return false
}

// dated reports whether the groups are years, or the first one a date.
func (p *parted) dated() bool {
	year := func(i int) bool {
		y := int(p.digits[i])*10 + int(p.digits[i+1])
		return y == 19 || y == 20
	}
	if p.lens[0] == 8 && year(0) {
		month, day := int(p.digits[4])*10+int(p.digits[5]), int(p.digits[6])*10+int(p.digits[7])
		return month >= 1 && month <= 12 && day >= 1 && day <= 31
	}
	at := 0
	for _, n := range p.lens[:p.groups] {
		if n != 4 || !year(at) {
			return false
		}
		at += n
	}
	return true
}

// figure is the digit that a character stands for, in Chinese figures or in circles too; -1: none.
func figure(c rune) (d int, plain bool) {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0'), true
	case c < utf8.RuneSelf:
		return -1, false
	case c >= '①' && c <= '⑨':
		return int(c-'①') + 1, false
	case c >= '❶' && c <= '❾':
		return int(c-'❶') + 1, false
	case c >= '⒈' && c <= '⒐':
		return int(c-'⒈') + 1, false
	case c >= '⑴' && c <= '⑼':
		return int(c-'⑴') + 1, false
	case c == '⓪', c == '⓿', c == '零', c == '○', c == '◯':
		return 0, false
	}
	if at := strings.IndexRune(chinese, c); at >= 0 {
		return at / len("〇"), false
	}
	return -1, false
}

// chinese are the figures from 0 to 9.
const chinese = "〇一二三四五六七八九"
