package notice

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/outbound"
	"sekisho/server/internal/store"
)

var (
	errOver = errors.New("notice: it is of no use any more")
	errKind = errors.New("notice: unknown kind")
)

// letter is what a notice says, before it is a mail.
type letter struct {
	from, to  string
	subject   string
	about     store.Message // the mail it tells of
	bodies    []body        // one for each language
	header    []byte        // of that mail
	status    string        // for machines (RFC 3464); empty: it is no report of delivery
	link      *store.Link   // nil: none
	token     string
	languages []string
}

// body is a notice in one language.
type body struct {
	Lang     string
	Title    string
	Lead     []string // sentences under it
	Facts    []held.Fact
	Findings []held.Point
	More     string // findings that are left out
	Button   string
	URL      string
	Once     string // about the button
	Footer   string
	Grave    bool // the mail does not go
}

// letter puts a row into words. errOver means that nobody needs to hear it any more.
func (w *Worker) letter(ctx context.Context, row store.Notice) (*letter, error) {
	if !held.Known("title." + row.Kind) {
		return nil, fmt.Errorf("%w %q", errKind, row.Kind)
	}
	pol, _, err := w.Policies.Current(ctx, w.Org)
	if err != nil {
		return nil, fmt.Errorf("read the policy: %w", err)
	}
	zone := held.Zone(pol)
	m, err := w.mail(ctx, row)
	if err != nil {
		return nil, err
	}
	l := &letter{to: row.To, about: m.Message, header: w.header(ctx, m.Message)}
	if l.languages, err = w.languages(ctx, row.To); err != nil {
		return nil, err
	}
	if err := w.addLink(ctx, l, row, m); err != nil {
		return nil, err
	}
	var subjects []string
	for _, lang := range l.languages {
		title := m.Title(lang)
		if len(subjects) == 0 && len(l.languages) > 1 { // both languages: the subject itself once
			title = ""
		}
		subjects = append(subjects, strings.TrimSpace(held.Say(lang, key("subject", row, m), "subject", title)))
		l.bodies = append(l.bodies, w.body(lang, row, m, l, zone))
	}
	l.subject = held.Line(strings.Join(subjects, " "), 250)
	if l.from = w.From; l.from == "" {
		l.from = "postmaster@" + domain(m.Message.Account, row.To)
	}
	if row.Kind == outbound.TellFailed || row.Kind == outbound.TellDelayed {
		w.addReport(l, row)
	}
	return l, nil
}

// domain is the first one that an address has.
func domain(addresses ...string) string {
	for _, a := range addresses {
		if at := strings.LastIndexByte(a, '@'); at >= 0 && at < len(a)-1 {
			return a[at+1:]
		}
	}
	return "localhost"
}

// languages are those that a person reads; both where that is not known.
func (w *Worker) languages(ctx context.Context, to string) ([]string, error) {
	p, err := w.Records.Person(ctx, w.Org, to)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	if slices.Contains(held.Languages(), p.Language) {
		return []string{p.Language}, nil
	}
	return held.Languages(), nil
}

// mail reads what a row is about, as the person sees it who is told.
func (w *Worker) mail(ctx context.Context, row store.Notice) (*held.Mail, error) {
	r := held.Reader{Records: w.Records}
	switch {
	case row.Kind == hold.TellBcc, row.Kind == hold.TellNotify, row.Kind == hold.TellBlocked:
		m, err := r.Told(ctx, w.Org, row.Message, row.Args["account"], row.Args["check"], row.To)
		if errors.Is(err, store.ErrNotFound) {
			err = errOver // it was erased
		}
		return m, err
	case row.Kind == hold.TellClaimed: // whose it is is not known: nothing of it is read
		return &held.Mail{Message: store.Message{ID: row.Message, Account: row.To}}, nil
	case row.Hold == "":
		return r.OfMessage(ctx, w.Org, row.Message)
	case row.Kind == hold.TellApprove:
		m, err := r.ForApprover(ctx, w.Org, row.Hold)
		if err == nil && m.Over(row.Stage, w.now()) {
			err = errOver
		}
		return m, err
	}
	m, err := r.ForSender(ctx, w.Org, row.Hold)
	if err != nil {
		return nil, err
	}
	if asks(row.Kind) && (m.Over(row.Stage, w.now()) || !first(m)) {
		return nil, errOver
	}
	return m, nil
}

