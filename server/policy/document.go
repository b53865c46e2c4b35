package policy

import "time"

// Document is one policy as its author wrote it: every key of the policy language and nothing else.
// Load makes it from YAML or JSON, Canonical writes it back, Compile turns it into a Policy.
type Document struct {
	Version      int            `policy:"version" is:"1" need:"yes"` // always 1
	Organization Organization   `policy:"organization" need:"yes"`   // who is internal
	Partners     Partners       `policy:"partners"`                  // companies we deal with
	Lists        []NamedEntries `policy:"lists" empty:"ok"`          // address lists, in the author's order
	Words        []NamedWords   `policy:"words" empty:"ok"`          // word lists, in the author's order
	Calendars    []Calendar     `policy:"calendars" empty:"ok"`      // opening hours, in the author's order
	Settings     Settings       `policy:"settings"`
	Baseline     Baseline       `policy:"baseline"`
	Rules        []Rule         `policy:"rules" empty:"ok"`
	Tests        []Test         `policy:"tests" empty:"ok"`

	// File is what Load was told the document is called. Empty for a Document made by code.
	File string
	// Positions gives the line and column of a value by its JSON pointer ("/rules/0/then/action"). Nil for a Document made by code.
	Positions map[string]Position
}

// Position is a place in a policy file. Line and Column count from 1; zero means unknown.
type Position struct{ Line, Column int }

// Organization says which addresses are internal.
type Organization struct {
	Name         string  `policy:"name" is:"line"`
	Domains      Entries `policy:"domains" need:"yes"`
	Subdomains   bool    `policy:"subdomains"`                              // plain domains in Domains also match what is below them
	SenderDomain bool    `policy:"senderDomain"`                            // the sender's own domain is internal too
	TimeZone     string  `policy:"timeZone" is:"zone" default:"Asia/Tokyo"` // IANA name; empty means Asia/Tokyo
}

// Partners are the companies we deal with, written in the document or taken from a file.
type Partners struct {
	Items []Partner
	File  string // CSV with the columns name, aliases, domains, group; empty when Items hold them
}

// Partner is one company (取引先).
type Partner struct {
	Name    string   `policy:"name" is:"plain-word" need:"yes"`
	Aliases []string `policy:"aliases" is:"plain-word" empty:"ok"`
	Domains Entries  `policy:"domains"`
	Group   string   `policy:"group" is:"line"` // partners of one group are one company; empty: its own
}

// Entries is a list of addresses and domains (policy language, section 2) as written.
type Entries struct {
	Items []string
	// File and Column name a CSV file that holds the entries. The loader reads the rows into Items; the names stay for the canonical form.
	File, Column string
	// Set tells an empty list that was written from one that was left out.
	Set bool
}

// NamedEntries is an address list and its name.
type NamedEntries struct {
	Name    string  `policy:"" is:"name"`
	Entries Entries `policy:"="`
}

// NamedWords is a word list and its name.
type NamedWords struct {
	Name  string   `policy:"" is:"name"`
	Words []string `policy:"=" is:"word" empty:"kept"`
}

// Calendar says when an office is open.
type Calendar struct {
	Name   string      `policy:"" is:"name"`
	Zone   string      `policy:"zone" is:"zone"`                // IANA name; empty: the organisation's time zone
	Hours  []OpenHours `policy:"hours" need:"yes"`              // in the author's order
	Closed []string    `policy:"closed" is:"closed" empty:"ok"` // dates, date ranges, "@builtin/holidays-jp"
}

// OpenHours are the hours of some days of the week, as written: "mon-fri", "09:00-12:00, 13:00-18:00".
type OpenHours struct {
	Days  string `policy:"" is:"days"`
	Hours string `policy:"=" is:"hours"`
}

// Text is a sentence for people, in one or both languages. At most 200 characters each.
type Text struct {
	JA string `json:"ja"`
	EN string `json:"en"`
	// Plain is set when the author wrote one string for both languages; then JA and EN are equal.
	Plain bool `json:"-"`
}

// Number is a condition on a number: one or two bounds. Nil means not given.
type Number struct {
	AtLeast *int64 `policy:"atLeast"`
	Over    *int64 `policy:"over"`
	AtMost  *int64 `policy:"atMost"`
	Under   *int64 `policy:"under"`
}

// Settings are the policy's switches. Load fills in every default, so no field is ever "not given".
type Settings struct {
	Unreachable    string            `policy:"unreachable" is:"allow|confirm|block" default:"confirm"` // allow, confirm (default) or block
	CacheFor       time.Duration     `policy:"cacheFor" min:"1s" default:"30d"`                        // 30d
	Gateway        GatewaySettings   `policy:"gateway"`
	CannotCarryOut string            `policy:"cannotCarryOut" is:"refuse|confirm" default:"refuse"` // refuse (default) or confirm
	Pass           PassSettings      `policy:"pass"`
	Confirm        ConfirmDuty       `policy:"confirm"` // {mode: tick}
	Approve        ApproveDuty       `policy:"approve"` // {by: manager}
	Checklist      ChecklistSettings `policy:"checklist"`
	InlineImages   int64             `policy:"inlineImages" is:"size" default:"50KB"` // bytes; 50KB
	KnownAfter     int64             `policy:"knownAfter" min:"1" default:"1"`        // 1
	Records        int64             `policy:"records" min:"1" default:"10"`          // 10
	Boilerplate    []string          `policy:"boilerplate" is:"word" empty:"ok"`
	Severity       []SeverityOf      `policy:"severity" empty:"ok"` // in the author's order
}

