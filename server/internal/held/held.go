// Package held is what one person may see of a held mail: notices, pages, the API and commands show it from here.
//
// It promises that a sender sees their own mail whole, and that an approver sees nothing of a recipient whom their decision is not
// about: no address, no name, and no sentence of a finding that names one or their domain. It shows facts of the record (subject,
// people, names of files, findings), never the text or the content of files.
//
// It moves nothing and judges nothing.
//
// # Limits
//
// At most 20 findings are put into words; 200 recipients and 100 files are listed, the rest is counted.
package held

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

const (
	maxRecipients = 200
	maxFiles      = 100
)

// Records is what is needed of the store.
type Records interface {
	Hold(ctx context.Context, org store.Org, id string) (store.Hold, error)
	HoldsOf(ctx context.Context, org store.Org, message string) ([]store.Hold, error)
	Message(ctx context.Context, org store.Org, id string) (store.Message, error)
	DeliveriesOf(ctx context.Context, org store.Org, hold string) ([]store.Delivery, error)
	Approvals(ctx context.Context, org store.Org, hold string) ([]store.Approval, error)
	Check(ctx context.Context, org store.Org, who store.Who, id string) (store.Check, error)
}

// Reader reads held mails.
type Reader struct{ Records Records }

// Recipient is somebody whom a held mail is for.
type Recipient struct {
	Address  string
	Name     string
	Field    policy.Field
	Internal bool
}

// Mail is a held mail as one person sees it.
type Mail struct {
	Hold       store.Hold
	Stage      hold.Stage
	Last       bool // no other stage follows
	Message    store.Message
	From       policy.Mailbox
	Subject    string
	Recipients []Recipient // who waits in this hold; for a confirmation, all who wait for it
	MoreTo     int         // recipients beyond those
	Files      []policy.AttachmentVerdict
	MoreFiles  int
	Confirm    *policy.ConfirmVerdict // what the sender is asked; nil: nothing
	Forwarded  bool                   // a mailbox of ours, the message's account, sends it on by itself
	Moved      []string               // whom its changes move to Bcc
	// Together are the holds of this mail that wait for the same confirmation, this one among them.
	Together []store.Hold
	Asked    []store.Approval // of the current stage; empty for approvers

	verdict policy.Verdict // as this person may see it
	hidden  []policy.RecipientVerdict
}

// ForSender is a held mail as its sender, or an operator, sees it.
func (r Reader) ForSender(ctx context.Context, org store.Org, id string) (*Mail, error) {
	m, all, err := r.read(ctx, org, id)
	if err != nil {
		return nil, err
	}
	m.verdict, m.Confirm = all, all.Confirm
	asked, err := r.Records.Approvals(ctx, org, id)
	for _, a := range asked {
		if a.Stage == m.Hold.Stage {
			m.Asked = append(m.Asked, a)
		}
	}
	return m, err
}

// ForApprover is a held mail as somebody sees it who decides about its recipients.
func (r Reader) ForApprover(ctx context.Context, org store.Org, id string) (*Mail, error) {
	m, all, err := r.read(ctx, org, id)
	if err == nil {
		m.narrow(all)
	}
	return m, err
}

// read reads a hold with all that belongs to it, and the whole verdict.
func (r Reader) read(ctx context.Context, org store.Org, id string) (*Mail, policy.Verdict, error) {
	h, err := r.Records.Hold(ctx, org, id)
	if err != nil {
		return nil, policy.Verdict{}, err
	}
	m := &Mail{Hold: h}
	stages, err := hold.ReadStages(h.Stages)
	if err == nil && (h.Stage < 1 || h.Stage > int64(len(stages))) {
		err = fmt.Errorf("hold %q: stage %d of %d", h.ID, h.Stage, len(stages))
	}
	if err != nil {
		return nil, policy.Verdict{}, err
	}
	m.Stage, m.Last = stages[h.Stage-1], int(h.Stage) == len(stages)
	v, err := r.about(ctx, org, h.Message, m)
	if err == nil {
		err = r.together(ctx, org, m)
	}
	if err == nil {
		err = r.recipients(ctx, org, m, v)
	}
	if err != nil {
		return nil, policy.Verdict{}, fmt.Errorf("read held mail %q: %w", id, err)
	}
	return m, v, nil
}

