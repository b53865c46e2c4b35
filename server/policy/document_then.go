package policy

import "time"

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
