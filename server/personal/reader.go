package personal

import (
	"hash/maphash"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"sekisho/server/policy"
)

// reader decides what the values of a text are, line by line, and counts the persons in its rows.
type reader struct {
	scanner
	header   header
	cur      line // the one that is decided on
	passed   int  // how many values its line and those before it have
	block    entry
	above    int // where the line before began that is not empty
	last     [kinds]int32
	rows     map[uint64]struct{}
	seed     maphash.Seed
	records  tally // persons
	business tally // persons in what may be the signatures of offices: only many of them are a list
	roll     roll
	halves   *value // the 記号 of a number whose 番号 may follow
	extra    []value
	m        *policy.Message
	known    map[string]bool // mail addresses that do not count: those of sender and recipients; nil: not asked for
}

// line is one line with what was found in it.
type line struct {
	from, to int
	marks    []mark
	first    int // the number of its first mark
	values   []value
	blank    int  // where its first character stands that is no blank
	asked    bool // whether person is known
	person   bool // a word for persons stands in it
}

func (r *reader) text(l *line) string { return r.s[l.from:l.to] }

// read reads one text.
func (r *reader) read(s string) {
	r.scan(s)
	r.decideAll()
}

// empty reports whether there is nothing to decide on.
func (r *reader) empty() bool { return len(r.values) == 0 && len(r.marks) == 0 }

// found reports whether a text has a value or a person at all: only then is it worth looking for a signature.
func (r *reader) found() bool {
	return len(r.values)+len(r.extra) > 0 || r.records.count > 0
}

// weight is how many persons a text lists, and how many values it has that never stand in a signature.
func (r *reader) weight() (persons, sure int) {
	for _, list := range [...][]value{r.values, r.extra} {
		for i := range list {
			if v := &list[i]; v.level >= medium && !v.quiet && !signed.has(v.class) {
				sure++
			}
		}
	}
	return r.records.count + r.business.count, sure
}

// signed are the kinds that stand in signatures.
var signed = of(none, phone, postal, email, corporate)

// decideAll goes through the lines of a text that was scanned.
func (r *reader) decideAll() {
	r.header, r.block, r.above = header{cols: r.header.cols[:0]}, entry{}, -1
	r.extra = r.extra[:0]
	r.last = [kinds]int32{}
	clear(r.rows)
	r.records, r.business, r.roll, r.halves = tally{}, tally{}, roll{}, nil
	if r.empty() && len(r.lines) < fewLines && strings.Count(r.s, "、")+strings.Count(r.s, ",")+strings.Count(r.s, ";") < fewLines-1 {
		return
	}
	mi, vi := 0, 0
	for i, from := range r.lines {
		r.cur = line{from: int(from), to: len(r.s), first: mi}
		l := &r.cur
		if i+1 < len(r.lines) {
			l.to = int(r.lines[i+1]) - 1
		}
		m0, v0 := mi, vi
		for mi < len(r.marks) && int(r.marks[mi].pos) <= l.to {
			mi++
		}
		for vi < len(r.values) && int(r.values[vi].pos) <= l.to {
			vi++
		}
		l.marks, l.values = r.marks[m0:mi], r.values[v0:vi]
		r.passed = vi
		r.line(l)
	}
	r.flush()
	if r.business.count >= 5 {
		r.records.add(r.business)
	}
	r.unroll()
	r.lone()
}

// line decides on one line.
func (r *reader) line(l *line) {
	text := r.text(l)
	if len(l.marks) == 0 && len(l.values) == 0 && !r.header.on() && !r.block.on() {
		if text != "" {
			r.above = l.from
			if !r.alone(l) {
				r.namesInLine(l)
			}
		}
		return
	}
	if l.blank = l.from + blankLen(text); l.blank == l.to {
		return
	}
	r.filled(l)
	r.above = l.from
}

// blankLen is how many octets of blanks s begins with.
func blankLen(s string) int {
	if s != "" && s[0] > ' ' && s[0] < utf8.RuneSelf || s == "" {
		return 0
	}
	return len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
}

