package page

import (
	"bytes"
	"embed"
	"html/template"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

//go:embed page.html style.css
var assets embed.FS

var pageTemplate = sync.OnceValues(func() (*template.Template, error) {
	return template.ParseFS(assets, "page.html")
})

// trouble is why a form was not taken.
type trouble struct {
	key  string      // of the words
	gaps *check.Gaps // what a confirmation left out
}

// view is what the page shows. Empty parts are not shown.
type view struct {
	Lang, Other, Switch string // language, the other one's address, and its name
	Heading             string
	Lead                []string
	Alert               string
	Grave, Good         bool
	Facts               []held.Fact
	Points              []held.Point
	More                string
	State               string
	Link, LinkText      string

	Form              string
	Tasks             []task // the checklist
	Confirm           bool
	Release, Cancel   bool
	Onward, Due       string // what the button says that lets it go, and what the time is that can be chosen
	From, To, Default string // of the time to choose; empty: none
	Approve           bool
	Reason            string // what was typed
	NeedsReason       bool
	say               func(key string, pairs ...string) string
}

// Say is for the template.
func (v view) Say(key string, pairs ...string) string { return v.say(key, pairs...) }

// base is what every page has.
func (v *visit) base() view {
	other := "en"
	if v.lang == "en" {
		other = "ja"
	}
	return view{
		Lang: v.lang, Other: "/h/" + url.PathEscape(v.token) + "?lang=" + other, Switch: held.Say(v.lang, "page.language"),
		say: func(key string, pairs ...string) string { return held.Say(v.lang, key, pairs...) },
	}
}

// show is the page of a link that can be used.
func (p *Pages) show(w http.ResponseWriter, v *visit, status int, wrong *trouble) {
	d := v.base()
	kind := map[string]string{hold.Confirm: hold.TellConfirm, hold.Ask: hold.TellAsk, hold.Approval: hold.TellWaiting, hold.Wait: hold.TellHeld}[v.mail.Stage.Kind]
	approver := v.link.Purpose == store.LinkApprover
	if approver {
		kind = hold.TellApprove
	}
	words := func(part string, pairs ...string) string { return d.Say(v.mail.Key(part, kind, !approver), pairs...) }
	d.Heading, d.Lead = words("title"), []string{v.mail.Expiry(v.lang, v.zone), words("do", "from", v.mail.Author())}
	d.Facts = v.mail.Facts(v.lang, approver)
	d.Points, d.More = v.mail.Points(v.lang)
	var err error
	if d.Form, err = p.Links.Form(v.Context(), v.org, v.token); err == nil {
		err = p.offer(v, &d, wrong)
	}
	if err != nil {
		p.Log.LogAttrs(v.Context(), slog.LevelError, "show a held mail", slog.Any("error", err))
		p.gone(w, v, http.StatusServiceUnavailable, "failed")
		return
	}
	if wrong != nil && wrong.key != "" {
		d.Alert = d.Say(wrong.key, "from", v.spoken(d.From), "to", v.spoken(d.To))
	}
	p.write(w, status, d)
}

// spoken writes a time of the form's as a sentence has it.
func (v *visit) spoken(local string) string {
	t, err := time.ParseInLocation("2006-01-02T15:04", local, v.zone)
	if err != nil {
		return local
	}
	return held.When(v.lang, t, v.zone)
}

// offer fills in what may be done.
func (p *Pages) offer(v *visit, d *view, wrong *trouble) error {
	d.Reason = v.PostForm.Get("reason")
	if v.link.Purpose == store.LinkApprover {
		d.Approve, d.NeedsReason = true, v.mail.Stage.Reason
		return nil
	}
	may, stage, err := p.Holds.Allowed(v.mail.Hold, v.actor(0))
	if err != nil {
		return err
	}
	d.Cancel, d.Release = may.Cancel, may.Release && stage.Kind != hold.Confirm
	d.Onward = d.Say(v.mail.Key("page", map[bool]string{true: "confirm", false: "release"}[stage.Kind == hold.Confirm], true))
	d.Due = d.Say(v.mail.Key("page", "due", true))
	if stage.Kind == hold.Confirm {
		d.Confirm = true
		d.Tasks = tasks(v, wrong)
		if wrong != nil && wrong.gaps != nil {
			d.Alert = d.Say("page.missing", "count", strconv.Itoa(missing(d.Tasks)))
		}
	}
	if !may.Latest.IsZero() {
		local := func(t time.Time) string { return t.In(v.zone).Format("2006-01-02T15:04") }
		d.From, d.To, d.Default = local(may.Earliest.Add(time.Minute-1)), local(may.Latest), local(v.mail.Hold.Due)
	}
	return nil
}

// gone is the page of a link that cannot be used, with how the mail stands where that is the reader's to know.
func (p *Pages) gone(w http.ResponseWriter, v *visit, status int, why string) {
	d := v.base()
	d.Heading, d.Lead = d.Say("gone."+why), []string{d.Say("gone." + why + ".more")}
	if v.mail != nil && status != http.StatusServiceUnavailable {
		d.Facts, d.State = v.mail.Facts(v.lang, v.link.Purpose == store.LinkApprover), d.Say("state."+v.mail.Hold.State)
	}
	p.write(w, status, d)
}

// done says what was done.
func (p *Pages) done(w http.ResponseWriter, v *visit, what, next string) {
	d := v.base()
	d.Other = "" // the link is used up
	d.Good = what != "cancelled" && what != "rejected"
	d.Heading = d.Say("done." + what)
	if held.Known("done." + what + ".more") {
		d.Lead = []string{d.Say("done." + what + ".more")}
	}
	if what == "due" {
		d.Lead = []string{v.mail.Expiry(v.lang, v.zone)}
		d.Link, d.LinkText = next, d.Say(v.mail.Key("button", hold.TellHeld, true))
	}
	d.Facts = v.mail.Facts(v.lang, v.link.Purpose == store.LinkApprover)
	p.write(w, http.StatusOK, d)
}

func (p *Pages) write(w http.ResponseWriter, status int, d view) {
	var b bytes.Buffer
	t, err := pageTemplate()
	if err == nil {
		err = t.Execute(&b, d)
	}
	if err != nil {
		p.Log.Error("write a page", slog.Any("error", err))
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Language", d.Lang)
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // whoever left does not hear it
}

// Style is the pages' style sheet.
func Style() string {
	b, _ := assets.ReadFile("style.css") // it is embedded
	return strings.TrimSpace(string(b)) + "\n"
}
