package main

import (
	"time"

	"sekisho/server/check"
)

// Bound is all that the window may call. App carries it out; the pages' types are made from it. A failure reaches the window
// as a Problem.
type Bound interface {
	mailBound
	heldBound
	accountBound
	programBound
	selfBound
	windowBound
}

// windowBound is about the window itself.
type windowBound interface {
	// Page returns, once, the page that the window is to open; empty: none in particular.
	Page() string
	// Hide puts the window away.
	Hide()
}

// App carries out all that is bound.
var _ Bound = (*App)(nil)

// mailBound is about mails that wait for their sender.
type mailBound interface {
	// Waiting lists them, the oldest first.
	Waiting() []Mail
	// Kept lists those that were answered after their mail program gave up; they leave when they are sent again.
	Kept() []Mail
	// Went tells what became of a mail that was confirmed, by the ID it waited under.
	Went(id string) Went
	// Confirm answers for one. What the answer left out comes back, and nothing is sent then.
	Confirm(id string, given check.Answers) (Answered, error)
	// Cancel stops one. The mail program keeps it.
	Cancel(id string) error
	// OpenFile shows a copy of an attachment in the program that the system has for it.
	OpenFile(id, name string) error
	// History lists mails of the past.
	History(filter HistoryFilter) (HistoryPage, error)
}

// heldBound is about mails that are kept back for a while.
type heldBound interface {
	Held() ([]Held, error)
	SendNow(id string) error
	Discard(id string) error
	SetTime(id string, leaves time.Time) error
}

// accountBound is about mail addresses.
type accountBound interface {
	Accounts() ([]Account, error)
	// Discover finds out how mail of an address is sent.
	Discover(address string) (Proposal, error)
	AddAccount(account NewAccount) (Account, error)
	TestAccount(id string) (TestResult, error)
	// ChangeAccount gives an account, by its ID, another name, server or login; an empty password leaves the one that is kept.
	ChangeAccount(id string, account NewAccount) (Account, error)
	RemoveAccount(id string) error
	// SignIn opens the provider's page in the browser and waits until the person is through.
	SignIn(id string) error
	// Local tells what to enter in a mail program.
	Local(id string) (Local, error)
}

// programBound is about the mail programs of this machine.
type programBound interface {
	ClientSetup() ([]Program, error)
	ApplyClientSetup(id, profile string) error
	UndoClientSetup(id, profile string) error
	// Guides tells, for one account, what to do in each mail program.
	Guides(account string) ([]Guide, error)
	// SaveProfile writes a profile for Apple Mail where the person finds it, and returns its path. Imap is the server from which the
	// account's mail is read; empty: the profile holds the certificate alone.
	SaveProfile(account, imap string) (string, error)
}

// selfBound is about the companion itself.
type selfBound interface {
	Status() Status
	// Pause lets mails pass unasked for some minutes; the reason is recorded with each.
	Pause(minutes int, reason string) error
	Resume() error
	Settings() Settings
	SaveSettings(settings Settings) error
	Diagnostics() Report
	Enrol(enrolment Enrolment) error
}
