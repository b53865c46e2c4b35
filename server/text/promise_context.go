package text

import "strings"

// Beside the words of a sentence there are their kinds, those round the words in question, the sentences beside it, how it stands
// in its mail, its signs, and what the mail is about, its context. Each of the six counts by its own length, so that none drowns
// the others.
const (
	kindsCount   = 0.8
	anchorsCount = 1
	besideCount  = 0.5
	signsCount   = 0.4
	contextCount = 0.8
)

const (
	// maxContext is how many octets of a mail are its context. Most mails are shorter.
	maxContext = 2 << 10
	// atStart and atEnd are how many octets from a text's ends its first and its last sentence begin and end.
	atStart, atEnd = 40, 60
)

// Spaces of signs and of context.
const (
	spaceLength  uint32 = 711
	spaceSign    uint32 = 712
	spaceContext uint32 = 702
)

const (
	signAsks uint32 = iota
	signLetterAsks
	signLink
	signFirst
	signLast
	signSubject
)

// ofLetter reads what a mail is about: which kinds of words stand in it, alone and next to each other, and which in its
// subject. How often does not matter.
func (x *traits) ofLetter(subject string, l *letter) {
	x.letterAsks = strings.Contains(l.written, "?") || strings.Contains(l.written, "？")
	x.letterLinks = strings.Contains(l.written, "://")
	x.all = x.all[:0]
	if len(l.written) <= maxContext {
		x.eachKind(spaceContext, l.whole())
	} else {
		x.eachKind(spaceContext, soften(Fold(clipOctets(l.written, maxContext))))
	}
	if subject != "" {
		x.eachKind(spaceContext+ofSubject, soften(Fold(subject)))
	}
	x.eachOnce()
}

// eachOnce leaves each trait once, where it stands first. It takes back the bits it set: 32 KiB of them made anew for each mail
// would cost more than all else here, and that much of every stack.
func (x *traits) eachOnce() {
	kept := x.all[:0]
	for _, t := range x.all {
		if x.once[t>>6]>>(t&63)&1 == 0 {
			x.once[t>>6] |= 1 << (t & 63)
			kept = append(kept, t)
		}
	}
	for _, t := range kept {
		x.once[t>>6] = 0
	}
	x.all = kept
}

func (x *traits) eachKind(space uint32, s string) {
	x.kinds = appendKinds(x.kinds[:0], s)
	x.grams(space, x.kinds, 2)
}

// ofPlace reads how a sentence stands in a letter of a size.
func (x *traits) ofPlace(folded string, from, to, size int) {
	x.signsOf(folded)
	if from < atStart {
		x.put(spaceSign, signFirst)
	}
	if to > size-atEnd {
		x.put(spaceSign, signLast)
	}
}

func (x *traits) signsOf(folded string) {
	x.all = x.all[:0]
	length := uint32(0)
	for n := len(folded); n > 8; n /= 2 {
		length++
	}
	x.put(spaceLength, length)
	for sign, is := range [...]bool{signAsks: strings.Contains(folded, "?"), signLetterAsks: x.letterAsks, signLink: x.letterLinks} {
		if is {
			x.put(spaceSign, uint32(sign)) // #nosec G115 -- three
		}
	}
}

// isReply reports whether a subject is one of a reply or a forwarded mail, which its writer did not write.
func isReply(subject string) bool {
	s := strings.TrimSpace(Fold(clipOctets(subject, 32)))
	for _, mark := range [...]string{"re:", "fw:", "fwd:", "返信:", "転送:", "aw:", "tr:", "sv:"} {
		if strings.HasPrefix(s, mark) {
			return true
		}
	}
	return false
}
