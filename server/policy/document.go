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
	Desktop        DesktopSettings   `policy:"desktop"`
	InlineImages   int64             `policy:"inlineImages" is:"size" default:"50KB"` // bytes; 50KB
	KnownAfter     int64             `policy:"knownAfter" min:"1" default:"1"`        // 1
	Records        int64             `policy:"records" min:"1" default:"10"`          // 10
	Boilerplate    []string          `policy:"boilerplate" is:"word" empty:"ok"`
	Severity       []SeverityOf      `policy:"severity" empty:"ok"`  // in the author's order
	LearnUntil     time.Time         `policy:"learnUntil" is:"date"` // last day on which every rule only monitors; zero: none. Days are at midnight UTC
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

// DesktopSettings say what people may do with the desktop companion.
type DesktopSettings struct {
	Pause time.Duration `policy:"pause" min:"0s" default:"0s"` // the longest time during which nobody is asked; 0s (default): no pause
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
