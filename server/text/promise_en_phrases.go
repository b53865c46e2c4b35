package text

import (
	"sync"
)

// englishPhrases are what a sentence is asked for; a phrase's name says what it is a sign of.
type englishPhrases struct {
	mailWith, hadIt                                                                                             *expression
	indefinite, pointedAn, judged, legal, points, determined, boilerplate, iAlso, modal, withThing, resends     *expression
	request, thingLast, thereto, shownThere, nonNative, fixed, finds, toThing, iAttached, pointed, stands       *expression
	ends, unsure, begins, goesOn, verbless, hasVerb, notGoods, toOther, mineThen, readFrom, forgotten, gerund   *expression
	weighs, quoted, notBefore, notAfter, past, iDid, pointsTo, says, notTheirs, iAmDoing, iDo, question, toMail *expression
	otherWay, goesTo, pfa, enclosed, notEnclosed, posted, notSent, subject, notSubject                          *expression
}

// enPhrases are the phrases of folded English.
var enPhrases = sync.OnceValue(func() *englishPhrases {
	re := express
	const (
		document = `(?:files?|invoices?|quotations?|quotes?|estimates?|reports?|contracts?|agreements?|proposals?|presentations?|slides|deck` +
			`|spreadsheets?|documents?|docs?|drawings?|minutes|resumes?|cvs?|drafts?|brochures?|catalogues?|catalogs?|pdfs?|forms?|purchase orders?` +
			`|po|photos?|pictures?|screenshots?|nda|timesheets?|receipts?|paperwork|statements?|budget|workbook|zip|sheets?|protocols?|plans?|certificates?|tickets?|scans?|cop(?:y|ies)|letters?|manuals?|maps?|figures|notes|schedules?|passage|logs?|templates?|applications?|papers?)`
		cannot = `(?:can't|cannot|can not|couldn't|could not|unable to|not able to|failed to|trouble|problems?|didn't|did not|don't|do not|doesn't` +
			`|does not|won't|wouldn't|isn't|is not|wasn't|was not|aren't|not)`
		mails = `(?:e-?mail|mail|message|note|letter)`
	)
	return &englishPhrases{
		// below every mail of a company
		boilerplate: re(`\b(?:this|the) (?:e?-?mail|message|communication|transmission)(?: message)?,? ?(?:\(?(?:and|or|including|with|together with)\b)[^.;]{0,20}attach[^.;]{0,40}\b(?:is|are|may|contains?|might|could|should|must|ha(?:s|ve) been)\b|\battach[^;]{0,60}\b(?:confidential|privileged|intended (?:only|solely)|addressee|virus|malware|liable|liability)|\b(?:confidential|privileged|addressee|in error|virus(?:es)?|unauthori[sz]ed)\b[^;]{0,60}attach`),
		iAlso:       re(`^(?:[^.;]*[,:] )?(?:i|we)\b[^.;]* and (?:also |hereby |herewith |now )?$`),
		modal:       re(`\b(?:will|can|could|should|would|must|may|might|need|want|going|plan|try|have to|had to|you|please|if|when|once|did|didn't|used)\b|'ll\b|'d\b|\bto\b[^.;]{0,20} and $`),
		determined:  re(`\b(?:the|this|these|our|my|both|following) $`),
		indefinite:  re(`\ban? $`), pointedAn: re(`\b(?:see|find|in|as|per|with) an? $`),
		judged: re(`^ (?:[\w-]+ ){0,3}(?:was|were|looks?|looked|seems?|seemed|appears?|arrived|came|failed|worked|opened|did|made|helped|i received|we received|(?:is|are) (?:acceptable|fine|in order|wrong|missing|agreed))\b`),
		legal:  re(`\b(?:shall|hereinafter|clause|party|parties|tenant|lessee|lessor|licensee|applicants?|pursuant|(?:this|said) agreement|neither|herein|exhibits?|annex(?:es)?)\b`),
		points: re(`\b(?:please|see|find|i|we|i've|we've|i'm|our|my)\b`),
		// post-nominal: with the plans attached
		withThing: re(`\b(?:with|having) (?:[\w'-]+ ){1,5}$`),
		mailWith:  re(`\b(?:the|a|my|your|that|his|her|their|an) (?:\w+ )?(?:e?mail|message|letter) with `),
		hadIt:     re(`\b(?:i|we)(?:'ve| have| had)? (?:now |just |also )?(?:reviewed|read|checked|received|studied|looked at|gone through|went through|seen|noted|opened|considered) (?:the|these|both|all) $`),
		resends:   re(`\b(?:i|we|i'm|we're|i've|we've|here|this time|now|again|re-?send(?:ing)?|sending|forwarding|apologies|sorry)\b`),
		request:   re(`(?:^|[,;:] |\b(?:please|kindly|could you|can you|would you|will you|must|shall|should|need to|have to|asked? (?:you|them|him|her) to|applicants?) )(?:[\w-]+ ){0,3}?(?:reply|return|send|submit|resend|re-send|forward|provide|include|get back|upload|bring|come back|apply)\b`),
		thingLast: re(`(?:^| )(?:form|forms|photos?|photographs?|documents?|files?|cv|resume|receipts?|copy|copies|drawings?|invoice|proof|letter|it|them|id|passport|certificates?|references?) $`),
		thereto:   re(`^ (?:thereto|hereto as|hereto and|hereto shall)\b`),
		// attached images are now shown inline
		shownThere: re(`^ (?:\w+ )?\w+s? (?:is|are|will be|can be|may be|must be|should be) (?:now |also |always |automatically |only |not |never )?(?:shown|displayed|stored|saved|scanned|removed|deleted|converted|blocked|listed|opened|encrypted|kept|downloaded|compressed|checked|previewed|visible|limited|allowed|supported|sent|uploaded|searched|searchable|indexed|counted|quarantined)\b`),
		// the label to the box; not: our answer to the claim
		nonNative: re(`^ (?:is|are|you find|you will|you can find|please find|find)\b`),
		fixed:     re(`^ (?:with (?:a |the |two |four |\d )?(?:screws?|bolts?|tape|glue|clips?|string|rope|hook))`),
		finds:     re(`\b(?:please|you'll|you will|you can|you may|kindly|will) (?:also )?(?:find|see|have) (?:[\w'&,/-]+ ){1,10}$`),
		toThing:   re(`^ (?:[\w'-]+ ){1,5}to (?:the|a|an|your|his|her|its|their|our|my|that|each|every) `),
		iAttached: re(`\b(?:i|we)(?:'ve|'d|'m|'re| have| am| are)?(?: also| just| now| already| hereby| herewith| again| re-?)* (?:re-?)?$|\b(?:i|we|i've|we've)\b[^.;]*\b(?:and|have|also|having) (?:also |now |just )?$`),
		pointed:   re(`\b(?:see|find|found|check|view|review|read|as|per|in|please|kindly|hereby|herewith|also|enclosed|again|consult|get|open|note|sign|return|complete|use|consider|to|from|on|into|regarding|fyi|both|with|of) ?[,:]? $|\bfind [^.;]{0,20}and $|\b(?:e?mail|message|letter|note) and $`),
		stands:    re(`(?:\b(?:is|been|are|comes?|goes|go|were|was|here)|'s|'re)(?: also| now| again| both| all| hereby| herewith| included and)? $`),
		unsure:    re(`\b(?:if|whether|when|once|unless|was|were|any|no|nothing|who is|that is|that are|what is)\b`),
		begins:    re(`^(?:[ \W]*|.*[.;:!?,(\[•*>-] ?)$`),
		goesOn:    re(`^(?:[:,.!)\]]|$| ?[-(:]| (?:is|are|please|find|you|herewith|hereto|here|the|our|my|a|an|for|as|to this|to the e?mail|in this|in pdf|i|we|below|also|with|and|again|this|these|two|three|both|some|find|copy|pdf|\w+ (?:for|with|of|as|is|are|and|please)|[\w ]{1,40}(?:$|[.!:,])))`),
		ends:      re(`^(?:$|[.,!;:)\]*]| ?[-(]| (?:for|as|so|in|to this|to (?:the|my|our) (?:e?mail|message|mail)|below|herewith|hereto|here|fyi|with|and|again|which|showing|please|thanks|thx|now|if|just|because|since|cheers|regards|but|too|also|at your|on|along|together|separately|hereby|per|file|pdf|is|are)\b)`),
		verbless:  re(`(?:^|[.;:!?,(] ?)(?:["'()#/&\w.-]+ ){1,9}$`),
		hasVerb:   re(`\b(?:was|were|has|had|have|do|does|did|can|could|will|would|should|may|might|must|he|she|they|you|your|who|if|when|with|any|no|not|except|every|sent|shall|lists?|bearing|having|his|her|their|look|looks|got|became|get|garage|bathroom|kitchen|balcony|garden|strap|handle|hood|lens|keyboard|cable|leash|fee|conditions)\b|n't\b`),
		notGoods:  re(`\b(?:parcel|order|shipment|package|delivery|courier|shipped|dispatched|box|gift|sample|handwritten|card|cheque|check|bottle|flowers)\b`),
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
			`| (?:great|much|little|more|importance|value|weight|myself|himself|herself|conditions)\b| (?:the|a|an|my|our|its) (?:\w+ )?(?:cable|hose|rope|sensor|handle|trailer|bracket|wheel|microphone|sticker|strap|probe|electrode|screw|leash)s?\b` +
			`|[^.,;]{0,20}\b(?:you (?:sent|forwarded|shared|provided|attached|emailed|gave)|(?:limit|limits|policy|policies|size|scanner|scanning` +
			`|filter)\b|from you|i sent|we sent)|^ ?: ?(?:none|nothing|n/a|no)\b|'s? (?:limit|size)| (?:later|tomorrow|next week|soon|shortly))`),
		past: re(`\b(?:yesterday|last (?:week|month|night|time|monday|tuesday|wednesday|thursday|friday|year)|previously|earlier|this morning` +
			`|in my (?:last|previous|earlier|first)|the other day|before|two days ago|days ago|a while ago|already sent|to (?:my|the|our) (?:previous` +
			`|last|earlier|first|original) (?:e-?mail|mail|message|note))\b`),
		iDid: re(`\b(?:i|we)(?:'ve|'d| have| had)?(?: already| also| just| originally)? $`),
		pointsTo: re(`\b(?:see|in|find|open|check|review|refer to|refer|per|view|read|look at|consult|as an?|as|with|by way of) (?:the |this |my |our |these ` +
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
		quoted:   re(`\b(?:wrote|said|says|states?|stated|reads?|claims|claiming|saying)\b ?[:,]?[^.]{0,40}$|\b(?:says?|said|wrote|writes?|phrase|words?)\b[^.]{0,20}["“'][^"”]*$`),
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
		posted: re(`(?i)by (?:post|courier|registered mail|air ?mail)|in the (?:envelope|parcel|package|box)|fedex|dhl|\bups\b|postal`),
		notSent: re(`below|in the body|inline|\b(?:each|every|always|usually|normally|monthly|weekly|quarterly)\b|link|http|www|by post|courier|by mail|fax|tomorrow|later|\bwill\b|'ll|\bonce\b|\bwhen\b|shortly|\bif\b|should (?:i|we)` +
			`|slack|teams|drive|dropbox|sharepoint|folder|portal|yesterday|\blast\b|earlier|are you|you are|you're|before sending|after sending` +
			`|instead of|without sending|about sending|avoid|stop sending|mind sending|for sending|start sending|not sending|n't sending|by sending` +
			`|when sending|find (?:the )?(?:time|a way|someone|out)\b|how |why |what |where |out of|a list of|the summary|website|via |hard cop|by hand|in person|printed|password|next |soon` +
			`|in your (?:account|inbox|folder)|they are|she is|he is|is sending|plan|consider|happy to|following (?:week|day)|report (?:back|on)|forms? of|file a|on file` +
			`|minutes (?:ago|late|from)|\d+ minutes|few minutes|contract(?:or|ion)s?`),
		subject:    re(`^(?:[^:]{0,60} )?attached[.!]?$|^attached[:,]? |\bsee attach|\(attached\)|\[attached\]|find attached`),
		notSubject: re(`^(?:re|fw|fwd|aw|wg):|\b(?:not|no|never|emotionally|strings|network|get|getting) |attached to`),
	}
})
