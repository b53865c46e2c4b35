package policy

import (
	"slices"
	"strings"
	"unicode/utf8"

	"sekisho/server/text"
)

// detectWords reads what the sender wrote: a file promised and not there, a person greeted who is not addressed, a password.
// A mail that a machine forwards was not written by its sender.
func (e *evaluation) detectWords() {
	if e.compose() == "auto-forward" || slices.ContainsFunc(e.m.Protected, isEncrypted) {
		return
	}
	e.detectMissing()
	e.detectGreeted()
	e.detectPassword()
}

func isEncrypted(protected string) bool { return strings.HasSuffix(protected, "-encrypted") }

// written is what the sender wrote of the body, found once a mail.
func (e *evaluation) written() string {
	if !e.newTextDone {
		e.newText, e.newTextDone = text.NewText(e.m.Body), true
	}
	return e.newText
}

// detectMissing: said, not there. A link that shares a file is there.
func (e *evaluation) detectMissing() {
	if e.anyFile() || slices.ContainsFunc(e.m.Links, isShare) {
		return
	}
	subject := ""
	if compose := e.compose(); compose == "new" || compose == "draft" {
		subject = e.m.Subject
	}
	if promise := text.Promise(subject, e.written()); promise != "" {
		e.found(codeAttachmentMissing, noTarget, word(argWord, promise))
	}
}

func isShare(l WebLink) bool { return l.Flag == "share-link" || l.Flag == "public-link" }

// notSent are types of parts that mail programs add by themselves; nobody means them by "attached".
var notSent = []string{
	"application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature", "application/pgp-keys",
	"text/calendar", "text/vcard", "text/x-vcard",
}

func isNotSent(a *Attachment) bool {
	return a.Type != typeSealed && (isByItself(a.Declared) || isByItself(a.Type))
}

// typeSealed is of OpenPGP messages, which people send; mail programs often declare them to be keys, as the names end alike.
const typeSealed = "application/pgp-encrypted"

func isByItself(kind string) bool {
	return slices.ContainsFunc(notSent, func(s string) bool { return len(s) == len(kind) && strings.EqualFold(s, kind) })
}

// anyFile reports whether something is attached that a sender can have meant. Of a part that nobody could look into one
// cannot say that nothing is there.
func (e *evaluation) anyFile() bool {
	for i := range e.files {
		if src := e.files[i].src; src == nil || !isNotSent(src) {
			return true
		}
	}
	return false
}

// detectGreeted: a person who is greeted and, as far as is known, not among the recipients.
func (e *evaluation) detectGreeted() {
	if len(e.people) == 0 || e.m.Body == "" {
		return
	}
	for _, name := range text.Greeted(e.written()) {
		if e.isAddressed(name) == text.Other {
			e.found(codeContentOtherPerson, noTarget, word(argName, name.Text), where(partGreeting))
		}
	}
}

// isAddressed compares a name with every recipient. One in To of whom too little is known may be the person: then it is
// unknown. Where nobody is in To, that holds for Cc and Bcc.
func (e *evaluation) isAddressed(name text.Name) text.Likeness {
	compared := text.Unknown
	hasTo := slices.ContainsFunc(e.people, func(r recipient) bool { return r.bit == bitTo })
	for i := range e.people {
		r := &e.people[i]
		like := e.isPerson(name, r)
		switch {
		case like == text.Same:
			return text.Same
		case like == text.Unknown && (r.bit == bitTo || !hasTo):
			compared = text.Same // not known to be anybody else
		case like == text.Other && compared == text.Unknown:
			compared = text.Other
		}
	}
	if compared == text.Same {
		return text.Unknown
	}
	return compared
}

// isPerson compares a name with all that is known of one recipient. A list stands for people nobody knows.
func (e *evaluation) isPerson(name text.Name, r *recipient) text.Likeness {
	if r.flags&(flagGroup|flagUnexpanded) != 0 {
		return text.Unknown
	}
	like := name.Compare(r.name, r.addr.Local)
	for i := range e.f.People {
		if like == text.Same {
			return like
		}
		if _, address := normal(e.f.People[i].Address); address == r.text {
			like = either(like, name.Compare(e.f.People[i].Name, ""))
		}
	}
	if r.partner != none && like == text.Other && e.goesBy(r.partner, name) {
		return text.Same
	}
	return like
}

func either(a, b text.Likeness) text.Likeness {
	if b == text.Unknown {
		return a
	}
	return b
}

// goesBy reports whether a partner's name or alias has the name in it: 田中様 at 田中製作所.
func (e *evaluation) goesBy(partner int32, name text.Name) bool {
	return slices.ContainsFunc(e.p.partners[partner].names, name.StandsIn)
}

// detectPassword: one told anywhere is read by whoever gets the mail by mistake; one promised matters beside a file that
// needs it, or a link.
func (e *evaluation) detectPassword() {
	told, promised := text.Password(e.written())
	if !told && promised {
		told = len(e.m.Links) > 0 || strings.Contains(e.written(), "://") || slices.ContainsFunc(e.files, func(f file) bool { return f.has("encrypted") })
	}
	if told {
		e.found(codeContentPassword, noTarget, where(partBody))
	}
}

// beginsJapanese knows kana, and most kanji, by the octets that they begin with.
func beginsJapanese(s string) bool {
	return len(s) > 2 && (s[0] >= 0xe4 && s[0] <= 0xe9 || s[0] == 0xe3 && s[1] >= 0x81 && s[1] <= 0x83)
}

// emptySubject also knows what mail programs write where nothing was written.
func (e *evaluation) emptySubject() bool {
	if blank(e.m.Subject) {
		return true
	}
	if len(e.m.Subject) > 60 {
		return false
	}
	return saysNothing(e.foldedSubject())
}

// foldedSubject is found once a mail.
func (e *evaluation) foldedSubject() string {
	if !e.subjectDone {
		e.subject, e.subjectDone = text.Fold(e.m.Subject), true
	}
	return e.subject
}

// mayBegin are the first characters of all that saysNothing knows.
const mayBegin = "rfaw返転回()<>[]【】「」n無件u"

func saysNothing(folded string) bool {
	if first, _ := utf8.DecodeRuneInString(folded); folded != "" && !strings.ContainsRune(mayBegin, first) {
		return false
	}
	for again := true; again; {
		again = false
		for _, p := range [...]string{"re:", "fw:", "fwd:", "aw:", "wg:", "返信:", "転送:", "回复:"} {
			if rest, found := strings.CutPrefix(folded, p); found {
				folded, again = strings.TrimSpace(rest), true
			}
		}
	}
	folded = strings.Trim(folded, "()<>[]【】「」")
	return folded == "" || slices.Contains([]string{"no subject", "無題", "件名なし", "件名無し", "無標題", "untitled", "none"}, folded)
}

// emptyBody reports a body of nothing but a signature too.
func emptyBody(s string) bool {
	if beginsJapanese(s) {
		return false
	}
	if blank(s) {
		return true
	}
	s = strings.TrimLeft(s, "\r\n\t \u3000")
	if !strings.HasPrefix(s, "-- ") {
		return false
	}
	first, _, _ := strings.Cut(s, "\n")
	return strings.TrimRight(first, "\r") == "-- "
}
