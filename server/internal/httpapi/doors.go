package httpapi

import (
	"context"
	"net"
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
)

// Enroller turns an enrolment code into a device and its token. remote is the caller's address, for limiting tries.
type Enroller interface {
	Enrol(ctx context.Context, remote string, e auth.Enrolment) (store.Device, string, error)
	// Add makes a device of somebody who has signed in.
	Add(ctx context.Context, id auth.Identity, e auth.Enrolment) (store.Device, string, error)
}

// EnrolDevice turns an enrolment code into a device token (POST /v1/devices).
func (h *handlers) EnrolDevice(c echo.Context) error {
	var r api.EnrolmentRequest
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	d, token, err := h.enrol.Enrol(c.Request().Context(), c.RealIP(), auth.Enrolment{Code: r.Code, Name: r.Name, PublicKey: value(r.PublicKey, "")})
	if err != nil {
		return err
	}
	return c.JSON(http.StatusCreated, api.Device{Id: d.ID, Token: token})
}

// GetDoorPolicy gives the part of the policy that a door keeps (GET /v1/policy).
func (h *handlers) GetDoorPolicy(c echo.Context, params api.GetDoorPolicyParams) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	d, err := h.desk.DoorPolicy(c.Request().Context(), p)
	if err != nil {
		return err
	}
	tag := `"` + d.Policy.Version + `"`
	c.Response().Header().Set("ETag", tag)
	c.Response().Header().Set("Cache-Control", "private, no-cache")
	if params.IfNoneMatch != nil && *params.IfNoneMatch == tag {
		return c.NoContent(http.StatusNotModified)
	}
	return c.JSON(http.StatusOK, d)
}

// GetHealth tells that the process is up (GET /healthz).
func (h *handlers) GetHealth(c echo.Context) error {
	return c.JSON(http.StatusOK, api.Health{Status: "ok"})
}

// GetReady tells whether checks can be taken now (GET /readyz).
func (h *handlers) GetReady(c echo.Context) error {
	ctx, cancel := context.WithTimeout(c.Request().Context(), 2*time.Second)
	defer cancel()
	if err := h.ready(ctx); err != nil {
		failing := each(err)
		return c.JSON(http.StatusServiceUnavailable, api.Health{Status: "failing", Failing: &failing})
	}
	return c.JSON(http.StatusOK, api.Health{Status: "ok"})
}

// each is what is wrong, one by one.
func each(err error) []string {
	several, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return []string{err.Error()}
	}
	var list []string
	for _, e := range several.Unwrap() {
		list = append(list, each(e)...)
	}
	return list
}

// person is who asks, by the credential alone.
func person(c echo.Context) (desk.Person, error) {
	id, err := auth.Require(c.Request().Context(), auth.RoleSender)
	if err != nil {
		return desk.Person{}, err
	}
	return desk.Person{Org: id.Org, Who: id.Who(), Account: id.Account, Name: id.Name, Language: id.Language}, nil
}

func host(address string) string {
	h, _, err := net.SplitHostPort(address)
	if err != nil {
		return address
	}
	return h
}

func loopback(address string) bool {
	ip := net.ParseIP(host(address))
	return ip != nil && ip.IsLoopback()
}
