package manifest

import "fmt"

// Requirement sets of the unified manifest: without the first it cannot be installed, the events of higher ones are left out
// where they are not known.
const unifiedBase = 12

// paneAction opens the task pane from both buttons.
const paneAction = "sekishoOpenPane"

// makeUnified says the same as the template of the add-in-only manifest in softblock.
func makeUnified(o Options) unified {
	page, privacy := o.Origin+"/addin/support.html", o.Origin+"/addin/privacy.html"
	u := unified{
		Schema:          "https://developer.microsoft.com/json-schemas/teams/v" + schemaVersion + "/MicrosoftTeams.schema.json",
		ManifestVersion: schemaVersion, Version: o.Version, ID: ID(o.Origin, ModeUnified),
		Localization: localization{Default: "en-us", Additional: []language{{Tag: "ja-jp", File: japaneseName}}},
		Developer:    developer{Name: "Sekisho", Website: page, Privacy: privacy, Terms: page},
		Name:         twoLengths{english.name, english.name}, Description: twoLengths{english.about, english.about},
		Icons:       packageIcons{Outline: outlineName, Color: colorName},
		AccentColor: "#0F6CBD", ValidDomains: []string{o.Origin},
		Authorization: authorization{permissions{[]permission{
			{"Mailbox.ReadWrite.User", "Delegated"}, {"Mailbox.SharedFolder", "Delegated"}, {"Mailbox.AppendOnSend.User", "Delegated"},
		}}},
		Extensions: []extension{{
			Requirements: needs(unifiedBase),
			Runtimes:     []runtime{eventRuntime(o), paneRuntime(o)},
			Ribbons:      []ribbon{makeRibbon(o, "mailCompose", "Message"), makeRibbon(o, "meetingDetailsOrganizer", "Meeting")},
			AutoRun:      autoRuns(o),
			Alternates:   []alternate{{hide{addinToHide{ID(o.Origin, ModeSoftBlock)}}}},
		}},
	}
	if o.Launch == LaunchEntra {
		u.SignIn = &applicationID{o.ClientID, o.Resource}
	}
	return u
}

func needs(mailbox int) requirements {
	return requirements{Scopes: []string{"mail"}, Capabilities: []capability{{"Mailbox", fmt.Sprintf("1.%d", mailbox)}}}
}

func eventRuntime(o Options) runtime {
	r := runtime{ID: "sekishoEvents", Type: "general", Code: code{o.Origin + "/addin/" + o.page(), o.Origin + "/addin/" + o.script()}, Lifetime: "short"}
	for _, e := range o.events() {
		r.Actions = append(r.Actions, action{ID: e.Function, Type: "executeFunction"})
	}
	return r
}

func paneRuntime(o Options) runtime {
	return runtime{
		ID: "sekishoPane", Type: "general", Code: code{Page: o.Origin + "/addin/taskpane.html"}, Lifetime: "short",
		Actions: []action{{ID: paneAction, Type: "openPage", View: "pane"}},
	}
}

// makeRibbon makes the button of one kind of item. Its id is what alerts name.
func makeRibbon(o Options, context, kind string) ribbon {
	button := control{
		ID: "sekisho" + kind + "Pane", Type: "button", Label: english.name,
		Supertip: supertip{english.name, english.tip}, ActionID: paneAction,
	}
	for _, size := range []int{16, 32, 80} {
		button.Icons = append(button.Icons, buttonIcon{size, fmt.Sprintf("%s/addin/icons/icon-%d.png", o.Origin, size)})
	}
	return ribbon{[]string{context}, []tab{{"TabDefault", []group{{"sekisho" + kind + "Group", english.name, []control{button}}}}}}
}

// autoRuns are the events by the requirement set that has them.
func autoRuns(o Options) []autoRun {
	var runs []autoRun
	at := map[int]int{}
	for _, e := range o.events() {
		set := max(e.Mailbox, unifiedBase)
		if _, ok := at[set]; !ok {
			at[set] = len(runs)
			runs = append(runs, autoRun{Requirements: needs(set)})
		}
		one := event{Type: e.Unified, ActionID: e.Function}
		if e.Sends {
			one.Options = &sending{"softBlock"}
		}
		runs[at[set]].Events = append(runs[at[set]].Events, one)
	}
	return runs
}
