// Package page is what the links in notices lead to: a page that shows a held mail, and a form that acts on it once.
//
// A GET never acts: scanners of mail open every link. A POST acts if it comes from our own form, the link was not used, and the mail
// is still in the stage that the link was made for; then the link is used up. What may be done is the Keeper's to say, and whether
// a confirmation is whole is the desk's: the page is not the guard. Whoever has a link may use it, as the notice says.
//
// Pages need no script, load nothing from elsewhere, are never stored or framed, and tell nobody where they stand.
//
// # Limits
//
// A form is at most 1 MiB. Ten links that are not ours in ten minutes from one address, then 429.
package page

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// Records is what is needed of the store.
type Records interface {
	AddLink(ctx context.Context, org store.Org, token string, l store.Link) error
	UseLink(ctx context.Context, org store.Org, token string) error
	Person(ctx context.Context, org store.Org, address string) (store.Person, error)
	held.Records
}

// Confirmer records confirmations.
type Confirmer interface {
	ConfirmHeld(ctx context.Context, p desk.Person, id string, given check.Answers) (string, error)
}

// Policies gives the policy in force.
type Policies interface {
	Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error)
}

// Pages serves the pages of all organisations. Its fields must not change once in use.
type Pages struct {
	Links    *auth.Links
	Records  Records
	Holds    *hold.Keeper
	Desk     Confirmer
	Policies Policies
	Moved    func()           // called when something was done; nil: nobody
	Now      func() time.Time // nil: time.Now
	Log      *slog.Logger
}

const maxForm = 1 << 20 // octets

func (p *Pages) now() time.Time {
	if p.Now != nil {
		return p.Now()
	}
	return time.Now()
}

// visit is one request with what it is about.
type visit struct {
	*http.Request
	token string
	org   store.Org
	link  store.Link
	mail  *held.Mail
	zone  *time.Location
	lang  string
}

// Serve answers a request for the page of a token, which came from an address.
func (p *Pages) Serve(w http.ResponseWriter, r *http.Request, token, remote string) {
	secure(w.Header())
	v := &visit{Request: r, token: token, lang: language(r, "")}
	reason, err := p.enter(v, remote)
	switch {
	case err != nil:
		p.Log.LogAttrs(r.Context(), slog.LevelError, "show a held mail", slog.Any("error", err))
		p.gone(w, v, http.StatusServiceUnavailable, "failed")
	case reason == "many":
		w.Header().Set("Retry-After", "600")
		p.gone(w, v, http.StatusTooManyRequests, reason)
	case reason == "unknown":
		p.gone(w, v, http.StatusNotFound, reason)
	case reason != "":
		p.gone(w, v, http.StatusGone, reason)
	case r.Method == http.MethodPost:
		p.act(w, v)
	default:
		p.show(w, v, http.StatusOK, nil)
	}
}

func secure(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Vary", "Accept-Language")
}

// enter finds what a link leads to, and why it cannot be used any more; empty: it can.
func (p *Pages) enter(v *visit, remote string) (reason string, err error) {
	ctx := v.Context()
	v.org, v.link, err = p.Links.Open(ctx, remote, v.token)
	var refused *auth.Error
	if errors.As(err, &refused) {
		if refused.Code == auth.CodeTooMany {
			return "many", nil
		}
		return "unknown", nil
	}
	if err != nil {
		return "", err
	}
	person, err := p.Records.Person(ctx, v.org, v.link.Person)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	v.lang = language(v.Request, person.Language)
	if v.zone, err = p.zone(ctx, v.org); err != nil {
		return "", err
	}
	if err := p.read(v); err != nil {
		return "", err
	}
	return p.over(v)
}

// over tells why a link cannot be used any more.
func (p *Pages) over(v *visit) (string, error) {
	h, now := v.mail.Hold, p.now()
	switch {
	case !v.link.Used.IsZero():
		return "used", nil
	case h.Stage == v.link.Stage && v.mail.Over(h.Stage, now) && slices.Contains([]string{store.HoldSender, store.HoldTimed, store.HoldApproval}, h.State):
		return "over", nil
	case v.mail.Over(v.link.Stage, now):
		return "moved", nil
	case v.link.Purpose != store.LinkApprover:
		return "", nil
	}
	err := p.Holds.Asked(v.Context(), v.org, h.ID, v.actor(v.link.Stage))
	if errors.Is(err, hold.ErrConflict) || errors.Is(err, hold.ErrNotFound) || errors.Is(err, hold.ErrForbidden) {
		return "moved", nil
	}
	return "", err
}

// read reads the mail as the link's owner may see it.
func (p *Pages) read(v *visit) (err error) {
	r := held.Reader{Records: p.Records}
	if v.link.Purpose == store.LinkApprover {
		v.mail, err = r.ForApprover(v.Context(), v.org, v.link.Hold)
	} else {
		v.mail, err = r.ForSender(v.Context(), v.org, v.link.Hold)
	}
	return err
}

func (p *Pages) zone(ctx context.Context, org store.Org) (*time.Location, error) {
	pol, _, err := p.Policies.Current(ctx, org)
	if err != nil {
		return nil, err
	}
	return held.Zone(pol), nil
}

// language is the one chosen on the page, else the person's, else the browser's.
func language(r *http.Request, persons string) string {
	for _, lang := range []string{r.URL.Query().Get("lang"), persons} {
		if slices.Contains(held.Languages(), lang) {
			return lang
		}
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		base, _, _ := strings.Cut(strings.ToLower(tag), "-")
		if slices.Contains(held.Languages(), base) {
			return base
		}
	}
	return "ja"
}
