package page

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"sekisho/server/internal/desk"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

// act does what a form asks.
func (p *Pages) act(w http.ResponseWriter, v *visit) {
	v.Body = http.MaxBytesReader(w, v.Body, maxForm)
	if err := v.ParseForm(); err != nil || !p.ours(v) {
		p.gone(w, v, http.StatusForbidden, "form")
		return
	}
	done, err := p.do(v)
	var gaps *desk.IncompleteError
	switch {
	case err == nil:
		p.finish(w, v, done)
	case errors.As(err, &gaps):
		p.show(w, v, http.StatusUnprocessableEntity, &trouble{gaps: &gaps.Missing})
	case errors.Is(err, hold.ErrTime):
		p.show(w, v, http.StatusUnprocessableEntity, &trouble{key: "wrong.time"})
	case errors.Is(err, hold.ErrReason):
		p.show(w, v, http.StatusUnprocessableEntity, &trouble{key: "wrong.reason"})
	case errors.Is(err, hold.ErrForbidden):
		p.show(w, v, http.StatusForbidden, &trouble{key: "wrong.forbidden"})
	case errors.Is(err, hold.ErrConflict), errors.Is(err, hold.ErrNotFound):
		p.again(w, v)
	default:
		p.Log.LogAttrs(v.Context(), slog.LevelError, "act on a held mail", slog.String("hold", v.link.Hold), slog.Any("error", err))
		p.gone(w, v, http.StatusServiceUnavailable, "failed")
	}
}

// ours tells whether a form is one of our page for this link.
func (p *Pages) ours(v *visit) bool {
	want, err := p.Links.Form(v.Context(), v.org, v.token)
	site := v.Header.Get("Sec-Fetch-Site")
	return err == nil && site != "cross-site" && site != "same-site" && subtle.ConstantTimeCompare([]byte(v.PostForm.Get("form")), []byte(want)) == 1
}

// again shows how the mail stands now, after somebody else was first.
func (p *Pages) again(w http.ResponseWriter, v *visit) {
	if err := p.read(v); err != nil {
		p.gone(w, v, http.StatusServiceUnavailable, "failed")
		return
	}
	p.gone(w, v, http.StatusConflict, "moved")
}

// finish uses the link up and says what was done. That the link cannot be marked undoes nothing: the mail has left the stage that
// the link is for.
func (p *Pages) finish(w http.ResponseWriter, v *visit, done string) {
	if p.Moved != nil {
		p.Moved()
	}
	err := p.Records.UseLink(v.Context(), v.org, v.token)
	if err == nil {
		err = p.read(v)
	}
	next := ""
	if err == nil && done == "due" {
		next, err = p.renew(v)
	}
	if err != nil {
		p.Log.LogAttrs(v.Context(), slog.LevelWarn, "use a link up", slog.String("hold", v.link.Hold), slog.Any("error", err))
	}
	p.done(w, v, done, next)
}

// renew makes another link to the same, since the mail still waits.
func (p *Pages) renew(v *visit) (string, error) {
	token, err := p.Links.New(v.Context(), v.org)
	if err != nil {
		return "", err
	}
	l := store.Link{Hold: v.link.Hold, Stage: v.link.Stage, Purpose: v.link.Purpose, Person: v.link.Person, Expires: v.mail.Hold.Due}
	return "/h/" + token + "?lang=" + v.lang, p.Records.AddLink(v.Context(), v.org, token, l)
}

func (v *visit) actor(stage int64) hold.Actor {
	return hold.Actor{Who: store.Who{Issuer: "link", Subject: v.link.Person}, Account: v.link.Person, Door: "page", Stage: stage}
}

// do moves the mail and returns what was done.
func (p *Pages) do(v *visit) (string, error) {
	ctx, id, by := v.Context(), v.link.Hold, v.actor(v.link.Stage)
	action := v.PostForm.Get("action")
	if v.link.Purpose == store.LinkApprover {
		if action != "approve" && action != "reject" {
			return "", hold.ErrForbidden
		}
		choice := hold.Choice{Approve: action == "approve", Reason: held.Line(v.PostForm.Get("reason"), 1000)}
		return map[bool]string{true: "approved", false: "rejected"}[choice.Approve], p.Holds.Decide(ctx, v.org, id, choice, by)
	}
	switch action {
	case "release":
		if err := p.Holds.Release(ctx, v.org, id, by); err != nil {
			return "", err
		}
		return p.onward(v)
	case "cancel":
		return "cancelled", p.each(v, func(h store.Hold) error { return p.Holds.Cancel(ctx, v.org, h.ID, v.actor(h.Stage)) })
	case "due":
		due, err := time.ParseInLocation("2006-01-02T15:04", v.PostForm.Get("due"), v.zone)
		if err != nil {
			return "", hold.ErrTime
		}
		return "due", p.Holds.Adjust(ctx, v.org, id, due, by)
	case "confirm":
		return p.confirm(v)
	}
	return "", hold.ErrForbidden
}

// confirm records the confirmation and lets go what waited for it.
func (p *Pages) confirm(v *visit) (string, error) {
	if v.mail.Stage.Kind != hold.Confirm {
		return "", hold.ErrForbidden
	}
	who := desk.Person{Org: v.org, Who: store.Who{Issuer: "gateway", Subject: v.mail.Message.Account}, Account: v.link.Person}
	record, err := p.Desk.ConfirmHeld(v.Context(), who, v.mail.Message.CheckID, answers(v))
	if err != nil {
		return "", err
	}
	err = p.each(v, func(h store.Hold) error { return p.Holds.Confirmed(v.Context(), v.org, h.ID, record, v.actor(h.Stage)) })
	if err != nil {
		return "", err
	}
	return p.onward(v)
}

// each does something with all holds that wait together. What somebody else did meanwhile with some of them is theirs; it is an error
// only where nothing was left to do.
func (p *Pages) each(v *visit, do func(store.Hold) error) error {
	var first error
	moved := 0
	for _, h := range v.mail.Together {
		err := do(h)
		switch {
		case err == nil:
			moved++
		case !errors.Is(err, hold.ErrConflict):
			return err
		case first == nil:
			first = err
		}
	}
	if moved > 0 {
		return nil
	}
	return first
}

// onward tells whether the mail went, or waits for something else now.
func (p *Pages) onward(v *visit) (string, error) {
	for _, h := range v.mail.Together {
		now, err := p.Records.Hold(v.Context(), v.org, h.ID)
		if err != nil {
			return "", fmt.Errorf("read the hold again: %w", err)
		}
		if strings.HasPrefix(now.State, "waiting") || now.State == store.HoldTimed {
			return "next", nil
		}
	}
	return "released", nil
}