// asks tells whether a kind of notice is about what can still be done.
func asks(kind string) bool {
	return slices.Contains([]string{hold.TellHeld, hold.TellConfirm, hold.TellAsk, hold.TellWaiting, hold.TellApprove}, kind)
}

// first tells whether this hold speaks for those that wait with it: a mail is confirmed as a whole, and asked about once.
func first(m *held.Mail) bool {
	return !slices.ContainsFunc(m.Together, func(h store.Hold) bool { return h.ID < m.Hold.ID })
}

// addLink makes the link of a notice that somebody can act on.
func (w *Worker) addLink(ctx context.Context, l *letter, row store.Notice, m *held.Mail) (err error) {
	if !asks(row.Kind) {
		return nil
	}
	if l.token, err = w.Tokens.New(ctx, w.Org); err != nil {
		return fmt.Errorf("make a link: %w", err)
	}
	l.link = &store.Link{Hold: row.Hold, Stage: row.Stage, Purpose: store.LinkSender, Person: row.To, Expires: m.Hold.Due}
	if row.Kind == hold.TellApprove {
		l.link.Purpose = store.LinkApprover
	}
	if l.link.Expires.IsZero() {
		l.link.Expires = w.now().Add(30 * 24 * time.Hour)
	}
	return nil
}

// body says it in one language.
func (w *Worker) body(lang string, row store.Notice, m *held.Mail, l *letter, zone *time.Location) body {
	say := func(what string, pairs ...string) string { return held.Say(lang, key(what, row, m), pairs...) }
	b := body{
		Lang: lang, Title: say("title"), Footer: held.Say(lang, "footer", "organization", held.Line(w.Organization, 100)),
		Grave: slices.Contains([]string{hold.TellRejected, hold.TellDiscarded, hold.TellCancelled, hold.TellConfirm, hold.TellBlocked, outbound.TellFailed}, row.Kind),
	}
	b.Lead = append(b.Lead, say("do", "from", m.Author()))
	if of := row.Args[hold.ForArg]; of != "" {
		b.Lead = append(b.Lead, held.Say(lang, "deputy", "approver", held.Line(of, 320)))
	}
	if asks(row.Kind) {
		if said := m.Expiry(lang, zone); said != "" {
			b.Lead = slices.Insert(b.Lead, 0, said)
		}
		b.Button, b.URL, b.Once = say("button"), w.url(l.token, lang, l.languages), held.Say(lang, "link.once")
	}
	if asks(row.Kind) || row.Kind == hold.TellNotify || row.Kind == hold.TellBlocked {
		b.Findings, b.More = m.Points(lang)
	}
	b.Facts = facts(lang, row, m, zone)
	return b
}

// key is where the words of a part of a notice stand.
func key(part string, row store.Notice, m *held.Mail) string {
	return m.Key(part, row.Kind, strings.EqualFold(row.To, m.Message.Account))
}

func (w *Worker) url(token, lang string, languages []string) string {
	u := strings.TrimSuffix(w.Origin, "/") + "/h/" + token
	if len(languages) > 1 { // each half of the mail leads to its own language
		u += "?lang=" + lang
	}
	return u
}

// facts are what a mail is about.
func facts(lang string, row store.Notice, m *held.Mail, zone *time.Location) []held.Fact {
	say := func(key string) string { return held.Say(lang, "label."+key) }
	switch {
	case row.Kind == hold.TellClaimed:
		return nil
	case row.Kind == hold.TellBcc:
		return append(m.Facts(lang, false)[:1], held.Fact{Label: say("moved"), Values: m.MovedFrom(lang)})
	case row.Kind == hold.TellNotify, row.Kind == hold.TellBlocked:
		return m.Facts(lang, !strings.EqualFold(row.To, m.Message.Account))
	case row.Hold == "":
		return []held.Fact{{Label: say("subject"), Values: []string{m.Title(lang)}}, {Label: say("sent"), Values: []string{held.When(lang, m.Message.Created, zone)}}}
	}
	all := m.Facts(lang, row.Kind == hold.TellApprove)
	if row.Kind != hold.TellRejected {
		return all
	}
	for _, a := range m.Asked {
		if a.State == store.ApprovalRejected {
			all = append(all, held.Fact{Label: say("by"), Values: []string{a.Approver}})
			if a.Reason != "" {
				all = append(all, held.Fact{Label: say("reason"), Values: []string{held.Line(a.Reason, 1000)}})
			}
		}
	}
	return all
}
