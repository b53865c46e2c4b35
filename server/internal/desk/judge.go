package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sekisho/server/check"
	"sekisho/server/history"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

type recordKeeper interface {
	Expect() (arrived func())
	RecordCheck(ctx context.Context, org store.Org, c store.Check, e audit.Entry) error
	RecordFirst(ctx context.Context, org store.Org, c store.Check, e audit.Entry) error
	Check(ctx context.Context, org store.Org, who store.Who, id string) (store.Check, error)
	FindCheck(ctx context.Context, org store.Org, r store.Repeat) (store.Check, error)
	Seen(ctx context.Context, org store.Org, who store.Who, draft string) (bool, error)
	Log(ctx context.Context, org store.Org, e audit.Entry) error
}

// judged is one draft on its way to an answer.
type judged struct {
	person   Person
	door     Door
	message  *policy.Message
	policy   *policy.Policy
	version  int64
	keys     store.Keys
	verdict  policy.Verdict
	facts    policy.Facts
	searched policy.Searched // what remains of texts that are not recorded
	draft    string
	seen     bool // this person has a record of this very draft
	transit  string
	now      time.Time
}

// logForeign writes down who tried to send under which stranger's name.
func (d *Desk) logForeign(ctx context.Context, p Person, door Door, m *policy.Message) error {
	j := &judged{person: p, door: door, message: m}
	for _, r := range m.Recipients {
		j.verdict.Recipients = append(j.verdict.Recipients, policy.RecipientVerdict{Address: r.Address})
	}
	return d.records.Log(ctx, p.Org, j.entry("check.refused", ""))
}

func (t *Turn) judge(ctx context.Context, door Door, m *policy.Message) (*judged, error) {
	d, p := t.desk, t.person
	if !t.policy.Own(m.From.Address) {
		return nil, fmt.Errorf("%w: %q", ErrForeign, m.From.Address)
	}
	keys, err := d.records.Keys(ctx, p.Org)
	if err != nil {
		return nil, fmt.Errorf("read the keys: %w", err)
	}
	if p.Account != "" { // the credential knows better than the door
		m.Account = p.Account
	}
	j := &judged{person: p, door: door, message: m, policy: t.policy, version: t.version, keys: keys, now: d.now()}
	base := policy.Facts{Sender: policy.SenderFacts{Account: p.Account, Name: p.Name, Language: p.Language}}
	j.verdict, j.facts, j.searched = d.run(ctx, door.Budget, t.policy, m, base, d.sources(p))
	askAnyway(&j.verdict, t.policy.Document().Settings)
	j.draft = pass.Draft(keys.Fingerprint, m)
	j.transit = pass.Transit(keys.Fingerprint, m)
	return j, nil
}

// run lets the door's patience bound the gathering of facts alone: what was judged is recorded all the same.
func (d *Desk) run(ctx context.Context, budget time.Duration, pol *policy.Policy, m *policy.Message, base policy.Facts, sources []check.Source) (policy.Verdict, policy.Facts, policy.Searched) {
	if budget > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, budget)
		defer cancel()
	}
	return check.RunSearched(ctx, &check.Engine{Policy: pol, Now: d.now}, m, base, sources...)
}

// askAnyway gives the sender one button where the policy asks about what cannot be carried out and nothing else asks.
func askAnyway(v *policy.Verdict, s policy.Settings) {
	if v.Confirm != nil || s.Gateway.Present || v.Action == policy.ActionBlock || s.CannotCarryOut != "confirm" {
		return
	}
	if v.Hold != nil || len(v.Changes) > 0 {
		v.Confirm = &policy.ConfirmVerdict{Mode: "glance", Items: []policy.ConfirmItem{}, Questions: []string{}}
	}
}

// answer adds to a verdict what this person has confirmed before and what the door does now.
func (d *Desk) answer(ctx context.Context, j *judged, id string) (Answer, error) {
	s := j.policy.Document().Settings
	confirmed, until, err := d.confirmed(ctx, j)
	if err != nil {
		return Answer{}, err
	}
	a := Answer{
		ID: id, Verdict: j.verdict, Confirmed: confirmed, PolicyVersion: j.version,
		Subject: j.message.Subject, TickAll: s.Checklist.TickAll, Expires: j.now.Add(s.Pass.Confirm),
	}
	a.Decision, a.CannotCarryOut = check.Decide(j.verdict, s, doorOf(j.door.Name, j.message.Kind, s), confirmed)
	a.ToMake = doorOf(j.door.Name, j.message.Kind, s).ToMake(j.verdict)
	if confirmed && a.Decision == check.Send && s.Gateway.Present && j.message.Kind == policy.KindMail {
		a.Pass, err = d.sign(j.person.Org, j.keys, j.door.Name, j.transit, until)
	}
	return a, err
}

