package personal

import "strings"

// group is a run of digits within a number, and what joins it to the one before.
type group struct {
	pos, end int
	join     byte // 0 for the first; '-', '.', '/', ' ', or '\n' where the line ends between them
}

func (g group) len() int { return g.end - g.pos }

// maxGroups is how many runs are read as one number at most. What is longer is a row of figures.
const maxGroups = 16

// digits reads the number that begins at i and returns where to go on.
func (x *scanner) digits(i int) int {
	s := x.s
	first, ok := x.numberStart(i)
	if !ok {
		return afterAlnum(s, i)
	}
	x.readGroups(i)
	end := x.cutAtLetters()
	if len(x.groups) == 0 {
		return end
	}
	if to := x.iban(first); to > 0 {
		return to
	}
	to := x.split(first)
	if last := x.groups[len(x.groups)-1].end; to == last {
		to = max(to, end)
	}
	return to
}

// numberStart looks at what stands right before a digit. What belongs to the number is part of its value: +, ( and letters.
func (x *scanner) numberStart(i int) (first int, ok bool) {
	s := x.s
	if i == 0 {
		return i, true
	}
	switch c := s[i-1]; {
	case c == '+', c == '(':
		return i - 1, true
	case c == '_', c == '%' && i+1 < len(s) && isLetter(s[i+1]):
		return i, false
	case c == '-' && i > 1 && (isLetter(s[i-2]) || isDigit(s[i-2])):
		return i, false // the number of a part, or the rest of what was cut
	case !isLetter(c):
		return i, true
	}
	from := i - 1
	for from > 0 && isLetter(s[from-1]) {
		from--
	}
	if from > 0 && (isDigit(s[from-1]) || s[from-1] == '_' || s[from-1] == '-' && from > 1 && isAlnum(s[from-2])) {
		return i, false
	}
	switch n := i - from; {
	case n <= 2 && isUpper(s[from:i]):
		return from, true
	case n <= 6 && x.seenAt(i):
		return i, true // TEL03-…, No12345
	}
	return i, false
}

// seenAt reports whether a word of the vocabulary ends at i.
func (x *scanner) seenAt(i int) bool {
	return len(x.marks) > 0 && int(x.marks[len(x.marks)-1].end) == i
}

func isUpper(s string) bool {
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return true
}

func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }

// readGroups reads runs of digits and what joins them.
func (x *scanner) readGroups(i int) {
	s := x.s
	x.groups = x.groups[:0]
	for join := byte(0); ; {
		end := i
		for end < len(s) && isDigit(s[end]) {
			end++
		}
		x.groups = append(x.groups, group{i, end, join})
		if len(x.groups) == maxGroups || end-i > 24 {
			return
		}
		if i, join = x.joint(end); join == 0 {
			return
		}
	}
}

// joint returns where the next run begins that a sign at i joins to this one; 0: there is none.
func (x *scanner) joint(i int) (next int, join byte) {
	s := x.s
	if i >= len(s) {
		return i, 0
	}
	digit := func(k int) bool { return k < len(s) && isDigit(s[k]) }
	if x.groups[len(x.groups)-1].len() == 1 {
		if k := boxed(s, i); k > 0 {
			return k, '|'
		}
	}
	switch c := s[i]; c {
	case '-', '.', '/':
		k := skip(s, i+1, ' ', 1)
		switch {
		case digit(i + 1):
			return i + 1, c
		case c == '-' && digit(k):
			return k, c
		case c == '-' && k < len(s) && s[k] == '\n' && digit(afterBlanks(s, k+1)):
			return afterBlanks(s, k+1), '\n'
		case c == '-' && k < len(s) && s[k] == '(' && digit(k+1):
			return k + 1, '-'
		}
	case ')':
		if k := skip(s, skip(s, i+1, '-', 1), ' ', 1); digit(k) && x.groups[0].len() <= 5 {
			return k, '-'
		}
	case '(':
		if digit(i+1) && s[x.groups[0].pos] == '0' {
			return i + 1, '-'
		}
	case ' ':
		k := skip(s, i, ' ', 2)
		switch {
		case digit(k):
			return k, ' '
		case k < len(s) && s[k] == '-' && digit(skip(s, k+1, ' ', 1)):
			return skip(s, k+1, ' ', 1), '-'
		case k < len(s) && s[k] == '\n' && digit(afterBlanks(s, k+1)):
			return afterBlanks(s, k+1), '\n'
		case k < len(s) && s[k] == '(' && digit(k+1) && s[x.groups[0].pos] == '0':
			return k + 1, '-'
		}
	case '\n':
		if k := afterBlanks(s, i+1); digit(k) {
			return k, '\n'
		}
	}
	return i, 0
}

