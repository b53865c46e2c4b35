package text

import (
	_ "embed" // the weights
	"encoding/binary"
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// promiseWeights are what go run ./e2e/eval/train makes: three numbers and an octet for each trait.
//
//go:embed promise.weights
var promiseWeights string

// weights are a linear judge of sentences: a sum not above least says that nothing is promised. Of the others the network is asked.
type weights struct {
	scale, bias, least float32
	traits             string // an int8 each
}

// weightsHeader is how many octets stand before the traits' weights.
const weightsHeader = 12

// readWeights takes the file apart without copying it.
func readWeights(file string) weights {
	number := func(i int) float32 {
		return math.Float32frombits(binary.LittleEndian.Uint32([]byte(file[4*i : 4*i+4])))
	}
	return weights{scale: number(0), bias: number(1), least: number(2), traits: file[weightsHeader:]}
}

// of sums up traits. Many are no surer than few.
func (w weights) of(traits []uint32) float32 {
	sum := 0
	for _, t := range traits {
		sum += int(int8(w.traits[t])) // #nosec G115 -- this is how they are written
	}
	return w.scale * float32(sum) / lengthOf(traits)
}

func lengthOf(traits []uint32) float32 { return float32(math.Sqrt(float64(len(traits) + 1))) }

// plea is what is found out about a mail, sentence by sentence.
type plea struct {
	letter  letter
	byRule  string // the word by which a rule knows a promise
	subject string
	weights weights
	traits  *traits         // nil until a sentence is worth a look
	context float32         // what the mail as a whole says to the weights, for each of its sentences
	most    float32         // what the network said of the sentences so far
	surest  string          // the word in question in the sentence that says most
	seen    map[string]bool // the sentences so far, folded
	written map[string]bool // and as they were written
	recent  foldings
	likely  [maxAsked]likely                     // the sentences that say most to the weights, the first of them first
	network *network                             // nil until it is asked
	asking  bool                                 // the network instead of the weights
	sums    opinion                              // of what the network is asked about
	whole   opinion                              // of the mail as a whole
	keep    func(block []uint32, counts float32) // is shown what is weighed, if not nil
}

// minusInfinity is less than any sum.
const minusInfinity = -1 << 20

func (p *plea) read(subject string) {
	p.most = minusInfinity
	if !isReply(subject) {
		p.subject = subject
	}
	if saysOfFiles(p.letter.written) {
		p.letter.written = unquoted(uncited(p.letter.written)) // what others say promises nothing
		p.readLetter()
	}
	if p.subject != "" {
		p.readSubject(p.subject)
	}
	p.ask()
}

func (p *plea) readLetter() {
	eachSentence(promiseWords(), p.letter.written, func(s sentence) bool {
		if p.written[s.written] { // a sentence said again says the same; this spares it the folding
			return true
		}
		folded := p.recent.folded(s.written)
		if p.seen[folded] {
			return true
		}
		p.remember(s.written, folded)
		if p.byRule == "" {
			p.byRule = promisedIn(folded, &p.letter)
		}
		p.judge(likely{sentence: s, folded: folded, text: p.letter.written})
		return true
	})
}

func (p *plea) remember(written, folded string) {
	if p.seen == nil {
		p.seen, p.written = map[string]bool{}, map[string]bool{}
	}
	p.seen[folded], p.written[written] = true, true
}

// weighSentence sums up what a sentence of the letter says.
func (p *plea) weighSentence(s sentence, folded string) float32 {
	p.traits.ofWords(folded)
	sum := p.weigh(1)
	p.traits.ofKinds(ofSentence, folded)
	sum += p.weigh(kindsCount)
	p.traits.ofAnchors()
	sum += p.weigh(anchorsCount)
	p.traits.ofBeside(p.recent.folded(sentenceBefore(p.letter.written, s.from)), p.recent.folded(sentenceAfter(p.letter.written, s.to)))
	sum += p.weigh(besideCount)
	p.traits.ofPlace(folded, s.from, s.to, len(p.letter.written))
	return sum + p.weigh(signsCount)
}

// foldings are the last sentences that were folded and softened: each stands beside the next.
type foldings struct {
	last [4]struct{ written, folded string }
	next int
}

// folded returns a sentence folded and softened.
func (f *foldings) folded(written string) string {
	for i := range f.last {
		if f.last[i].written == written {
			return f.last[i].folded
		}
	}
	is := &f.last[f.next%len(f.last)]
	f.next++
	is.written, is.folded = written, soften(Fold(written))
	return is.folded
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
	p.judge(likely{sentence: sentence{subject, 0, at, len(subject)}, folded: soften(Fold(subject)), text: subject, isSubject: true})
}

// weighSubject sums up what a subject says, as a sentence and as a subject.
func (p *plea) weighSubject(folded string) float32 {
	p.traits.ofSubjectWords(folded)
	sum := p.weigh(1)
	p.traits.ofKinds(ofSentence, folded)
	sum += p.weigh(kindsCount)
	p.traits.ofAnchors()
	sum += p.weigh(anchorsCount)
	p.traits.ofKinds(ofSubject, folded)
	sum += p.weigh(besideCount)
	p.traits.signsOf(folded)
	p.traits.put(spaceSign, signSubject)
	return sum + p.weigh(signsCount)
}

// weigh sums up the traits read last, which count for so much. What the network is asked about is summed up there.
func (p *plea) weigh(counts float32) float32 {
	switch traits := p.traits.all; {
	case p.keep != nil:
		p.keep(traits, counts/lengthOf(traits))
		return 0
	case p.asking:
		p.network.add(&p.sums, traits, counts/lengthOf(traits))
		return 0
	default:
		return counts * p.weights.of(traits)
	}
}

// maxNamed is how many characters of a word are named, on each side of where it is known by.
const maxNamed = 10

// shortWord is from how many letters on an English word is named alone; "here" and "this" are named with the next.
const shortWord = 6

// wordAround returns the word of a text that begins, or goes on, with right: 計画書です, 添付します, attached. What is no letter has the
// word before it named too.
func wordAround(left, right string) string {
	begins := strings.IndexFunc(right, unicode.IsLetter)
	if begins >= 0 && right[begins] < utf8.RuneSelf {
		if begins > 0 {
			left = ""
		}
		return englishAround(left, right[begins:])
	}
	from := lastOfWord(left)
	if begins != 0 {
		from = len(left) - len(lastRunes(left, maxNamed, isShown))
	}
	if begins < 0 || utf8.RuneCountInString(right[:begins]) > maxNamed {
		return left[from:] + firstRunes(right, maxNamed, isShown)
	}
	return strings.TrimSpace(left[from:] + right[:begins] + firstRunes(right[begins:], maxNamed, isNamed))
}

// englishAround returns an English word, with the next if it is short.
func englishAround(left, right string) string {
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

// lastOfWord returns where the Japanese word begins that a text ends with, in kanji or katakana, or with the お or ご of politeness.
func lastOfWord(left string) int {
	from := len(left) - len(lastRunes(left, maxNamed, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Katakana) || r == 'ー' }))
	for _, polite := range []string{"お", "ご"} {
		if strings.HasSuffix(left[:from], polite) {
			return from - len(polite)
		}
	}
	return from
}

// isNamed tells whether a character of Japanese text belongs to what is named.
func isNamed(r rune) bool {
	return (isCJK(r) || r == 'ﾞ' || r == 'ﾟ') && !endsNamed(r) && r != 'を'
}

func isShown(r rune) bool { return !unicode.IsSpace(r) && !endsNamed(r) }

func endsNamed(r rune) bool { return strings.ContainsRune("。、「」『』【】", r) }

// firstRunes returns the characters that s begins with for as long as they are such, at most most of them.
func firstRunes(s string, most int, such func(rune) bool) string {
	for i, r := range s {
		if most--; most < 0 || !such(r) {
			return s[:i]
		}
	}
	return s
}

// lastRunes returns those that s ends with.
func lastRunes(s string, most int, such func(rune) bool) string {
	for i := len(s); ; most-- {
		r, size := utf8.DecodeLastRuneInString(s[:i])
		if size == 0 || most == 0 || !such(r) {
			return s[i:]
		}
		i -= size
	}
}

// lettersIn returns how many ASCII letters s begins with.
func lettersIn(s string) (n int) {
	for n < len(s) && isASCIILetter(s[n]) {
		n++
	}
	return n
}

func isASCIILetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
