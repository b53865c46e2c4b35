package manifest

import (
	"bytes"
	"slices"
)

// known are the events that an add-in for mail can be started by, and whether they take a SendMode.
var known = map[string]bool{
	"OnNewMessageCompose": false, "OnNewAppointmentOrganizer": false,
	"OnMessageAttachmentsChanged": false, "OnAppointmentAttachmentsChanged": false,
	"OnMessageRecipientsChanged": false, "OnAppointmentAttendeesChanged": false,
	"OnAppointmentTimeChanged": false, "OnAppointmentRecurrenceChanged": false,
	"OnInfoBarDismissClicked": false, "OnMessageCompose": false, "OnAppointmentOrganizer": false,
	"OnMessageFromChanged": false, "OnAppointmentFromChanged": false, "OnSensitivityLabelChanged": false,
	"OnMessageSend": true, "OnAppointmentSend": true,
}

// runtimes: one page for browsers, one script for classic Outlook, and events that start there.
func (l *linter) runtimes() {
	for _, r := range l.root.all("Runtime") {
		page := r.attrs["resid"]
		for _, o := range r.all("Override") {
			if o.attrs["type"] != "javascript" {
				l.add("runtime", o, `type %q: write "javascript"`, o.attrs["type"])
			}
		}
		for _, point := range l.root.all("ExtensionPoint") {
			source := point.child("SourceLocation")
			if point.attrs["type"] == "LaunchEvent" && source != nil && source.attrs["resid"] != page {
				l.add("runtime", source, "resid %q must be that of the Runtime, %q", source.attrs["resid"], page)
			}
		}
	}
}

// events: known names, both send events, a send mode where it belongs, and not the old event beside the new ones.
func (l *linter) events() {
	count := make(map[string]int)
	for _, n := range l.launchEvents() {
		name := n.attrs["Type"]
		count[name]++
		sends, ok := known[name]
		if !ok {
			l.add("event", n, "no event is called %q", name)
		}
		l.sendMode(n, ok && sends)
	}
	for _, name := range []string{"OnMessageSend", "OnAppointmentSend"} {
		if count[name] != 1 {
			l.add("event", nil, "%s is there %d times; it must be there once", name, count[name])
		}
	}
	for _, n := range l.root.all("Event") {
		if n.attrs["Type"] == "ItemSend" {
			l.add("event", n, "ItemSend and OnMessageSend in one manifest: which of them runs first is not known")
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
	inScript := functions(l.script)
	inManifest := make(map[string]bool)
	for _, n := range l.launchEvents() {
		name := n.attrs["FunctionName"]
		inManifest[name] = true
		if !inScript[name] {
			l.add("function", n, "launchevent.js does not associate %q", name)
		}
	}
	for name := range inScript {
		if !inManifest[name] {
			l.add("function", nil, "launchevent.js associates %q, which no event starts", name)
		}
	}
}

// commands: the buttons that alerts name are there, once, and alerts can name every button.
func (l *linter) commands() {
	inScript := commands(l.script)
	inManifest := make(map[string]bool)
	for _, n := range l.root.all("Control") {
		id := n.attrs["id"]
		if inManifest[id] {
			l.add("command", n, "the id %q is there twice", id)
		}
		inManifest[id] = true
		if action := n.child("Action"); action != nil && action.attrs["type"] == "ShowTaskpane" && !inScript[id] {
			l.add("command", n, "launchevent.js never names %q: its alerts cannot open this pane", id)
		}
	}
	for id := range inScript {
		if !inManifest[id] {
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
