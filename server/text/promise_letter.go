package text

import "sync"

// letter is the text in which sentences are judged. What matters of it as a whole is looked up once.
type letter struct {
	written string
	folded  string
	known   [facts]answer
}

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
		if factsOfLetters()[f](l.whole()) {
			l.known[f] = yes
		}
	}
	return l.known[f] == yes
}

// whole returns the text, folded and softened.
func (l *letter) whole() string {
	if l.folded == "" {
		l.folded = soften(Fold(l.written))
	}
	return l.folded
}

var factsOfLetters = sync.OnceValue(func() [facts]func(string) bool {
	ja, en := jaPhrases(), enPhrases()
	return [facts]func(string) bool{
		goesByPost:   ja.posted.MatchString,
		ofGoods:      ja.goods.MatchString,
		isShared:     ja.shared.MatchString,
		thanks:       ja.thanks.MatchString,
		forgot:       sentAgain,
		asksToLook:   ja.cue.MatchString,
		lists:        ja.list.MatchString,
		forgotEn:     en.forgotten.MatchString,
		goesByPostEn: en.posted.MatchString,
		otherWayEn:   en.otherWay.MatchString,
	}
})
