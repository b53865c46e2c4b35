package manifest

import (
	"bytes"
	"path"
	"slices"
	"strings"
)

// sendEvents are the events that take a SendMode, otherEvents the rest of those that an add-in for mail can be started by.
var (
	sendEvents  = []string{"OnMessageSend", "OnAppointmentSend"}
	otherEvents = []string{
		"OnNewMessageCompose", "OnNewAppointmentOrganizer", "OnMessageAttachmentsChanged", "OnAppointmentAttachmentsChanged",
		"OnMessageRecipientsChanged", "OnAppointmentAttendeesChanged", "OnAppointmentTimeChanged", "OnAppointmentRecurrenceChanged",
		"OnInfoBarDismissClicked", "OnMessageCompose", "OnAppointmentOrganizer", "OnMessageFromChanged", "OnAppointmentFromChanged",
		"OnSensitivityLabelChanged",
	}
)

// runtimes: one page for browsers, one script for classic Outlook of the same name, and events that start there.
func (l *linter) runtimes() {
	all := l.root.all("Runtime")
	for _, r := range all {
		for _, o := range r.all("Override") {
			if o.attrs["type"] != "javascript" {
				l.add("runtime", o, `type %q: write "javascript"`, o.attrs["type"])
			}
			l.sameName(o, r.attrs["resid"], o.attrs["resid"])
		}
		for _, point := range l.root.all("ExtensionPoint") {
			source := point.child("SourceLocation")
			if point.attrs["type"] == "LaunchEvent" && source != nil && source.attrs["resid"] != r.attrs["resid"] {
				l.add("runtime", source, "resid %q must be that of the Runtime, %q", source.attrs["resid"], r.attrs["resid"])
			}
		}
	}
	switch sends := l.itemSends(); {
	case sends && len(all) > 0:
		l.add("runtime", all[0], "ItemSend runs in its function file: leave <Runtimes> out")
	case !sends && len(all) == 0:
		l.add("runtime", nil, "<Runtimes> is missing: events could not start")
	}
}

// sameName: page and script of one launch event are one build.
func (l *linter) sameName(n *node, page, script string) {
	base := func(id string) string { return path.Base(l.addressOf(id)) }
	p, s := base(page), base(script)
	if strings.TrimSuffix(p, ".html") != strings.TrimSuffix(s, ".js") {
		l.add("runtime", n, "the page %s and the script %s must be of one name: they are one build", p, s)
	}
}

// addressOf is what the resource of this id leads to.
func (l *linter) addressOf(id string) string {
	for _, n := range l.root.all("Url") {
		if n.attrs["id"] == id {
			return n.attrs["DefaultValue"]
		}
	}
	return ""
}

// itemSends tells whether this is a manifest with the older send event.
func (l *linter) itemSends() bool { return len(l.root.all("Event")) > 0 }

// events: known names, both send events in the same mode, each event once, a send mode where it belongs, and not the old event
// beside the new ones.
func (l *linter) events() {
	launched := l.launchEvents()
	if l.itemSends() {
		l.oldEvent(len(launched) > 0)
		return
	}
	count, modes := make(map[string]int), make(map[string]bool)
	for _, n := range launched {
		name := n.attrs["Type"]
		count[name]++
		sends := slices.Contains(sendEvents, name)
		if !sends && !slices.Contains(otherEvents, name) {
			l.add("event", n, "no event is called %q", name)
		}
		if count[name] == 2 && !sends {
			l.add("event", n, "%s is there twice", name)
		}
		if sends {
			modes[n.attrs["SendMode"]] = true
		}
		l.sendMode(n, sends)
	}
	for _, name := range sendEvents {
		if count[name] != 1 {
			l.add("event", nil, "%s is there %d times; it must be there once", name, count[name])
		}
	}
	if len(modes) > 1 {
		l.add("send-mode", nil, "messages and meetings have different modes: write the same for both")
	}
}

