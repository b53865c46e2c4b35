package text

import (
	"strings"
)

// promisedInEnglish returns the word by which a folded sentence promises a file, or "".
func promisedInEnglish(s string, l *letter) string {
	en := enPhrases()
	switch {
	case strings.Contains(s, "attach") && attachedInEnglish(s):
		return "attached"
	case strings.Contains(s, "attach") && l.says(forgotEn):
		return "attached"
	case strings.Contains(s, "pfa") && en.pfa.MatchString(s):
		return "PFA"
	case containsAny(s, "enclosed with this e", "enclosed with this m"):
		return "enclosed"
	case strings.Contains(s, "enclos") && en.enclosed.MatchString(s) && !en.notEnclosed.MatchString(s) && !l.says(goesByPostEn) && !l.says(ofGoodsEn):
		return "enclosed"
	}
	return sentInEnglish(s, l)
}

func attachedInEnglish(s string) bool {
	if enPhrases().boilerplate.MatchString(s) {
		return false
	}
	for left, right := range around(s, "attach") {
		if !enPhrases().quoted.MatchString(left) && attachesHere(s, left, right) {
			return true
		}
	}
	return false
}

// attachesHere reports whether attach, attached, attachment or attaching between left and right is said of this mail.
func attachesHere(s, left, right string) bool {
	en := enPhrases()
	switch {
	case strings.HasPrefix(right, "ed this time"):
		return true
	case strings.HasPrefix(right, "ed"):
		return isAttached(s, left, right[2:])
	case strings.HasPrefix(right, "ment"):
		whole := right
		right = strings.TrimPrefix(right[4:], "s")
		return (en.readFrom.MatchString(left) || (en.pointsTo.MatchString(left) || en.says.MatchString(right)) && !en.notTheirs.MatchString(left)) &&
			!en.notAfter.MatchString(right) && !elsewhere(right) && (!strings.HasSuffix(left, " with ") || !strings.HasPrefix(whole, "ments"))
	case strings.HasPrefix(right, "ing"):
		return en.iAmDoing.MatchString(left) && !en.gerund.MatchString(right[3:]) && !en.question.MatchString(left)
	}
	if (left == "" || strings.HasSuffix(left, ". ")) && en.nonNative.MatchString(right) || strings.HasSuffix(left, " in ") {
		return true // attach is the offer; you find in attach
	}
	return (en.iDo.MatchString(left) || en.iAlso.MatchString(left) && !en.modal.MatchString(left)) && !en.weighs.MatchString(right) && !en.question.MatchString(left)
}

// isAttached reports whether something that is called attached comes with this mail. It has to be said in one of the ways in
// which people say so.
func isAttached(s, left, right string) bool {
	en := enPhrases()
	switch {
	case en.notBefore.MatchString(left), en.notAfter.MatchString(right), elsewhere(right), en.thereto.MatchString(right):
		return false
	case en.past.MatchString(s) && en.iDid.MatchString(left) && !strings.Contains(s, "again"):
		return false
	case en.hadIt.MatchString(left): // we have read the attached paper
		return false
	case en.legal.MatchString(s) && !en.points.MatchString(left):
		return false // the exhibits attached shall
	case en.determined.MatchString(left): // the attached form
		return !en.toThing.MatchString(right) && (!en.judged.MatchString(right) || strings.HasSuffix(left, "if the "))
	case en.indefinite.MatchString(left): // an attached form
		return en.pointedAn.MatchString(left)
	case en.withThing.MatchString(left): // all but the leases with plans attached
		return en.resends.MatchString(left) && !en.request.MatchString(left) && !en.mailWith.MatchString(left)
	case en.thingLast.MatchString(left) && en.request.MatchString(left): // please reply with the form attached
		return false
	case en.iAttached.MatchString(left):
		return !en.toThing.MatchString(right)
	case en.pointed.MatchString(left): // please see attached
		return true
	case en.finds.MatchString(left): // you will find my drawings attached
		return en.ends.MatchString(right) || strings.HasPrefix(right, " to this")
	case en.stands.MatchString(left): // a map is attached
		return en.ends.MatchString(right) && !en.unsure.MatchString(left) && !en.fixed.MatchString(right)
	case en.begins.MatchString(left): // attached is, attached:
		return en.goesOn.MatchString(right) && !en.shownThere.MatchString(right)
	}
	return en.ends.MatchString(right) && en.verbless.MatchString(left) && !en.hasVerb.MatchString(lastClause(left)) // file attached
}

// lastClause returns what stands behind the last mark.
func lastClause(s string) string {
	return s[strings.LastIndexAny(s, ".;:!?,(\"")+1:]
}

// elsewhere reports whether right begins with "to" and something that is not this mail.
func elsewhere(right string) bool {
	en := enPhrases()
	if en.toOther.MatchString(right) || en.mineThen.MatchString(right) {
		return true
	}
	return strings.HasPrefix(right, " to ") && (!en.toMail.MatchString(right) || en.past.MatchString(right))
}

// englishSubject knows "Invoice attached" and "Attached: minutes".
func englishSubject(s string) string {
	if en := enPhrases(); en.subject.MatchString(s) && !en.notSubject.MatchString(s) {
		return "attached"
	}
	return ""
}