// boxed returns where the next digit stands if it and the one before i have a box each, as in forms: 1|2|3; else 0.
func boxed(s string, i int) int {
	bar := skip(s, i, ' ', 1)
	if bar >= len(s) || s[bar] != '|' {
		return 0
	}
	k := skip(s, bar+1, ' ', 1)
	if k >= len(s) || !isDigit(s[k]) || k+1 < len(s) && isDigit(s[k+1]) {
		return 0
	}
	return k
}

func afterBlanks(s string, i int) int { return skip(s, i, ' ', 8) }

// cutAtLetters takes away the last runs where letters or signs follow that make them something else, and returns where the
// number ended.
func (x *scanner) cutAtLetters() int {
	s := x.s
	last := x.groups[len(x.groups)-1]
	end := last.end
	if end >= len(s) {
		return end
	}
	switch c := s[end]; {
	case isLetter(c) && !x.cardLetters(end), c == '_', c == '@':
		end = afterAlnum(s, end)
	case c == ':' && end+1 < len(s) && isDigit(s[end+1]) && last.len() <= 2, c == '%':
	case c == ',' && last.len() <= 3 && end+3 < len(s) && isDigit(s[end+1]) && isDigit(s[end+2]) && isDigit(s[end+3]) && (end+4 >= len(s) || !isDigit(s[end+4])):
	default:
		return end
	}
	for len(x.groups) > 0 {
		join := x.groups[len(x.groups)-1].join
		x.groups = x.groups[:len(x.groups)-1]
		if join == '\n' { // what follows is read as a line of its own
			return x.groups[len(x.groups)-1].end
		}
		if join == ' ' {
			break
		}
	}
	return end
}

// cardLetters reports whether two capitals end a number of letters and digits here.
func (x *scanner) cardLetters(i int) bool {
	s := x.s
	return i+2 <= len(s) && isUpper(s[i:i+2]) && (i+2 == len(s) || !isAlnum(s[i+2]))
}

// split looks for numbers in the runs: several joined by blanks where that is how a kind is written, else those joined by signs.
// It returns the end of the last one it used. A run on the next line is that line's, unless a number goes on there.
func (x *scanner) split(first int) (end int) {
	for a := 0; a < len(x.groups); {
		from := x.groups[a].pos
		if a == 0 {
			from = first
		} else if x.groups[a].join == '\n' {
			return end
		}
		n := x.spaced(a, from)
		if n == 0 {
			n = 1
			for a+n < len(x.groups) && x.groups[a+n].join != ' ' && x.groups[a+n].join != '\n' {
				n++
			}
			x.atom(from, x.groups[a:a+n])
		}
		a += n
		end = x.groups[a-1].end
	}
	return end
}

// iban reads an international account number, which begins with two capitals and two digits.
func (x *scanner) iban(first int) int {
	s := x.s
	if g := x.groups[0]; g.pos-first != 2 || g.len() < 2 || !isUpper(s[first:g.pos]) || s[first] == '+' {
		return 0
	}
	n := ibanLen(s[first:])
	if n == 0 {
		return 0
	}
	x.add(value{pos: n32(first), end: n32(first + n), can: of(bankAccount), sure: of(bankAccount), grouped: true})
	return first + n
}

