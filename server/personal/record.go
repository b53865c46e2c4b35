package personal

import (
	"hash/maphash"
	"math/bits"
	"strings"
)

// row is what a line says of a person.
type row struct {
	kinds   set
	took    set // of these, the ones that a label names
	anchor  bool
	table   bool
	kana    bool
	named   bool
	mails   int
	phones  int
	key     uint64
	nameKey uint64
}

// name notes a person's name.
func (w *row) name(key uint64) {
	w.kinds |= of(name)
	w.anchor, w.named, w.nameKey = true, true, w.nameKey*31+key // 姓 and 名 have columns of their own
}

// take notes what a value adds to its row.
func (w *row) take(v *value) {
	if v.class == none || v.level == low && v.class != phone || v.class == corporate || v.class == bankAccount && v.quiet {
		return
	}
	w.kinds |= of(v.class)
	if v.took {
		w.took |= of(v.class)
	}
	if v.class != phone && v.class != postal {
		w.anchor = true
	}
}

// tally counts persons.
type tally struct {
	count int
	kinds set
}

func (t *tally) add(o tally) { t.count, t.kinds = t.count+o.count, t.kinds|o.kinds }

// entry is a person described by several lines: 氏名：…, 電話：….
type entry struct {
	row
	gap      int
	from     int // the first of the values, and of those outside the scanner's list
	lineFrom int
	bare     bool // begun by a line with a name and nothing else
}

func (e *entry) on() bool { return e.kinds != 0 }

func (r *reader) hash(s string) uint64 { return maphash.String(r.seed, s) }

// plainRow reads a line that is no row of a table with a header.
func (r *reader) plainRow(l *line, w *row) {
	for i := range l.values {
		v := &l.values[i]
		if v.can == 0 {
			continue
		}
		if v.can.has(email) {
			r.mailbox(v, none, w)
			continue
		}
		c, how := r.label(v, l)
		r.decide(v, c, how)
		if c == id {
			w.kinds |= of(id)
		}
		if v.class == phone {
			w.phones++
			w.anchor = w.anchor || r.mobile(v)
			if w.key == 0 {
				w.key = r.hash(r.s[v.pos:v.end])
			}
		}
		w.take(v)
	}
	r.loose(l, w)
	r.births(l, w)
	r.addresses(l, w)
	r.names(l, w)
}

// names looks for the name that a label tells, or for one between blanks and signs on a line that has something else of a person.
func (r *reader) names(l *line, w *row) {
	for _, m := range l.marks {
		if m.class != name && m.class != kana && m.class != id && m.class != profile {
			continue
		}
		if rest, ok := r.behindLabel(l, m); ok {
			switch m.class {
			case name:
				w.name(r.hash(rest))
			case kana:
				w.kana = true
			default:
				w.kinds |= of(m.class)
			}
			w.took |= of(m.class)
		}
	}
	if w.named || w.kinds&^of(id, profile) == 0 {
		return
	}
	if n, ok := nameIn(r.text(l)); ok {
		w.name(r.hash(n))
	}
}

// behindLabel returns what is written behind a label that stands at the beginning of its line or of its part of the line.
func (r *reader) behindLabel(l *line, m mark) (string, bool) {
	rest := r.s[m.end:l.to]
	if m.class == name && m.end-m.pos == 3 && !strings.HasPrefix(rest, ":") || len(rest) < 3 {
		return "", false
	}
	sep := leading(rest)
	if sep == 0 || sep >= len(rest) || int(m.pos) > l.from && isJapanese(runeBefore(r.s, int(m.pos))) {
		return "", false
	}
	if !strings.ContainsAny(rest[:sep], ":：=\t」】]|>\"/") && int(m.pos) > l.blank {
		return "", false
	}
	rest = rest[sep:]
	for i, c := range rest {
		if r.work++; i > 60 {
			return "", false
		}
		if strings.ContainsRune("\t,、。;|\"<(（/", c) || c == ' ' && strings.HasPrefix(rest[i:], "  ") {
			rest = rest[:i]
			break
		}
	}
	if len(rest) > 60 || !hasLetter(rest) || strings.ContainsAny(rest, "○〇＿_…●△") || m.class == name && r.near(of(corp, org, desk), int(m.end), int(m.end)+sep+len(rest)) {
		return "", false
	}
	return strings.TrimRight(rest, " "), true
}

// nameIn looks for a name among the parts of a line.
func nameIn(s string) (string, bool) {
	const signs = "\t,、，・:：()（）|/／;<>\"「」『』【】[]=…→*_`"
	if n, ok := travellerIn(s); ok {
		return n, true
	}
	tried := 0
	for part := range strings.FieldsFuncSeq(s, func(c rune) bool { return strings.ContainsRune(signs, c) }) {
		words := strings.Fields(part)
		for i, w := range words {
			if tried++; tried > 40 {
				return "", false
			}
			if i+1 < len(words) && isName(w+" "+words[i+1]) {
				return w + words[i+1], true
			}
			if w[0] >= 0x80 && isName(w) {
				return w, true
			}
		}
	}
	return "", false
}

