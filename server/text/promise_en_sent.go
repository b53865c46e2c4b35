package text

import (
	"regexp"
	"strings"
	"sync"
)

// sentInEnglish finds "here is our quotation", where nothing is attached but words. The thing has to be one that goes as a file, and
// the writer has to send it, now, with this mail.
func sentInEnglish(s string, l *letter) string {
	en := sentEnglish()
	if !en.cue.MatchString(s) {
		return ""
	}
	said, _, _ := strings.Cut(s, "let me know")
	said = timesOf.Replace(said)
	if enPhrases().notSent.MatchString(said) || en.asksForIt.MatchString(said) || en.habit.MatchString(said) || l.says(otherWayEn) {
		return ""
	}
	switch {
	case en.withMail.MatchString(said) && en.comes.MatchString(said) && en.ofFile.MatchString(said):
		return "with this mail"
	case en.hereYouGo.MatchString(said):
		return "here"
	case en.herewith.MatchString(said):
		return "herewith"
	case en.includes.MatchString(said) && !containsAny(said, "price", "cost", " fee", "charge", " rent", "salary"):
		return "included"
	case en.asPromised.MatchString(said) && !en.hasVerb.MatchString(said):
		return "as promised"
	case en.pictures.MatchString(said) && !en.hasVerb.MatchString(said) && len(l.written) < 400:
		return "photos"
	case en.listed.MatchString(said):
		return "enclosures"
	case en.namesFile.MatchString(said) && en.pointsToFile.MatchString(said) && !en.otherFile.MatchString(said):
		return "file"
	}
	return sentByName(said, l)
}

// sentByName knows "here is", "sending" and "please find" before the name of a document.
func sentByName(said string, l *letter) string {
	en := sentEnglish()
	if !en.maySend.MatchString(said) {
		return ""
	}
	if l.looks++; l.looks > maxLooks {
		return ""
	}
	m := en.sends.FindStringSubmatchIndex(said)
	if m == nil {
		return ""
	}
	verb, between, document, right := said[m[2]:m[3]], said[m[3]:m[4]], said[m[4]:m[5]], said[m[5]:]
	switch {
	case enPhrases().goesTo.MatchString(right), en.otherNoun.MatchString(right), en.toldHere.MatchString(right):
		return ""
	case en.between.MatchString(between) && !en.copyOf.MatchString(between):
		return ""
	case en.textual.MatchString(document) && l.says(hasRows):
		return ""
	}
	return verb + " … " + document
}

// timesOf leaves out words of time that only say which thing: the deck for tomorrow.
var timesOf = strings.NewReplacer("for tomorrow", "", "tomorrow's", "", "for next", "", "of next", "", "next week's", "", "next month's", "", "last month's", "", "last week's", "", "last year's", "", "yesterday's", "",
	"from yesterday", "", "from last", "", "of last", "", "for last", "", "of yesterday", "", "for later", "", "from earlier", "", "for this week", "", "of this week", "")

type englishSending struct {
	cue, asksForIt, habit, withMail, comes, ofFile, hereYouGo, herewith, includes, asPromised, pictures, listed *expression
	namesFile, pointsToFile, otherFile, maySend, otherNoun, toldHere, between, copyOf, textual, hasVerb         *expression
	sends                                                                                                       *regexp.Regexp
}

// enDocument is what goes as a file.
const enDocument = `(?:files?|invoices?|quotations?|quotes?|estimates?|reports?|contracts?|agreements?|proposals?|presentations?|slides|slide deck|deck` +
	`|spreadsheets?|documents?|docs?|drawings?|minutes|resumes?|cvs?|drafts?|brochures?|catalogues?|catalogs?|pdfs?|forms?|purchase orders?` +
	`|po|photos?|pictures?|pics?|snaps?|screenshots?|screen grabs?|nda|timesheets?|receipts?|paperwork|statements?|budget|workbook|zip|sheets?|protocols?|plans?|certificates?|e-?tickets?|tickets?` +
	`|scans?|cop(?:y|ies)|letters?|manuals?|maps?|figures|notes|schedules?|passages?|logs?|templates?|applications?|papers?|articles?|posters?|flyers?|leaflets?|programmes?|specs?|specifications?` +
	`|memos?|itinerar(?:y|ies)|questionnaires?|recordings?|videos?|clips?|datasets?|artwork|logos?|layouts?|mock-?ups?|designs?|vouchers?|transcripts?|essays?|chapters?|manuscripts?|abstracts?` +
	`|scripts?|scores?|accounts|payslips?|tax returns?|bills?|tenders?|offers?|worksheets?|agendas?|questionnaire|leases?|deeds?|blueprints?|price lists?|product sheets?|data sheets?|datasheets?|boarding pass(?:es)?)`

