package policy

import "time"

// Document is one policy as its author wrote it: every key of the policy language and nothing else.
// Load makes it from YAML or JSON, Canonical writes it back, Compile turns it into a Policy.
type Document struct {
	Version      int            // always 1
	Organization Organization   // who is internal
	Partners     Partners       // companies we deal with
	Lists        []NamedEntries // address lists, in the author's order
	Words        []NamedWords   // word lists, in the author's order
	Calendars    []Calendar     // opening hours, in the author's order
	Settings     Settings
	Baseline     Baseline
	Rules        []Rule
	Tests        []Test

	// Positions gives the line and column of a value by its JSON pointer ("/rules/0/then/action"). Nil for a Document made by code.
	Positions map[string]Position
}

// Position is a place in a policy file. Line and Column count from 1; zero means unknown.
type Position struct{ Line, Column int }

// Organization says which addresses are internal.
type Organization struct {
	Name         string
	Domains      Entries
	Subdomains   bool   // plain domains in Domains also match what is below them
	SenderDomain bool   // the sender's own domain is internal too
	TimeZone     string // IANA name; empty means Asia/Tokyo
}

// Partners are the companies we deal with, written in the document or taken from a file.
type Partners struct {
	Items []Partner
	File  string // CSV with the columns name, aliases, domains, group; empty when Items hold them
}

// Partner is one company (取引先).
type Partner struct {
	Name    string
	Aliases []string
	Domains Entries
	Group   string // partners of one group are one company; empty: its own
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
	Name    string
	Entries Entries
}

// NamedWords is a word list and its name.
type NamedWords struct {
	Name  string
	Words []string
}

// Calendar says when an office is open.
type Calendar struct {
	Name   string
	Zone   string      // IANA name; empty: the organisation's time zone
	Hours  []OpenHours // in the author's order
	Closed []string    // dates, date ranges, "@builtin/holidays-jp"
}

// OpenHours are the hours of some days of the week, as written: "mon-fri", "09:00-12:00, 13:00-18:00".
type OpenHours struct{ Days, Hours string }

// Text is a sentence for people, in one or both languages. At most 200 characters each.
type Text struct {
	JA string `json:"ja"`
	EN string `json:"en"`
	// Plain is set when the author wrote one string for both languages; then JA and EN are equal.
	Plain bool `json:"-"`
}

// Number is a condition on a number: one or two bounds. Nil means not given.
type Number struct {
	AtLeast, Over, AtMost, Under *int64
}

// Settings are the policy's switches. Load fills in every default, so no field is ever "not given".
type Settings struct {
	Unreachable    string        // allow, confirm (default) or block
	CacheFor       time.Duration // 30d
	Gateway        GatewaySettings
	CannotCarryOut string // refuse (default) or confirm
	Pass           PassSettings
	Confirm        ConfirmDuty // {mode: tick}
	Approve        ApproveDuty // {by: manager}
	Checklist      ChecklistSettings
	InlineImages   int64 // bytes; 50KB
	KnownAfter     int64 // 1
	Records        int64 // 10
	Boilerplate    []string
	Severity       []SeverityOf // in the author's order
}

// GatewaySettings say whether a gateway stands behind the doors and what it does with a confirm that nobody has given.
type GatewaySettings struct {
	Present  bool
	Confirm  string        // ask (default), send or block
	Within   time.Duration // 24h
	OnExpiry string        // discard (default), send
}

// PassSettings say how long a confirmation serves.
type PassSettings struct {
	Confirm time.Duration // for Send again at the same door; 30m
	Gateway time.Duration // for reaching the gateway; 24h
	Offline bool          // a device's own key may sign while offline
}

// ChecklistSettings shape the list a sender ticks.
type ChecklistSettings struct {
	TickBy  string // address (default) or domain
	TickAll string // none, internal (default) or all
}

// SeverityOf replaces a finding code's severity: info, warning, danger or hidden.
type SeverityOf struct{ Code, Severity string }

// Baseline holds when no rule says more.
type Baseline struct {
	External, Internal, Meeting string // allow, notify or confirm; Meeting empty: as the other two
	Except                      Entries
}

// Rule is one rule.
type Rule struct {
	ID         string
	Title      Text
	Note       string
	Mode       string // enforce (default), monitor, disabled
	Valid      Valid
	For        Audience
	When       Blocks // not set: always
	Except     Entries
	Unless     Blocks // not set: never
	Then       Then
	Exemptible *bool // nil: false with action block, else true
}

// Valid is a range of days, both included. Zero: no bound. Days are at midnight UTC.
type Valid struct{ From, Until time.Time }

// Audience says whose mail a rule is about. Nothing given: everyone's.
type Audience struct {
	Senders   Entries
	Groups    []string
	Languages []string // ja, en
}

// Blocks is a list of blocks joined by OR. Set tells an empty list (never) from none.
type Blocks struct {
	Items []Block
	Set   bool
}

// Block is a set of conditions joined by AND. Nil or empty: not given.
type Block struct {
	Recipients   *RecipientCondition
	Attachments  *AttachmentCondition
	Text         *TextCondition
	PartnerNames *PartnerNamesCondition
	Sender       *SenderCondition
	Kind         []string
	Compose      []string
	Time         *TimeCondition
	Findings     *FindingsCondition
	Also         *Block
}