// oldEvent: ItemSend, alone, in the only way it can be executed.
func (l *linter) oldEvent(beside bool) {
	for _, n := range l.root.all("Event") {
		if beside {
			l.add("event", n, "ItemSend and OnMessageSend in one manifest: which of them runs first is not known")
		}
		if n.attrs["Type"] != "ItemSend" {
			l.add("event", n, "no event of this kind is called %q: write ItemSend", n.attrs["Type"])
		}
		if n.attrs["FunctionExecution"] != "synchronous" {
			l.add("event", n, "FunctionExecution %q: write synchronous, or Outlook does not wait", n.attrs["FunctionExecution"])
		}
		if n.attrs["FunctionName"] != ItemSendFunction {
			l.add("function", n, "itemsend.html has no function %q: write %s", n.attrs["FunctionName"], ItemSendFunction)
		}
	}
}

func (l *linter) sendMode(n *node, sends bool) {
	mode, has := n.attrs["SendMode"]
	switch {
	case has && !sends:
		l.add("send-mode", n, "%s has no SendMode", n.attrs["Type"])
	case sends && !slices.Contains([]string{"PromptUser", "SoftBlock", "Block"}, mode):
		l.add("send-mode", n, "%q: write PromptUser, SoftBlock or Block", mode)
	}
}

// functions: the script associates every name of the manifest, and no other.
func (l *linter) functions() {
	if l.itemSends() {
		return
	}
	var inManifest []named
	for _, n := range l.launchEvents() {
		inManifest = append(inManifest, named{n.attrs["FunctionName"], n})
	}
	l.compareFunctions(inManifest)
}

// named is a name and where it stands; nil: nowhere in particular.
type named struct {
	name string
	node *node
}

func (l *linter) compareFunctions(inManifest []named) {
	inScript := functions(l.script)
	known := make(map[string]bool)
	for _, f := range inManifest {
		known[f.name] = true
		if !inScript[f.name] {
			l.add("function", f.node, "launchevent.js does not associate %q", f.name)
		}
	}
	for name := range inScript {
		if !known[name] && !leftOut(name, known) {
			l.add("function", nil, "launchevent.js associates %q, which no event starts", name)
		}
	}
}

// leftOut tells whether a function is of an event of composing, and the manifest has none of them at all: it is for sending only.
func leftOut(name string, known map[string]bool) bool {
	ours := false
	for _, e := range Events() {
		if e.Sends {
			continue
		}
		if known[e.Function] {
			return false
		}
		ours = ours || e.Function == name
	}
	return ours
}

// commands: the buttons that alerts name are there, once, and alerts can name every button.
func (l *linter) commands() {
	var panes []named
	inManifest := make(map[string]bool)
	for _, n := range l.root.all("Control") {
		id := n.attrs["id"]
		if inManifest[id] {
			l.add("command", n, "the id %q is there twice", id)
		}
		inManifest[id] = true
		if action := n.child("Action"); action != nil && action.attrs["type"] == "ShowTaskpane" {
			panes = append(panes, named{id, n})
		}
	}
	if !l.itemSends() { // which shows windows, not alerts
		l.compareCommands(panes)
	}
}

func (l *linter) compareCommands(panes []named) {
	inScript := commands(l.script)
	known := make(map[string]bool)
	for _, p := range panes {
		known[p.name] = true
		if !inScript[p.name] {
			l.add("command", p.node, "launchevent.js never names %q: its alerts cannot open this pane", p.name)
		}
	}
	for id := range inScript {
		if !known[id] {
			l.add("command", nil, "launchevent.js names the button %q, which is not there", id)
		}
	}
	if !bytes.Contains(l.script, []byte(Placeholder)) {
		l.add("origin", nil, "launchevent.js has no %s for the server to replace: classic Outlook would not find it", Placeholder)
	}
}

func (l *linter) launchEvents() []*node {
	return l.root.all("LaunchEvent")
}
