package text

import (
	"strings"
	"sync"
	"unicode/utf8"
)

// letter is the text in which sentences are judged. What matters of it as a whole is looked up once.
type letter struct {
	written string
	folded  string
	sketch  *sketch // of folded
	known   [facts]answer
	looks   int // how often a sentence was parted into thing and verb
}

// maxLooks bounds what costs much: few texts say more than twice that something is sent, and none is.
const maxLooks = 8

// fact is something that a text says, wherever.
type fact uint8

const (
	goesByPost   fact = iota // something is sent on paper, or stands in the text itself
	ofGoods                  // it is about goods or money
	isShared                 // a file lies where it can be fetched
	thanks                   // something that came is spoken of
	forgot                   // a forgotten file comes now
	asksToLook               // the reader is to do something with it
	lists                    // it has a list
	forgotEn                 // forgot, in English
	goesByPostEn             // goesByPost, in English
	otherWayEn               // goesByPost or isShared, in English
	ofGoodsEn                // ofGoods, in English
	hasRows                  // what is spoken of stands below: two short lines or more with numbers or colons
	namesFile                // it names a file: 見積書.pdf
	facts                    // how many there are
)

type answer uint8

const (
	unknown answer = iota
	yes
	no
)

// says reports whether a fact is to be found in the text.
func (l *letter) says(f fact) bool {
	if l.known[f] == unknown {
		l.known[f] = no
		if f == hasRows && rows(l.written) || f != hasRows && l.finds(&factsOfLetters()[f]) {
			l.known[f] = yes
		}
	}
	return l.known[f] == yes
}

// finds looks for a fact only where a sketch of the text leaves room for it.
func (l *letter) finds(s *sign) bool {
	if l.sketch == nil {
		l.sketch = sketches.Get().(*sketch)
		if !l.sketch.drawWritten(l.written) {
			l.sketch.draw(l.whole())
		}
	}
	return s.need.met(l.sketch) && s.in(l.whole())
}

// end gives back what can be used again. The letter is of no use then.
func (l *letter) end() {
	if l.sketch != nil {
		l.sketch.end()
	}
}

// whole returns the text, folded and softened.
func (l *letter) whole() string {
	if l.folded == "" {
		l.folded = soften(Fold(l.written))
	}
	return l.folded
}

// sign is how a fact is found in a whole text, folded and softened.
type sign struct {
	need need
	in   func(string) bool
}

var factsOfLetters = sync.OnceValue(func() *[facts]sign {
	ja, en := jaPhrases(), enPhrases()
	by := func(e *expression) sign { return sign{e.need, e.MatchString} }
	word := func(l literals) sign { return sign{l.need, l.MatchString} }
	return &[facts]sign{
		goesByPost:   {ja.posted.need, posted},
		ofGoods:      word(ja.goods),
		isShared:     word(ja.shared),
		thanks:       by(ja.thanks),
		forgot:       {ja.mayForget.need, sentAgain},
		asksToLook:   by(ja.cue),
		lists:        by(ja.list),
		forgotEn:     by(en.forgotten),
		goesByPostEn: by(en.posted),
		namesFile:    by(ja.fileName),
		ofGoodsEn:    by(en.notGoods),
		otherWayEn:   by(en.otherWay),
	}
})

// posted reports whether something is said to go by post, or by hand. 原本の郵送はいたしません says the contrary.
func posted(whole string) bool {
	ja, found := jaPhrases(), false
	ja.posted.find(whole, func(_ int32, at int) {
		found = found || !ja.notPosted.MatchString(clipOctets(whole[at:], 90))
	})
	return found
}

// rows reports whether a text has two short lines or more with a colon, with a mark or number in front, or of fields, and no file's
// name.
func rows(written string) bool {
	count := 0
	for line := range strings.Lines(written) {
		line = strings.TrimSpace(line)
		if line == "" || len(line) > 120 || strings.HasSuffix(line, "。") || strings.ContainsAny(line, "@＠") || namesAFile(line) {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(line); strings.ContainsRune("・-*■□●○◆◇▼※①②③④⑤⑥⑦⑧⑨0123456789０１２３４５６７８９", r) || strings.ContainsAny(line, ":：") || hasFields(line) {
			count++
		}
	}
	return count > 1
}

// hasFields reports whether a line is one of a table: three fields or more with tabs or bare commas between them.
func hasFields(line string) bool {
	return strings.Count(line, "\t") > 1 || strings.Count(line, ",")-strings.Count(line, ", ") > 1
}

func namesAFile(line string) bool { return jaPhrases().fileName.MatchString(Fold(line)) }
