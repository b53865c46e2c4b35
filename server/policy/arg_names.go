package policy

// argID is the name of an argument as a number, in the order of the names. What a detector of another package calls otherwise is
// argOther, and brings its name along.
type argID uint8

const (
	argOther argID = iota
	argAccount
	argAddresses
	argBy
	argCalendar
	argChars
	argColleagues
	argCompanies
	argCompany
	argConfidence
	argCount
	argExtension
	argFields
	argFrom
	argHost
	argHow
	argInside
	argKind
	argKinds
	argKnown
	argLimit
	argList
	argMembers
	argName
	argOpens
	argPartner
	argPattern
	argProtected
	argReason
	argReplyTo
	argRule
	argSample
	argScore
	argShown
	argSince
	argSize
	argState
	argSuggest
	argTo
	argType
	argUsual
	argValue
	argWanted
	argWhat
	argWhere
	argWho
	argWord
	argWords
	argWritten
	argIDs
)

var argNames = [argIDs]string{
	argAccount:    "account",
	argAddresses:  "addresses",
	argBy:         "by",
	argCalendar:   "calendar",
	argChars:      "chars",
	argColleagues: "colleagues",
	argCompanies:  "companies",
	argCompany:    "company",
	argConfidence: "confidence",
	argCount:      "count",
	argExtension:  "extension",
	argFields:     "fields",
	argFrom:       "from",
	argHost:       "host",
	argHow:        "how",
	argInside:     "inside",
	argKind:       "kind",
	argKinds:      "kinds",
	argKnown:      "known",
	argLimit:      "limit",
	argList:       "list",
	argMembers:    "members",
	argName:       "name",
	argOpens:      "opens",
	argPartner:    "partner",
	argPattern:    "pattern",
	argProtected:  "protected",
	argReason:     "reason",
	argReplyTo:    "replyTo",
	argRule:       "rule",
	argSample:     "sample",
	argScore:      "score",
	argShown:      "shown",
	argSince:      "since",
	argSize:       "size",
	argState:      "state",
	argSuggest:    "suggest",
	argTo:         "to",
	argType:       "type",
	argUsual:      "usual",
	argValue:      "value",
	argWanted:     "wanted",
	argWhat:       "what",
	argWhere:      "where",
	argWho:        "who",
	argWord:       "word",
	argWords:      "words",
	argWritten:    "written",
}

// argNumbers finds the number of a name.
var argNumbers = func() map[string]argID {
	numbers := make(map[string]argID, len(argNames))
	for i, name := range argNames[argOther+1:] {
		numbers[name] = argID(i + 1)
	}
	return numbers
}()
