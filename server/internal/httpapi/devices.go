package httpapi

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/policy"
)

// DesktopSignIn is how people of the desktop companion sign in by OpenID Connect. None of it is secret. The zero value: by enrolment
// codes.
type DesktopSignIn struct {
	Issuer string
	Client string
	Scopes []string
}

// GetSignIn tells a device how its person signs in (GET /v1/sign-in).
func (h *handlers) GetSignIn(c echo.Context) error {
	s := api.SignIn{Issuer: h.desktop.Issuer, ClientId: h.desktop.Client, Scopes: h.desktop.Scopes}
	if s.Scopes == nil {
		s.Scopes = []string{}
	}
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.JSON(http.StatusOK, s)
}

// AddDevice enrols a device of the person who has signed in (POST /v1/devices/mine).
func (h *handlers) AddDevice(c echo.Context) error {
	id, err := auth.Require(c.Request().Context(), auth.RoleSender)
	if err != nil {
		return err
	}
	var r api.NewDevice
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	d, token, err := h.enrol.Add(c.Request().Context(), id, auth.Enrolment{Name: r.Name, PublicKey: value(r.PublicKey, "")})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, api.Device{Id: d.ID, Token: token})
}

// GetDeviceKeys gives a device what it pins (GET /v1/devices/mine).
func (h *handlers) GetDeviceKeys(c echo.Context) error {
	id, err := auth.Require(c.Request().Context(), auth.RoleSender)
	if err != nil {
		return err
	}
	if id.Device == "" {
		return &problem{status: http.StatusConflict, code: "not-a-device", title: "Only a device has such keys.", detail: "Ask with the token that the device got when it was enrolled."}
	}
	k, err := h.desk.DeviceKeys(c.Request().Context(), id.Org, id.Device)
	if err != nil {
		return err
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.JSON(http.StatusOK, api.DeviceKeys{
		Device: id.Device, Organization: k.Organization, PolicyKey: base64.StdEncoding.EncodeToString(k.Policy),
		FingerprintKey: base64.StdEncoding.EncodeToString(k.Fingerprint[:]),
	})
}

// GetPolicyDocument gives the whole policy, signed (GET /v1/policy/document).
func (h *handlers) GetPolicyDocument(c echo.Context, params api.GetPolicyDocumentParams) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	d, err := h.desk.PolicyDocument(c.Request().Context(), p, strings.Trim(value(params.IfNoneMatch, ""), `"`))
	if err != nil {
		return err
	}
	c.Response().Header().Set("ETag", `"`+d.Tag+`"`)
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	if d.Token == "" {
		return c.NoContent(http.StatusNotModified)
	}
	return c.JSON(http.StatusOK, api.PolicyDocument{Document: d.Token})
}

// GetFacts tells what is known of a mail's people (POST /v1/facts).
func (h *handlers) GetFacts(c echo.Context) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	var r api.FactsRequest
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	d := api.Draft{From: r.From, Account: r.Account, Recipients: r.Recipients, DeadlineMs: r.DeadlineMs, Intent: "compose", Door: api.Door{Name: "desktop"}}
	if err := validDraft(&d); err != nil {
		return err
	}
	m, _, err := draftMessage(c.Request().Context(), &d, contents{})
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), deadline(r.DeadlineMs))
	defer cancel()
	f, err := h.desk.Facts(ctx, p, m)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, f)
}

var (
	outcomes  = []api.DeviceOutcomeOutcome{"sent", "confirmed", "held", "cancelled", "refused", "unanswered", "gone", "failed", "doubtful", "repeated", "discarded"}
	recordID  = regexp.MustCompile(`^[A-Za-z0-9._-]{8,64}$`)
	replyForm = regexp.MustCompile(`^([245][0-9]{2}( [245]\.[0-9]{1,3}\.[0-9]{1,3})?)?$`)
)

