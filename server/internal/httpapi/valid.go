package httpapi

import (
	"fmt"
	"net/http"
	"regexp"

	"sekisho/server/api"
)

var (
	intents   = []api.DraftIntent{"compose", "send"}
	kinds     = []api.DraftKind{"mail", "meeting", "task", "response"}
	composes  = []api.DraftCompose{"new", "reply", "reply-all", "forward", "auto-forward", "draft"}
	fields    = []api.DraftRecipientField{"to", "cc", "bcc", "required", "optional", "resource"}
	doors     = []api.DoorName{"outlook", "desktop", "gateway", "cli"}
	languages = []api.DraftLanguage{"ja", "en"}

	hash = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

// The description's lengths count characters, these octets: a character of UTF-8 has at most four.
const (
	maxMailbox = 4 * 998
	maxSubject = 4 * 4096
	maxName    = 4 * 1024
	maxType    = 4 * 255
	maxID      = 4 * 64
	maxClient  = 4 * 200
	maxReason  = 4 * 2000
	maxLink    = 4 * 2048
)

// validDraft checks what the types alone do not say. What it lets through is recorded, so nothing may be longer than the
// API's description allows.
func validDraft(d *api.Draft) error {
	checks := []error{
		oneOf("intent", d.Intent, intents),
		oneOf("kind", value(d.Kind, "mail"), kinds),
		oneOf("compose", value(d.Compose, "new"), composes),
		oneOf("language", value(d.Language, "ja"), languages),
		oneOf("door.name", d.Door.Name, doors),
		atMost("door.version", len(d.Door.Version), maxID),
		atMost("door.client", len(value(d.Door.Client, "")), maxClient),
		atMost("recipients", len(d.Recipients), 10_000),
		atMost("original", len(value(d.Original, nil)), 10_000),
		atMost("attachments", len(d.Attachments), 1000),
		atMost("links", len(value(d.Links, nil)), 1000),
		atMost("replyTo", len(value(d.ReplyTo, nil)), 100),
		atMost("subject", len(d.Subject), maxSubject),
		atMost("account", len(value(d.Account, "")), maxMailbox),
		validMailbox("from", d.From),
	}
	if ms := value(d.DeadlineMs, 1); ms < 1 || ms > 60_000 {
		checks = append(checks, invalid("deadlineMs is between 1 and 60000."))
	}
	for i, m := range value(d.ReplyTo, nil) {
		checks = append(checks, validMailbox(fmt.Sprintf("replyTo[%d]", i), m))
	}
	for i, r := range d.Recipients {
		at := fmt.Sprintf("recipients[%d]", i)
		checks = append(checks, oneOf(at+".field", r.Field, fields), validMailbox(at, api.Mailbox{Address: r.Address, Name: r.Name}))
	}
	for i, l := range value(d.Links, nil) {
		at := fmt.Sprintf("links[%d]", i)
		checks = append(checks, atMost(at+".text", len(l.Text), maxLink), atMost(at+".url", len(l.Url), maxLink))
	}
	for i, a := range d.Attachments {
		checks = append(checks, validFile(fmt.Sprintf("attachments[%d]", i), a))
	}
	return first(checks...)
}

func validMailbox(at string, m api.Mailbox) error {
	return first(atMost(at+".address", len(m.Address), maxMailbox), atMost(at+".name", len(value(m.Name, "")), maxMailbox))
}

// validFile checks what a door says of one file.
func validFile(at string, a api.DraftAttachment) error {
	switch {
	case a.Size < 0:
		return invalid(at + ".size is negative.")
	case a.Sha256 != nil && !hash.MatchString(*a.Sha256):
		return invalid(at + ".sha256 is not 64 hex digits in lower case.")
	case int64(max(len(value(a.Head, nil)), len(value(a.Tail, nil)))) > a.Size:
		return invalid(fmt.Sprintf("%s.size says %d, but head or tail has more.", at, a.Size))
	}
	return first(
		atMost(at+".name", len(a.Name), maxName), atMost(at+".type", len(value(a.Type, "")), maxType),
		atMost(at+".uploadId", len(value(a.UploadId, "")), maxID),
	)
}

// validConfirmation bounds what is compared with a checklist.
func validConfirmation(r *api.ConfirmationRequest) error {
	return first(
		atMost("items", len(r.Items), 20_000), atMost("questions", len(value(r.Questions, nil)), 2000),
		atMost("words", len(value(r.Words, nil)), 2000), atMost("reason", len(value(r.Reason, "")), maxReason),
	)
}

func invalid(detail string) error { return bad("draft-invalid", "The draft is not valid.", detail) }

// first returns the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func oneOf[T ~string](name string, v T, allowed []T) error {
	for _, a := range allowed {
		if v == a {
			return nil
		}
	}
	return invalid(fmt.Sprintf("%s is %q; it is one of %v.", name, v, allowed))
}

func atMost(name string, n, limit int) error {
	if n <= limit {
		return nil
	}
	return &problem{status: http.StatusRequestEntityTooLarge, code: "too-large", title: "Something in the request is too large.", detail: fmt.Sprintf("%s has %d; the limit is %d.", name, n, limit)}
}