// filled decides on a line with words or values, or in a table.
func (r *reader) filled(l *line) {
	text := r.text(l)
	r.threadHeader(l)
	var delim byte
	if r.header.on() || mayHead(l.marks) {
		delim = r.delimiter(text)
	}
	if delim != 0 && len(l.marks) > 0 && r.isHeader(l, delim) {
		r.flush()
		return
	}
	var w row
	if r.zengin(l, &w) {
		r.keep(l, &w)
		return
	}
	if r.header.rules(delim) {
		r.tableRow(l, &w)
	} else {
		r.header.miss()
		r.plainRow(l, &w)
	}
	r.keep(l, &w)
}

// threadHeader drops the mail addresses in the header lines of a quoted mail: they are those of people who have it already.
func (r *reader) threadHeader(l *line) {
	if len(l.values) == 0 || len(l.values) > 30 {
		return
	}
	if !r.holds(l, email) {
		return
	}
	text := strings.TrimLeft(r.text(l), " *")
	colon := strings.IndexByte(text[:min(len(text), 31)], ':')
	quiet := colon > 0 && colon < 30 && threadLabels[strings.Trim(strings.ToLower(text[:colon]), " *")]
	trimmed := strings.TrimRight(text, " ")
	quiet = quiet || strings.HasSuffix(trimmed, "wrote:") || strings.HasSuffix(trimmed, ">:") || strings.HasSuffix(trimmed, "のメール:") || strings.HasSuffix(trimmed, "書きました:")
	if !quiet {
		return
	}
	for i := range l.values {
		if l.values[i].can.has(email) {
			l.values[i].can = 0
		}
	}
}

// holds reports whether one of a line's values may be of a kind.
func (r *reader) holds(l *line, c class) bool {
	for i := range l.values {
		if l.values[i].can.has(c) {
			return true
		}
	}
	return false
}

var threadLabels = map[string]bool{
	"from": true, "to": true, "cc": true, "bcc": true, "reply-to": true, "sent": true, "sender": true, "差出人": true, "送信者": true, "宛先": true, "返信先": true,
	"message-id": true, "in-reply-to": true, "references": true, "return-path": true, "author": true, "commit": true, "signed-off-by": true, "co-authored-by": true, "reviewed-by": true,
}

// knows reports whether a mail address is one that whoever reads the mail sees anyway.
func (r *reader) knows(address string) bool {
	if r.known == nil {
		m := r.m
		r.known = make(map[string]bool, len(m.Recipients)+4)
		add := func(a string) { r.known[strings.ToLower(strings.TrimSpace(a))] = true }
		add(m.Account)
		add(m.From.Address)
		for i := range m.ReplyTo {
			add(m.ReplyTo[i].Address)
		}
		for i := range m.Recipients {
			add(m.Recipients[i].Address)
		}
		for _, a := range m.Original {
			add(a)
		}
	}
	return r.known[strings.ToLower(address)]
}

// near reports whether a mark of one of the classes stands between two places.
func (r *reader) near(classes set, from, to int) bool {
	if r.seen&classes == 0 {
		return false
	}
	for i := r.markFrom(from); i < len(r.marks) && int(r.marks[i].pos) < to; i++ {
		r.work++
		if i%blockSize == 0 && r.blocks[i/blockSize]&classes == 0 {
			i += blockSize - 1
			continue
		}
		if classes.has(r.marks[i].class) {
			return true
		}
	}
	return false
}

// markFrom is the number of the first mark at or behind a place.
func (r *reader) markFrom(from int) int {
	return sort.Search(len(r.marks), func(i int) bool { return int(r.marks[i].pos) >= from })
}

// lone decides on numbers that only stand in a column of such numbers: at least five whose check digits are all right.
func (r *reader) lone() {
	right, all := 0, 0
	for i := range r.values {
		if v := &r.values[i]; v.can.has(myNumber) && v.class == none || v.class == myNumber && v.level == low {
			all++
			if v.sure.has(myNumber) {
				right++
			}
		}
	}
	if right < 5 || right*10 < all*9 {
		return
	}
	for i := range r.values {
		if v := &r.values[i]; v.class == myNumber && v.level == low {
			v.level = medium
		}
	}
}
