package desk

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

// DeviceKeys is what a device pins when it enrols, to judge by itself.
type DeviceKeys struct {
	Organization string
	Policy       ed25519.PublicKey // signs the organisation's policies
	Fingerprint  pass.Key          // of this device alone
}

// DeviceKeys returns the keys of one device of an organisation.
func (d *Desk) DeviceKeys(ctx context.Context, org store.Org, device string) (DeviceKeys, error) {
	keys, err := d.records.Keys(ctx, org)
	if err != nil {
		return DeviceKeys{}, fmt.Errorf("read the keys: %w", err)
	}
	public, _ := keys.Pass.Public().(ed25519.PublicKey)
	return DeviceKeys{Organization: org.ID(), Policy: public, Fingerprint: pass.DeviceKey(keys.Fingerprint, device)}, nil
}

// Document is the whole policy in force, signed.
type Document struct {
	Tag   string // changes with the policy alone
	Token string // see pass.VerifyDocument
}

// PolicyDocument signs the policy in force for devices that judge by themselves. Nothing is signed where known is the tag already.
func (d *Desk) PolicyDocument(ctx context.Context, p Person, known string) (Document, error) {
	pol, version, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return Document{}, fmt.Errorf("read the policy: %w", err)
	}
	out := Document{Tag: fmt.Sprintf("%d-%s", version, digest(pol.Version()))}
	if known == out.Tag {
		return out, nil
	}
	keys, err := d.records.Keys(ctx, p.Org)
	if err != nil {
		return Document{}, fmt.Errorf("read the keys: %w", err)
	}
	doc, now := pol.Document(), d.now().UTC().Truncate(time.Second)
	out.Token, err = pass.SignDocument(keys.Pass, pass.Document{
		Organization: p.Org.ID(), Version: version, Hash: pol.Version(), Text: string(policy.Canonical(doc)), IssuedAt: now, ExpiresAt: now.Add(doc.Settings.CacheFor),
	})
	return out, err
}

// Facts returns what the server knows of a mail's sender and recipients, for a device that judges it. Whose history may be seen is as
// for a check. ErrForeign: the sender is not the organisation's.
func (d *Desk) Facts(ctx context.Context, p Person, m *policy.Message) (policy.Facts, error) {
	pol, _, err := d.policies.Current(ctx, p.Org)
	if err != nil {
		return policy.Facts{}, fmt.Errorf("read the policy: %w", err)
	}
	if !pol.Own(m.From.Address) {
		return policy.Facts{}, fmt.Errorf("%w: %q", ErrForeign, m.From.Address)
	}
	if p.Account != "" {
		m.Account = p.Account
	}
	base := policy.Facts{Sender: policy.SenderFacts{Account: p.Account, Name: p.Name, Language: p.Language}}
	return check.Gather(ctx, m, base, d.sources(p)...), nil
}