// RecipientCondition holds when all given quantifiers hold.
type RecipientCondition struct {
	Any, None, All            *RecipientTest
	Count, Domains, Companies *RecipientCount
}

// RecipientTest is a range (Who, Fields) and tests on each recipient in it.
type RecipientTest struct {
	Who       string   // all, external, internal; empty: the default of the quantifier
	Fields    []string // to, cc, bcc; empty: all three
	In, NotIn Entries
	Is, IsNot []string // flags
}

// RecipientCount is a RecipientTest and bounds on how many pass, or how many domains or companies those have.
type RecipientCount struct {
	RecipientTest
	Number
}

// AttachmentCondition holds when all given quantifiers hold.
type AttachmentCondition struct {
	Any, None, All *FileTest
	Count          *FileCount
	TotalSize      *Number
}

// FileTest are tests on one file. The zero FileTest is `true`: every file passes.
type FileTest struct {
	Is         []string
	Types      []string
	Extensions []string
	Names      []string // words
	Size       *Number
	Inside     *bool
}

// FileCount is a FileTest and bounds on how many pass.
type FileCount struct {
	FileTest
	Number
}

// TextCondition holds when each given key holds.
type TextCondition struct {
	In             []string // subject, body, new-text, greeting, file-names, files; empty: subject, body
	Any, All, None []string // words
	Within         int64    // characters; 0: not given
	Patterns       []string // RE2
}

// PartnerNamesCondition looks for partners' names in text parts.
type PartnerNamesCondition struct {
	NotAddressed, Outsiders, NotNamed []string // parts
}

// SenderCondition is about the signed-in account and the From address.
type SenderCondition struct {
	In, NotIn, From, NotFrom Entries
	Groups, NotGroups        []string
	Is                       []string // sender.* flags
}

// TimeCondition names the calendar whose hours now is in, or outside of.
type TimeCondition struct{ Within, Outside string }

// FindingsCondition is about what detectors found.
type FindingsCondition struct {
	Any, All, None []string // codes or area.*
	AtLeast        string   // severity; empty: not given
}

// Then is what follows when a rule matches.
type Then struct {
	Action  string // allow, notify, confirm, hold, approve, block; empty: notify, allow with Exempt
	Confirm *ConfirmDuty
	Hold    []HoldDuty // stages, one after another, at most three
	Approve *ApproveDuty
	Change  *Change
	Notify  []string // sender, manager, addresses
	Exempt  []string // rule ids, baseline, *
	Scope   string   // message (default), external, matched
	Message Text
}

// ConfirmDuty is what the sender is asked.
type ConfirmDuty struct {
	Mode      string // glance, tick, question, type, reason
	Word      string // for type
	Items     []string
	Countdown time.Duration
	Given     map[string]bool // keys that were written; the rest comes from settings
}

// HoldDuty is one stage of waiting.
type HoldDuty struct {
	For      time.Duration // 0: Until is given
	Until    string        // a calendar
	OnExpiry string        // send (default), discard, ask
	Release  string        // sender (default), nobody
	Adjust   time.Duration
}

// ApproveDuty is who decides.
type ApproveDuty struct {
	By       []string // manager, group/NAME, addresses
	Need     string   // one (default), all
	Else     []string
	Within   time.Duration // 3d
	OnExpiry string        // discard (default), send, escalate
	Deputies bool          // true
	Reason   bool
	Given    map[string]bool // keys that were written; the rest comes from settings
}

// Change is what is done to the mail.
type Change struct {
	FixAddresses     bool
	RemoveRecipients Entries
	AddRecipients    *AddRecipients
	ForceBcc         *ForceBcc
	Separate         bool
	Link             *Link
	Zip              *Zip
	AddText          *AddText
	Sign, Encrypt    string // smime
	RequireTLS       string // true, verified
}

// AddRecipients are addresses to add; manager stands for the sender's.
type AddRecipients struct{ To, CC, BCC []string }

// ForceBcc moves To and Cc to Bcc.
type ForceBcc struct {
	Who string // external, all (default)
	To  string // sender (default) or an address: what an empty To gets
}

// Link turns attachments into downloads.
type Link struct {
	Expires   time.Duration // 7d
	Downloads int64         // 0: no limit
	Files     string        // all (default), matched
}

// Zip puts attachments into an encrypted ZIP.
type Zip struct {
	Files    string // all (default), matched
	Password string // separate (default), own
}

// AddText is text added to the mail.
type AddText struct{ Subject, Head, Tail Text }

// Test is one of the policy's own tests.
type Test struct {
	Name    string
	Message TestMessage
	Facts   Facts
	Expect  Expectation
}

// TestMessage is a mail written in short.
type TestMessage struct {
	Kind        string
	From        string
	To, CC, BCC []string
	Subject     string
	Body, HTML  string
	Attachments []TestAttachment
}

// TestAttachment is a file written in short. Is are attachment flags the file is to have.
type TestAttachment struct {
	Name   string
	Size   int64
	Type   string
	Text   string
	Inline bool
	Is     []string
	File   string // a real file beside the policy
}

// Expectation is what a test wants. Lists mean these at least. Nil or empty: not asked.
type Expectation struct {
	Action                     string
	Rules, Monitored, Exempted []string
	Findings, NotFindings      []string
	Changes                    []string
	Hold                       string // duration, time or none
	Approvers                  []string
	Confirm                    string
}
