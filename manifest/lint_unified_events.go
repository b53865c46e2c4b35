package manifest

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// unifiedRuntimes: one runtime for events with page and script of one build, the others with a page.
func (l *linter) unifiedRuntimes(u *unified) {
	scripts := 0
	actions := make(map[string]bool)
	for i, r := range u.Extensions[0].Runtimes {
		where := fmt.Sprintf("extensions[0].runtimes[%d]", i)
		if r.Type != "general" || r.Lifetime != "short" {
			l.at("runtime", where, "type %q and lifetime %q: write general and short", r.Type, r.Lifetime)
		}
		if r.Code.Script != "" {
			scripts++
			if p, s := path.Base(r.Code.Page), path.Base(r.Code.Script); strings.TrimSuffix(p, ".html") != strings.TrimSuffix(s, ".js") {
				l.at("runtime", where, "the page %s and the script %s must be of one name: they are one build", p, s)
			}
		}
		for _, a := range r.Actions {
			if actions[a.ID] || len(a.ID) > 64 || a.ID == "" {
				l.at("id", where, "the action %q must be there once, with at most 64 characters", a.ID)
			}
			actions[a.ID] = true
			if want := "executeFunction"; r.Code.Script != "" && a.Type != want {
				l.at("runtime", where, "the action %s is of type %q, must be %s", a.ID, a.Type, want)
			}
		}
	}
	if scripts != 1 {
		l.at("runtime", "extensions[0].runtimes", "%d runtimes have a script, one must: the one of the events", scripts)
	}
}

// unifiedEvents: known, each once, with the requirement set that has it and an action that the events' runtime has.
func (l *linter) unifiedEvents(u *unified) {
	x := u.Extensions[0]
	functions := make(map[string]bool)
	for _, r := range x.Runtimes {
		for _, a := range r.Actions {
			functions[a.ID] = functions[a.ID] || r.Code.Script != ""
		}
	}
	count, modes, all := make(map[string]int), make(map[string]bool), 0
	var inManifest []named
	for i, run := range x.AutoRun {
		for j, e := range run.Events {
			where := fmt.Sprintf("extensions[0].autoRunEvents[%d].events[%d]", i, j)
			all++
			if count[e.Type]++; count[e.Type] > 1 {
				l.at("event", where, "%s is there twice", e.Type)
			}
			if e.Options != nil {
				modes[e.Options.SendMode] = true
			}
			l.unifiedEvent(where, e, lowest(run.Requirements))
			if !functions[e.ActionID] {
				l.at("event", where, "no action of the events' runtime is called %q", e.ActionID)
			}
			inManifest = append(inManifest, named{name: e.ActionID})
		}
	}
	if v := lowest(x.Requirements); v < unifiedBase || !slices.Contains(x.Requirements.Scopes, "mail") {
		l.at("requirements", "extensions[0].requirements", "Mailbox 1.%d in %v: send events exist from 1.12 on, in mail", v, x.Requirements.Scopes)
	}
	if count["messageSending"] != 1 || count["appointmentSending"] != 1 || len(modes) > 1 || all > 20 {
		l.at("event", "extensions[0].autoRunEvents", "messageSending and appointmentSending must be there once each, in the same mode, among at most 20")
	}
	l.compareFunctions(inManifest)
}

// unifiedEvent checks one event of a group that needs Mailbox 1.set.
func (l *linter) unifiedEvent(where string, e event, set int) {
	at := slices.IndexFunc(Events(), func(known Event) bool { return known.Unified == e.Type })
	if at < 0 {
		l.at("event", where, "no event of ours is called %q", e.Type)
		return
	}
	known := Events()[at]
	if set < known.Mailbox {
		l.at("requirements", where, "%s exists from Mailbox 1.%d on, its group asks for 1.%d", e.Type, known.Mailbox, set)
	}
	switch {
	case !known.Sends && e.Options != nil:
		l.at("send-mode", where, "%s has no send mode", e.Type)
	case known.Sends && (e.Options == nil || !slices.Contains([]string{"promptUser", "softBlock", "block"}, e.Options.SendMode)):
		l.at("send-mode", where, "write promptUser, softBlock or block")
	}
}

// lowest is the x of the Mailbox 1.x that is asked for; 0: none.
func lowest(r requirements) int {
	for _, c := range r.Capabilities {
		if c.Name == "Mailbox" {
			return minor(c.MinVersion)
		}
	}
	return 0
}

// unifiedButtons: ids once, three icons, an action that opens a page, and the buttons that alerts name.
func (l *linter) unifiedButtons(u *unified) {
	pages := make(map[string]bool)
	for _, r := range u.Extensions[0].Runtimes {
		for _, a := range r.Actions {
			pages[a.ID] = a.Type == "openPage" && a.View != ""
		}
	}
	var panes []named
	seen := make(map[string]bool)
	u.controls(func(where string, g group, c control) {
		if seen[c.ID] || seen[g.ID] || c.ID == "" || len(c.ID) > 64 || len(g.ID) > 64 {
			l.at("command", where, "the ids %q and %q must be there once, with at most 64 characters", g.ID, c.ID)
		}
		seen[c.ID], seen[g.ID] = true, true
		if !pages[c.ActionID] {
			l.at("command", where, "no action that opens a page is called %q", c.ActionID)
		}
		var sizes []int
		for _, i := range c.Icons {
			sizes = append(sizes, i.Size)
			if !strings.EqualFold(path.Ext(i.URL), ".png") {
				l.at("icon", where, "%q is no PNG file", i.URL)
			}
		}
		if !slices.Equal(sizes, []int{16, 32, 80}) {
			l.at("icon", where, "sizes %v; buttons need 16, 32 and 80", sizes)
		}
		panes = append(panes, named{name: c.ID})
	})
	for _, context := range []string{"mailCompose", "meetingDetailsOrganizer"} {
		if !slices.ContainsFunc(u.Extensions[0].Ribbons, func(r ribbon) bool { return slices.Contains(r.Contexts, context) }) {
			l.at("command", "extensions[0].ribbons", "no button in %s", context)
		}
	}
	l.compareCommands(panes)
}