// travellerIn looks for a name as airlines write it: YAMADA/TARO MR.
func travellerIn(s string) (string, bool) {
	at := strings.IndexByte(s, '/')
	if at < 2 {
		return "", false
	}
	from, to := at, at+1
	for from > 0 && s[from-1] >= 'A' && s[from-1] <= 'Z' {
		from--
	}
	for to < len(s) && s[to] >= 'A' && s[to] <= 'Z' {
		to++
	}
	title, _, _ := strings.Cut(strings.TrimLeft(s[to:], " "), " ")
	switch {
	case at-from < 2 || to-at < 3:
		return "", false
	case title == "MR", title == "MS", title == "MRS", title == "MISS", title == "MSTR", knownNames().isLatin(s[at+1:at+2] + strings.ToLower(s[at+2:to]) + " " + s[from:from+1] + strings.ToLower(s[from+1:at])):
		return s[from:to], true
	}
	return "", false
}

// keep counts a row, or adds it to the entry that goes over several lines.
func (r *reader) keep(l *line, w *row) {
	if w.kana && w.named && r.seen.has(roster) {
		w.kinds |= of(profile)
	}
	if !w.table && (w.took != 0 || r.block.bare && w.kinds != 0 && w.kinds&r.block.kinds == 0 && r.onlyValues(l)) {
		r.enter(l, w)
		return
	}
	r.mailsInLine(l, w)
	if w.kinds == 0 {
		if !w.table && r.alone(l) {
			return
		}
		if !w.table {
			r.namesInLine(l)
		}
		if r.near(of(flush), l.from, l.to) {
			r.flush()
		} else if r.block.on() {
			if r.block.gap++; r.block.gap > 5 || r.block.bare && r.block.gap > 1 {
				r.flush()
			}
		}
		return
	}
	r.flush()
	r.person(w, l.from, l.to, !w.table && r.isOffice(l.from, l.to))
}

// onlyValues reports whether a line holds little but what was found in it: the cells of a table that have lines of their own.
func (r *reader) onlyValues(l *line) bool {
	rest := len(strings.TrimSpace(r.text(l)))
	for _, list := range [...][]value{l.values, r.extra} {
		for i := len(list) - 1; i >= 0 && int(list[i].pos) >= l.from; i-- {
			if list[i].class != none {
				rest -= int(list[i].end - list[i].pos)
			}
		}
	}
	return rest <= 15
}

// isOffice reports whether lines are an office's rather than a person's.
func (r *reader) isOffice(from, to int) bool {
	return r.near(of(corp, org, desk), from-150, to+60) && !r.near(personal|of(person), from-250, to+100)
}

// enter adds a line with labels to the entry. A label that the entry has already begins the next one.
func (r *reader) enter(l *line, w *row) {
	e := &r.block
	if again := e.kinds & w.took &^ of(phone, email, postal, profile, id); again != 0 || w.named && e.named {
		r.flush()
	}
	if !e.on() {
		e.lineFrom = l.from
	}
	e.kinds |= w.kinds
	e.took |= w.took
	e.anchor = e.anchor || w.anchor
	e.named = e.named || w.named
	e.mails = max(e.mails, w.mails)
	e.gap = 0
	if w.nameKey != 0 {
		e.nameKey = w.nameKey
	}
	if e.key == 0 {
		e.key = w.key
	}
	e.from = l.to
}

// flush counts the entry.
func (r *reader) flush() {
	if !r.block.on() {
		return
	}
	e := r.block
	r.block = entry{}
	if e.bare && e.kinds == of(name) {
		r.single(e.nameKey, &r.roll.names)
		return
	}
	r.person(&e.row, e.lineFrom, e.from, (!e.named || e.bare) && r.isOffice(e.lineFrom, e.from))
}

// person counts what a row says of a person, and what it holds as a person's.
func (r *reader) person(w *row, from, to int, isOffice bool) {
	if w.kinds == of(name) && w.table {
		r.single(w.nameKey, &r.roll.names)
		return
	}
	if bits.OnesCount64(uint64(w.kinds)) < 2 || !w.anchor {
		r.nearly(w, from, to)
		return
	}
	if !w.named && r.near(of(corp, org), from, to) && w.kinds&^of(phone, postal, email, id, profile) == 0 {
		return
	}
	key := w.key*31 + w.nameKey
	if w.nameKey == 0 && w.key == 0 {
		key = r.hash(r.s[from:to])
	}
	if _, twice := r.rows[key]; twice {
		return
	}
	if r.rows == nil {
		r.rows = map[uint64]struct{}{}
	}
	r.rows[key] = struct{}{}
	n := 1
	if w.mails >= 3 && !w.table {
		n = w.mails
	}
	if isOffice && r.records.count < fewLines { // else it goes on with the list
		r.business.add(tally{n, w.kinds})
		return
	}
	r.records.add(tally{n, w.kinds})
	r.unquiet(r.values[:r.passed], from, to)
	r.unquiet(r.extra, from, to)
}

// unquiet makes the values between two places count: they are a person's.
func (r *reader) unquiet(values []value, from, to int) {
	for i := len(values) - 1; i >= 0; i-- {
		r.work++
		v := &values[i]
		if int(v.pos) >= to {
			continue
		}
		if int(v.end) < from {
			return
		}
		if v.class != bankAccount {
			v.quiet = false
		}
		if v.class == phone && v.level == low {
			v.level = medium
		}
	}
}
