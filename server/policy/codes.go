package policy

import (
	"slices"
	"strings"
)

// Code is one finding code of the policy language, section 9.
type Code struct {
	Area, Name string   // "recipient", "look-alike"
	Severity   Severity // what it counts as when settings say nothing else
	Star       bool     // keeps its severity when no recipient is external
	ByRule     bool     // added by the condition of a rule, never by a detector
	Args       []string // names of its arguments, in the order of the table
}

// String returns the code as findings carry it: "recipient.look-alike".
func (c Code) String() string { return c.Area + "." + c.Name }

// Codes returns every finding code of the language in the order of its table.
func Codes() []Code { return slices.Clone(codeTable[:]) }

// LookupCode returns the finding code that is written as s.
func LookupCode(s string) (Code, bool) {
	area, name, _ := strings.Cut(s, ".")
	for _, c := range codeTable {
		if c.Area == area && c.Name == name {
			return c, true
		}
	}
	return Code{}, false
}

// The kinds of line in codeTable: who adds the code.
func found(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, Args: args}
}

func starred(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, Star: true, Args: args}
}

func byRule(area, name string, s Severity, args ...string) Code {
	return Code{Area: area, Name: name, Severity: s, ByRule: true, Args: args}
}

const (
	info    = SeverityInfo
	warning = SeverityWarning
	danger  = SeverityDanger
)

