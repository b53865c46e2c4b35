package main

import (
	"time"

	"sekisho/server/check"
	"sekisho/server/policy"
)

// The types of this file and its neighbours are what the window is told, in JSON. frontend/src/backend/api.gen.ts is made
// from them by the test of bindings_test.go.

// Status is the companion's state in a few words.
type Status struct {
	// Language is ja or en: what the person chose, or the system's.
	Language string `json:"language"`
	// Kind is starting, protecting, paused, unreachable or trouble.
	Kind string `json:"kind"`
	// Until is when a pause ends.
	Until time.Time `json:"until,omitzero"`
	// Reason is why checks are paused, in the person's own words.
	Reason  string `json:"reason"`
	Waiting int    `json:"waiting"`
	Held    int    `json:"held"`
	// Server is the organisation's server; empty for a companion on its own.
	Server string `json:"server"`
	// LongestPause is how many minutes a pause may last; 0 where none is allowed.
	LongestPause int       `json:"longestPause"`
	Accounts     int       `json:"accounts"`
	Troubles     []Trouble `json:"troubles"`
}

// Trouble is something that does not work. The screen has a sentence for each code, and what to do.
type Trouble struct {
	Code string            `json:"code"`
	Args map[string]string `json:"args"`
}

// Mail is one that waits for its sender's answer.
type Mail struct {
	ID      string `json:"id"`
	From    string `json:"from"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
	// Client is the mail program's name as it calls itself; empty where it does not.
	Client string `json:"client"`
	Size   int64  `json:"size"`
	// Since is when it came. Until is when the mail program gives up; of a mail that is not connected, when it leaves the list.
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
	// Connected tells whether the mail program still waits.
	Connected bool `json:"connected"`
	// Files tells whether its attachments can be opened from here.
	Files          bool           `json:"files"`
	Decision       check.Decision `json:"decision"`
	Verdict        policy.Verdict `json:"verdict"`
	CannotCarryOut []string       `json:"cannotCarryOut"`
	// TickAll is whose boxes one press may tick: none, internal or all.
	TickAll string `json:"tickAll"`
}

// Answered is what became of an answer.
type Answered struct {
	// Missing is what the answer left out; nothing was sent then.
	Missing *check.Gaps `json:"missing,omitempty"`
	// Kept is until when the answer waits for the mail program to send again; zero: the mail went its way at once.
	Kept time.Time `json:"kept,omitzero"`
}

// Went is what became of a mail after its answer.
type Went struct {
	// Outcome is one of Past.Outcome; empty: it did not come again yet.
	Outcome    string    `json:"outcome"`
	Time       time.Time `json:"time,omitzero"`
	Recipients []string  `json:"recipients"`
	// Reply is the line that the mail program was given.
	Reply string `json:"reply"`
}

// Held is a mail that its sender's policy keeps back for a while.
type Held struct {
	ID         string    `json:"id"`
	From       string    `json:"from"`
	Recipients []string  `json:"recipients"`
	Subject    string    `json:"subject"`
	Size       int64     `json:"size"`
	Since      time.Time `json:"since"`
	// Leaves is when it goes by itself; zero: not by itself.
	Leaves time.Time `json:"leaves,omitzero"`
	// Earliest and Latest bound what the sender may set; zero: the time is fixed.
	Earliest time.Time `json:"earliest,omitzero"`
	Latest   time.Time `json:"latest,omitzero"`
	// Release tells whether its sender may send it now.
	Release bool `json:"release"`
	// Trouble is what upstream said last; empty while nothing was tried.
	Trouble string `json:"trouble"`
	// Twice tells that the mail may have gone out already.
	Twice bool `json:"twice"`
}

// HistoryFilter chooses mails of the past.
type HistoryFilter struct {
	// Words must all be in subject, sender or a recipient; empty: all mails.
	Words string `json:"words"`
	// Outcome is one of Past.Outcome; empty: all.
	Outcome string `json:"outcome"`
	// Before is the time of the last mail seen, for the next page; zero: from the newest.
	Before time.Time `json:"before,omitzero"`
}

// Past is a mail of the past and what became of it.
type Past struct {
	ID         string    `json:"id"`
	Time       time.Time `json:"time"`
	From       string    `json:"from"`
	Recipients []string  `json:"recipients"`
	Subject    string    `json:"subject"`
	Client     string    `json:"client"`
	// Outcome is sent, confirmed, held, cancelled, refused, unanswered, gone or failed.
	Outcome string `json:"outcome"`
	// Reply is the line that the mail program was given.
	Reply string `json:"reply"`
	// Paused is the reason of a pause during which it passed unasked.
	Paused  string         `json:"paused"`
	Verdict policy.Verdict `json:"verdict"`
}

// HistoryPage is some mails of the past, the newest first.
type HistoryPage struct {
	Mails []Past `json:"mails"`
	// More tells whether there are older ones.
	More bool `json:"more"`
}
