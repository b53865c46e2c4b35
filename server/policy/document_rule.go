package policy

import "time"

// Rule is one rule.
type Rule struct {
	ID         string   `policy:"id" is:"id" need:"yes"`
	Title      Text     `policy:"title"`
	Note       string   `policy:"note" is:"note"`
	Mode       string   `policy:"mode" is:"enforce|monitor|disabled" default:"enforce"` // enforce (default), monitor, disabled
	Valid      Valid    `policy:"valid"`
	For        Audience `policy:"for"`
	When       Blocks   `policy:"when"` // not set: always
	Except     Entries  `policy:"except"`
	Unless     Blocks   `policy:"unless"` // not set: never
	Then       Then     `policy:"then" need:"yes"`
	Exemptible *bool    `policy:"exemptible"` // nil: false with action block, else true
}

// Valid is a range of days, both included. Zero: no bound. Days are at midnight UTC.
type Valid struct {
	From  time.Time `policy:"from" is:"date"`
	Until time.Time `policy:"until" is:"date"`
}

// Audience says whose mail a rule is about. Nothing given: everyone's.
type Audience struct {
	Senders   Entries  `policy:"senders"`
	Groups    []string `policy:"groups" is:"line"`
	Languages []string `policy:"languages" is:"ja|en"` // ja, en
}

// Blocks is a list of blocks joined by OR. Set tells an empty list (never) from none.
type Blocks struct {
	Items []Block
	Set   bool
}

// Block is a set of conditions joined by AND. Nil or empty: not given.
type Block struct {
	Recipients   *RecipientCondition    `policy:"recipients"`
	Attachments  *AttachmentCondition   `policy:"attachments"`
	Text         *TextCondition         `policy:"text"`
	PersonalData *PersonalCondition     `policy:"personalData"`
	PartnerNames *PartnerNamesCondition `policy:"partnerNames"`
	Sender       *SenderCondition       `policy:"sender"`
	Kind         []string               `policy:"kind" is:"mail|meeting|task|response"`
	Compose      []string               `policy:"compose" is:"new|reply|reply-all|forward|auto-forward|draft"`
	Time         *TimeCondition         `policy:"time"`
	Findings     *FindingsCondition     `policy:"findings"`
	Expr         string                 `policy:"expr" is:"expr"` // CEL; empty: not given
	Also         *Block                 `policy:"also"`
}

// RecipientCondition holds when all given quantifiers hold.
type RecipientCondition struct {
	Any       *RecipientTest  `policy:"any"`
	None      *RecipientTest  `policy:"none"`
	All       *RecipientTest  `policy:"all"`
	Count     *RecipientCount `policy:"count"`
	Domains   *RecipientCount `policy:"domains"`
	Companies *RecipientCount `policy:"companies"`
}

// RecipientTest is a range (Who, Fields) and tests on each recipient in it.
type RecipientTest struct {
	Who    string   `policy:"who" is:"all|external|internal"` // all, external, internal; empty: the default of the quantifier
	Fields []string `policy:"fields" is:"to|cc|bcc"`          // to, cc, bcc; empty: all three
	In     Entries  `policy:"in"`
	NotIn  Entries  `policy:"notIn"`
	Is     []string `policy:"is" is:"recipient-flag"` // flags
	IsNot  []string `policy:"isNot" is:"recipient-flag"`
}

// RecipientCount is a RecipientTest and bounds on how many pass, or how many domains or companies those have.
type RecipientCount struct {
	RecipientTest
	Number
}

// AttachmentCondition holds when all given quantifiers hold.
type AttachmentCondition struct {
	Any       *FileTest  `policy:"any"`
	None      *FileTest  `policy:"none"`
	All       *FileTest  `policy:"all"`
	Count     *FileCount `policy:"count"`
	TotalSize *Number    `policy:"totalSize" is:"size"`
}

// FileTest are tests on one file. The zero FileTest is `true`: every file passes.
type FileTest struct {
	Is         []string `policy:"is" is:"attachment-flag"`
	Types      []string `policy:"types" is:"file-type"`
	Extensions []string `policy:"extensions" is:"extension"`
	Names      []string `policy:"names" is:"word" empty:"kept"` // words
	Size       *Number  `policy:"size" is:"size"`
	Inside     *bool    `policy:"inside"`
}

// FileCount is a FileTest and bounds on how many pass.
type FileCount struct {
	FileTest
	Number
}

// TextCondition holds when each given key holds.
type TextCondition struct {
	In       []string `policy:"in" is:"part"`               // subject, body, new-text, greeting, file-names, files; empty: subject, body
	Any      []string `policy:"any" is:"word" empty:"kept"` // words; nil: not given, empty: matches nothing
	All      []string `policy:"all" is:"word" empty:"kept"`
	None     []string `policy:"none" is:"word" empty:"kept"`
	Within   int64    `policy:"within" min:"1" max:"100000"` // characters; 0: not given
	Patterns []string `policy:"patterns" is:"pattern"`       // RE2
}

// PersonalCondition counts the distinct values of some types of personal data, or the persons in rows (Records). It has one of
// Types and Records.
type PersonalCondition struct {
	Types []string `policy:"types" is:"personal-type"` // names of personal.* codes
	Number
	Confidence string   `policy:"confidence" is:"low|medium|high" default:"medium"` // what a value needs at least
	In         []string `policy:"in" is:"subject|body|files"`                       // empty: all three
	Records    *Number  `policy:"records"`
}

// PartnerNamesCondition looks for partners' names in text parts.
type PartnerNamesCondition struct {
	NotAddressed []string `policy:"notAddressed" is:"part"`
	Outsiders    []string `policy:"outsiders" is:"part"`
	NotNamed     []string `policy:"notNamed" is:"part"`
}

// SenderCondition is about the signed-in account and the From address.
type SenderCondition struct {
	In        Entries  `policy:"in"`
	NotIn     Entries  `policy:"notIn"`
	From      Entries  `policy:"from"`
	NotFrom   Entries  `policy:"notFrom"`
	Groups    []string `policy:"groups" is:"line"`
	NotGroups []string `policy:"notGroups" is:"line"`
	Is        []string `policy:"is" is:"sender-flag"` // sender.* flags
}

// TimeCondition names the calendar whose hours now is in, or outside of.
type TimeCondition struct {
	Within  string `policy:"within" is:"line"`
	Outside string `policy:"outside" is:"line"`
}

// FindingsCondition is about what detectors found.
type FindingsCondition struct {
	Any     []string `policy:"any" is:"found"` // codes or area.*
	All     []string `policy:"all" is:"found"`
	None    []string `policy:"none" is:"found"`
	AtLeast string   `policy:"atLeast" is:"info|warning|danger"` // severity; empty: not given
}
