package httpapi

import (
	"fmt"
	"net/http"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/desk"
)

var (
	missedWhys   = []api.MissedCheckWhy{"unreachable", "unreadable", "sign-in"}
	missedBecame = []api.MissedCheckBecame{"sent", "warned", "stopped"}
)

// ReportMissed takes in what a door decided while no server could be reached (POST /v1/reports).
func (h *handlers) ReportMissed(c echo.Context) error {
	p, err := person(c)
	if err != nil {
		return err
	}
	var r api.MissedChecks
	if err := h.readJSON(c, &r); err != nil {
		return err
	}
	if err := validMissed(&r); err != nil {
		return err
	}
	if err := h.reports.take(owner(p), len(r.Mails)); err != nil {
		return err
	}
	door := desk.Door{Name: string(r.Door.Name), Version: r.Door.Version}
	for _, m := range r.Mails {
		missed := desk.Missed{
			ID: m.Id, At: m.At, Why: string(m.Why), Became: string(m.Became), From: m.From, Subject: value(m.Subject, ""), Recipients: m.Recipients,
		}
		if err := h.desk.Missed(c.Request().Context(), p, door, missed); err != nil {
			return err
		}
	}
	return c.NoContent(http.StatusNoContent)
}

func validMissed(r *api.MissedChecks) error {
	checks := []error{
		oneOf("door.name", r.Door.Name, doors),
		atMost("door.version", len(r.Door.Version), maxID),
		atMost("mails", len(r.Mails), 100),
	}
	if len(r.Mails) == 0 {
		checks = append(checks, invalid("mails is empty."))
	}
	for i, m := range r.Mails {
		at := func(key string) string { return fmt.Sprintf("mails[%d].%s", i, key) }
		checks = append(
			checks,
			oneOf(at("why"), m.Why, missedWhys),
			oneOf(at("became"), m.Became, missedBecame),
			atMost(at("id"), len(m.Id), maxID),
			atMost(at("from"), len(m.From), maxMailbox),
			atMost(at("subject"), len(value(m.Subject, "")), maxSubject),
			atMost(at("recipients"), len(m.Recipients), 1000),
		)
		if len(m.Id) < 8 {
			checks = append(checks, invalid(at("id")+" has at least 8 characters."))
		}
		for j, address := range m.Recipients {
			checks = append(checks, atMost(fmt.Sprintf("mails[%d].recipients[%d]", i, j), len(address), maxMailbox))
		}
	}
	return first(checks...)
}