// GatewaySettings say whether a gateway stands behind the doors and what it does with a confirm that nobody has given.
type GatewaySettings struct {
	Present  bool          `policy:"present"`
	Confirm  string        `policy:"confirm" is:"ask|send|block" default:"ask"`    // ask (default), send or block
	Within   time.Duration `policy:"within" min:"1s" default:"1d"`                 // 24h
	OnExpiry string        `policy:"onExpiry" is:"discard|send" default:"discard"` // discard (default), send
}

// PassSettings say how long a confirmation serves.
type PassSettings struct {
	Confirm time.Duration `policy:"confirm" min:"1s" default:"30m"` // for Send again at the same door; 30m
	Gateway time.Duration `policy:"gateway" min:"1s" default:"1d"`  // for reaching the gateway; 24h
	Offline bool          `policy:"offline"`                        // a device's own key may sign while offline
}

// ChecklistSettings shape the list a sender ticks.
type ChecklistSettings struct {
	TickBy  string `policy:"tickBy" is:"address|domain" default:"address"`      // address (default) or domain
	TickAll string `policy:"tickAll" is:"none|internal|all" default:"internal"` // none, internal (default) or all
}

// SeverityOf replaces a finding code's severity: info, warning, danger or hidden.
type SeverityOf struct {
	Code     string `policy:"" is:"code"`
	Severity string `policy:"=" is:"info|warning|danger|hidden"`
}

// Baseline holds when no rule says more.
type Baseline struct {
	External string  `policy:"external" is:"allow|notify|confirm" default:"confirm"`
	Internal string  `policy:"internal" is:"allow|notify|confirm" default:"allow"`
	Meeting  string  `policy:"meeting" is:"allow|notify|confirm"` // empty: as the other two
	Except   Entries `policy:"except"`
}

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
	PartnerNames *PartnerNamesCondition `policy:"partnerNames"`
	Sender       *SenderCondition       `policy:"sender"`
	Kind         []string               `policy:"kind" is:"mail|meeting|task|response"`
	Compose      []string               `policy:"compose" is:"new|reply|reply-all|forward|auto-forward|draft"`
	Time         *TimeCondition         `policy:"time"`
	Findings     *FindingsCondition     `policy:"findings"`
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

// Then is what follows when a rule matches.
type Then struct {
	Action  string       `policy:"action" is:"allow|notify|confirm|hold|approve|block"` // allow, notify, confirm, hold, approve, block; empty: notify, allow with Exempt; Load fills it in
	Confirm *ConfirmDuty `policy:"confirm"`
	Hold    []HoldDuty   `policy:"hold" max:"3"` // stages, one after another, at most three
	Approve *ApproveDuty `policy:"approve"`
	Change  *Change      `policy:"change"`
	Notify  []string     `policy:"notify" is:"notify" empty:"ok"`                         // sender, manager, addresses
	Exempt  []string     `policy:"exempt" is:"line" empty:"ok"`                           // rule ids, baseline, *
	Scope   string       `policy:"scope" is:"message|external|matched" default:"message"` // message (default), external, matched
	Message Text         `policy:"message"`
}

// ConfirmDuty is what the sender is asked.
type ConfirmDuty struct {
	Mode      string          `policy:"mode" is:"glance|tick|question|type|reason" default:"tick"` // glance, tick, question, type, reason
	Word      string          `policy:"word" is:"line"`                                            // for type
	Items     []string        `policy:"items" is:"external|internal|files|subject|body|file-names|opened-files" default:"external,files" empty:"kept"`
	Countdown time.Duration   `policy:"countdown" max:"60s" default:"0s"`
	Given     map[string]bool // keys that were written; the rest comes from settings
}

// HoldDuty is one stage of waiting.
type HoldDuty struct {
	For      time.Duration `policy:"for" min:"10s" max:"30d"`                       // 0: Until is given
	Until    string        `policy:"until" is:"line"`                               // a calendar
	OnExpiry string        `policy:"onExpiry" is:"send|discard|ask" default:"send"` // send (default), discard, ask
	Release  string        `policy:"release" is:"sender|nobody" default:"sender"`   // sender (default), nobody
	Adjust   time.Duration `policy:"adjust" min:"10s" max:"30d"`
}

