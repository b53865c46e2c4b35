package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
)

// readJSON reads a body strictly: one object, known keys only, no more octets than the limit.
func (h *handlers) readJSON(c echo.Context, into any) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationJSON {
		return echo.ErrUnsupportedMediaType
	}
	d := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, h.limits.JSON))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return jsonProblem(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return bad("json-invalid", "The body is not one JSON object.", "Something follows the object.")
	}
	return nil
}

func jsonProblem(err error) error {
	var large *http.MaxBytesError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &large):
		return &problem{status: http.StatusRequestEntityTooLarge, code: "too-large", title: "The request is too large.", detail: fmt.Sprintf("JSON bodies have at most %d octets; upload files apart.", large.Limit)}
	case errors.As(err, &wrong):
		return bad("json-invalid", "The body does not follow the API's description.", fmt.Sprintf("%s must not be a JSON %s.", wrong.Field, wrong.Value))
	}
	return bad("json-invalid", "The body is not valid JSON for this request.", err.Error())
}

var (
	intents  = []api.DraftIntent{"compose", "send"}
	kinds    = []api.DraftKind{"mail", "meeting", "task", "response"}
	composes = []api.DraftCompose{"new", "reply", "reply-all", "forward", "auto-forward", "draft"}
	fields   = []api.DraftRecipientField{"to", "cc", "bcc", "required", "optional", "resource"}
	doors    = []api.DoorName{"outlook", "desktop", "gateway", "cli"}
)

// validDraft checks what the types alone do not say.
func validDraft(d *api.Draft) error {
	checks := []error{
		oneOf("intent", d.Intent, intents),
		oneOf("kind", value(d.Kind, "mail"), kinds),
		oneOf("compose", value(d.Compose, "new"), composes),
		oneOf("door.name", d.Door.Name, doors),
		atMost("recipients", len(d.Recipients), 10_000),
		atMost("original", len(value(d.Original, nil)), 10_000),
		atMost("attachments", len(d.Attachments), 1000),
		atMost("replyTo", len(value(d.ReplyTo, nil)), 100),
		atMost("subject", len(d.Subject), 4*4096),
	}
	if ms := value(d.DeadlineMs, 1); ms < 1 || ms > 60_000 {
		checks = append(checks, bad("draft-invalid", "The draft is not valid.", "deadlineMs is between 1 and 60000."))
	}
	for i, r := range d.Recipients {
		checks = append(checks, oneOf(fmt.Sprintf("recipients[%d].field", i), r.Field, fields), atMost(fmt.Sprintf("recipients[%d].address", i), len(r.Address), 4*998))
	}
	for i, a := range d.Attachments {
		if a.Size < 0 {
			checks = append(checks, bad("draft-invalid", "The draft is not valid.", fmt.Sprintf("attachments[%d].size is negative.", i)))
		}
	}
	for _, err := range checks {
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
	return bad("draft-invalid", "The draft is not valid.", fmt.Sprintf("%s is %q; it is one of %v.", name, v, allowed))
}

func atMost(name string, n, limit int) error {
	if n <= limit {
		return nil
	}
	return &problem{status: http.StatusRequestEntityTooLarge, code: "too-large", title: "Something in the request is too large.", detail: fmt.Sprintf("%s has %d; the limit is %d.", name, n, limit)}
}
