package httpapi

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"sekisho/server/api"
	"sekisho/server/attach"
	"sekisho/server/policy"
)

// maxEdge is what a draft may carry of a file's head, and of its tail, in octets after decoding. A tail has to hold the longest
// end that a ZIP can have, 65,557 octets.
const maxEdge = 66 << 10

// contents is where the contents of a draft's files come from: what it carries, what its person uploaded, and what was
// found in files that this person sent before.
type contents struct {
	uploads   uploadSource
	known     *seenFiles
	texts     bool // those of PDF files are wanted
	maxInline int64
}

// draftMessage turns a draft into the message that rules see, looking into its files; saw has how far, for each.
func draftMessage(ctx context.Context, d *api.Draft, from contents) (m *policy.Message, saw []sight, err error) {
	m = &policy.Message{
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
		file, far, err := from.file(ctx, a)
		if err != nil {
			return nil, nil, fmt.Errorf("attachments[%d] %q: %w", i, a.Name, err)
		}
		m.Attachments, saw = append(m.Attachments, file), append(saw, far)
	}
	return m, saw, nil
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

// file looks at one file by what the door sent of it: all, an upload, its hash, the ends, or the name alone.
func (c contents) file(ctx context.Context, a api.DraftAttachment) (policy.Attachment, sight, error) {
	found, saw, err := c.look(ctx, a)
	if err != nil {
		return found, saw, err
	}
	inline := value(a.Inline, false)
	found.Inline, found.Item = inline && picture(found), value(a.Item, false)
	if found.SHA256 == "" {
		found.SHA256 = value(a.Sha256, "")
	}
	return found, saw, nil
}

func (c contents) look(ctx context.Context, a api.DraftAttachment) (found policy.Attachment, saw sight, err error) {
	if a.Content != nil {
		found, err = c.inline(ctx, a)
		return found, all, err
	}
	key := fileKey{c.uploads.owner, value(a.Sha256, ""), a.Name, value(a.Type, ""), c.texts}
	found, known := c.seen(key)
	if known && !partly(&found) {
		return found, all, nil
	}
	id, uploaded := c.uploads.named(key.sha256)
	if a.UploadId != nil {
		id, uploaded = *a.UploadId, true
	}
	switch {
	case uploaded:
		found, err = c.uploaded(ctx, id, key)
		return found, all, err
	case known:
		return found, ends, nil
	case a.Head != nil || a.Tail != nil:
		found, err = c.edges(a, key)
		return found, ends, err
	}
	found = attach.Inspect(ctx, attach.File{Name: a.Name, Declared: key.declared, Inline: value(a.Inline, false), Size: a.Size})
	attach.Unread(&found)
	return found, unseen, nil
}

// seen is what was found in a file before.
func (c contents) seen(key fileKey) (policy.Attachment, bool) {
	if key.sha256 == "" || c.known == nil {
		return policy.Attachment{}, false
	}
	return c.known.get(key)
}

// edges concludes what head and tail of a file tell. With its hash they need not be sent again.
func (c contents) edges(a api.DraftAttachment, key fileKey) (found policy.Attachment, err error) {
	head, tail := value(a.Head, nil), value(a.Tail, nil)
	if len(head) > maxEdge || len(tail) > maxEdge {
		return found, fmt.Errorf("%w: head and tail have at most %d octets each", errTooLarge, maxEdge)
	}
	found = attach.InspectPartial(a.Name, key.declared, a.Size, head, tail, key.sha256)
	attach.Unread(&found)
	if key.sha256 != "" && c.known != nil {
		c.known.add(key, found)
	}
	return found, nil
}

// inline looks into a file that the draft carries whole.
func (c contents) inline(ctx context.Context, a api.DraftAttachment) (found policy.Attachment, err error) {
	content := *a.Content
	if int64(len(content)) > c.maxInline {
		return found, fmt.Errorf("%w: %d octets of content; send more than %d as an upload", errTooLarge, len(content), c.maxInline)
	}
	if int64(len(content)) != a.Size && !value(a.Item, false) {
		return found, fmt.Errorf("%w: size says %d, content has %d octets", errDraft, a.Size, len(content))
	}
	key := fileKey{c.uploads.owner, sum(content), a.Name, value(a.Type, ""), c.texts}
	if says := value(a.Sha256, key.sha256); says != key.sha256 && !value(a.Item, false) {
		return found, fmt.Errorf("%w: sha256 says %s, content has %s", errDraft, says, key.sha256)
	}
	return c.whole(ctx, key, strings.NewReader(string(content)), int64(len(content))), nil
}

func (c contents) uploaded(ctx context.Context, id string, key fileKey) (policy.Attachment, error) {
	u, err := c.uploads.open(id)
	if err != nil {
		return policy.Attachment{}, err
	}
	defer func() { _ = u.content.Close() }()
	if key.sha256 != "" && key.sha256 != u.sha256 {
		return policy.Attachment{}, fmt.Errorf("%w: sha256 says %s, the upload has %s", errDraft, key.sha256, u.sha256)
	}
	key.sha256 = u.sha256
	return c.whole(ctx, key, u.content, u.size), nil
}

// whole looks into all of a file, and remembers what it found there.
func (c contents) whole(ctx context.Context, key fileKey, content io.ReaderAt, size int64) policy.Attachment {
	found := attach.Inspect(ctx, attach.File{Name: key.name, Declared: key.declared, Size: size, Content: content})
	found.SHA256 = key.sha256
	if c.known != nil {
		c.known.add(key, found)
	}
	return found
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
