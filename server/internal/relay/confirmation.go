package relay

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/address"
	"sekisho/server/check"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// useConfirmation looks for a record that covers this mail and uses it up. It returns why there is none; empty: there was.
func (g *Gateway) useConfirmation(ctx context.Context, m *mail) (string, error) {
	if m.several() {
		return "差出人が複数あります / the mail names several senders, and a confirmation is by one", nil
	}
	now := g.now()
	fingerprints, reason := g.fingerprints(m, now)
	for _, fp := range fingerprints {
		records, err := g.Records.ConfirmationsInTransit(ctx, g.Org, strings.ToLower(m.message.From.Address), fp, now)
		if err != nil {
			return "", fmt.Errorf("look for a confirmation: %w", err)
		}
		for _, r := range records {
			why, err := g.use(ctx, m, r)
			if err != nil {
				return "", fmt.Errorf("use the confirmation: %w", err)
			}
			if why == "" {
				return "", nil
			}
			reason = why
		}
	}
	if device := pass.Device(m.token); device != "" {
		why, err := g.useDevicePass(ctx, m, device)
		if err != nil || why == "" {
			return "", err
		}
		reason = why
	}
	return reason, nil
}

const needed = "確認が必要です / not sent, needs confirmation: "

// use uses one record up for this mail, or says why it cannot serve.
func (g *Gateway) use(ctx context.Context, m *mail, r store.Confirmation) (string, error) {
	uses, gap := g.covers(r, m)
	if gap != "" {
		return gap, nil
	}
	err := g.Records.UseConfirmation(ctx, g.Org, r.ID, m.messageID, uses, m.entry("mail.confirmed", map[string]string{"confirmation": r.ID}))
	var used *store.UsedError
	switch {
	case errors.As(err, &used):
		return "確認は一度しか使えません / this confirmation was used up by another mail", nil
	case errors.Is(err, store.ErrExpired):
		return "確認の有効期限が切れています / the confirmation has expired", nil
	}
	return "", err
}

// covers reports what a confirmation serves for, or the gap that keeps it from serving. Whoever confirmed a list confirmed
// its members: mail servers put them in its place on the way.
func (g *Gateway) covers(r store.Confirmation, m *mail) ([]store.Use, string) {
	var given check.Answers
	if err := json.Unmarshal(r.Answers, &given); err != nil {
		return nil, "確認の記録を読めません / the record of the confirmation cannot be read"
	}
	via := lists(r.Recipients, m.members)
	for member, list := range via {
		if slices.Contains(given.Items, policy.ConfirmItem{Kind: "recipient", Value: list}) {
			given.Items = append(given.Items, policy.ConfirmItem{Kind: "recipient", Value: member})
		}
	}
	if !check.Covers(given, m.verdict.Confirm) {
		return nil, "確認後に確認項目が増えています / something is asked now that was not confirmed"
	}
	record := pass.Record{
		Organization: g.Org.ID(), Sender: r.Sender, Transit: r.Transit, Recipients: r.Recipients, At: r.Time, Expires: r.TransitUntil,
	}
	attempt := pass.Attempt{
		Organization: g.Org.ID(), Sender: m.message.From.Address, Recipients: m.Addresses(), MessageID: m.messageID, Now: g.now(),
		Transit: pass.TransitLike(pass.Key(m.keys.Fingerprint), r.Transit, m.message), Members: m.members,
	}
	// What was used before is the store's to know: it decides that in the transaction that writes the use.
	allowed, err := record.Allow(attempt, nil)
	if err != nil {
		return nil, unconfirmed(err)
	}
	uses := make([]store.Use, len(allowed))
	for i, u := range allowed {
		uses[i] = store.Use{Address: u.Recipient, Via: via[u.Recipient]}
	}
	return uses, ""
}

// lists names, for each member of a confirmed list who was not confirmed alone, the list.
func lists(confirmed []string, members map[string][]string) map[string]string {
	alone, via := map[string]bool{}, map[string]string{}
	for _, c := range confirmed {
		alone[normal(c)] = true
	}
	for list, of := range members {
		for _, member := range of {
			if m := normal(member); alone[normal(list)] && !alone[m] {
				via[m] = normal(list)
			}
		}
	}
	return via
}

// unconfirmed says for the sender why a record does not speak for a mail.
func unconfirmed(err error) string {
	var who *pass.RecipientsError
	switch {
	case errors.As(err, &who):
		return "確認していない宛先があります / a recipient was not confirmed: " + strings.Join(who.Recipients, ", ")
	case errors.Is(err, pass.ErrRecordExpired):
		return "確認の有効期限が切れています / the confirmation has expired"
	}
	return "確認したメールと異なります / " + strings.TrimPrefix(err.Error(), "pass: ")
}

func normal(a string) string {
	if p, err := address.Parse(a); err == nil {
		return p.String()
	}
	return strings.ToLower(a)
}

// fingerprints are those under which this mail's record may stand, the likeliest first: over all its files; the one that a
// good pass names, if the mail is what that covers; over no file's content, for a door that knew none. With them comes what
// to say if no record is found.
func (g *Gateway) fingerprints(m *mail, now time.Time) (list []string, reason string) {
	list = []string{m.transit}
	key := pass.Key(m.keys.Fingerprint)
	switch c, err := g.verify(m, now); {
	case m.token == "":
		reason = "まだ確認されていません / nobody has confirmed this mail"
	case err != nil:
		reason = badPass(err)
	case pass.TransitLike(key, c.Transit, m.message) != c.Transit:
		reason = "確認後に内容が変わりました / the mail was changed after it was confirmed"
	default:
		list = append(list, c.Transit)
		reason = "確認の記録がありません / the pass is good, but there is no record of what was confirmed"
	}
	if n := len(m.message.Attachments); n > 0 {
		if fp := pass.TransitUnread(key, m.message); fp != m.transit {
			list = append(list, fp)
		}
	}
	return list, reason
}

func badPass(err error) string { return invalidPass(strings.TrimPrefix(err.Error(), "pass: ")) }

func invalidPass(why string) string {
	return "通行証が無効です / the pass is not valid: " + why
}

func (g *Gateway) verify(m *mail, now time.Time) (pass.Claims, error) {
	public, _ := m.keys.Pass.Public().(ed25519.PublicKey)
	return pass.Verify(pass.Keys{Organization: g.Org.ID(), Public: map[string]ed25519.PublicKey{desk.ServerKey: public}}, m.token, now)
}

func (g *Gateway) now() time.Time {
	if g.Now != nil {
		return g.Now()
	}
	return time.Now()
}
