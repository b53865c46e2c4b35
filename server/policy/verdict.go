package policy

import "slices"

// Action is the name of a duty, in rising order of strength.
type Action string

// The actions, weakest first.
const (
	ActionAllow   Action = "allow"
	ActionNotify  Action = "notify"
	ActionConfirm Action = "confirm"
	ActionHold    Action = "hold"
	ActionApprove Action = "approve"
	ActionBlock   Action = "block"
)

// Severity is how bad a finding is.
type Severity string

// The severities. Hidden findings are never shown to senders.
const (
	SeverityInfo    Severity = "info"
	SeverityWarning Severity = "warning"
	SeverityDanger  Severity = "danger"
	SeverityHidden  Severity = "hidden"
)

// The ranks of severities: the worse the greater. What no code has is hidden.
const (
	rankHidden = iota
	rankInfo
	rankWarning
	rankDanger
)

var severities = [...]Severity{SeverityHidden, SeverityInfo, SeverityWarning, SeverityDanger}

func severityRank(s Severity) int { return max(slices.Index(severities[:], s), rankHidden) }

// Verdict is what the engine says of one message. Its JSON form is part of the product's contract: lists are never null. It is only
// read: lists that are equal may be one.
type Verdict struct {
	Action      Action              `json:"action"` // the strongest duty's name
	Findings    []Finding           `json:"findings"`
	Recipients  []RecipientVerdict  `json:"recipients"`
	Attachments []AttachmentVerdict `json:"attachments"`
	Rules       []RuleVerdict       `json:"rules"`
	Changes     []ChangeVerdict     `json:"changes"`
	Notify      []string            `json:"notify"` // sender, manager, addresses
	Hold        *HoldVerdict        `json:"hold,omitempty"`
	Confirm     *ConfirmVerdict     `json:"confirm,omitempty"`
}

// Finding is one code, one set of arguments, one set of enforced rules that used it, and all it points at.
type Finding struct {
	Code        string   `json:"code"`
	Severity    Severity `json:"severity"`
	Rules       []string `json:"rules"`
	Recipients  []string `json:"recipients"`
	Attachments []string `json:"attachments"`
	Args        Args     `json:"args"`
}

// RecipientVerdict is one recipient as the rules saw it.
type RecipientVerdict struct {
	Address  string   `json:"address"`
	Name     string   `json:"name"`
	Field    Field    `json:"field"`
	Domain   string   `json:"domain"`
	Internal bool     `json:"internal"`
	Envelope bool     `json:"envelope"`
	Company  string   `json:"company"`
	Flags    []string `json:"flags"`
}

// AttachmentVerdict is one attachment as the rules saw it.
type AttachmentVerdict struct {
	Name      string   `json:"name"`
	Size      int64    `json:"size"`
	Type      string   `json:"type"`
	Encrypted bool     `json:"encrypted"`
	Macro     bool     `json:"macro"`
	Disguised bool     `json:"disguised"`
	Flags     []string `json:"flags"`
}

// RuleVerdict tells what became of a rule that matched.
type RuleVerdict struct {
	ID      string `json:"id"`
	Effect  string `json:"effect"` // enforced, monitored, exempted
	Action  Action `json:"action"`
	Message *Text  `json:"message,omitempty"`
}

// ChangeVerdict is one change to make.
type ChangeVerdict struct {
	Kind       string   `json:"kind"` // the key of the policy language: forceBcc, link …
	Rules      []string `json:"rules"`
	Recipients []string `json:"recipients,omitempty"` // whose copy is changed; none: everyone's
	Args       Args     `json:"args,omitempty"`       // the change's own keys, combined over rules
}

// HoldVerdict are the stages a mail waits through, in time.
type HoldVerdict struct {
	Stages []Stage `json:"stages"`
}

// Stage is one wait or one approval.
type Stage struct {
	Kind  string `json:"kind"`            // wait, approval
	For   string `json:"for,omitempty"`   // wait: a duration
	Until string `json:"until,omitempty"` // wait: a time, RFC 3339
	// Calendars are what it waits for, by name: when the stages before it end at other times than was to be expected, they open at another
	// time than Until. Least is how long it lasts in any case. Both are of waits.
	Calendars  []string `json:"calendars,omitempty"`
	Least      string   `json:"least,omitempty"`
	OnExpiry   string   `json:"onExpiry"`
	Release    string   `json:"release,omitempty"`    // wait: sender, nobody
	Adjust     string   `json:"adjust,omitempty"`     // wait: how long a sender may make it
	Approvers  []string `json:"approvers,omitempty"`  // approval
	Else       []string `json:"else,omitempty"`       // approval
	Need       string   `json:"need,omitempty"`       // approval: one, all
	Within     string   `json:"within,omitempty"`     // approval: a duration
	Deputies   bool     `json:"deputies,omitempty"`   // approval
	Reason     bool     `json:"reason,omitempty"`     // approval
	Rules      []string `json:"rules"`                // the rules it comes from
	Recipients []string `json:"recipients,omitempty"` // who waits; none: everyone
}

// ConfirmVerdict is what the sender is asked.
type ConfirmVerdict struct {
	Mode      string        `json:"mode"` // glance, tick
	Items     []ConfirmItem `json:"items"`
	Questions []string      `json:"questions"`           // rule ids whose message is a question of its own
	Words     []string      `json:"words,omitempty"`     // words to type
	Reason    bool          `json:"reason,omitempty"`    // a reason in writing
	Countdown string        `json:"countdown,omitempty"` // a duration
}

// ConfirmItem is one thing to tick or to type.
type ConfirmItem struct {
	Kind  string `json:"kind"` // recipient, domain, attachment, subject, body, file-name, opened-file
	Value string `json:"value"`
}
