package text

import (
	"strings"
)

// promisedIn returns the word by which a folded, softened sentence promises a file, or "". whole is the text it stands in, alike.
func promisedIn(s string, l *letter) string {
	if w := promisedInEnglish(s, l); w != "" {
		return w
	}
	if isASCII(s) {
		return ""
	}
	for _, stem := range [...]string{"添付", "別添"} {
		for left, right := range around(s, stem) {
			if stem == "別添" && !jaPhrases().look.MatchString(right) && jaPhrases().legal.MatchString(s) {
				continue // a part of a contract
			}
			if meansHere(left, right) && !asksBack(right, l) {
				return stem
			}
		}
	}
	ja := jaPhrases()
	switch {
	case containsAny(s, "添付", "つけ", "送", "こちら") && l.says(forgot):
		return "添付"
	case containsAny(s, "このメールにつけて", "本メールにつけて"):
		return "つけて"
	case l.says(goesByPost) && !sentPhrases().asFile.MatchString(s) || ja.elsewhere.MatchString(s):
		return ""
	case ja.enclosed.MatchString(s) && !ja.refused.MatchString(s) && !ja.paper.MatchString(s) && !ja.enclosedIn.MatchString(s) && !l.says(ofGoods):
		return "同封"
	case ja.annex.MatchString(s) && !ja.annexOf.MatchString(s):
		return "別紙"
	case ja.accept.MatchString(s) && !ja.putOff.MatchString(s) && !ja.earlier.MatchString(s) && !l.says(ofGoods):
		return "ご査収"
	}
	return sentIn(s, l)
}

// around yields what stands before and behind each occurrence of a word.
func around(s, word string) func(func(left, right string) bool) {
	return func(yield func(left, right string) bool) {
		for at := 0; ; {
			i := strings.Index(s[at:], word)
			if i < 0 {
				return
			}
			at += i + len(word)
			if !yield(s[:at-len(word)], s[at:]) {
				return
			}
		}
	}
}

// asksBack reports whether a writer who thanks for something speaks of its attachment: 添付の2枚目、単価は合っていますか。
func asksBack(right string, l *letter) bool {
	ja := jaPhrases()
	return ja.asks.MatchString(right) && !ja.wantsView.MatchString(right) && (l.says(thanks) || strings.Contains(right, "のもの"))
}

// meansHere reports whether 添付 between left and right is said of this mail, by its writer, as done.
func meansHere(left, right string) bool {
	ja := jaPhrases()
	switch {
	case ja.general.MatchString(left), ja.general.MatchString(right) && !ja.ownForm.MatchString(right):
		return false
	case strings.HasSuffix(left, "ご") && !ja.own.MatchString(right):
		return false // ご添付: what the reader did or is to do
	case ja.replaceBy.MatchString(right): // 添付のものに差し替えてください
		return true
	case strings.HasSuffix(left, "(") && ja.gloss.MatchString(right):
		return false
	case ja.asked.MatchString(right), ja.talked.MatchString(right):
		return false
	case ja.here.MatchString(left): // 本メールに添付
	case into(left), ja.bracketed.MatchString(right), ja.putAside.MatchString(left):
		return false
	case ja.aside.MatchString(right), ja.elsewhereTo.MatchString(left) && ja.putThere.MatchString(right):
		return false
	case ja.disclaims.MatchString(left) && !ja.look.MatchString(right):
		return false
	case ja.earlier.MatchString(left) && ja.sentThen.MatchString(right):
		return false
	case ja.topic.MatchString(right) && !ja.topicHere.MatchString(right):
		return false // 添付ファイルは一通につき10個まで
	case ja.theirs.MatchString(left) && !ja.own.MatchString(right), ja.before.MatchString(left):
		return false
	case ja.later.MatchString(left) && !ja.laterThing.MatchString(left) && ja.doing.MatchString(right), ja.offer.MatchString(left) && ja.doing.MatchString(right):
		return false
	}
	if ja.ownAct.MatchString(right) {
		return true
	}
	if ja.passive.MatchString(right) && !ja.look.MatchString(right) {
		return false
	}
	return !ja.notAfter.MatchString(right) && ja.claims.MatchString(right)
}

// into reports whether left ends in what something is put into or goes to, and that is not this mail: 公告に, 先方へ.
func into(left string) bool {
	ja := jaPhrases()
	return ja.into.MatchString(left) && !ja.notInto.MatchString(left)
}

// sentAgain reports whether a forgotten file is said to come with this mail.
func sentAgain(whole string) bool {
	if !jaPhrases().mayForget.MatchString(whole) {
		return false
	}
	said := jaPhrases().forgotten.FindString(whole)
	return said != "" && !jaPhrases().putOff.MatchString(strings.ReplaceAll(said, "たつもり", ""))
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// shortVerb keeps the stem: the finding names the words, not how politely they were said.
func shortVerb(verb string) string {
	for _, stem := range [...]string{"お送り", "送付", "送信", "再送", "共有", "お届け"} {
		if strings.Contains(verb, stem) {
			return stem
		}
	}
	return "送る"
}

// promisedInSubject knows the few forms that subjects have.
func promisedInSubject(subject string, l *letter) string {
	s := soften(Fold(subject))
	ja := jaPhrases()
	var m []string
	if ja.maySubject.MatchString(s) {
		m = ja.subject.FindStringSubmatch(s)
	}
	if m != nil && !ja.notSubject.MatchString(s) {
		body, word := l.whole(), m[1]+m[2]
		if word == "" && !ja.performs.MatchString(s) && !ja.cue.MatchString(body) && !sentPhrases().mayBeSent.MatchString(body) || ja.acknowledges.MatchString(body) {
			return "" // 見積書送付の件 names what is talked of
		}
		if word == "" && (l.says(goesByPost) || ja.putOff.MatchString(body) || ja.thanks.MatchString(body)) {
			return "" // 見積書送付の件 is also a subject of letters, and of thanks for one
		}
		if word != "" {
			return word
		}
		return "送付"
	}
	if w := englishSubject(s); w != "" {
		return w
	}
	return ""
}