// doorOf is what the door in front of a person can do.
func doorOf(name string, kind policy.Kind, s policy.Settings) check.Door {
	if name == outlook {
		return check.Outlook(kind, s.Gateway.Present)
	}
	return check.Door{Gateway: s.Gateway.Present}
}

// record returns the identifier of the draft's record, making one unless the same question was recorded just before. What the
// mail teaches is saved with it. It fails with store.ErrConflict if there is a record of a draft that was taken for unseen.
func (d *Desk) record(ctx context.Context, j *judged, teaches *history.Sent) (string, error) {
	hash, facts, verdict, err := j.hash()
	if err != nil {
		return "", err
	}
	repeat := store.Repeat{Who: j.person.Who, Draft: j.draft, PolicyVersion: j.version, FactsHash: hash, Since: j.now.Add(-RepeatFor)}
	var before store.Check
	if err = store.ErrNotFound; j.seen {
		before, err = d.records.FindCheck(ctx, j.person.Org, repeat)
	}
	if err == nil && teaches != nil {
		err = d.records.Learn(ctx, j.person.Org, *teaches)
	}
	if err == nil {
		return before.ID, nil
	}
	if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	message, err := json.Marshal(check.Keep(j.message, &j.searched))
	if err != nil {
		return "", fmt.Errorf("record the message: %w", err)
	}
	trace, err := json.Marshal(j.verdict.Rules)
	if err != nil {
		return "", fmt.Errorf("record the trace: %w", err)
	}
	c := store.Check{
		ID: store.NewID(), Who: j.person.Who, Time: j.now, Door: j.door.Name, DoorVersion: j.door.Version, Intent: "send",
		Sender: strings.ToLower(j.message.From.Address), Draft: j.draft, Transit: j.transit, PolicyVersion: j.version, FactsHash: hash,
		Action: string(j.verdict.Action), Message: message, Facts: facts, Verdict: verdict, Trace: trace, Teaches: teaches,
	}
	save := d.records.RecordFirst
	if j.seen {
		save = d.records.RecordCheck
	}
	return c.ID, save(ctx, j.person.Org, c, j.entry("check.recorded", c.ID))
}

// hash covers all facts but the time, and the verdict, so that a verdict which time has changed is a new record.
func (j *judged) hash() (hash string, facts, verdict []byte, err error) {
	timeless := j.facts
	timeless.Now = time.Time{}
	still, err := json.Marshal(timeless)
	if err != nil {
		return "", nil, nil, fmt.Errorf("record the facts: %w", err)
	}
	if facts, err = withNow(still, j.facts.Now); err != nil {
		return "", nil, nil, fmt.Errorf("record the facts: %w", err)
	}
	if verdict, err = json.Marshal(j.verdict); err != nil {
		return "", nil, nil, fmt.Errorf("record the verdict: %w", err)
	}
	h := sha256.New()
	h.Write(still)
	h.Write([]byte{0})
	h.Write(verdict)
	return hex.EncodeToString(h.Sum(nil)), facts, verdict, nil
}

// withNow puts the time first into facts that were written without one.
func withNow(facts []byte, now time.Time) ([]byte, error) {
	if now.IsZero() {
		return facts, nil
	}
	at, err := now.MarshalJSON()
	if err != nil {
		return nil, err
	}
	out := append(append(make([]byte, 0, len(facts)+len(at)+8), `{"now":`...), at...)
	if len(facts) > len(`{}`) {
		out = append(out, ',')
	}
	return append(out, facts[1:]...), nil
}

// entry is the audit row: codes and addresses, never text of the mail but its subject.
func (j *judged) entry(event, object string) audit.Entry {
	to := make([]string, 0, len(j.verdict.Recipients))
	for _, r := range j.verdict.Recipients {
		to = append(to, r.Address)
	}
	codes := make([]string, 0, len(j.verdict.Findings))
	for _, f := range j.verdict.Findings {
		codes = append(codes, f.Code)
	}
	return audit.Entry{
		Event: event, Issuer: j.person.Who.Issuer, Subject: j.person.Who.Subject, Door: j.door.Name, Object: object,
		Action: string(j.verdict.Action), PolicyVersion: j.version, Details: map[string]string{"findings": strings.Join(codes, " ")},
		Account: j.message.From.Address, Recipients: to, MailSubject: j.message.Subject,
	}
}
