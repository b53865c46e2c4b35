package held

import (
	"context"
	"slices"
	"strings"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Told is a mail that the policy wants people to know of, as its sender or as somebody else sees it: message names one that was
// taken; of one that was refused there is only its check, by account. Somebody else sees nothing of a Bcc.
func (r Reader) Told(ctx context.Context, org store.Org, message, account, check, reader string) (*Mail, error) {
	m := &Mail{Message: store.Message{Account: account, CheckID: check}}
	var v policy.Verdict
	var err error
	if message != "" {
		v, err = r.about(ctx, org, message, m)
	} else {
		v, err = r.checked(ctx, org, m)
	}
	if err != nil {
		return nil, err
	}
	own := strings.EqualFold(reader, m.Message.Account)
	for _, one := range v.Recipients {
		switch {
		case !one.Envelope || one.Field == policy.FieldBcc && !own:
		case len(m.Recipients) == maxRecipients:
			m.MoreTo++
		default:
			m.Recipients = append(m.Recipients, Recipient{Address: one.Address, Name: one.Name, Field: one.Field, Internal: one.Internal})
		}
	}
	if m.verdict = v; !own {
		m.narrow(v)
	}
	return m, nil
}

// moved are those whom the changes of a verdict move to Bcc.
func moved(v policy.Verdict) []string {
	var all []string
	for _, c := range v.Changes {
		list, _ := c.Args.Get("addresses").([]string)
		for _, a := range list {
			if c.Kind == "forceBcc" && !slices.Contains(all, a) {
				all = append(all, a)
			}
		}
	}
	return all
}
