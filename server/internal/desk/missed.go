package desk

import (
	"context"
	"regexp"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

type reportKeeper interface {
	AddReport(ctx context.Context, org store.Org, who store.Who, id string, e audit.Entry) error
}

// versionForm is what versions of doors look like. Audit rows are kept for years and shown to administrators: they are no place
// for whatever else a door may send.
var versionForm = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

func versionOf(d Door) string {
	if versionForm.MatchString(d.Version) {
		return d.Version
	}
	return "other"
}

// Missed is a mail that a door decided alone, because no server could be asked.
type Missed struct {
	ID         string // the door's name for the event
	At         time.Time
	Why        string // unreachable, unreadable, sign-in
	Became     string // sent, warned, stopped
	From       string
	Subject    string
	Recipients []string
}

// Missed writes down what happened at a door without the server. A mail that was told before adds nothing; its time is the
// door's and stands beside that of the row.
func (d *Desk) Missed(ctx context.Context, p Person, door Door, m Missed) error {
	return d.records.AddReport(ctx, p.Org, p.Who, m.ID, audit.Entry{
		Event: "check.missed", Issuer: p.Who.Issuer, Subject: p.Who.Subject, Door: door.Name, Object: m.ID,
		Details: map[string]string{"at": m.At.UTC().Format(time.RFC3339), "why": m.Why, "became": m.Became, "version": versionOf(door)},
		Account: m.From, Recipients: m.Recipients, MailSubject: m.Subject,
	})
}
