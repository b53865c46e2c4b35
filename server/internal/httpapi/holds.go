package httpapi

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	heldmail "sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

const maxHolds = 100 // in a list

// HeldRecords is what lists of held mails are read from.
type HeldRecords interface {
	Holds(ctx context.Context, org store.Org, q store.HoldQuery) ([]store.Hold, error)
	PersonOf(ctx context.Context, org store.Org, who store.Who) (store.Person, error)
	heldmail.Records
}

// Held is the held mail that people see and move.
type Held struct {
	Keeper  *hold.Keeper
	Records HeldRecords
	Moved   func() // called when something was moved; nil: nobody
}

// errAccount: an identity without an address has no mails. A claim that its owner may change is no address.
var errAccount = errors.New("httpapi: it is not known which mail address is yours")

// holder is who asks about held mails. The address that mails belong to comes from what vouches for it: the credential, or the
// directory by issuer and subject.
func (h *handlers) holder(c echo.Context) (auth.Identity, hold.Actor, error) {
	id, ok := auth.FromContext(c.Request().Context())
	if !ok {
		_, err := auth.Require(c.Request().Context(), auth.RoleSender)
		return id, hold.Actor{}, err
	}
	by := hold.Actor{Who: id.Who(), Account: strings.ToLower(id.Account), Operator: id.Has(auth.RoleAdmin), Door: "api"}
	if id.Hint || id.Account == "" {
		p, err := h.held.Records.PersonOf(c.Request().Context(), id.Org, id.Who())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return id, by, err
		}
		by.Account = p.Address
	}
	if by.Account == "" && !by.Operator {
		return id, by, errAccount
	}
	return id, by, nil
}

// sender is a holder who may have mails of their own.
func (h *handlers) sender(c echo.Context, stage *int64) (auth.Identity, hold.Actor, error) {
	id, by, err := h.holder(c)
	if err == nil && !by.Operator {
		_, err = auth.Require(c.Request().Context(), auth.RoleSender)
	}
	by.Stage = value(stage, 0)
	return id, by, err
}

// ListHolds lists mails that wait (GET /v1/holds).
func (h *handlers) ListHolds(c echo.Context, params api.ListHoldsParams) error {
	id, by, err := h.sender(c, nil)
	if errors.Is(err, errAccount) { // the pane asks for everybody: who has no address here has no mails, and that is no fault
		if _, err := auth.Require(c.Request().Context(), auth.RoleSender); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, api.Holds{Holds: []api.Hold{}})
	}
	if err != nil {
		return err
	}
	q := store.HoldQuery{Account: by.Account, Before: value(params.Before, time.Time{}), Limit: maxHolds}
	if value(params.All, false) {
		if id, err = auth.Require(c.Request().Context(), auth.RoleAdmin); err != nil {
			return err
		}
		q.Account = ""
	}
	list := []store.Hold{}
	if q.Account != "" || value(params.All, false) {
		if list, err = h.held.Records.Holds(c.Request().Context(), id.Org, q); err != nil {
			return err
		}
	}
	read := heldmail.Reader{Records: h.held.Records}
	return h.holds(c, id, by, list, read.ForSender)
}

// ListApprovals lists mails that wait for the caller's answer, of their own or as a deputy (GET /v1/approvals).
func (h *handlers) ListApprovals(c echo.Context) error {
	id, by, err := h.holder(c)
	if err != nil {
		return err
	}
	list, err := h.held.Keeper.AskedOf(c.Request().Context(), id.Org, by, maxHolds)
	if err != nil {
		return err
	}
	by.Operator = false // as an approver
	read := heldmail.Reader{Records: h.held.Records}
	return h.holds(c, id, by, list, read.ForApprover)
}

type readHeld func(ctx context.Context, org store.Org, id string) (*heldmail.Mail, error)

func (h *handlers) holds(c echo.Context, id auth.Identity, by hold.Actor, list []store.Hold, read readHeld) error {
	out := api.Holds{Holds: []api.Hold{}}
	for _, one := range list {
		m, err := read(c.Request().Context(), id.Org, one.ID)
		if err != nil {
			return err
		}
		shown, err := h.hold(m, by, heldLanguage(c, id))
		if err != nil {
			return err
		}
		out.Holds = append(out.Holds, shown)
	}
	return c.JSON(http.StatusOK, out)
}

