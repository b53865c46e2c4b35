package personal

import (
	"strings"
	"unicode/utf8"
)

// readDate reads a cell that holds a date.
func readDate(s string) (year int, ok bool) {
	year, _, ok = dateAt(s)
	return year, ok
}

// eras are the first years of the eras of Japan, less one.
var eras = []struct {
	name string
	base int
}{
	{"明治", 1867},
	{"大正", 1911},
	{"昭和", 1925},
	{"平成", 1988},
	{"令和", 2018},
	{"明", 1867},
	{"大", 1911},
	{"昭", 1925},
	{"平", 1988},
	{"令", 2018},
	{"M", 1867},
	{"T", 1911},
	{"S", 1925},
	{"H", 1988},
	{"R", 2018},
}

// dateAt reads a date at the beginning of s: 1985-04-01, 1985年4月1日, 昭和60年4月1日, S60.4.1, 19850401, April 1, 1985, 1 Apr 1985,
// 04/01/1985. It returns the year and how long the date is.
func dateAt(s string) (year, length int, ok bool) {
	p := dateParser{s: s}
	base := 0
	for _, e := range eras {
		if s == "" || isDigit(s[0]) {
			break
		}
		if strings.HasPrefix(s, e.name) && (len(e.name) > len("昭") || beginsYear(s[len(e.name):])) {
			base = e.base
			p.i = len(e.name)
			p.signs(" .・")
			break
		}
	}
	if m := p.month(); m > 0 && base == 0 { // April 1, 1985
		d, _ := p.number()
		p.signs(" ,.thstnrd")
		y, n := p.number()
		return p.date(y, m, d, n == 4)
	}
	if base > 0 && strings.HasPrefix(s[p.i:], "元") {
		p.i += len("元")
		p.signs(" 年./-")
		m, _ := p.number()
		p.signs(" 月./-")
		d, _ := p.number()
		return p.date(base+1, m, d, true)
	}
	a, na := p.number()
	switch {
	case base > 0 && na <= 2:
		a += base
	case na == 8:
		return p.date(a/10000, a/100%100, a%100, true)
	case na == 6 && base > 0:
		return p.date(a/10000+base, a/100%100, a%100, true)
	case na != 4 && na != 1 && na != 2:
		return 0, 0, false
	}
	if !p.signs(" 年./-") {
		return 0, 0, false
	}
	if m := p.month(); m > 0 { // 1 April 1985, 1985 April 1
		b, nb := p.number()
		if na == 4 {
			return p.date(a, m, b, true)
		}
		return p.date(b, m, a, nb == 4)
	}
	b, _ := p.number()
	if !p.signs(" 月./-") {
		return 0, 0, false
	}
	c, nc := p.number()
	if na <= 2 && base == 0 { // 04/01/1985, either way round
		if a > 12 {
			a, b = b, a
		}
		return p.date(c, a, b, nc == 4)
	}
	return p.date(a, b, c, nc > 0)
}

// beginsYear reports whether the letter of an era may stand before s.
func beginsYear(s string) bool {
	return s != "" && (isDigit(s[0]) || s[0] == '.') || strings.HasPrefix(s, "元")
}

type dateParser struct {
	s string
	i int
}

func (p *dateParser) number() (n, digits int) {
	for p.i < len(p.s) && p.s[p.i] == ' ' {
		p.i++
	}
	for ; p.i < len(p.s) && isDigit(p.s[p.i]) && digits < 9; p.i++ {
		n = n*10 + int(p.s[p.i]-'0')
		digits++
	}
	if digits == 0 {
		return p.chineseNumber()
	}
	return n, digits
}

// chineseNumber reads 五十五, 一九八〇, 二: the number, and how many digits it would have in ASCII.
func (p *dateParser) chineseNumber() (n, digits int) {
	tens := -1 // what stands before 十
	for range 4 {
		c, size := utf8.DecodeRuneInString(p.s[p.i:])
		d, plain := figure(c)
		switch {
		case c == '十' && tens < 0:
			tens, n = max(n, 1), 0
		case d >= 0 && !plain:
			n = n*10 + d
			digits++
		default:
			size = 0
		}
		if size == 0 {
			break
		}
		p.i += size
	}
	if tens >= 0 {
		return tens*10 + n, 2
	}
	return n, digits
}

// signs passes over any of the given characters and reports whether there was one.
func (p *dateParser) signs(of string) bool {
	from := p.i
	for _, c := range p.s[p.i:] {
		if !strings.ContainsRune(of, c) {
			break
		}
		p.i += len(string(c))
	}
	return p.i > from
}

const months = "janfebmaraprmayjunjulaugsepoctnovdec"

// month reads the name of a month in English; 0: there is none.
func (p *dateParser) month() int {
	rest := p.s[p.i:]
	if len(rest) < 3 || !isLetter(rest[0]) {
		return 0
	}
	at := strings.Index(months, strings.ToLower(rest[:3]))
	if at < 0 || at%3 != 0 {
		return 0
	}
	for p.i < len(p.s) && (isLetter(p.s[p.i]) || p.s[p.i] == '.') {
		p.i++
	}
	p.signs(" ,-")
	return at/3 + 1
}

// date checks a date by the calendar.
func (p *dateParser) date(y, m, d int, ok bool) (year, length int, good bool) {
	const days = "\x1f\x1d\x1f\x1e\x1f\x1e\x1f\x1f\x1e\x1f\x1e\x1f"
	if !ok || y < 1868 || y > 2100 || m < 1 || m > 12 || d < 1 || d > int(days[m-1]) {
		return 0, 0, false
	}
	p.signs("日")
	return y, p.i, true
}
