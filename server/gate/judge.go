package gate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sekisho/server/catalogue"
	"sekisho/server/check"
	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// Judge reads a mail and has the engine judge it. Its fields must not change once in use.
type Judge struct {
	Engine  *check.Engine
	Sources []check.Source
	Key     pass.Key     // for fingerprints
	Facts   policy.Facts // what is known before the sources are asked
	// Account is the signed-in account's address; empty: the login, where that is an address.
	Account string
}

// Judgement is what a Judge made of one mail.
type Judgement struct {
	Message     *policy.Message
	Verdict     policy.Verdict
	Fingerprint string          // the draft's, so that a repeat of the same mail has the same
	Facts       policy.Facts    // what it rests on, for the record
	Searched    policy.Searched // what a record keeps of the texts that it does not keep
}

var errNoVerdict = errors.New("gate: the engine gave no whole verdict")

// Judge judges the mail as it was received, with the envelope as the truth about recipients.
func (j *Judge) Judge(ctx context.Context, t *Transaction) (*Judgement, error) {
	m, err := message.Read(ctx, t.Spool.Reader(), &message.Envelope{From: t.From, To: t.Addresses()})
	if err != nil {
		return nil, fmt.Errorf("read mail: %w", err)
	}
	if m.Account = j.Account; m.Account == "" && strings.Contains(t.Login, "@") {
		m.Account = t.Login
	}
	v, facts, searched := check.RunSearched(ctx, j.Engine, m, j.Facts, j.Sources...)
	if v, err = checked(v); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("judge mail: %w", err)
	}
	return &Judgement{Message: m, Verdict: v, Fingerprint: pass.Draft(j.Key, m), Facts: facts, Searched: searched}, nil
}

// checked lets only verdicts through whose action is known and whose duties are there to be carried out.
func checked(v policy.Verdict) (policy.Verdict, error) {
	complete := false
	switch v.Action {
	case policy.ActionAllow, policy.ActionNotify, policy.ActionBlock:
		complete = true
	case policy.ActionConfirm:
		complete = v.Confirm != nil
	case policy.ActionHold, policy.ActionApprove:
		complete = v.Hold != nil && len(v.Hold.Stages) > 0
	}
	if !complete {
		return v, fmt.Errorf("judge mail: %w: %q", errNoVerdict, v.Action)
	}
	return v, nil
}

// document is the policy that judges.
func (j *Judge) document() *policy.Document { return j.Engine.Policy.Document() }

// course is what a gate without a queue does with a verdict.
type course int

const (
	courseSend course = iota
	courseAsk
	courseBlock
	courseCannot
)

// plan says what to do, and which duties the gate has no means for: it holds nothing, asks no approver and changes nothing.
func plan(v *policy.Verdict, s policy.Settings) (course, []string) {
	decision, cannot := check.Decide(*v, s, check.Door{}, false)
	switch {
	case v.Action == policy.ActionBlock:
		return courseBlock, nil
	case decision == check.Send:
		return courseSend, nil
	case decision == check.Ask:
		return courseAsk, cannot
	}
	return courseCannot, cannot
}

// reason says in one language why: the words of the first enforced rule of that action, else its title, else the worst finding.
func (j *Judge) reason(lang string, v *policy.Verdict, action policy.Action) string {
	for _, r := range v.Rules {
		if r.Effect != "enforced" || r.Action != action {
			continue
		}
		if s := j.question(lang, v, r.ID); s != "" {
			return s
		}
	}
	for _, severity := range []policy.Severity{policy.SeverityDanger, policy.SeverityWarning, policy.SeverityInfo} {
		for _, f := range v.Findings {
			if f.Severity == severity {
				return catalogue.Sentence(lang, f)
			}
		}
	}
	return catalogue.Action(lang, v.Action)
}

// question is what the enforced rule id asks or says: its message, else its title.
func (j *Judge) question(lang string, v *policy.Verdict, id string) string {
	for _, r := range v.Rules {
		if s := in(lang, r.Message); r.ID == id && s != "" {
			return s
		}
	}
	return j.title(lang, id)
}

func (j *Judge) title(lang, id string) string {
	for i := range j.document().Rules {
		if r := &j.document().Rules[i]; r.ID == id {
			if s := in(lang, &r.Title); s != "" {
				return s
			}
			return id
		}
	}
	return ""
}

func in(lang string, t *policy.Text) string {
	switch {
	case t == nil:
		return ""
	case lang == "en" && t.EN != "" || t.JA == "":
		return t.EN
	}
	return t.JA
}

// both joins the two languages of one reason for a reply, each short enough to leave room for the other.
func both(ja, en string) string {
	if ja == en {
		return ja
	}
	return shorten(ja, 60) + " / " + shorten(en, 80)
}

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

// names lists duties in one language.
func names(lang string, duties []string) string {
	list := make([]string, len(duties))
	for i, d := range duties {
		if d == string(policy.ActionHold) || d == string(policy.ActionApprove) {
			list[i] = catalogue.Action(lang, policy.Action(d))
		} else {
			list[i] = catalogue.Change(lang, d)
		}
	}
	return strings.Join(list, ", ")
}
