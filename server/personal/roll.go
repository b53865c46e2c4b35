package personal

import (
	"strings"
	"unicode/utf8"
)

// roll counts what lists one thing of persons only, their names or their mail addresses, and rows that lack a name which is known.
type roll struct {
	names, mails int
	perhaps      int // lines that look like the others, but whose name is not a frequent one
	nearly       int // the same of rows with a telephone number or an address
}

// single counts a person of whom one thing is listed, once.
func (r *reader) single(key uint64, count *int) {
	if r.rows == nil {
		r.rows = map[uint64]struct{}{}
	}
	if _, twice := r.rows[key]; !twice {
		r.rows[key] = struct{}{}
		*count++
	}
}

// unroll adds to the persons what was only listed, if there is enough of it. Who is in a list of names and in one of addresses
// counts once.
func (r *reader) unroll() {
	l := &r.roll
	if l.names >= fewLines && l.perhaps*2 <= l.names {
		l.names += l.perhaps
	}
	var only tally
	if l.names >= fewLines || l.names >= 3 && l.names+r.records.count >= fewLines {
		only = tally{l.names, of(name)}
	}
	if l.mails >= fewLines || l.mails >= 3 && l.mails+r.records.count >= fewLines {
		only = tally{max(only.count, l.mails), only.kinds | of(email)}
	}
	r.records.add(only)
	if r.records.count >= fewLines && l.nearly*2 <= r.records.count {
		r.records.count += l.nearly
	}
}

// alone reads a line that holds nothing but a name, with a number or a bullet before it: it begins an entry.
func (r *reader) alone(l *line) bool {
	s := stripBullet(r.text(l))
	if len(s) < 4 || len(s) > 48 || strings.ContainsAny(s, "@:=") {
		return false
	}
	switch {
	case isName(s):
		r.flush()
		r.block = entry{row: row{kinds: of(name), anchor: true, named: true, nameKey: r.hash(s)}, bare: true, lineFrom: l.from, from: l.to}
		return true
	case r.roll.names > 0 && looksLikeName(s):
		r.single(r.hash(s), &r.roll.perhaps)
	}
	return false
}

// stripBullet takes away what stands before the name in a line of a list, and a title behind it.
func stripBullet(s string) string {
	for s != "" {
		size := 1
		if s[0] >= utf8.RuneSelf {
			var c rune
			if c, size = utf8.DecodeRuneInString(s); !isBullet(c) {
				break
			}
		} else if !isDigit(s[0]) && strings.IndexByte(" \t.)(-*>,:", s[0]) < 0 {
			break
		}
		s = s[size:]
	}
	for s != "" {
		switch c := s[len(s)-1]; {
		case c == ' ', c == '\t', c == ',', c == ';', c == '*':
			s = s[:len(s)-1]
		case strings.HasSuffix(s, "、"), strings.HasSuffix(s, "。"):
			s = s[:len(s)-len("。")]
		default:
			return s
		}
	}
	return s
}

func isBullet(c rune) bool {
	switch c {
	case '・', '•', '○', '●', '◎', '■', '□', '◆', '◇', '▪', '♪', '→', '、':
		return true
	}
	return false
}

// looksLikeName reports whether s has the form of a name: two words of Japanese of up to four characters each, or two or three
// capitalised words.
func looksLikeName(s string) bool {
	family, first, ok := strings.Cut(s, " ")
	if first = strings.TrimLeft(first, " "); !ok || first == "" {
		return false
	}
	if family[0] >= utf8.RuneSelf {
		return isGiven(family, 1) && isGiven(first, 1)
	}
	n := 0
	for w := range strings.FieldsSeq(s) {
		if n++; n > 3 || len(w) < 2 || !isUpper(w[:1]) || strings.Trim(strings.ToLower(w[1:]), "abcdefghijklmnopqrstuvwxyz'-") != "" {
			return false
		}
	}
	return true
}

// notListed are labels behind which names stand that are no list of persons to protect: who was at a meeting, who wrote a paper.
var notListed = []string{"出席", "欠席", "同席", "列席", "講師", "登壇", "著者", "attendees", "present", "authors", "speakers", "participants:"}

// namesInLine counts names that stand in one line, parted by commas.
func (r *reader) namesInLine(l *line) {
	s := r.text(l)
	if len(s) < 40 || len(s) > 4000 {
		return
	}
	commas := strings.Count(s, ",") + strings.Count(s, ";")
	if strings.Count(s, "\x80")+commas < fewLines-1 { // the second octet of 、 is counted faster
		return
	}
	commas += strings.Count(s, "、")
	if commas < fewLines-1 || len(s) > 40*(commas+1) { // sentences
		return
	}
	head := strings.ToLower(s[:min(len(s), 40)])
	for _, w := range notListed {
		if strings.Contains(head, w) {
			return
		}
	}
	parts, known := 0, 0
	for part := range strings.FieldsFuncSeq(s, betweenNames) {
		if parts++; isName(strings.Trim(part, " 。.")) {
			known++
		}
	}
	if known < fewLines || known*10 < parts*6 {
		return
	}
	for part := range strings.FieldsFuncSeq(s, betweenNames) {
		if part = strings.Trim(part, " 。."); isName(part) {
			r.single(r.hash(part), &r.roll.names)
		}
	}
}

func betweenNames(c rune) bool { return c == '、' || c == ',' || c == ';' || c == ':' }

// mailsInLine counts the addresses of a line that holds nothing else.
func (r *reader) mailsInLine(l *line, w *row) {
	if w.kinds != of(email) { // with a name beside it, it is a person's row
		return
	}
	rest := len(strings.TrimSpace(r.text(l)))
	for i := range l.values {
		if v := &l.values[i]; v.class == email {
			rest -= int(v.end - v.pos)
		}
	}
	if !w.table && rest > 16+24*w.mails {
		return
	}
	for i := range l.values {
		if v := &l.values[i]; v.class == email {
			r.single(r.hash(strings.ToLower(r.s[v.pos:v.end])), &r.roll.mails)
		}
	}
}

// nearly notes a row of a list that would be a person's if its first word were a name.
func (r *reader) nearly(w *row, from, to int) {
	if w.table || w.kinds&of(phone, email, birth) == 0 || to-from > 160 {
		return
	}
	s := stripBullet(r.s[from:to])
	end := strings.IndexAny(s, " \t(:,")
	if end < 6 || end > 21 || s[0] < utf8.RuneSelf || !isGivenLong(s[:end]) {
		return
	}
	r.single(r.hash(s[:end]), &r.roll.nearly)
}

// isGivenLong is isGiven for what may be a whole name.
func isGivenLong(s string) bool {
	if utf8.RuneCountInString(s) > 5 {
		_, size := utf8.DecodeRuneInString(s)
		_, more := utf8.DecodeRuneInString(s[size:])
		s = s[size+more:]
	}
	return isGiven(s, 1)
}
