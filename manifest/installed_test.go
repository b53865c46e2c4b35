package manifest

import (
	"errors"
	"testing"
)

func TestRead(t *testing.T) {
	const resource = "api://sekisho.example/app/" + clientID
	for _, mode := range Modes() {
		for name, o := range map[string]Options{
			"device":     {Launch: LaunchDevice},
			"entra":      {Launch: LaunchEntra, ClientID: clientID, Resource: "api://sekisho.example/" + clientID},
			"a resource": {Launch: LaunchEntra, ClientID: clientID, Resource: resource},
			"send-only":  {Launch: LaunchDevice, SendOnly: mode != ModeItemSend},
		} {
			made := o
			made.Origin, made.Mode = "https://sekisho.example", mode
			got, err := Read([]byte(rendered(t, made)))
			if err != nil || got != o {
				t.Errorf("%s, %s: got %+v, %v, want %+v", mode, name, got, err, o)
			}
			packed, err := Package(made)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := Read(packed); mode == ModeUnified && (err != nil || got != o) {
				t.Errorf("%s, packed: got %+v, %v, want %+v", name, got, err, o)
			}
		}
	}
	for _, none := range []string{"", "{", "<a/>", "PK\x03\x04"} {
		if got, err := Read([]byte(none)); !errors.Is(err, ErrVersion) {
			t.Errorf("%q: got %+v, %v, want ErrVersion", none, got, err)
		}
	}
}

func TestKeep(t *testing.T) {
	const other = "99999999-2222-3333-4444-555555555555"
	entra := Options{Launch: LaunchEntra, ClientID: clientID, Resource: "api://a.example/x/" + clientID, SendOnly: true}
	for name, c := range map[string]struct {
		asked, installed Options
		sendOnly         bool
		want             Options
	}{
		"nothing asked":   {Options{Origin: "https://a.example"}, entra, true, Options{Origin: "https://a.example", Launch: LaunchEntra, ClientID: clientID, Resource: entra.Resource, SendOnly: true}},
		"no id asked":     {Options{Origin: "https://a.example", Launch: LaunchEntra}, entra, true, Options{Origin: "https://a.example", Launch: LaunchEntra, ClientID: clientID, Resource: entra.Resource, SendOnly: true}},
		"another id":      {Options{Origin: "https://a.example", ClientID: other}, entra, false, Options{Origin: "https://a.example", Launch: LaunchEntra, ClientID: other}},
		"another host":    {Options{Origin: "https://b.example"}, entra, false, Options{Origin: "https://b.example", Launch: LaunchEntra, ClientID: clientID}},
		"back to codes":   {Options{Launch: LaunchDevice}, entra, false, Options{Launch: LaunchDevice}},
		"codes installed": {Options{}, Options{Launch: LaunchDevice}, true, Options{}},
	} {
		if got := c.asked.Keep(c.installed, c.sendOnly); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
