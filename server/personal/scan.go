package personal

import "unicode/utf8"

// mark is a word of the vocabulary in a text.
type mark struct {
	pos, end int32
	class    class
}

// value is something that may be a value of a kind.
type value struct {
	pos, end int32
	can      set   // kinds that its form allows
	sure     set   // of these, the ones whose check digit is right
	class    class // what it was found to be; none: nothing
	level    level
	broken   bool // goes over the end of a line
	grouped  bool // written in the groups of its kind
	quiet    bool // a company's or an office's, not a person's
	took     bool // its label stands before it
}

// level is how sure it is that a value is one.
type level uint8

const (
	nothing level = iota
	low
	medium
	high
)

var levels = [...]string{low: "low", medium: "medium", high: "high"}

// scanner reads one text.
type scanner struct {
	s      string
	lines  []int32 // where they begin
	marks  []mark
	blocks []set // what classes each blockSize of marks have
	values []value
	seen   set // classes of marks so far
	groups []group
	wrong  int // numbers in the groups of a card's whose check digit is not right
	work   int // how many marks, values and octets were looked at again
}

// blockSize is how many marks are passed over at once where none of them is looked for.
const blockSize = 32

// reset makes room for another text.
func (x *scanner) reset(s string) {
	x.s, x.seen = s, 0
	if n := len(s) / 64; n > cap(x.lines) { // the usual length of a line; as many words
		x.lines, x.marks = make([]int32, 0, n), make([]mark, 0, n)
	}
	x.lines = append(x.lines[:0], 0)
	x.marks, x.values, x.blocks, x.work = x.marks[:0], x.values[:0], x.blocks[:0], 0
	x.wrong = 0
}

// What to do at an octet.
const (
	actNothing = iota
	actLine
	actDigit
	actLetter
	actAt
	actSign // an ASCII sign that a word begins with
	actWide // the first octet of a character of Japanese
)

var acts = func() (a [256]byte) {
	for c := range a {
		switch b := byte(c); {
		case b == '\n':
			a[c] = actLine
		case isDigit(b):
			a[c] = actDigit
		case isLetter(b):
			a[c] = actLetter
		case b == '@':
			a[c] = actAt
		case b == '(' || b == '#' || b == '-':
			a[c] = actSign
		case b >= 0xe2 && b < 0xf0:
			a[c] = actWide
		}
	}
	return a
}()

// scan finds marks and values in one pass.
func (x *scanner) scan(s string) {
	x.reset(s)
	for i := 0; i < len(s); {
		switch acts[s[i]] {
		case actWide:
			i = x.wide(i)
		case actDigit:
			i = x.digits(i)
		case actLetter:
			i = x.letters(i)
		case actLine:
			i++
			x.lines = append(x.lines, n32(i))
		case actAt:
			i = x.address(i)
		case actSign:
			i = x.sign(i)
		default:
			i++
		}
	}
}

func (x *scanner) mark(w *word, from, end int) int {
	x.seen |= 1 << w.class
	if len(x.marks)%blockSize == 0 {
		x.blocks = append(x.blocks, 0)
	}
	x.blocks[len(x.blocks)-1] |= 1 << w.class
	x.marks = append(x.marks, mark{pos: n32(from), end: n32(end), class: w.class})
	return end
}

// wide goes over the characters of Japanese from i on, up to a word or to something else.
func (x *scanner) wide(i int) int {
	s := x.s
	for i+2 < len(s) && acts[s[i]] == actWide {
		r := rune(s[i]&0x0f)<<12 | rune(s[i+1]&0x3f)<<6 | rune(s[i+2]&0x3f)
		if words.begins[r>>6&1023]&(1<<(r&63)) != 0 {
			if w, end := words.wide(r, s, i, 3); end > 0 && !x.insideKatakana(r, i, end) && (end > i+3 || r != '生' || x.behindDate(i)) {
				return x.mark(w, i, end)
			}
		}
		i += 3
	}
	if i+2 >= len(s) && i < len(s) && acts[s[i]] == actWide {
		return len(s)
	}
	return i
}

// behindDate reports whether a digit stands before i, or a blank and a digit: 1980/4/1生. Elsewhere 生 is part of other words.
func (x *scanner) behindDate(i int) bool {
	if i > 0 && x.s[i-1] == ' ' {
		i--
	}
	return i > 0 && isDigit(x.s[i-1])
}

// insideKatakana reports whether a short word in katakana is only part of a longer one: カナ in カナダ.
func (x *scanner) insideKatakana(r rune, i, end int) bool {
	if end-i > 9 || r < 'ァ' || r > 'ヺ' {
		return false
	}
	before, last := runeBefore(x.s, i), runeBefore(x.s, end)
	after, _ := utf8.DecodeRuneInString(x.s[end:])
	return isKatakana(before) || isKatakana(last) && isKatakana(after)
}

func isKatakana(r rune) bool { return r >= 'ァ' && r <= 'ヺ' || r == 'ー' }

func (x *scanner) sign(i int) int {
	if w, end := words.sign(x.s, i); end > 0 {
		return x.mark(w, i, end)
	}
	return i + 1
}

// letters reads a run of Latin letters. A word begins at its beginning, or where a capital follows a small letter.
func (x *scanner) letters(i int) int {
	s := x.s
	if i > 0 && isDigit(s[i-1]) {
		return afterLetters(s, i)
	}
	if w, end := words.latin(s, i); end > 0 {
		return x.mark(w, i, end)
	}
	for i++; i < len(s) && acts[s[i]] == actLetter; i++ {
		if s[i] < 'a' && s[i-1] >= 'a' { // phoneNumber
			return i
		}
	}
	return i
}

func afterLetters(s string, i int) int {
	for i < len(s) && acts[s[i]] == actLetter {
		i++
	}
	return i
}

// afterAlnum passes over what is no number: letters and digits in one, with dashes and underlines.
func afterAlnum(s string, i int) int {
	for i < len(s) && (isLetter(s[i]) || isDigit(s[i]) || s[i] == '_' || s[i] == '-' && i+1 < len(s) && (isLetter(s[i+1]) || isDigit(s[i+1]))) {
		i++
	}
	return i
}

// runeBefore is the character that ends at i.
func runeBefore(s string, i int) rune {
	r, size := utf8.DecodeLastRuneInString(s[:i])
	if size == 0 {
		return 0
	}
	return r
}
