package httpapi

import (
	"sekisho/server/api"
	"sekisho/server/catalogue"
	"sekisho/server/internal/desk"
)

// alert puts a verdict into a few sentences, so that a door that has to answer at once carries no catalogue.
func alert(lang string, a *desk.Answer) *api.Alert {
	lines, more := catalogue.Alert(lang, &a.Verdict, a.CannotCarryOut, a.ToMake)
	out := &api.Alert{Lines: make([]api.AlertLine, 0, len(lines)), More: more}
	for _, l := range lines {
		targets := l.Targets
		if targets == nil {
			targets = []string{}
		}
		out.Lines = append(out.Lines, api.AlertLine{Severity: api.AlertLineSeverity(l.Severity), Text: l.Text, Targets: targets, More: l.More})
	}
	return out
}