// codeTable is never written to. Codes are added, never renamed.
var codeTable = [codeCount]Code{
	codeRecipientExternal:         found("recipient", "external", info),
	codeRecipientPrivateAddress:   found("recipient", "private-address", warning, "list"),
	codeRecipientOwnPrivate:       found("recipient", "own-private", danger),
	codeRecipientOwnPrivateLikely: found("recipient", "own-private-likely", danger, "by"),
	codeRecipientDisposable:       found("recipient", "disposable", danger),
	codeRecipientInvalid:          starred("recipient", "invalid", danger, "reason", "suggest"),
	codeRecipientUnusualForm:      found("recipient", "unusual-form", warning, "suggest", "written"),
	codeRecipientUndeliverable:    found("recipient", "undeliverable", danger, "reason"),
	codeRecipientDuplicate:        found("recipient", "duplicate", info),
	codeRecipientFirstTime:        found("recipient", "first-time", warning),
	codeRecipientFirstTimeDomain:  found("recipient", "first-time-domain", warning, "colleagues"),
	codeRecipientLookAlike:        found("recipient", "look-alike", danger, "known", "score", "reason"),
	codeRecipientTypo:             found("recipient", "typo", danger, "known", "suggest"),
	codeRecipientOtherMailbox:     found("recipient", "other-mailbox", warning, "known"),
	codeRecipientNamesake:         found("recipient", "namesake", warning, "known"),
	codeRecipientNameMismatch:     found("recipient", "name-mismatch", danger, "name", "known"),
	codeRecipientGroupAddress:     found("recipient", "group-address", info, "members"),
	codeRecipientUnexpandedList:   found("recipient", "unexpanded-list", warning),
	codeRecipientExternalMember:   found("recipient", "external-member", warning, "list"),
	codeRecipientAdded:            found("recipient", "added", info),
	codeRecipientAddedDomain:      found("recipient", "added-domain", warning),
	codeRecipientAddedOutsider:    found("recipient", "added-outsider", danger),
	codeRecipientNoTLS:            found("recipient", "no-tls", warning, "state", "reason"),
	codeRecipientTLSUnknown:       found("recipient", "tls-unknown", info, "state", "reason"),
	codeRecipientBccMixed:         found("recipient", "bcc-mixed", info),
	codeRecipientUnusualCompany:   found("recipient", "unusual-company", warning, "company"),
	codeRecipientListed:           byRule("recipient", "listed", info, "list"),
	codeRecipientMissing:          byRule("recipient", "missing", warning, "wanted", "fields"),
	codeRecipientMany:             byRule("recipient", "many", warning, "count", "limit"),
	codeRecipientManyVisible:      byRule("recipient", "many-visible", warning, "count", "limit"),
	codeRecipientManyDomains:      byRule("recipient", "many-domains", warning, "count", "limit"),
	codeRecipientMixedCompanies:   byRule("recipient", "mixed-companies", warning, "companies"),

	codeSenderFromDiffers:    found("sender", "from-differs", warning, "account", "from"),
	codeSenderSharedMailbox:  found("sender", "shared-mailbox", info),
	codeSenderReplyToDiffers: found("sender", "reply-to-differs", info, "replyTo"),
	codeSenderUnknown:        found("sender", "unknown", warning),
	codeSenderUnusualFrom:    found("sender", "unusual-from", warning, "from", "usual"),

	codeAttachmentToExternal:    found("attachment", "to-external", info, "count", "size"),
	codeAttachmentEncrypted:     found("attachment", "encrypted", warning, "how", "inside"),
	codeAttachmentMacro:         found("attachment", "macro", warning, "kind", "inside"),
	codeAttachmentExecutable:    starred("attachment", "executable", danger, "type", "inside"),
	codeAttachmentDisguised:     starred("attachment", "disguised", danger, "extension", "type", "inside"),
	codeAttachmentDeceptiveName: starred("attachment", "deceptive-name", danger, "shown", "inside"),
	codeAttachmentUninspectable: found("attachment", "uninspectable", warning, "reason", "inside"),
	codeAttachmentBomb:          starred("attachment", "bomb", danger, "limit", "inside"),
	codeAttachmentMissing:       found("attachment", "missing", warning, "word"),
	codeAttachmentOtherPartner:  found("attachment", "other-partner", warning, "partner", "inside"),
	codeAttachmentListed:        byRule("attachment", "listed", info, "by", "value", "inside"),
	codeAttachmentTooLarge:      byRule("attachment", "too-large", warning, "value", "limit"),
	codeAttachmentMany:          byRule("attachment", "many", warning, "value", "limit"),

	codeContentOtherPartner:    found("content", "other-partner", warning, "partner", "where"),
	codeContentPartnerNotNamed: found("content", "partner-not-named", info, "partner", "where"),
	codeContentOtherPerson:     found("content", "other-person", warning, "name", "where"),
	codeContentPassword:        found("content", "password", warning, "where"),
	codeContentShareLink:       found("content", "share-link", info, "host", "reason", "where"),
	codeContentPublicLink:      found("content", "public-link", warning, "host", "reason", "where"),
	codeContentBadLink:         found("content", "bad-link", danger, "host", "reason", "where"),
	codeContentWords:           byRule("content", "words", warning, "words", "where"),
	codeContentPattern:         byRule("content", "pattern", warning, "pattern", "where"),

	codePersonalMyNumber:        found("personal", "my-number", danger, "count", "sample", "confidence", "where"),
	codePersonalCard:            found("personal", "card", danger, "count", "sample", "confidence", "where"),
	codePersonalBankAccount:     found("personal", "bank-account", warning, "count", "sample", "confidence", "where"),
	codePersonalDriversLicence:  found("personal", "drivers-licence", warning, "count", "sample", "confidence", "where"),
	codePersonalPassport:        found("personal", "passport", warning, "count", "sample", "confidence", "where"),
	codePersonalResidenceCard:   found("personal", "residence-card", warning, "count", "sample", "confidence", "where"),
	codePersonalResidentRecord:  found("personal", "resident-record", warning, "count", "sample", "confidence", "where"),
	codePersonalPensionNumber:   found("personal", "pension-number", warning, "count", "sample", "confidence", "where"),
	codePersonalHealthInsurance: found("personal", "health-insurance", warning, "count", "sample", "confidence", "where"),
	codePersonalPhone:           found("personal", "phone", info, "count", "sample", "confidence", "where"),
	codePersonalAddress:         found("personal", "address", info, "count", "sample", "confidence", "where"),
	codePersonalEmail:           found("personal", "email", info, "count", "sample", "confidence", "where"),
	codePersonalBirthDate:       found("personal", "birth-date", info, "count", "sample", "confidence", "where"),
	codePersonalCorporateNumber: found("personal", "corporate-number", info, "count", "sample", "confidence", "where"),
	codePersonalRecords:         found("personal", "records", warning, "count", "kinds"),

	codeMailNoSubject:    starred("mail", "no-subject", warning),
	codeMailNoBody:       starred("mail", "no-body", warning),
	codeMailReplyAll:     found("mail", "reply-all", info),
	codeMailBccReplyAll:  found("mail", "bcc-reply-all", danger),
	codeMailPasted:       found("mail", "pasted", warning, "chars"),
	codeTimeOutsideHours: byRule("time", "outside-hours", info, "calendar", "opens"),

	codePolicyExempt:    byRule("policy", "exempt", info, "rule", "by"),
	codePolicyRule:      byRule("policy", "rule", info, "rule"),
	codeFactsIncomplete: found("facts", "incomplete", warning, "what", "reason"),
	codeDoorOffline:     found("door", "offline", warning, "since"),
	codeDoorNoPolicy:    found("door", "no-policy", danger),
}
