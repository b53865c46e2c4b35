package httpapi

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/check"
	"sekisho/server/internal/desk"
	"sekisho/server/policy"
)

const defaultDeadline = 3 * time.Second

// CreateCheck judges a draft (POST /v1/checks).
func (h *handlers) CreateCheck(c echo.Context) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	var d api.Draft
	if err := h.readDraft(c, &d); err != nil {
		return err
	}
	if err := validDraft(&d); err != nil {
		return err
	}
	if d.Language != nil {
		p.Language = string(*d.Language)
	}
	ctx, budget := c.Request().Context(), deadline(d.DeadlineMs)
	turn, err := h.desk.Turn(ctx, p)
	if err != nil {
		return err
	}
	asks := turn.Asks()
	m, saw, err := h.look(h.withTexts(ctx, d.Intent, asks.Texts), budget, &d, p, asks.Texts)
	if err != nil {
		return err
	}
	wanted, names := needs(m, saw, asks)
	if !asks.Marks {
		quiet(m)
	}
	door := desk.Door{Name: string(d.Door.Name), Version: d.Door.Version, Budget: budget}
	judge := turn.Send
	if d.Intent == "compose" {
		judge = turn.Compose
	}
	a, err := judge(ctx, door, m)
	if err != nil {
		return err
	}
	h.metrics.checked(string(d.Door.Name), string(a.Verdict.Action))
	out := toCheck(a, false)
	out.Needs, out.NeedsContent = wanted, names
	if d.Intent == "compose" || a.Decision != check.Send {
		out.Alert = alert(p.Language, &a)
	}
	return c.JSON(http.StatusOK, out)
}

// look reads the draft and its files within the door's patience.
func (h *handlers) look(ctx context.Context, budget time.Duration, d *api.Draft, p desk.Person, texts bool) (*policy.Message, []sight, error) {
	ctx, cancel := context.WithTimeout(ctx, budget)
	defer cancel()
	return draftMessage(ctx, d, contents{uploads: h.uploads.of(owner(p)), known: h.known, texts: texts, maxInline: h.limits.Inline})
}

// GetCheck reads a check of one's own again (GET /v1/checks/{id}).
func (h *handlers) GetCheck(c echo.Context, id api.CheckId) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	a, err := h.desk.Get(c.Request().Context(), p, id)
	if err != nil {
		return err
	}
	return c.JSON(http.StatusOK, toCheck(a, true))
}

// ConfirmCheck confirms what a checklist asks (POST /v1/checks/{id}/confirmation).
func (h *handlers) ConfirmCheck(c echo.Context, id api.CheckId) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	var r api.ConfirmationRequest
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	if err := validConfirmation(&r); err != nil {
		return err
	}
	given := check.Answers{Items: r.Items, Questions: value(r.Questions, nil), Words: value(r.Words, nil), Reason: value(r.Reason, "")}
	done, err := h.desk.Confirm(c.Request().Context(), p, id, given)
	if err != nil {
		return err
	}
	out := api.Confirmation{Id: done.ID, Check: done.Check, ExpiresAt: done.Expires}
	if done.Pass != "" {
		out.Pass = &done.Pass
	}
	return c.JSON(http.StatusOK, out)
}

// CreateUpload takes in the content of one attachment (POST /v1/uploads).
func (h *handlers) CreateUpload(c echo.Context, params api.CreateUploadParams) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	body, limit := io.Reader(c.Request().Body), h.limits.Upload
	if encoding := value(params.Encoding, ""); encoding != "" {
		if err := oneOf("encoding", encoding, []api.CreateUploadParamsEncoding{"base64"}); err != nil {
			return err
		}
		body, limit = base64.NewDecoder(base64.StdEncoding, body), limit/3*4+4
	}
	if c.Request().ContentLength > limit {
		return errTooLarge
	}
	id, up, err := h.uploads.add(owner(p), body)
	if errors.Is(err, io.ErrUnexpectedEOF) { // cut in a group of base64, or on its way
		return bad("upload-encoding", "The body is not whole.", "It ends too early.")
	}
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, api.Upload{Id: id, Size: up.size, Sha256: up.sha256, ExpiresAt: up.expires})
}

func deadline(ms *int) time.Duration {
	if ms == nil {
		return defaultDeadline
	}
	return time.Duration(*ms) * time.Millisecond
}

func toCheck(a desk.Answer, own bool) api.Check {
	out := api.Check{
		Id: a.ID, Verdict: a.Verdict, Decision: api.CheckDecision(a.Decision), CannotCarryOut: a.CannotCarryOut,
		Confirmed: a.Confirmed, PolicyVersion: strconv.FormatInt(a.PolicyVersion, 10), ExpiresAt: a.Expires,
	}
	tickAll := api.CheckTickAll(a.TickAll)
	out.TickAll = &tickAll
	if len(a.ToMake) > 0 {
		out.ToMake = &a.ToMake
	}
	if a.Pass != "" {
		out.Pass = &a.Pass
	}
	if own {
		out.Subject = &a.Subject
	}
	return out
}

// owner names a person for what is kept in memory.
func owner(p desk.Person) string {
	return p.Org.ID() + "\x00" + p.Who.Issuer + "\x00" + p.Who.Subject
}