// OfMessage is a mail that is not held any more, as its sender sees it; without recipients.
func (r Reader) OfMessage(ctx context.Context, org store.Org, id string) (*Mail, error) {
	m := &Mail{}
	v, err := r.about(ctx, org, id, m)
	m.verdict = v
	return m, err
}

// about reads what is known of a message. Of one that nobody checked that is little, and no error.
func (r Reader) about(ctx context.Context, org store.Org, id string, m *Mail) (v policy.Verdict, err error) {
	if m.Message, err = r.Records.Message(ctx, org, id); err != nil {
		return v, err
	}
	m.From.Address = m.Message.Account
	if m.Message.CheckID == "" {
		return v, nil
	}
	v, err = r.checked(ctx, org, m)
	if errors.Is(err, store.ErrNotFound) {
		return v, nil // it was erased
	}
	return v, err
}

// checked reads what the check of a message saw.
func (r Reader) checked(ctx context.Context, org store.Org, m *Mail) (v policy.Verdict, err error) {
	c, err := r.Records.Check(ctx, org, store.Who{Issuer: "gateway", Subject: m.Message.Account}, m.Message.CheckID)
	if err != nil {
		return v, err
	}
	var was policy.Message
	if err := errors.Join(json.Unmarshal(c.Verdict, &v), json.Unmarshal(c.Message, &was)); err != nil {
		return v, fmt.Errorf("read check %s: %w", c.ID, err)
	}
	m.From, m.Subject, m.Forwarded = was.From, was.Subject, was.Compose == "auto-forward"
	m.Moved = moved(v)
	m.Files = v.Attachments
	if len(m.Files) > maxFiles {
		m.MoreFiles, m.Files = len(m.Files)-maxFiles, m.Files[:maxFiles]
	}
	return v, nil
}

// together finds the holds that a confirmation is for: a mail is confirmed as a whole.
func (r Reader) together(ctx context.Context, org store.Org, m *Mail) error {
	m.Together = []store.Hold{m.Hold}
	if m.Stage.Kind != hold.Confirm {
		return nil
	}
	all, err := r.Records.HoldsOf(ctx, org, m.Hold.Message)
	if err != nil {
		return err
	}
	for _, h := range all {
		stages, err := hold.ReadStages(h.Stages)
		if err != nil {
			return err
		}
		if h.ID != m.Hold.ID && h.State == m.Hold.State && h.Stage >= 1 && h.Stage <= int64(len(stages)) && stages[h.Stage-1].Kind == hold.Confirm {
			m.Together = append(m.Together, h)
		}
	}
	return nil
}

func (r Reader) recipients(ctx context.Context, org store.Org, m *Mail, v policy.Verdict) error {
	known := make(map[string]policy.RecipientVerdict, len(v.Recipients))
	for _, k := range v.Recipients {
		if _, twice := known[normal(k.Address)]; !twice {
			known[normal(k.Address)] = k
		}
	}
	for _, h := range m.Together {
		waiting, err := r.Records.DeliveriesOf(ctx, org, h.ID)
		if err != nil {
			return err
		}
		for _, d := range waiting {
			if len(m.Recipients) == maxRecipients {
				m.MoreTo++
				continue
			}
			k := known[normal(d.Recipient)]
			if k.Field == "" {
				k.Field = policy.FieldBcc
			}
			m.Recipients = append(m.Recipients, Recipient{Address: d.Recipient, Name: k.Name, Field: k.Field, Internal: k.Internal})
		}
	}
	order := []policy.Field{policy.FieldTo, policy.FieldCc, policy.FieldBcc}
	slices.SortStableFunc(m.Recipients, func(a, b Recipient) int { return slices.Index(order, a.Field) - slices.Index(order, b.Field) })
	return nil
}

// Over tells whether the stage that somebody saw is over: by its time, or because the mail has moved.
func (m *Mail) Over(stage int64, now time.Time) bool {
	switch m.Hold.State {
	case store.HoldSender, store.HoldTimed, store.HoldApproval:
		return m.Hold.Stage != stage || !m.Hold.Due.IsZero() && !m.Hold.Due.After(now)
	}
	return true
}
