package held

import (
	"slices"
	"strconv"
	"strings"

	"sekisho/server/catalogue"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

// Fact is something about a mail, as it is shown.
type Fact struct {
	Label  string
	Values []string
}

// Point is a finding, as it is shown.
type Point struct {
	Severity string // danger, warning, info
	Label    string
	Text     string
	About    string // people or files
}

// Points says in lang what is wrong with the mail, worst first, and how much is left out.
func (m *Mail) Points(lang string) (all []Point, more string) {
	lines, n := m.Findings(lang)
	for _, line := range lines {
		p := Point{Severity: string(line.Severity), Label: catalogue.Severity(lang, line.Severity), Text: Line(line.Text, 500)}
		about := slices.Clone(line.Targets)
		for i, t := range about {
			about[i] = Line(t, 120)
		}
		if p.About = catalogue.List(lang, about); line.More > 0 {
			p.About += " " + Say(lang, "more", "count", strconv.Itoa(line.More))
		}
		all = append(all, p)
	}
	if n > 0 {
		more = Say(lang, "more", "count", strconv.Itoa(n))
	}
	return all, more
}

// Key is where the words of a part of what is told stand (title, do, button …). There may be others for what a mailbox forwards, or is only
// said to forward, for the mail's own sender, for a wait that its sender cannot end, and for a stage that another one follows.
func (m *Mail) Key(part, kind string, own bool) string {
	plain := part + "." + kind
	for _, other := range []struct {
		is   bool
		name string
	}{
		{m.Hold.Claimed, ".claimed"},
		{m.Forwarded, ".forward"},
		{own, ".own"},
		{m.Stage.Kind == hold.Wait && m.Stage.Release != "sender", ".kept"},
		{m.Stage.Kind != "" && !m.Last, ".next"},
	} {
		if other.is && Known(plain+other.name) {
			return plain + other.name
		}
	}
	return plain
}

// Author is who a mail is of, in a sentence: whoever wrote it, or the mailbox that forwards it.
func (m *Mail) Author() string {
	if name := Line(m.From.Name, 100); name != "" && !m.Forwarded {
		return name
	}
	if m.Forwarded {
		return m.Message.Account
	}
	return m.From.Address
}

// Facts are what a held mail is about: subject, sender where somebody else reads it, recipients, files, and who has to approve it.
func (m *Mail) Facts(lang string, toOther bool) []Fact {
	say := func(key string) string { return Say(lang, "label."+key) }
	all := []Fact{{say("subject"), []string{m.Title(lang)}}}
	if toOther || m.Forwarded {
		all = append(all, Fact{say("from"), []string{Person(m.From.Name, m.From.Address)}})
	}
	if m.Forwarded {
		all = append(all, m.mailbox(lang)...)
	}
	to := Fact{say("to"), m.to(lang)}
	if m.Forwarded {
		to = Fact{say("forwardTo"), m.target()}
	}
	all = append(all, to, Fact{say("files"), m.files(lang)})
	if m.Hold.State == store.HoldApproval {
		var approvers []string
		for _, a := range m.Asked {
			approvers = append(approvers, a.Approver)
		}
		all = append(all, Fact{say("approvers"), approvers})
	}
	return slices.DeleteFunc(all, func(f Fact) bool { return len(f.Values) == 0 })
}

// mailbox is which one forwards the mail, and whom the connection shows where only the mail itself says so.
func (m *Mail) mailbox(lang string) []Fact {
	label := "label.mailbox"
	var shown []string
	if m.Hold.Claimed {
		label = "label.mailbox.claimed"
		for _, a := range m.Hold.Others {
			shown = append(shown, Line(a, 320))
		}
	}
	return []Fact{{Say(lang, label), []string{Line(m.Message.Account, 320)}}, {Say(lang, "label.shown"), shown}}
}

// MovedFrom are those whom the mail's changes move to Bcc, as they are shown.
func (m *Mail) MovedFrom(lang string) (all []string) {
	for i, a := range m.Moved {
		if i == maxRecipients {
			return append(all, Say(lang, "more", "count", strconv.Itoa(len(m.Moved)-i)))
		}
		all = append(all, Line(a, 320))
	}
	return all
}

// target is where a mail is forwarded to. In which field the first mail named whom says nothing of that.
func (m *Mail) target() (all []string) {
	for _, r := range m.Recipients {
		all = append(all, Line(r.Address, 320))
	}
	return all
}

func (m *Mail) to(lang string) (all []string) {
	for _, r := range m.Recipients {
		all = append(all, Say(lang, "field."+string(r.Field))+": "+Person(r.Name, r.Address))
	}
	if m.MoreTo > 0 {
		all = append(all, Say(lang, "more", "count", strconv.Itoa(m.MoreTo)))
	}
	return all
}

func (m *Mail) files(lang string) (all []string) {
	for _, f := range m.Files {
		all = append(all, Line(f.Name, 200))
	}
	if m.MoreFiles > 0 {
		all = append(all, Say(lang, "more", "count", strconv.Itoa(m.MoreFiles)))
	}
	return all
}

// Person is a name with its address. A name that is the address is not repeated.
func Person(name, address string) string {
	name, address = Line(name, 100), Line(address, 320)
	if name == "" || strings.EqualFold(name, address) {
		return address
	}
	return name + " <" + address + ">"
}
