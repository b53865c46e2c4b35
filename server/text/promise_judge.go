package text

import (
	_ "embed" // the weights
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// promiseWeights are what go run ./e2e/eval/train makes: four numbers and an octet for each trait.
//
//go:embed promise.weights
var promiseWeights string

// weights are a linear judge of sentences: a sum above least says that a file is promised.
type weights struct {
	scale, bias float32
	rule        float32 // what a rule's word counts for, and its silence against
	least       float32
	traits      string // an int8 each
}

// weightsHeader is how many octets stand before the traits' weights.
const weightsHeader = 16

// readWeights takes the file apart without copying it.
func readWeights(file string) weights {
	number := func(i int) float32 {
		return math.Float32frombits(binary.LittleEndian.Uint32([]byte(file[4*i : 4*i+4])))
	}
	return weights{scale: number(0), bias: number(1), rule: number(2), least: number(3), traits: file[weightsHeader:]}
}

// of sums up a sentence's traits. A long sentence is no surer than a short one.
func (w weights) of(traits []uint16) float32 {
	sum := 0
	for _, t := range traits {
		sum += int(int8(w.traits[t])) // #nosec G115 -- this is how they are written
	}
	return w.bias + w.scale*float32(sum)/float32(math.Sqrt(float64(len(traits)+1)))
}

// promises weighs the sentence that says most against what the rules said.
func (w weights) promises(most float32, byRule bool) bool {
	if byRule {
		return most+w.rule > w.least
	}
	return most-w.rule > w.least
}

// plea is what is found out about a mail, sentence by sentence.
type plea struct {
	letter  letter
	byRule  string // the word by which a rule knows a promise
	weights weights
	traits  *traits
	most    float32 // of the sentences so far
	surest  string  // the word in question in the sentence that says most
	seen    map[string]bool
	keep    func(traits []uint16) // is shown what is weighed, if not nil
}

// minusInfinity is less than any sum.
const minusInfinity = -1 << 20

func (p *plea) read(subject string) {
	p.most = minusInfinity
	eachSentence(promiseWords(), p.letter.written, func(s sentence) bool {
		if p.seen[s.folded] {
			return true // a sentence said again says the same
		}
		if p.seen == nil {
			p.seen, p.traits = map[string]bool{}, newTraits()
		}
		p.seen[s.folded] = true
		if p.byRule == "" {
			p.byRule = promisedIn(s.folded, &p.letter)
		}
		p.traits.ofClause(s.folded, p.letter.written, s.from, s.to)
		p.weigh(p.letter.written[s.at:s.to], p.letter.written[:s.at])
		return true
	})
	if subject != "" {
		p.readSubject(subject)
	}
}

// end gives back what can be used again.
func (p *plea) end() {
	p.letter.end()
	if p.traits != nil {
		p.traits.end()
	}
}

func (p *plea) readSubject(subject string) {
	if p.byRule == "" {
		p.byRule = promisedInSubject(subject, &p.letter)
	}
	at := -1
	promiseWords().find(subject, func(_ int32, start int) {
		if at < 0 {
			at = start
		}
	})
	if at < 0 {
		return
	}
	if p.traits == nil {
		p.traits = newTraits()
	}
	p.traits.ofSubjectLine(soften(Fold(subject)), p.letter.written)
	p.weigh(subject[at:], subject[:at])
}

// weigh takes the traits read last for those of the sentence in which a word in question parts left and right.
func (p *plea) weigh(right, left string) {
	if p.keep != nil {
		p.keep(p.traits.all)
		return
	}
	if sum := p.weights.of(p.traits.all); sum > p.most {
		p.most, p.surest = sum, wordAround(left, right)
	}
}

// maxNamed is how many characters of a word are named.
const maxNamed = 10

// shortWord is from how many letters on an English word is named alone; "here" and "this" are named with the next.
const shortWord = 6

// wordAround returns the word of a text that begins, or goes on, with right: 添付します, attached.
func wordAround(left, right string) string {
	if begins := strings.IndexFunc(right, unicode.IsLetter); begins < 0 {
		return ""
	} else if begins > 0 {
		left, right = "", right[begins:]
	}
	if right[0] < utf8.RuneSelf {
		begin := len(left)
		for begin > 0 && isASCIILetter(left[begin-1]) {
			begin--
		}
		size := lettersIn(right)
		if len(left)-begin+size < shortWord && size+1 < len(right) && right[size] == ' ' {
			size += 1 + lettersIn(right[size+1:])
		}
		return strings.TrimRight(left[begin:]+right[:size], " ")
	}
	n, size := 0, 0
	for _, r := range right {
		if n == maxNamed || !isCJK(r) || strings.ContainsRune("。、「」『』【】を", r) {
			break
		}
		n, size = n+1, size+utf8.RuneLen(r)
	}
	return right[:size]
}

// lettersIn returns how many ASCII letters s begins with.
func lettersIn(s string) (n int) {
	for n < len(s) && isASCIILetter(s[n]) {
		n++
	}
	return n
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// PromiseTraits returns what Promise weighs of a mail, one list of numbers for each sentence worth a look, whether a rule
// knows a promise among them, and whether a link serves as the file, which overrules both. It is for e2e/eval/train, which
// makes the weights.
func PromiseTraits(subject, newText string) (sentences [][]uint16, byRule, linked bool) {
	p := plea{letter: letter{written: unquoted(clipOctets(newText, maxPromise))}}
	defer p.end()
	p.keep = func(traits []uint16) { sentences = append(sentences, append([]uint16(nil), traits...)) }
	p.read(subject)
	return sentences, p.byRule != "", p.linked(p.byRule)
}