// plain returns the lengths of runs from a on that only blanks and line ends join, as many as there are.
func (x *scanner) plain(a int, to *[maxGroups]int) (n int, broken bool) {
	for i := a; i < len(x.groups); i++ {
		g := x.groups[i]
		if i > a && g.join != ' ' && g.join != '\n' {
			return n - 1, broken // the one before is joined to this one
		}
		broken = broken || i > a && g.join == '\n'
		to[n] = g.len()
		n++
	}
	return n, broken
}

// spaced finds a number that blanks are in, and returns how many runs it takes.
func (x *scanner) spaced(a, from int) int {
	var lens [maxGroups]int
	n, _ := x.plain(a, &lens)
	if n < 2 {
		return 0
	}
	l := lens[:n]
	switch {
	case x.s[from] == '+':
		return x.abroad(from, a)
	case begins(l, 4, 4, 4, 4) && (n == 4 || l[4] != 4) && (x.groups[a+3].join != '\n' || x.cardAt(a)):
		return x.joined(from, a, 4, of(card))
	case begins(l, 4, 4, 4) && (n == 3 || l[3] != 4 || x.groups[a+3].join == '\n' && !x.cardAt(a)):
		return x.joined(from, a, 3, of(myNumber, licence))
	case begins(l, 4, 6, 5), begins(l, 4, 6, 4):
		return x.joined(from, a, 3, of(card))
	case begins(l, 1, 4, 4, 4):
		return x.joined(from, a, 4, of(corporate))
	case n >= 3 && x.s[x.groups[a].pos] == '0' && l[0] <= 5 && l[2] == 4 && l[0]+l[1] >= 6 && l[0]+l[1] <= 7:
		return x.joined(from, a, 3, of(phone))
	case singles(l) >= 7:
		k := singles(l)
		return x.joined(from, a, k, x.bare(k))
	case begins(l, 5, 6):
		return x.joined(from, a, 2, of(resident))
	case begins(l, 4, 6) && x.seen.has(pension):
		return x.joined(from, a, 2, of(pension))
	case x.groups[a+1].join == '\n' && (l[0]+l[1] == 12 || l[0]+l[1] == 16) && l[0] >= 4:
		return x.joined(from, a, 2, of(myNumber, card, licence))
	}
	return 0
}

// cardAt reports whether four runs from a on are the number of a card: only then it goes over the end of a line.
func (x *scanner) cardAt(a int) bool {
	var d [24]byte
	n := digitsOf(x.s[x.groups[a].pos:x.groups[a+3].end], &d)
	return n == 16 && isCard(d[:n])
}

// singles is how many runs of one digit there are at the beginning.
func singles(l []int) int {
	n := 0
	for n < len(l) && l[n] == 1 {
		n++
	}
	return n
}

// abroad reads a telephone number that begins with the code of a country.
func (x *scanner) abroad(from, a int) int {
	total, n := 0, 0
	for _, g := range x.groups[a:] {
		if total+g.len() > 13 || g.join == '\n' || g.join == '/' {
			break
		}
		total += g.len()
		n++
	}
	if total < 9 {
		return 0
	}
	return x.joined(from, a, n, of(phone))
}

func begins(l []int, want ...int) bool {
	if len(l) < len(want) {
		return false
	}
	for i, w := range want {
		if l[i] != w {
			return false
		}
	}
	return true
}

// joined adds a value of n runs.
func (x *scanner) joined(from, a, n int, can set) int {
	broken := false
	for i, g := range x.groups[a+1 : a+n] {
		if g.join == '\n' {
			broken = true
			x.lines = append(x.lines, n32(x.groups[a+i].end+1+strings.IndexByte(x.s[x.groups[a+i].end:g.pos], '\n')))
		}
	}
	x.add(value{pos: int32(from), end: int32(x.groups[a+n-1].end), can: can, broken: broken, grouped: true}) //nolint:gosec // texts are at most 4 MiB
	return n
}