var sentEnglish = sync.OnceValue(func() *englishSending {
	re := express
	const (
		owned = `(?:the|our|my|a|an|your|this|these|those|some|both|two|three|all|signed|updated|revised|latest|final|new|draft|full|completed|corrected|requested|q[1-4]|\w+'s)`
		sent  = `\b(sending|here is|here's|here are|please find|find below|i send|we send|forwarding|re-?sending|passing on|passing along|returning|submitting|i submit|we submit|delighted to send|pleased to send|happy to send you)` +
			`(?: (?:over|through|across|back|on))?(?: you| to you)?(?: over| back)?(?: (?:\w+'s|[\w-]+)){0,5}? (` + enDocument + `)\b`
		format = `(?:pdf|word|excel|powerpoint|zip|jpe?g|png|csv|docx?|xlsx?|pptx?)`
	)
	return &englishSending{
		cue: re(`sending|\bhere |here's|please find|\bi send|we send|this e?-?mail|this message|this mail| as (?:an? )?` + format + `|submit|to send|herewith|include|including|as promised|as requested|as discussed|as agreed|per your request` +
			`|forwarding|passing (?:on|along)|returning|\bphotos?\b|\bpic(?:s|tures?)?\b|screenshot|\bscans?\b|\bencl?\b|enclosures?\b|\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|csv)\b`),
		asksForIt: re(`\b(?:could|can|would|will|did|do) you\b|\bplease (?:send|submit|return|reply|forward|include|provide|attach|respond|upload|share)\b|\byou (?:should|must|need|sent|send)\b|\b(?:reply|respond|response|respon(?:d|se)) to this\b|\bconfidential\b|\bask(?:ing)? (?:for|you)\b`),
		habit:     re(`\b(?:each|every|always|usually|normally|monthly|weekly|quarterly|automatically|typically|often|never|whenever)\b|\b(?:i|we) send (?:out |all |only )?(?:invoices|reports|statements|documents|letters|files|forms|receipts|certificates|quotes)\b|\bby (?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\bby (?:noon|tonight|the end|eod|cob|close)\b|\btonight\b|\bthis (?:afternoon|evening)\b|\bin the body\b|\binline\b`),
		withMail:  re(`\b(?:with|to|in|by) this (?:e?-?mail|message|note|mail)\b`),
		comes:     re(`\b(?:sending|send|comes?|coming|find|get|receive|receiving|submit(?:ting)?|provid(?:e|ing)|include|included|including|goes|here|delivering|forward(?:ing)?|deliver|return(?:ing)?)\b`),
		ofFile:    re(`\bas (?:an? )?(?:\w+ )?(?:` + format + `|file|document|spreadsheet|image|attachment)|\(?\b(?:pdf|docx?|xlsx?|zip)\b|\b` + enDocument + `\b`),
		hereYouGo: re(`\bhere (?:you go|you are|it is|they are|we go|is|are|comes?)\b.{0,120}(?:\(` + format + `|\bas (?:an? )?` + format + `\b|\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|csv)\b)|\b(?:sending|i send|we send|submit(?:ting)?|(?:pleased|delighted) to send)\b.{0,80}\bas (?:an? )?` + format + `\b`),
		herewith:  re(`^(?:please find )?herewith (?:please find |is |are |i |we )?(?:the|our|my|a|an|some|send|submit|return|forward|enclose|attach|present|provide|transmit)\b|\b(?:i|we) (?:hereby |herewith )?(?:send|submit|return|forward|transmit|present|provide)\b.{0,60}\bherewith\b|\b(?:i|we) herewith (?:send|submit|return|forward|transmit|present|provide)\b`),
		includes: re(`\b(?:i'm|i am|i've|i have|we've|we have|we are|we're) (?:also |just )?(?:included|including) ` + owned + ` (?:[\w'-]+ ){0,4}?` + enDocument + `\b|^(?:also )?included (?:is|are|please find|with this|here)\b` +
			`|\b(?:i|we) (?:also )?include ` + owned + ` (?:[\w'-]+ ){0,4}?` + enDocument + `\b`),
		asPromised:   re(`^(?:as (?:promised|requested|discussed|agreed|asked)|per your request|for your (?:records|review|information|reference|approval|files|signature|perusal))[,:]? ` + owned + ` (?:[\w'-]+ ){0,4}?` + enDocument + `(?:$|[.,!;]| (?:for|from|of|in|as|with|and)\b)`),
		pictures:     re(`^(?:some |the |more |a few |two |three |a )?(?:photos?|pics?|pictures?|screenshots?|scans?) (?:of|from) [^.]{2,60}$`),
		hasVerb:      re(`\b(?:is|are|was|were|has|had|have|will|can|could|would|should|do|does|did|shows?|looks?|came|come|got|need|needs|must|may|want|please)\b|n't\b|\?`),
		listed:       re(`\b(?:encl|enc|enclosures?)(?:\.|:|\.:) ?\(?(?:\d|[\w-]+)`),
		namesFile:    re(`[\w)-]\.(?:pdf|docx?|xlsx?|pptx?|zip|jpe?g|png|csv|dwg)\b`),
		pointsToFile: re(`\b(?:here|see|sending|this is|file:|find|have a look|take a look|use|review|check|read)\b`),
		otherFile:    re(`\b(?:your|you|folder|drive|rename|delete|downloaded|can't|cannot|couldn't|server|saved|link|crash|missing|error|open(?:ed|ing)?|upload|convert|called|named|expects?|format|http|www)\b`),
		maySend:      re(sent), sends: regexp.MustCompile(sent),
		otherNoun: re(`^ (?:meeting|manager|department|team|office|person|people|number|date|deadline|process|room|call|talks?|negotiations?|period|price|law|work|job|holder|owner|writer|author|type|name|format|engine|terms? we|rate|size|shop|editor|taker|line)s?\b|^ (?:i|we) (?:think|want|need)\b`),
		// here are my notes: the client wants blue
		toldHere: re(`^[^.]{0,60}: \S|^ (?:is|are) `),
		between:  re(` (?:for|of|about|to|in|at|on|from|with|that|and|how|when|who|out|is|are|it|what|because) `),
		copyOf:   re(`\b(?:cop(?:y|ies)|versions?|drafts?|scans?|pdfs?|sets?|prints?|pages?|photos?|rest|pair|pack|first|list) of \b|\b(?:signed|revised|updated|final) and \b`),
		textual:  re(`^(?:notes|minutes|figures|agendas?|schedules?|plans?|itinerar|quotes?|offers?|notes|cop|letters?|drafts?|reports?|statements?|programmes?|estimates?|budget|specs?|accounts)`),
	}
})
