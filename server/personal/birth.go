package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// births looks for dates of birth on a line that is no row of a table: behind a word for it, or before 生.
func (r *reader) births(l *line, w *row) {
	for _, m := range l.marks {
		switch m.class {
		case birth:
			if from, n, ok := r.dateBehind(l, int(m.end)); ok {
				r.birth(from, from+n, w)
				w.took |= of(birth)
			} else if strings.HasPrefix(r.s[m.pos:], "生") { // 生まれ, 生 and what follows
				r.bornBefore(l, m, w)
			}
		case bornAfter:
			r.bornBefore(l, m, w)
		}
	}
}

// dateBehind finds the date behind a word for it.
func (r *reader) dateBehind(l *line, at int) (from, n int, ok bool) {
	if at < len(r.s) && r.s[at] == '.' { // D.O.B.
		at++
	}
	from = at + leading(r.s[at:min(len(r.s), at+40)])
	if strings.TrimLeftFunc(r.s[at:max(at, l.to)], unicode.IsSpace) != "" {
		from = min(from, l.to)
	}
	year, n, ok := dateAt(r.s[from:min(len(r.s), from+60)])
	if !ok {
		year, n, ok = chosenEra(r.s[from:min(len(r.s), from+100)])
	}
	return from, n, ok && year > 1900
}

// chosenEra reads a date whose era is to be chosen, as in forms: 大正・昭和・平成 55年4月1日. Which one it was is not asked.
func chosenEra(s string) (year, length int, ok bool) {
	i := 0
	for _, e := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(" ・/、,()□■☑☐○◯●◎レ✓\t", c) }) {
		if i = strings.Index(s, e); !isEra(e) {
			break
		}
		i += len(e)
	}
	if i == 0 || !isDigit(s[min(i, len(s)-1)]) {
		return 0, 0, false
	}
	year, n, ok := dateAt("昭和" + s[i:])
	return year, i + n - len("昭和"), ok
}

func isEra(s string) bool {
	for _, e := range eras {
		if s == e.name {
			return true
		}
	}
	return false
}

// bornBefore looks for the date before a word for a birth, in brackets before it too: 1980年4月1日（昭和55年）生まれ.
func (r *reader) bornBefore(l *line, m mark, w *row) {
	to := int(m.pos)
	if word := r.s[m.pos:m.end]; strings.HasSuffix(word, "生") || word == "生まれ" {
		rest := strings.TrimPrefix(r.s[m.end:], "まれ")
		if next, _ := utf8.DecodeRuneInString(rest); next != utf8.RuneError && next >= 0x3400 || isKatakana(next) {
			return // 5月9日生産開始, 生まれ変わる
		}
	}
	if to > l.from && r.s[to-1] == ')' {
		if n := strings.LastIndexByte(r.s[max(l.from, to-40):to], '('); n > 0 {
			to = max(l.from, to-40) + n
		}
	}
	if from, ok := r.dateBefore(l, to); ok && !strings.HasSuffix(r.s[from:to], "に") {
		r.birth(from, int(m.end), w)
	}
}

func (r *reader) birth(from, to int, w *row) {
	r.extra = append(r.extra, value{pos: n32(from), end: n32(to), class: birth, level: high})
	w.kinds |= of(birth)
	w.anchor = true
}

// leading is how much between a word and its date means nothing.
func leading(s string) int {
	for i, c := range s {
		if !strings.ContainsRune(" \t\n:：=\"'|／/,、>」】])）(（西暦和暦はがの・-", c) {
			return i
		}
	}
	return len(s)
}

// dateBefore finds the date that ends at to: 1985年4月1日生, or 1985年4月1 before 日生.
func (r *reader) dateBefore(l *line, to int) (int, bool) {
	low := max(l.from, to-48)
	if digitRun(r.s[low:to]) == 0 && !strings.Contains(r.s[low:to], "年") {
		return 0, false
	}
	for from := low; from < to-5; from++ {
		if !beginsDate[r.s[from]] || from > 0 && isDigit(r.s[from-1]) {
			continue
		}
		if year, n, ok := dateAt(r.s[from:to]); ok && year > 1900 && from+n >= to-3 {
			return from, true
		}
	}
	return 0, false
}

// beginsDate are the octets that a date may begin with: a digit, a blank, the name of an era or of a month.
var beginsDate = func() (a [256]bool) {
	for c := range a {
		b := byte(c)
		a[c] = isDigit(b) || isLetter(b) || b == ' '
	}
	for _, c := range chinese + "十" {
		a[string(c)[0]] = true
	}
	for _, e := range eras {
		a[e.name[0]] = true
	}
	return a
}()
