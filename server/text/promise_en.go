package text

import (
	"regexp"
	"strings"
	"sync"
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
	case strings.Contains(s, "enclos") && en.enclosed.MatchString(s) && !en.notEnclosed.MatchString(s) && !l.says(goesByPostEn):
		return "enclosed"
	}
	if !containsAny(s, "sending", "here ", "here's", "please find", "i send", "we send") {
		return ""
	}
	said, _, _ := strings.Cut(s, "let me know")
	if !en.maySend.MatchString(said) {
		return ""
	}
	if m := en.sends.FindStringSubmatchIndex(said); m != nil && !en.notSent.MatchString(said) && !en.goesTo.MatchString(said[m[5]:]) && !l.says(otherWayEn) {
		return said[m[2]:m[3]] + " … " + said[m[4]:m[5]]
	}
	return ""
}

func attachedInEnglish(s string) bool {
	en := enPhrases()
	for left, right := range around(s, "attach") {
		var here bool
		switch {
		case en.quoted.MatchString(left):
		case strings.HasPrefix(right, "ed this time"):
			here = true
		case strings.HasPrefix(right, "ed"):
			here = !en.notBefore.MatchString(left) && !en.notAfter.MatchString(right[2:]) && !elsewhere(right[2:])
			here = here && (!en.past.MatchString(s) || !en.iDid.MatchString(left) || strings.Contains(s, "again"))
		case strings.HasPrefix(right, "ment"):
			right = strings.TrimPrefix(right[4:], "s")
			here = en.readFrom.MatchString(left) || (en.pointsTo.MatchString(left) || en.says.MatchString(right)) && !en.notTheirs.MatchString(left)
			here = here && !en.notAfter.MatchString(right) && !elsewhere(right)
			here = here && (!strings.HasSuffix(left, " with ") || !strings.HasPrefix(s[len(left):], "attachments"))
		case strings.HasPrefix(right, "ing"):
			here = en.iAmDoing.MatchString(left) && !en.gerund.MatchString(right[3:]) && !en.question.MatchString(left)
		default:
			here = en.iDo.MatchString(left) && !en.weighs.MatchString(right) && !en.question.MatchString(left)
		}
		if here {
			return true
		}
	}
	return false
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

type englishPhrases struct {
	toOther, mineThen, readFrom, forgotten, gerund, weighs, quoted                              *expression
	notBefore, notAfter, past, iDid, pointsTo, says, notTheirs, iAmDoing, iDo, question, toMail *expression
	otherWay, goesTo, pfa, enclosed, notEnclosed, posted, maySend, notSent, subject, notSubject *expression
	sends                                                                                       *regexp.Regexp
}

// enPhrases are the phrases of folded English.
var enPhrases = sync.OnceValue(func() *englishPhrases {
	re := express
	const (
		document = `(?:files?|invoices?|quotations?|quotes?|estimates?|reports?|contracts?|agreements?|proposals?|presentations?|slides|deck` +
			`|spreadsheets?|documents?|docs?|drawings?|minutes|resumes?|cvs?|drafts?|brochures?|catalogues?|catalogs?|pdfs?|forms?|purchase orders?` +
			`|po|photos?|pictures?|screenshots?|nda|timesheets?|receipts?|paperwork|statements?|budget|workbook|zip)`
		cannot = `(?:can't|cannot|can not|couldn't|could not|unable to|not able to|failed to|trouble|problems?|didn't|did not|don't|do not|doesn't` +
			`|does not|won't|wouldn't|isn't|is not|wasn't|was not|aren't|not)`
		mails = `(?:e-?mail|mail|message|note|letter)`
		sends = `\b(sending|here is|here's|here are|please find|i send|we send)(?: (?:over|through|across))?(?: you)?(?: over)?(?: (?:the|our` +
			`|my|a|an|your|you|this|these|some|signed|updated|revised|latest|new|draft|final|full|requested|attached|first|second|\w+'s|q[1-4]` +
			`|\w+)){0,5}? (` + document + `)\b`
	)
	return &englishPhrases{
		notBefore: re(`(?:\bwith (?:your|their|his|her)(?: \w+){1,2}|\b(?:you|he|she|they|who|clients?|customers?|suppliers?|vendor|someone|somebody|anyone|everyone)(?:'ve|'d|'s| have| had` +
			`| has)?(?: just| already| also| previously| originally)?` +
			`|\b(?:not|never|no|nothing|nobody|without|previously|earlier|originally|emotionally|very|so|too|strings?|gett?ing|get|gets|got|become` +
			`|became|becoming|grown|grow|feel|felt|(?:will|to|must|should|can|cannot|may|could|would|might|not|'ll) be|was|were|being|deeply|really` +
			`|quite|closely|firmly|permanently|securely|directly|physically|your|network|locally|what|any|those|had been|not been|be|sentimentally` +
			`|strongly)` +
			`|n't(?: been| yet)?|not(?: yet| currently| actually)` +
			`|\b(?:thought|should(?: have|'ve)|must have|meant|forgot|forgotten|supposed|sure|think(?: that)? (?:it|i|we|you|he|she|they|the|this)` +
			`|wish|assume[ds]?|believe[ds]?|hope[ds]?)\b.{0,25}` +
			`|\b(?:if|whether|when|in case|unless|once) (?:you|i|he|she|they|we|it|the \w+|an? \w+)\b.{0,15}|\b(?:any|every|no) (?:files?|documents?)` +
			`|\b(?:conditions?|fees?|price tag|stigma|value|importance|risks?|meaning|labels?|terms|costs?|salary)(?: is| are)?` +
			`|\b(?:thanks|thank you|thx|received|got|appreciate[ds]?|thank)\b[^.;]{0,40}` +
			`|` + cannot + `(?: \w+){0,2} (?:open|see|view|read|find|access|download|opening|seeing|viewing|reading|get|receive)(?: (?:the|your|any` +
			`|what|a))?(?: \w+)?` +
			`|\b(?:yesterday|last (?:week|month|night|time|year)|in my (?:last|previous|earlier|first) ` + mails + `|as) (?:,)?(?:i )?(?:have )?` +
			`|\b(?:previous|earlier|last|original|first|below|forwarded|prior) ` + mails + `(?: \w+)?) $`),
		notAfter: re(`^(?: (?:by|onto|at|storage|device|devices|volumes?|disks?|garage|house|building|unit|bathroom|strings?|process|debugger)\b` +
			`|[^.,;]{0,25}` + cannot + `\b|[^.,;]{0,25}\b(?:fail(?:s|ed)|corrupt(?:ed)?|missing|blank|empty|broken|damaged|unreadable|garbled|bounced` +
			`|blocked|rejected|too (?:big|large))\b` +
			`|[^.,;]{0,20}\b(?:you (?:sent|forwarded|shared|provided|attached|emailed|gave)|(?:limit|limits|policy|policies|size|scanner|scanning` +
			`|filter)\b|from you|i sent|we sent)|'s? (?:limit|size)| (?:later|tomorrow|next week|soon|shortly))`),
		past: re(`\b(?:yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|year)|previously|earlier|this morning` +
			`|in my (?:last|previous|earlier|first)|the other day|before|two days ago|days ago|a while ago|already sent|to (?:my|the|our) (?:previous` +
			`|last|earlier|first|original) (?:e-?mail|mail|message|note))\b`),
		iDid: re(`\b(?:i|we)(?:'ve|'d| have| had)?(?: already| also| just| originally)? $`),
		pointsTo: re(`\b(?:see|in|find|open|check|review|refer to|refer|per|view|read|look at|consult|as an?|as|with) (?:the |this |my |our |these ` +
			`|following )?(?:\w+ )?$`),
		says: re(`^(?:: ?\w| (?:contains?|shows?|includes?|has|have|gives?|lists?|explains?|describes?|is the|are the|is an?|is my|is our` +
			`|for your|below|herewith|hereto))`),
		notTheirs: re(`\b\w+'s $|\b(?:your|no|any|without|missing|his|her|their|each|all|large|big|suspicious|unknown|unexpected|malicious|phishing` +
			`|such) $|\b(?:don't|do not|never|not|cannot|can't|couldn't|could not|unable to|didn't|did not|avoid)(?: \w+){0,2} (?:open|see|click|find` +
			`|download|view|opening|get|receive)[^.;]{0,12}$|\b(?:thanks|thank you|thx|received|got)\b[^.;]{0,40}$|(?:please|could you|can you|kindly` +
			`|would you)(?: please)? (?:\w+ ){0,2}(?:send|resend|provide|include|submit|forward|upload|add|share)\b[^.;]{0,40}$|\b(?:will|'ll|would` +
			`|should|going to|can|could|must|may|to) (?:\w+ ){0,2}(?:send|sent|forward|share|submit|include|be)\b[^.;]{0,40}$|\b(?:previous|earlier` +
			`|last|original) \w+ $|\byou(?:r|'ve| have| sent)?\b[^.;]{0,30}$`),
		iAmDoing: re(`pleasure in $|(?:^|[ ,;:(-])(?:(?:i|we|i'm|we're|am|are)(?: am| are| hereby| herewith| just| also| now| re-?)* (?:re-?)?)$` +
			`|^(?:re-?)?$|(?:, |- |: |and )(?:re-?)?$`),
		iDo: re(`(?:^|[ ,;:(])(?:i|we)(?: hereby| herewith| also| now| do)* $|(?:^|[^d] |[^b]e )(?:pleased|delighted|glad|happy|proud|honou?red` +
			`|writing) to $|(?:\bi|\bwe|i'd|we'd|would) (?:wish|like|want|beg) to $|\blet me (?:also |just )?$|\ballow me to $`),
		question: re(`\b(?:are you|were you|if|when|while|before|after|by|without|about|how|(?:should|do|can|could|may|shall|must|did|would) (?:i` +
			`|we)) `),
		toMail: re(`^ to (?:this|the|present|the present|my|our) (?:e-?mail|mail|message|note|letter|reply|cover letter)\b`),
		// attached the file to the ticket
		toOther: re(`^ [^.;,]{1,40}? (?:to|on|in) (?:the |your |his |her |their |our |that |a |an )?(?:[\w'-]+ ){0,2}(?:ticket|issue|task|card` +
			`|network|wall|frame|device|server|router|machine|invite|invitation|calendar|event|portal|jira|trello|confluence|sharepoint|wiki|page` +
			`|channel|thread|claim|record|order form|expense|application|\w+'s (?:e-?mail|mail|message|reply)|(?:last|previous|earlier|first` +
			`|other) (?:e-?mail|mail|message|reply))\b`),
		mineThen: re(`^ (?:files? |documents? )?(?:in|to|with|from) (?:your|his|her|their|\w+'s) (?:\w+ )?(?:e-?mail|mail|message)\b|^ (?:on|at` +
			`|onto) the (?:back|front|side|top|bottom|wall|\w+ side)\b|^ (?:engineer|officer|house|garage|building|worker)s?\b|^ (?:to|in` +
			`|with) (?:(?:my|our|the|that) (?:previous|last|earlier|first|other|prior|original|former)|(?:my|our|the) (?:e-?mail|mail|message|letter` +
			`|reply) (?:of|from|dated|on|last|sent|yesterday|this morning|i sent|we sent|\d))\b` +
			`|^ (?:on (?:mon|tues|wednes|thurs|fri|satur|sun)day|last (?:week|month|year|night|time|\w+day)|yesterday|earlier|previously)\b`),
		weighs:   re(`^ (?:no|great|little|much|some|any|more|importance|value|blame|significance|weight|priority)\b`),
		quoted:   re(`\b(?:says?|said|wrote|writes?|phrase|words?)\b[^.]{0,20}["“'][^"”]*$`),
		gerund:   re(`^ [^.,;]*\b(?:fails?|crash(?:es)?|causes|takes|requires|does|doesn't|isn't|can|may|could|will|is)\b`),
		readFrom: re(`\byou (?:can|will|may|'ll|should) (?:also )?(?:see|read|gather|tell|find) (?:[^.;]{0,20} )?(?:from|in|on) (?:the|our|my) $`),
		forgotten: re(`\b(?:forgot|missed|omitted|left (?:off|out)|without)[^.!?]{0,30}attach[^.!?]{0,20}[.!,:) -]+(?:here (?:it is|they are` +
			`|you go)|now (?:it is|attached|with)|resending|re-sending|trying again|second try)`),
		otherWay: re(`\b(?:courier|fedex|dhl|hard cop(?:y|ies)|by post|tracking|fax|sharepoint|onedrive|dropbox|google drive|shared drive|portal|download)\b`),
		goesTo:   re(`^'s |^ (?:over |back |directly |on )?(?:with [a-z]+ (?:this|today|on)|to (?:the )?(?:[b-xz][a-z]+|a[a-km-z][a-z]*|y[a-np-z][a-z]*))\b`),
		pfa:      re(`(?:^|[^a-z])pfa(?:[^a-z]|$)`),
		enclosed: re(`(?:find|see|the|is|are|'s|i have|i've|we have|we've|herewith|copy|\w+s?,?|^)[ ,]*enclosed(?:$|[.,:!]| (?:please|herewith|is` +
			`|are|you|find|files?|documents?|copy|copies|for|` + document + `))|enclosed please|enclosed with (?:this|my|our) |(?:^|see |find |the )enclosed |(?:i have|i've|we have` +
			`|we've|please find|have also) enclosed (?:an?|the|my|our|your|some|two|three|both)\b|(?:i|we|also|hereby|herewith)(?: am| are|'m` +
			`|'re)? enclos(?:e|ing) |(?:pleased|delighted|glad|happy|proud|like|wish|want|me) to enclose |let me enclose |pleasure in enclosing `),
		notEnclosed: re(`enclosed (?:in|by|within|with|space|area|venue|yard|porch|patio|balcony|room|garden|structure|environment|body|design|case` +
			`|box|envelope|package|parcel)\b|(?:fully|partially|an|semi-?|totally|completely|be|was|were|not|you) enclosed|enclosed spaces` +
			`|enclos(?:e|ing) (?:nothing|no|neither)\b|enclosures? (?:design|drawing|size|type)|by (?:post|courier|mail)|parcel|envelope`),
		posted:  re(`(?i)by (?:post|courier|registered mail|air ?mail)|in the (?:envelope|parcel|package|box)|fedex|dhl|\bups\b|postal`),
		maySend: re(sends), sends: regexp.MustCompile(sends),
		notSent: re(`below|link|http|www|by post|courier|by mail|fax|tomorrow|later|\bwill\b|'ll|\bonce\b|\bwhen\b|shortly|\bif\b|should (?:i|we)` +
			`|slack|teams|drive|dropbox|sharepoint|folder|portal|yesterday|\blast\b|earlier|are you|you are|you're|before sending|after sending` +
			`|instead of|without sending|about sending|avoid|stop sending|mind sending|for sending|start sending|not sending|n't sending|by sending` +
			`|when sending|find (?:the )?(?:time|a way|someone|out)\b|how |why |what |where |out of|a list of|the summary|website|via |hard cop|by hand|in person|printed|password|next |soon` +
			`|in your (?:account|inbox|folder)|they are|she is|he is|is sending|plan|consider|happy to|following (?:week|day)|report (?:back|on)|forms? of|file a|on file` +
			`|minutes (?:ago|late|from)|\d+ minutes|few minutes|contract(?:or|ion)s?`),
		subject:    re(`^(?:[^:]{0,60} )?attached[.!]?$|^attached[:,]? |\bsee attach|\(attached\)|\[attached\]|find attached`),
		notSubject: re(`^(?:re|fw|fwd|aw|wg):|\b(?:not|no|never|emotionally|strings|network|get|getting) |attached to`),
	}
})