// AddRecords takes in what a device judged by itself (POST /v1/records).
func (h *handlers) AddRecords(c echo.Context) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	var r api.DeviceRecords
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	if err := validRecords(&r); err != nil {
		return err
	}
	door := desk.Door{Name: string(r.Door.Name), Version: r.Door.Version}
	out := api.RecordsTaken{Records: []api.Taken{}, Outcomes: []api.Taken{}}
	for i := range r.Records {
		m, err := judged(&r.Records[i])
		if err != nil {
			return invalid(fmt.Sprintf("records[%d]: %v.", i, err))
		}
		done, err := h.desk.Record(c.Request().Context(), p, door, m)
		taken, err := take(m.ID, err)
		if err != nil {
			return err
		}
		if taken.Refused == nil {
			h.metrics.checked(string(r.Door.Name), string(m.Verdict.Action))
		}
		if done.Pass != "" {
			taken.Pass, taken.ExpiresAt = &done.Pass, &done.Expires
		}
		out.Records = append(out.Records, taken)
	}
	for _, o := range r.Outcomes {
		err := h.desk.Ended(c.Request().Context(), p, door, desk.Outcome{ID: o.Id, At: o.At, Outcome: string(o.Outcome), Reply: value(o.Reply, ""), Unheard: value(o.Unheard, false)})
		taken, err := take(o.Id, err)
		if err != nil {
			return err
		}
		out.Outcomes = append(out.Outcomes, taken)
	}
	return c.JSON(http.StatusOK, out)
}

// take tells a refusal for good from an error that may pass, which answers for all.
func take(id string, err error) (api.Taken, error) {
	taken := api.Taken{Id: id}
	if err == nil {
		return taken, nil
	}
	var gaps *desk.IncompleteError
	final := errors.As(err, &gaps)
	for _, f := range []error{desk.ErrForeign, desk.ErrNothing, desk.ErrTaken, desk.ErrNotFound} {
		final = final || errors.Is(err, f)
	}
	if !final {
		return taken, err
	}
	code := toProblem(err).code
	taken.Refused = &code
	return taken, nil
}

// judged reads what a device wrote. Keys that this server does not know are a newer device's, and left out.
func judged(r *api.DeviceRecord) (desk.Judged, error) {
	m := desk.Judged{ID: r.Id, At: r.At, PolicyVersion: r.PolicyVersion, Message: check.Record{Message: &policy.Message{}}, Paused: value(r.Paused, "")}
	for _, part := range []struct {
		name string
		data json.RawMessage
		into any
	}{{"message", r.Message, &m.Message}, {"facts", r.Facts, &m.Facts}, {"verdict", r.Verdict, &m.Verdict}} {
		if err := json.Unmarshal(part.data, part.into); err != nil {
			return m, fmt.Errorf("%s cannot be read: %w", part.name, err)
		}
	}
	if len(m.Message.Recipients) > 10_000 || len(m.Verdict.Recipients) > 10_000 {
		return m, errors.New("it has more than 10000 recipients")
	}
	if a := r.Answers; a != nil {
		m.Given = &check.Answers{Items: a.Items, Questions: value(a.Questions, nil), Words: value(a.Words, nil), Reason: value(a.Reason, "")}
	}
	return m, nil
}

func validRecords(r *api.DeviceRecords) error {
	checks := []error{
		oneOf("door.name", r.Door.Name, []api.DoorName{"desktop"}), atMost("door.version", len(r.Door.Version), maxID),
		atMost("records", len(r.Records), 100), atMost("outcomes", len(r.Outcomes), 1000),
	}
	id := func(at, s string) error {
		if recordID.MatchString(s) {
			return nil
		}
		return invalid(at + ".id has 8 to 64 letters, digits, dots, hyphens and low lines.")
	}
	for i, m := range r.Records {
		at := fmt.Sprintf("records[%d]", i)
		checks = append(checks, id(at, m.Id), atMost(at+".paused", len(value(m.Paused, "")), 800), aTime(at, m.At))
		if m.Answers != nil {
			checks = append(checks, validConfirmation(m.Answers))
		}
	}
	for i, o := range r.Outcomes {
		at := fmt.Sprintf("outcomes[%d]", i)
		checks = append(checks, id(at, o.Id), oneOf(at+".outcome", o.Outcome, outcomes), aTime(at, o.At))
		if !replyForm.MatchString(value(o.Reply, "")) {
			checks = append(checks, invalid(at+".reply is a reply code and an enhanced code, as in 250 2.0.0."))
		}
	}
	return first(checks...)
}

func aTime(at string, t time.Time) error {
	if t.Year() < 2020 || t.Year() > 9999 {
		return invalid(at + ".at is no time of a mail.")
	}
	return nil
}
