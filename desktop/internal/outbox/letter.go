package outbox

import (
	"encoding/json"
	"fmt"
	"time"

	"sekisho/desktop/internal/shim"
	"sekisho/server/gate"
	"sekisho/server/history"
	"sekisho/server/policy"
)

// letter is what is needed to show a held mail and to send it: one group of recipients who wait together. It stands in the row, and
// in the file for when the rows are lost.
type letter struct {
	Mail       string           `json:"mail"`  // store.MailID
	Short      string           `json:"short"` // what answers call it
	Account    string           `json:"account"`
	Login      string           `json:"login"`
	Sender     string           `json:"sender"` // of the envelope
	Params     gate.Mail        `json:"params"`
	Recipients []gate.Recipient `json:"recipients"`
	Stages     []policy.Stage   `json:"stages"`
	From       string           `json:"from"`
	Subject    string           `json:"subject"`
	Size       int64            `json:"size"`
	Since      time.Time        `json:"since"`
	Teaches    *history.Sent    `json:"teaches,omitempty"`
}

func readLetter(data []byte) (l letter, err error) {
	if err := json.Unmarshal(data, &l); err != nil {
		return l, fmt.Errorf("read a held mail's row: %w", err)
	}
	return l, nil
}

// letters makes one of each group that waits.
func letters(mail string, l shim.Letter, teaches *history.Sent) []letter {
	all := make([]letter, 0, len(l.Groups))
	for i, g := range l.Groups {
		one := letter{
			Mail: mail, Short: l.Entry.ID, Account: l.Entry.Account.ID, Login: l.Entry.Login, Sender: l.From, Params: l.Mail, Recipients: g.Recipients,
			Stages: g.Stages, From: l.From, Size: l.Entry.Size, Since: l.Entry.Time,
		}
		if i == 0 { // it teaches once, though it leaves in parts
			one.Teaches = teaches
		}
		if m := l.Entry.Message; m != nil {
			one.From, one.Subject = m.From.Address, m.Subject
		}
		all = append(all, one)
	}
	return all
}

// stage is one of the waits; one that is not there lets the mail go.
func (l letter) stage(n int) policy.Stage {
	if n < 0 || n >= len(l.Stages) {
		return policy.Stage{OnExpiry: "send"}
	}
	return l.Stages[n]
}

// ends is when a stage ends that begins at a time. A wait that cannot be read is no wait: the policy's compiler wrote it.
func (l letter) ends(n int, began time.Time) time.Time {
	s := l.stage(n)
	if until, err := time.Parse(time.RFC3339, s.Until); err == nil {
		return later(until, began)
	}
	d, err := policy.ParseDuration(s.For)
	if err != nil {
		return began
	}
	return began.Add(d)
}

// bounds are the times between which the sender may set the end of a stage; equal: none. A sender may always make it longer, to the
// policy's adjust, and shorter where they may release it.
func (l letter) bounds(n int, began, now time.Time) (earliest, latest time.Time) {
	s := l.stage(n)
	earliest = l.ends(n, began)
	latest = earliest
	if d, err := policy.ParseDuration(s.Adjust); err == nil {
		latest = later(latest, began.Add(d))
	}
	if s.Release == "sender" {
		earliest = now
	}
	return earliest, latest
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