// ApproveDuty is who decides.
type ApproveDuty struct {
	By       []string        `policy:"by" is:"decider" default:"manager"` // manager, group/NAME, addresses
	Need     string          `policy:"need" is:"one|all" default:"one"`   // one (default), all
	Else     []string        `policy:"else" is:"decider"`
	Within   time.Duration   `policy:"within" min:"1s" default:"3d"`                          // 3d
	OnExpiry string          `policy:"onExpiry" is:"discard|send|escalate" default:"discard"` // discard (default), send, escalate
	Deputies bool            `policy:"deputies" default:"true"`                               // true
	Reason   bool            `policy:"reason"`
	Given    map[string]bool // keys that were written; the rest comes from settings
}

// Change is what is done to the mail.
type Change struct {
	FixAddresses     bool           `policy:"fixAddresses" is:"true"`
	RemoveRecipients Entries        `policy:"removeRecipients"`
	AddRecipients    *AddRecipients `policy:"addRecipients"`
	ForceBcc         *ForceBcc      `policy:"forceBcc" empty:"ok"`
	Separate         bool           `policy:"separate" is:"true"`
	Link             *Link          `policy:"link" empty:"ok"`
	Zip              *Zip           `policy:"zip" empty:"ok"`
	AddText          *AddText       `policy:"addText"`
	Sign             string         `policy:"sign" is:"smime"`
	Encrypt          string         `policy:"encrypt" is:"smime"`
	RequireTLS       string         `policy:"requireTls" is:"true|verified"` // true, verified
}

// AddRecipients are addresses to add; manager stands for the sender's.
type AddRecipients struct {
	To  []string `policy:"to" is:"added"`
	CC  []string `policy:"cc" is:"added"`
	BCC []string `policy:"bcc" is:"added"`
}

// ForceBcc moves To and Cc to Bcc.
type ForceBcc struct {
	Who string `policy:"who" is:"external|all" default:"external"` // external (default), all
	To  string `policy:"to" is:"bcc-to" default:"sender"`          // sender (default) or an address: what an empty To gets
}

// Link turns attachments into downloads.
type Link struct {
	Expires   time.Duration `policy:"expires" min:"1s" default:"7d"`        // 7d
	Downloads int64         `policy:"downloads" max:"1000000" default:"0"`  // 0: no limit
	Files     string        `policy:"files" is:"all|matched" default:"all"` // all (default), matched
}

// Zip puts attachments into an encrypted ZIP.
type Zip struct {
	Files    string `policy:"files" is:"all|matched" default:"all"`          // all (default), matched
	Password string `policy:"password" is:"separate|own" default:"separate"` // separate (default), own
}

// AddText is text added to the mail.
type AddText struct {
	Subject Text `policy:"subject"`
	Head    Text `policy:"head"`
	Tail    Text `policy:"tail"`
}

// Test is one of the policy's own tests.
type Test struct {
	Name    string      `policy:"name" is:"line" need:"yes"`
	Message TestMessage `policy:"message" need:"yes" empty:"ok"`
	Facts   Facts       `policy:"facts"`
	Expect  Expectation `policy:"expect" need:"yes"`
}

// TestMessage is a mail written in short.
type TestMessage struct {
	Kind        string           `policy:"kind" is:"mail|meeting|task|response"`
	From        string           `policy:"from" is:"any"`
	To          []string         `policy:"to" is:"any" empty:"ok"`
	CC          []string         `policy:"cc" is:"any" empty:"ok"`
	BCC         []string         `policy:"bcc" is:"any" empty:"ok"`
	Subject     string           `policy:"subject" is:"any"`
	Body        string           `policy:"body" is:"any"`
	HTML        string           `policy:"html" is:"any"`
	Attachments []TestAttachment `policy:"attachments" empty:"ok"`
}

// TestAttachment is a file written in short. Is are attachment flags the file is to have.
type TestAttachment struct {
	Name   string   `policy:"name" is:"any"`
	Size   int64    `policy:"size" is:"size"`
	Type   string   `policy:"type" is:"mime"`
	Text   string   `policy:"text" is:"any"`
	Inline bool     `policy:"inline"`
	Is     []string `policy:"is" is:"mark"`
	File   string   `policy:"file" is:"path"` // a real file beside the policy
}

// Expectation is what a test wants. Lists mean these at least. Nil or empty: not asked.
type Expectation struct {
	Action      string   `policy:"action" is:"allow|notify|confirm|hold|approve|block"`
	Rules       []string `policy:"rules" is:"line" empty:"ok"`
	Monitored   []string `policy:"monitored" is:"line" empty:"ok"`
	Exempted    []string `policy:"exempted" is:"line" empty:"ok"`
	Findings    []string `policy:"findings" is:"code" empty:"ok"`
	NotFindings []string `policy:"notFindings" is:"code" empty:"ok"`
	Changes     []string `policy:"changes" is:"change" empty:"ok"`
	Hold        string   `policy:"hold" is:"wait"` // duration, time or none
	Approvers   []string `policy:"approvers" is:"decider" empty:"ok"`
	Confirm     string   `policy:"confirm" is:"glance|tick|question|type|reason"`
}
