package manifest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Read tells what an installed manifest of any kind was made with, as far as a manifest for the same people must keep it: its
// Launch, ClientID, Resource and SendOnly. The others are left empty. The error is ErrVersion for what is no manifest.
func Read(installed []byte) (Options, error) {
	if _, err := ReadVersion(installed); err != nil {
		return Options{}, err
	}
	data, err := Document(installed)
	if err == nil && isJSON(data) {
		return readUnified(data)
	}
	root, err := parse(data)
	if err != nil {
		return Options{}, fmt.Errorf("%w: the file is no manifest: %w", ErrVersion, err)
	}
	o := Options{Launch: LaunchDevice}
	for _, app := range root.all("WebApplicationInfo") { // ItemSend has it too, without a script of its own
		o.Launch = LaunchEntra
		if id := app.child("Id"); id != nil {
			o.ClientID = id.text
		}
		if resource := app.child("Resource"); resource != nil {
			o.Resource = resource.text
		}
	}
	var types []string
	for _, n := range root.all("LaunchEvent") {
		types = append(types, n.attrs["Type"])
	}
	o.SendOnly = onlySends(types, func(e Event) string { return e.Type })
	return o, nil
}

func readUnified(data []byte) (Options, error) {
	var u unified
	if err := json.Unmarshal(data, &u); err != nil {
		return Options{}, fmt.Errorf("%w: the file is no manifest: %w", ErrVersion, err)
	}
	o := Options{Launch: LaunchDevice}
	if u.SignIn != nil {
		o.Launch, o.ClientID, o.Resource = LaunchEntra, u.SignIn.ID, u.SignIn.Resource
	}
	var types []string
	for _, x := range u.Extensions {
		for _, run := range x.AutoRun {
			for _, e := range run.Events {
				types = append(types, e.Type)
			}
		}
	}
	o.SendOnly = onlySends(types, func(e Event) string { return e.Unified })
	return o, nil
}

// onlySends tells whether there are events, and none of composing. Without any nothing is known.
func onlySends(types []string, name func(Event) string) bool {
	for _, e := range Events() {
		if !e.Sends && slices.Contains(types, name(e)) {
			return false
		}
	}
	return len(types) > 0
}

// Keep fills in what nobody asked for from the installed manifest: else a change of the mode would change the sign-in of
// everybody too. Launch, ClientID and Resource go together; whoever names the first as LaunchDevice gives up the others. A
// resource of another host is not kept, for Office would refuse it.
func (o Options) Keep(installed Options, sendOnly bool) Options {
	if sendOnly {
		o.SendOnly = installed.SendOnly
	}
	if o.Launch == LaunchDevice || installed.Launch != LaunchEntra {
		return o
	}
	o.Launch = LaunchEntra
	if o.ClientID == "" {
		o.ClientID = installed.ClientID
	}
	if o.Resource == "" && o.ClientID == installed.ClientID && strings.HasPrefix(installed.Resource, "api://"+o.host()+"/") {
		o.Resource = installed.Resource
	}
	return o
}
