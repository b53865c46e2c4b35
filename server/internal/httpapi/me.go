package httpapi

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/policy"
)

// GetMe tells who the token speaks for, and how long their mails wait where that is theirs to choose (GET /v1/me).
func (h *handlers) GetMe(c echo.Context) error {
	id, err := auth.Require(c.Request().Context(), auth.RoleSender)
	if err != nil {
		return err
	}
	own, err := h.own(c)
	if err == nil {
		return h.me(c, id, own)
	}
	if errors.Is(err, errAccount) { // whose address is not known has no mails, and that is no fault
		return c.JSON(http.StatusOK, meOf(id))
	}
	return err
}

// PutMe keeps how long the caller's own mails are to wait (PUT /v1/me).
func (h *handlers) PutMe(c echo.Context) error {
	id, err := auth.Require(c.Request().Context(), auth.RoleSender)
	if err != nil {
		return err
	}
	own, err := h.own(c)
	if err != nil {
		return err
	}
	var r api.OwnSettings
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	if err := h.desk.SetOwnWait(c.Request().Context(), own, r.Wait); err != nil {
		return err
	}
	return h.me(c, id, own)
}

// own is the caller with the address that their mails have: that which something vouches for, never one that they name themselves.
func (h *handlers) own(c echo.Context) (desk.Person, error) {
	id, by, err := h.holder(c)
	if err == nil && by.Account == "" {
		err = errAccount
	}
	return desk.Person{Org: id.Org, Who: id.Who(), Account: by.Account, Name: id.Name, Language: id.Language}, err
}

func (h *handlers) me(c echo.Context, id auth.Identity, own desk.Person) error {
	out := meOf(id)
	w, err := h.desk.OwnWait(c.Request().Context(), own)
	switch {
	case err == nil:
		out.Wait = &api.OwnWait{Shortest: policy.FormatDuration(w.Shortest), Longest: policy.FormatDuration(w.Longest)}
		if w.Chosen > 0 {
			out.Wait.Chosen = new(policy.FormatDuration(w.Chosen))
		}
	case !errors.Is(err, desk.ErrNoWait):
		return err
	}
	return c.JSON(http.StatusOK, out)
}

func meOf(id auth.Identity) api.Me {
	roles := make([]api.MeRoles, 0, len(id.Roles))
	for _, r := range id.Roles {
		roles = append(roles, api.MeRoles(r))
	}
	return api.Me{Issuer: id.Issuer, Account: id.Account, Name: id.Name, Language: id.Language, Organization: id.Org.ID(), Roles: roles}
}
