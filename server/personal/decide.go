package personal

import (
	"slices"
	"strings"
)

// decide finds out what a value is, given the label that names it.
func (r *reader) decide(v *value, c class, how reach) {
	v.took = how >= overhead && c < kinds && v.can.has(c)
	switch {
	case v.took:
		r.labelled(v, c, how)
	case c == symbol || c == insurance:
		r.symbol(v)
	case c == none || c < kinds && !v.can.has(c) || c == weak && (v.can.has(card) && v.grouped || how == inColumn) || c == profile || c == name || c == postal || c == email || c == birth:
		r.unlabelled(v)
	}
	if v.class != none && v.class < kinds && v.level >= medium {
		r.last[v.class] = v.end
	}
}

func (v *value) is(c class, at level) { v.class, v.level = c, at }

// labelled decides on a value whose label says what it is.
func (r *reader) labelled(v *value, c class, how reach) {
	sure := v.sure.has(c)
	n := r.count(v)
	switch c {
	case myNumber:
		if sure && (n == 12 || how == inColumn) {
			v.is(c, high)
		}
	case corporate, card:
		if sure {
			v.is(c, high)
		}
	case licence, health:
		v.is(c, medium)
		if sure || c == health {
			v.is(c, high)
		}
		switch {
		case c == health && (n < 2 || n > 10) || v.broken:
			v.is(none, nothing)
		case c == health && sure && !r.near(of(name, kana, birth, symbol), int(v.pos)-farthest, int(v.end)+farthest):
			v.is(health, low) // an insurer's number: without a person near it nobody's
		}
	case passport, residence, resident:
		v.is(c, high)
	case pension:
		v.is(c, high)
	case bankAccount:
		r.account(v, n, how)
	case phone:
		if n >= 9 && n <= 15 && (sure || how == inColumn || n >= 10) && !r.free(v) {
			v.is(phone, high)
			v.quiet = v.quiet || how != inColumn && r.official(v)
		}
	}
}

func (r *reader) count(v *value) int {
	var d [24]byte
	return digitsOf(r.s[v.pos:v.end], &d)
}

func (r *reader) free(v *value) bool {
	var d [24]byte
	n := digitsOf(r.s[v.pos:v.end], &d)
	if s := r.s[v.pos:v.end]; v.grouped && n == 11 && len(s) > 3 && !isDigit(s[3]) {
		return false // 080-0…, not 0800-…
	}
	return n >= 4 && isFree(d[:n])
}

func (r *reader) mobile(v *value) bool {
	var d [24]byte
	n := digitsOf(r.s[v.pos:v.end], &d)
	return isMobile(d[:n]) || r.s[v.pos] == '+' && n == 12 && d[0] == 8 && d[1] == 1 && d[2] >= 6 && d[3] == 0
}

// symbol decides on the number behind 記号, which health insurance cards and the post bank's accounts have.
func (r *reader) symbol(v *value) {
	from, to := int(v.pos)-farthest/3, int(v.end)+farthest/6
	switch {
	case v.can.has(bankAccount) && r.near(of(postBank, bank), from, to) && !r.near(of(health, insurance), from, to):
		if !r.secondHalf(v, bankAccount) && r.count(v) >= 4 {
			v.is(bankAccount, high)
			v.took = true
			r.halves = v
		}
	case v.can.has(health) && r.near(of(health, insurance), from, to):
		if !r.secondHalf(v, health) {
			v.is(health, low) // the number of an employer, until that of the insured follows
			v.took = true
			r.halves = v
		}
	}
}

// secondHalf joins a 番号 with the 記号 before it: both are one number.
func (r *reader) secondHalf(v *value, c class) bool {
	h := r.halves
	if h == nil || h.class != c || v.pos-h.end > 60 || v.pos < h.end {
		return false
	}
	h.end, h.level, r.halves = v.end, high, nil
	h.quiet = c == bankAccount && r.published(h)
	return true
}

// unlabelled decides on a value that no label names, by its form and by words within 300 characters.
func (r *reader) unlabelled(v *value) {
	if v.broken {
		return
	}
	for _, c := range [...]class{myNumber, card, licence, passport, residence, resident, pension} {
		if !v.can.has(c) || !r.around(c, v) || checkable.has(c) && !v.sure.has(c) {
			continue
		}
		if (c == resident || c == pension) && !v.grouped || c == myNumber && r.count(v) != 12 {
			continue
		}
		v.is(c, medium)
		if c == card {
			v.is(c, high)
		}
		return
	}
	switch {
	case v.sure.has(bankAccount):
		r.account(v, 0, alone)
	case v.sure.has(card):
		r.loneCard(v)
	case v.sure.has(myNumber) && r.count(v) == 12:
		v.is(myNumber, low)
	case v.sure.has(corporate):
		v.is(corporate, low)
		if r.s[v.pos] == 'T' {
			v.is(corporate, medium)
		}
	case v.can == of(passport), v.can == of(residence):
		v.is(first(v.can), low)
	case v.sure.has(phone):
		r.telephone(v)
	}
}

