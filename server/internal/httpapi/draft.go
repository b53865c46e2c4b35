package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	"sekisho/server/api"
	"sekisho/server/attach"
	"sekisho/server/policy"
)

// maxEdge is what a draft may carry of a file's head, and of its tail, in octets after decoding.
const maxEdge = 64 << 10

// draftMessage turns a draft into the message that rules see, looking into the files it carries, each of at most maxInline octets.
func draftMessage(ctx context.Context, d *api.Draft, uploads uploadSource, maxInline int64) (*policy.Message, error) {
	m := &policy.Message{
		Kind:    policy.Kind(value(d.Kind, api.DraftKind(policy.KindMail))),
		Compose: string(value(d.Compose, "")),
		Account: value(d.Account, ""),
		From:    policy.Mailbox{Address: d.From.Address, Name: value(d.From.Name, "")},
		Subject: d.Subject,
		Body:    strings.ReplaceAll(d.Body, "\r\n", "\n"),
	}
	for _, r := range value(d.ReplyTo, nil) {
		m.ReplyTo = append(m.ReplyTo, policy.Mailbox{Address: r.Address, Name: value(r.Name, "")})
	}
	for _, r := range d.Recipients {
		m.Recipients = append(m.Recipients, policy.Recipient{Address: r.Address, Name: value(r.Name, ""), Field: field(r.Field), Envelope: true, List: value(r.List, false)})
	}
	for _, l := range value(d.Links, nil) {
		m.Anchors = append(m.Anchors, policy.Anchor{Text: l.Text, URL: l.Url})
	}
	if d.Original != nil {
		m.Original, m.HasOriginal = *d.Original, true
	}
	if value(d.Incomplete, false) {
		m.Malformed = append(m.Malformed, "recipients-incomplete")
	}
	ctx = attach.WithText(attach.NewBudget(ctx))
	for i, a := range d.Attachments {
		file, err := draftFile(ctx, a, uploads, maxInline)
		if err != nil {
			return nil, fmt.Errorf("attachments[%d] %q: %w", i, a.Name, err)
		}
		m.Attachments = append(m.Attachments, file)
	}
	return m, nil
}

// field maps meeting attendees to the fields that rules know.
func field(f api.DraftRecipientField) policy.Field {
	switch f {
	case "required":
		return policy.FieldTo
	case "optional":
		return policy.FieldCc
	case "resource":
		return policy.FieldBcc
	}
	return policy.Field(f)
}

// draftFile looks at one file by what the door sent of it: all, the ends, an upload, or the name alone.
func draftFile(ctx context.Context, a api.DraftAttachment, uploads uploadSource, maxInline int64) (policy.Attachment, error) {
	f := attach.File{Name: a.Name, Declared: value(a.Type, ""), Inline: value(a.Inline, false), Size: a.Size}
	var found policy.Attachment
	switch {
	case a.UploadId != nil:
		u, err := uploads.open(*a.UploadId)
		if err != nil {
			return found, err
		}
		defer func() { _ = u.content.Close() }()
		f.Content, f.Size = u.content, u.size
		found = attach.Inspect(ctx, f)
		found.SHA256 = u.sha256
	case a.Content != nil:
		content := *a.Content
		if int64(len(content)) > maxInline {
			return found, fmt.Errorf("%w: %d octets of content; send more than %d as an upload", errTooLarge, len(content), maxInline)
		}
		if int64(len(content)) != a.Size && !value(a.Item, false) {
			return found, fmt.Errorf("%w: size says %d, content has %d octets", errDraft, a.Size, len(content))
		}
		f.Content, f.Size = strings.NewReader(string(content)), int64(len(content))
		found = attach.Inspect(ctx, f)
		found.SHA256 = sum(content)
	case a.Head != nil || a.Tail != nil:
		head, tail := value(a.Head, nil), value(a.Tail, nil)
		if len(head) > maxEdge || len(tail) > maxEdge {
			return found, fmt.Errorf("%w: head and tail have at most %d octets each", errTooLarge, maxEdge)
		}
		found = attach.InspectPartial(a.Name, f.Declared, a.Size, head, tail, value(a.Sha256, ""))
		attach.Unread(&found)
	default:
		found = attach.Inspect(ctx, f)
		attach.Unread(&found)
	}
	found.Inline, found.Item = f.Inline && picture(found), value(a.Item, false)
	if found.SHA256 == "" {
		found.SHA256 = value(a.Sha256, "")
	}
	return found, nil
}

// picture tells whether a file may count as embedded. Clients call any file inline that has a Content-ID, and the gateway
// takes pictures alone for embedded: a file that only one of two doors counts would make two mails of one.
func picture(a policy.Attachment) bool {
	kind := a.Type
	if kind == "" {
		kind = a.Declared
	}
	return strings.HasPrefix(strings.ToLower(kind), "image/")
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// value is *p, or otherwise where p is nil.
func value[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}
