package message

import (
	"strings"

	"sekisho/server/address"
	"sekisho/server/policy"
)

// fields are the header fields that name recipients, most visible first. Resent fields name those of a redirected mail
// (RFC 5322, 3.6.6).
var fields = [...]struct {
	name   string
	field  policy.Field
	resent bool
}{
	{"to", policy.FieldTo, false},
	{"cc", policy.FieldCc, false},
	{"bcc", policy.FieldBcc, false},
	{"resent-to", policy.FieldTo, true},
	{"resent-cc", policy.FieldCc, true},
	{"resent-bcc", policy.FieldBcc, true},
}

// recipients returns who the mail is for and who is named in it. With an envelope every RCPT is a recipient; its field and
// name are those of the header that names it, else it is a Bcc. Without one the headers are the envelope.
func recipients(h Header, env *Envelope, n *notes) []policy.Recipient {
	rcpt := map[string]bool{}
	if env != nil {
		for _, a := range env.To {
			rcpt[key(a)] = true
		}
	}
	resent := len(h.Values("resent-to"))+len(h.Values("resent-cc"))+len(h.Values("resent-bcc")) > 0
	named := map[string]bool{}
	var out []policy.Recipient
	for _, f := range fields {
		for _, v := range h.Values(f.name) {
			for _, m := range addressList(v, maxAddresses-len(out), n) {
				r := policy.Recipient{Address: m.Address, Name: m.Name, Field: f.field, Envelope: rcpt[key(m.Address)]}
				if env == nil {
					r.Envelope = f.resent == resent
				}
				named[key(m.Address)] = true
				out = append(out, r)
			}
		}
	}
	if env != nil {
		out = append(out, unnamed(env.To, named)...)
	}
	return out
}

// unnamed returns the envelope recipients that no header names.
func unnamed(rcpt []string, named map[string]bool) []policy.Recipient {
	var out []policy.Recipient
	for _, a := range rcpt {
		if k := key(a); !named[k] {
			named[k] = true
			out = append(out, policy.Recipient{Address: a, Field: policy.FieldBcc, Envelope: true})
		}
	}
	return out
}

// key is the form in which an envelope address is looked for in the headers.
func key(s string) string {
	a, err := address.Parse(s)
	if err != nil {
		return strings.ToLower(strings.TrimSpace(s))
	}
	return a.String()
}
