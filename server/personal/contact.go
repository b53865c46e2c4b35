package personal

import "strings"

// Words around a value by which it is told whose it is.
var (
	office   = of(corp, org, desk, fax)
	personal = of(name, kana, birth, profile, myNumber, licence, passport, residence, resident, pension, health)
)

// official reports whether a telephone number, a mail or postal address is that of an office rather than a person's: in a
// letterhead, a footer, a signature. A person's is near a word for persons; what is near neither counts as an office's unless
// it is a mobile number or a home.
func (r *reader) official(v *value) bool {
	from, to := int(v.pos), int(v.end)
	if v.class == phone && r.homePhone(from) {
		return false
	}
	lineFrom, lineTo := r.cur.from, r.cur.to
	if to > lineTo { // it goes on in the next line
		lineTo = len(r.s)
		if n := strings.IndexByte(r.s[to:], '\n'); n >= 0 {
			lineTo = to + n
		}
	}
	if r.near(of(desk, fax), from-30, to+20) && !r.personIn(lineFrom, lineTo) {
		return true
	}
	if r.near(of(person), max(lineFrom, from-200), min(lineTo, to+100)) || r.near(personal, from-250, to+250) {
		return false
	}
	if r.near(office, from-250, to+200) {
		return true
	}
	if a, b := r.paragraph(from, to); r.near(of(person), a, b) {
		return false // an envelope, a label: the name has a line of its own
	}
	switch {
	case v.class == phone && r.mobile(v):
		return false
	case v.class == postal:
		return !isHome(r.s[from:to]) && !v.took
	}
	return true
}

// homePhone reports whether the word that names a number right before it says that it is one at home.
func (r *reader) homePhone(from int) bool {
	i := r.markFrom(from) - 1
	if i < 0 || r.marks[i].class != phone || from-int(r.marks[i].end) > 30 {
		return false
	}
	word := r.s[r.marks[i].pos:r.marks[i].end]
	return strings.HasPrefix(word, "自宅") || strings.HasPrefix(strings.ToLower(word), "home")
}

// personIn reports whether a word for persons stands on the line between two places. It is found once for all values of a line.
func (r *reader) personIn(from, to int) bool {
	l := &r.cur
	if to != l.to {
		return r.near(of(person), from, to)
	}
	if !l.asked {
		l.asked, l.person = true, r.near(of(person), from, to)
	}
	return l.person
}

// paragraph is where the lines around a value begin and end that no empty line parts from it, at most some.
func (r *reader) paragraph(from, to int) (int, int) {
	low, high := max(0, from-400), min(len(r.s), to+200)
	if n := strings.LastIndex(r.s[low:from], "\n\n"); n >= 0 {
		low += n
	}
	if n := strings.Index(r.s[to:high], "\n\n"); n >= 0 {
		high = to + n
	}
	return low, high
}

// homes are words that the address of a flat ends with.
var homes = strings.Fields("マンション アパート ハイツ コーポ 荘 号室 レジデンス メゾン ハイム パレス シャトー グランド 団地 様方 コート Apt apt #")

func isHome(s string) bool {
	for _, h := range homes {
		if strings.Contains(s, h) {
			return true
		}
	}
	return false
}

// mailbox decides on a mail address. One of the sender's or a recipient's was dropped before.
func (r *reader) mailbox(v *value, c class, w *row) {
	if v.can == 0 || v.quiet || r.knows(r.s[v.pos:v.end]) {
		return
	}
	v.is(email, medium)
	switch {
	case w.table:
		if c == email {
			v.level = high
		}
	case r.near(of(email), int(v.pos)-40, int(v.pos)):
		v.took = true
		w.took |= of(email)
		v.quiet = r.official(v) && r.near(office, int(v.pos)-250, int(v.end)+200)
	default:
		v.quiet = r.official(v)
	}
	w.kinds |= of(email)
	w.anchor = true
	if w.key == 0 {
		w.key = r.hash(strings.ToLower(r.s[v.pos:v.end]))
	}
	w.mails++
}
