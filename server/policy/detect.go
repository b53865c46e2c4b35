package policy

import (
	"cmp"
	"sort"
	"strings"
	"time"
	"unicode"
)

// detect lets every detector write its findings and flags. Each of them needs only the message and the facts it names; one
// without its facts says nothing.
func (e *evaluation) detect() {
	e.detectPeople()
	e.detectMixture()
	e.detectThread()
	e.detectAlikes()
	e.detectPersons()
	e.detectCompany()
	e.writePeople()
	e.detectSender()
	e.detectFiles()
	e.detectPersonal()
	e.detectLinks()
	e.detectWords()
	e.detectMail()
	e.detectDoor()
}

func (e *evaluation) detectMail() {
	if e.emptySubject() {
		e.found(codeMailNoSubject, noTarget)
	}
	if e.m.Kind != KindMeeting && emptyBody(e.m.Body) { // an invitation says by itself when and where
		e.found(codeMailNoBody, noTarget)
	}
	if e.compose() == "reply-all" {
		if e.anyExternal {
			e.found(codeMailReplyAll, noTarget)
		}
		if e.f.Thread != nil && e.f.Thread.WasBcc {
			e.found(codeMailBccReplyAll, noTarget)
		}
	}
	if p := e.f.Pasted; p != nil && (p.Chars > 100 || p.OtherMail) {
		e.found(codeMailPasted, noTarget, number(argChars, int64(p.Chars)))
	}
}

// compose is how the mail came about. What the door saw beats what the thread tells, but headers do not tell a reply to all from
// a reply.
func (e *evaluation) compose() string {
	seen, told := e.m.Compose, ""
	if e.f.Thread != nil {
		told = e.f.Thread.Compose
	}
	switch {
	case seen == "", seen == "reply" && told == "reply-all":
		return cmp.Or(told, "new")
	}
	return seen
}

// blank reports whether a reader would see nothing: white space, and characters that show nothing.
func blank(s string) bool {
	if s != "" && s[0] > ' ' && s[0] < 0x7f {
		return false // nearly every text says by its first octet that it is none
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsSpace(r) && !unicode.In(r, unicode.Cf, unicode.Cc) })
}

func (e *evaluation) detectDoor() {
	late := e.f.Late
	if !sort.StringsAreSorted(late) {
		late = append([]string(nil), late...)
		sort.Strings(late)
	}
	for _, name := range late {
		e.found(codeFactsIncomplete, noTarget, word(argWhat, name), word(argReason, "late"))
	}
	if e.f.Offline == nil {
		return
	}
	if since := e.f.Offline.Since; since.IsZero() {
		e.found(codeDoorOffline, noTarget, word(argSince, ""))
	} else {
		e.found(codeDoorOffline, noTarget, word(argSince, since.In(e.p.zone).Format(time.RFC3339)))
	}
	if e.withoutPolicy() {
		e.found(codeDoorNoPolicy, noTarget)
	}
}

// withoutPolicy reports whether the door has no policy that still counts: none, or one older than settings.cacheFor.
func (e *evaluation) withoutPolicy() bool {
	o := e.f.Offline
	if o == nil {
		return false
	}
	keep := e.p.doc.Settings.CacheFor
	return !o.Policy || keep > 0 && !o.Since.IsZero() && e.now.Sub(o.Since) > keep
}
