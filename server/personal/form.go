package personal

import (
	"strings"
	"unicode/utf8"
)

// atom adds the value that runs of digits joined by signs may be.
func (x *scanner) atom(from int, groups []group) {
	s := x.s
	start, end := groups[0].pos, groups[len(groups)-1].end
	v := value{pos: int32(from), end: int32(end), grouped: len(groups) > 1} //nolint:gosec // texts are at most 4 MiB
	var join byte
	total := 0
	for i, g := range groups {
		if i > 0 && join == 0 {
			join = g.join
		} else if i > 0 && g.join != join {
			return // 2026-11-22/3, 10.5-20
		}
		total += g.len()
	}
	prefix := s[from:start]
	switch {
	case prefix != "" && isLetter(prefix[0]):
		v.can = x.lettered(&v, prefix, total, len(groups) == 1)
	case prefix == "+":
		if total >= 9 && total <= 15 {
			v.can = of(phone)
		}
	case len(groups) == 1:
		if v.can = x.bare(total); v.can != 0 && x.isAmount(start, end) {
			v.can = 0
		}
	case join == '|':
		v.can = x.bare(total)
	case join == '-' || join == '.':
		v.can = x.dashed(groups, total, join)
	}
	if v.can != 0 {
		x.add(v)
	}
}

// counters are what a number counts if they stand behind it, and which characters make them part of another word.
var counters = []struct{ counter, not string }{
	{"件", "名番"},
	{"人", ""},
	{"枚", ""},
	{"円", ""},
	{"名", "義前称"},
	{"個", "人"},
	{"冊", ""},
	{"点", ""},
	{"回", "線答"},
	{"万", ""},
	{"億", ""},
	{"千", "葉代"},
	{"時", ""},
	{"歳", ""},
	{"才", ""},
	{"倍", ""},
	{"株", "式"},
	{"本", "人店社部籍"},
	{"年", "金末"},
	{"%", ""},
	{"kg", ""},
	{"km", ""},
}

// isAmount reports whether a sign of money stands before a number or a counter behind it.
func (x *scanner) isAmount(from, to int) bool {
	s := x.s
	if before := runeBefore(s, from); before == '$' || before == '¥' || before == '€' || before == '£' || before == '\\' {
		return true
	}
	rest := s[skip(s, to, ' ', 1):]
	for _, c := range counters {
		if strings.HasPrefix(rest, c.counter) {
			next, _ := utf8.DecodeRuneInString(rest[len(c.counter):])
			return !strings.ContainsRune(c.not, next)
		}
	}
	return false
}

// lettered is what one or two capitals and digits may be: AB1234567, AB12345678CD, T1234567890123, TR1234567.
func (x *scanner) lettered(v *value, prefix string, digits int, one bool) set {
	switch {
	case prefix == "T" && digits == 13:
		return of(corporate)
	case !one:
		return 0
	case len(prefix) == 2 && digits == 7, len(prefix) == 1 && (digits == 7 || digits == 8) && x.seen.has(passport):
		return of(passport)
	case len(prefix) == 2 && digits == 8 && x.cardLetters(int(v.end)):
		v.end += 2
		return of(residence)
	}
	return 0
}

// bare is what digits without a sign may be. What has no check digit and no form of its own counts only where a word of its
// kind has been seen.
func (x *scanner) bare(n int) set {
	var can set
	switch {
	case n == 12:
		can = of(myNumber, licence)
	case n == 13:
		can = of(corporate, card)
	case n >= 14 && n <= 16 || n == 19:
		can = of(card)
	case n == 11:
		can = of(phone, resident, myNumber)
	case n == 10:
		can = of(phone, pension, health)
	case n == 9:
		can = of(phone, passport)
	case n == 8:
		can = of(bankAccount, health)
	case n == 7:
		can = of(bankAccount, health)
	case n >= 2 && n <= 6:
		can = of(health)
		if n >= 4 {
			can |= of(bankAccount)
		}
	}
	if n < 12 {
		can &= x.wanted()
	}
	return can
}

// wanted are the kinds whose words have been seen, and those that need none.
func (x *scanner) wanted() set {
	w := x.seen | of(phone)
	if x.seen&of(deposit, bank, postBank) != 0 {
		w |= of(bankAccount)
	}
	if x.seen&of(insurance, symbol) != 0 {
		w |= of(health)
		if x.seen&of(bank, postBank) != 0 {
			w |= of(bankAccount)
		}
	}
	return w
}

// dashed is what runs of digits joined by dashes or points may be.
func (x *scanner) dashed(g []group, total int, join byte) set {
	var room [maxGroups]int
	l := room[:len(g)]
	for i := range g {
		l[i] = g[i].len()
	}
	zero := x.s[g[0].pos] == '0'
	switch {
	case len(l) == 3 && begins(l, 4, 4, 4):
		return of(myNumber, licence)
	case len(l) == 4 && begins(l, 4, 4, 4, 4), len(l) == 3 && (begins(l, 4, 6, 5) || begins(l, 4, 6, 4)):
		return of(card)
	case len(l) == 4 && begins(l, 1, 4, 4, 4):
		return of(corporate)
	case len(l) == 3 && zero && (total == 10 || total == 11) && l[0] <= 5 && l[2] >= 3 && l[2] <= 4 && l[1] >= 1:
		return of(phone)
	case len(l) == 2 && zero && join == '-' && (total == 10 || total == 11) && l[0] >= 2 && l[0] <= 5:
		return of(phone) // 03-12345678
	case len(l) == 3 && begins(l, 3, 3, 4):
		return of(phone) // with a word before only: 415-555-2671
	case len(l) == 2 && begins(l, 4, 6):
		return of(pension)
	case len(l) == 2 && begins(l, 5, 6), len(l) == 3 && begins(l, 4, 4, 3):
		return of(resident, bankAccount) & x.wanted()
	case len(l) == 2 && l[0] == 5 && l[1] >= 7 && l[1] <= 8, len(l) == 2 && begins(l, 3, 7), len(l) == 3 && begins(l, 4, 3, 7):
		return of(bankAccount) & x.wanted()
	}
	return 0
}

// add checks the check digits of a value and keeps it.
func (x *scanner) add(v value) {
	var d [24]byte
	n := digitsOf(x.s[v.pos:v.end], &d)
	num := d[:n]
	if n > 3 && same(num) {
		return // a place to fill in
	}
	if v.can.has(myNumber) && (isMyNumber(num) || n == 11 && isMyNumber(append([]byte{0}, num...))) {
		v.sure |= of(myNumber)
	}
	if v.can.has(corporate) && isCorporate(num) {
		v.sure |= of(corporate)
	}
	if v.can.has(card) && isCard(num) {
		v.sure |= of(card)
	}
	if v.can.has(licence) && isLicence(num) {
		v.sure |= of(licence)
	}
	if v.can.has(health) && isInsurer(num) {
		v.sure |= of(health)
	}
	if v.can.has(phone) && (x.s[v.pos] == '+' && n >= 9 || isPhone(num)) {
		v.sure |= of(phone)
	}
	const always = 1<<myNumber | 1<<licence | 1<<corporate | 1<<card
	if v.can&^always == 0 && v.sure == 0 && !v.can.has(licence) {
		if v.grouped && n == 16 {
			x.wrong++
		}
		return
	}
	x.values = append(x.values, v)
}