func heldLanguage(c echo.Context, id auth.Identity) string {
	if id.Language != "" {
		return id.Language
	}
	if strings.HasPrefix(strings.ToLower(c.Request().Header.Get("Accept-Language")), "en") {
		return "en"
	}
	return "ja"
}

// hold is a held mail as the API shows it.
func (h *handlers) hold(m *heldmail.Mail, by hold.Actor, lang string) (api.Hold, error) {
	may, stage, err := h.held.Keeper.Allowed(m.Hold, by)
	if err != nil {
		return api.Hold{}, err
	}
	out := api.Hold{
		Id: m.Hold.ID, Subject: heldmail.Line(m.Subject, 1000), From: m.From.Address, Recipients: []api.HoldRecipient{}, Files: []string{}, Findings: []string{},
		State: api.HoldState(m.Hold.State), Stage: m.Hold.Stage, Kind: api.HoldKind(stage.Kind), OnExpiry: api.HoldOnExpiry(stage.OnExpiry),
		Created: m.Hold.Created, Can: api.HoldCan{Release: may.Release && stage.Kind != hold.Confirm, Cancel: may.Cancel},
	}
	if !m.Hold.Due.IsZero() {
		out.DueAt = &m.Hold.Due
	}
	if !may.Latest.IsZero() {
		out.Can.Earliest, out.Can.Latest = &may.Earliest, &may.Latest
	}
	if m.MoreTo > 0 {
		out.MoreRecipients = &m.MoreTo
	}
	if stage.Reason {
		out.ReasonNeeded = &stage.Reason
	}
	for _, r := range m.Recipients {
		out.Recipients = append(out.Recipients, api.HoldRecipient{Address: r.Address, Name: heldmail.Line(r.Name, 100), Field: api.HoldRecipientField(r.Field)})
	}
	for _, f := range m.Files {
		out.Files = append(out.Files, heldmail.Line(f.Name, 200))
	}
	points, _ := m.Points(lang)
	for _, p := range points {
		out.Findings = append(out.Findings, p.Text)
	}
	return out, nil
}

// ReleaseHold sends a held mail now (POST /v1/holds/{id}/release).
func (h *handlers) ReleaseHold(c echo.Context, id api.HoldId, params api.ReleaseHoldParams) error {
	who, by, err := h.sender(c, params.Stage)
	if err == nil {
		err = h.held.Keeper.Release(c.Request().Context(), who.Org, id, by)
	}
	return h.movedHold(c, err)
}

// CancelHold discards a held mail (POST /v1/holds/{id}/cancel).
func (h *handlers) CancelHold(c echo.Context, id api.HoldId, params api.CancelHoldParams) error {
	who, by, err := h.sender(c, params.Stage)
	if err == nil {
		err = h.held.Keeper.Cancel(c.Request().Context(), who.Org, id, by)
	}
	return h.movedHold(c, err)
}

// SetHoldDue changes when a wait ends (PUT /v1/holds/{id}/due).
func (h *handlers) SetHoldDue(c echo.Context, id api.HoldId, params api.SetHoldDueParams) error {
	who, by, err := h.sender(c, params.Stage)
	if err != nil {
		return err
	}
	var r api.HoldDue
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	return h.movedHold(c, h.held.Keeper.Adjust(c.Request().Context(), who.Org, id, r.DueAt, by))
}

// DecideApproval answers an approver's question (POST /v1/approvals/{id}).
func (h *handlers) DecideApproval(c echo.Context, id api.HoldId) error {
	who, by, err := h.holder(c)
	if err != nil {
		return err
	}
	var r api.ApprovalDecision
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	if r.Decision != "approve" && r.Decision != "reject" {
		return bad("request-invalid", "The request is not valid.", "`decision` is approve or reject.")
	}
	by.Operator, by.Stage = false, value(r.Stage, 0)
	choice := hold.Choice{Approver: value(r.Approver, ""), Approve: r.Decision == "approve", Reason: heldmail.Line(value(r.Reason, ""), 1000)}
	return h.movedHold(c, h.held.Keeper.Decide(c.Request().Context(), who.Org, id, choice, by))
}

// movedHold answers for a move.
func (h *handlers) movedHold(c echo.Context, err error) error {
	if err != nil {
		return err
	}
	if h.held.Moved != nil {
		h.held.Moved()
	}
	return c.NoContent(http.StatusNoContent)
}