// loneCard decides on the number of a card that no word for one is near. One in fifty numbers of 16 digits has a right check digit
// and beginning, so without a hint it is unlikely, however it is grouped: a brand, the word for the end of validity, a month and a
// year behind it, or カード right before it where no other number of the text has such groups and is none.
func (r *reader) loneCard(v *value) {
	v.is(card, low)
	brand := r.near(of(card2), int(v.pos)-farthest/3, int(v.end)+farthest/3) || r.monthBehind(int(v.end))
	switch hint := brand || r.wrong == 0 && r.count(v) > 13 && r.near(of(plastic), int(v.pos)-30, int(v.pos)); {
	case hint && v.grouped:
		v.is(card, high)
	case hint:
		v.is(card, medium)
	}
}

// monthBehind reports whether a month and a year of two digits stand within 40 octets: 09/27.
func (r *reader) monthBehind(i int) bool {
	s := r.s[i:min(len(r.s), i+40)]
	for k := 2; k+2 < len(s); k++ {
		if s[k] != '/' || !isDigit(s[k-1]) || !isDigit(s[k-2]) || !isDigit(s[k+1]) || !isDigit(s[k+2]) {
			continue
		}
		month := int(s[k-2]-'0')*10 + int(s[k-1]-'0')
		if month >= 1 && month <= 12 && s[k+1] >= '2' && (k == 2 || !isAlnum(s[k-3]) && s[k-3] != '/') && (k+3 == len(s) || !isAlnum(s[k+3]) && s[k+3] != '/') {
			return true
		}
	}
	return false
}

// checkable are the kinds whose check digit must be right where no label names them.
var checkable = of(myNumber, card, licence)

func first(s set) class {
	for c := none; c < kinds; c++ {
		if s.has(c) {
			return c
		}
	}
	return none
}

// telephone decides on a number without a label that has the form of one.
func (r *reader) telephone(v *value) {
	if r.free(v) || r.inLink(v) {
		return
	}
	v.is(phone, low)
	if v.grouped || r.s[v.pos] == '+' {
		v.is(phone, medium)
		v.quiet = r.official(v)
	}
}

// inLink reports whether a value is part of a page's address.
func (r *reader) inLink(v *value) bool {
	for i := int(v.pos) - 1; i > 2 && i > int(v.pos)-200; i-- {
		switch c := r.s[i]; {
		case c <= ' ' || c >= 0x80 || c == '"' || c == '<':
			return false
		case c == '/' && r.s[i-1] == '/' && r.s[i-2] == ':':
			return true
		}
	}
	return false
}

// account decides on an account number. A bank or a branch must be named near it, or the label must say account.
func (r *reader) account(v *value, n int, how reach) {
	if v.sure.has(bankAccount) {
		v.is(bankAccount, high)
		v.quiet = r.near(of(corp), int(v.pos)-200, int(v.end)+100)
		return
	}
	from := int(v.pos) - farthest
	named := r.near(of(bank, postBank), from, int(v.end)+farthest/3) || how == inColumn
	explicit := how == inColumn || r.near(of(bankAccount), int(v.pos)-200, int(v.end))
	switch {
	case n < 4 || n > 14 || n != 7 && n != 8 && how != inColumn && !explicit, !named && !explicit:
		return
	case named:
		v.is(bankAccount, high)
	default:
		v.is(bankAccount, medium)
	}
	v.quiet = how != inColumn && r.published(v)
}

// published reports whether an account is one that a company tells its customers: that of an invoice, or one whose holder is a
// company.
func (r *reader) published(v *value) bool {
	from, to := int(v.pos)-150, int(v.end)+200
	if r.near(of(holder), int(v.pos)-60, to) || r.near(of(corp), int(v.end), to) {
		return true
	}
	if r.heldByGroup(int(v.end)) {
		return true
	}
	if r.heldByPerson(int(v.end)) {
		return false
	}
	return r.near(of(invoice), int(v.pos)-3*farthest, int(v.end)+farthest) && !r.near(of(name, kana), from, to)
}

// groups are parts of the names of holders that are no persons.
var groups = strings.Fields("組合 協会 基金 会社 法人 財団 機構 委員会 事務局 自治会 町内会 同窓会 後援会 クラブ 連盟 学会 研究会 振興会 保存会 友の会 商店 商会")

// heldByGroup reports whether a society is named as the holder of an account, behind it on its line or the next one.
func (r *reader) heldByGroup(i int) bool {
	rest := r.s[i:min(len(r.s), i+150)]
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		if m := strings.IndexByte(rest[n+1:], '\n'); m >= 0 {
			rest = rest[:n+1+m]
		}
	}
	rest = strings.ReplaceAll(rest, "信用組合", "")
	return slices.ContainsFunc(groups, func(g string) bool { return strings.Contains(rest, g) })
}

// heldByPerson reports whether a person's name stands behind an account on its line: タナカ ハナコ, or one that is frequent.
func (r *reader) heldByPerson(i int) bool {
	rest := r.s[i:min(len(r.s), i+90)]
	if n := strings.IndexByte(rest, '\n'); n >= 0 {
		rest = rest[:n]
	}
	rest = strings.Trim(rest, " \t,、/:")
	family, first, _ := strings.Cut(rest, " ")
	if first = strings.TrimLeft(first, " "); family != "" && first != "" && strings.IndexFunc(family+first, notKatakana) < 0 {
		return true
	}
	_, is := nameIn(rest)
	return is
}

func notKatakana(c rune) bool { return !isKatakana(c) }
