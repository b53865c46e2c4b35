package manifest

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files anew")

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the manifest differs from %s; look at the difference and run with -update\ngot:\n%s", file, got)
	}
}

func TestRenderGolden(t *testing.T) {
	const at = "https://sekisho.example.co.jp:8443"
	for name, o := range map[string]Options{
		"softblock.golden.xml": {Origin: at, Version: "1.2.3.4"},
		"itemsend.golden.xml":  {Origin: at, Mode: ModeItemSend, Version: "1.2.3"},
		"unified.golden.json":  {Origin: at, Mode: ModeUnified, Launch: LaunchEntra, ClientID: clientID, Version: "1.2.3"},
	} {
		golden(t, name, []byte(rendered(t, o)))
	}
}

func TestModesDiffer(t *testing.T) {
	for _, tc := range []struct {
		o        Options
		has, not []string
	}{
		{Options{}, []string{`SendMode="SoftBlock"`, "/addin/launchevent.js", "AppendOnSend"}, []string{`"Block"`, "ItemSend", "WebApplicationInfo"}},
		{Options{Mode: ModeBlock}, []string{`SendMode="Block"`}, []string{"SoftBlock", "ItemSend"}},
		{Options{Mode: ModeItemSend}, []string{`<Event Type="ItemSend" FunctionExecution="synchronous" FunctionName="onItemSendHandler"/>`, "/addin/itemsend.html"}, []string{"<LaunchEvent", "Runtimes", "launchevent", "AppendOnSend"}},
		{Options{Launch: LaunchEntra, ClientID: clientID}, []string{"/addin/launchevent-entra.js", "/addin/launchevent-entra.html", "<Resource>api://a.example/" + clientID + "</Resource>"}, []string{"launchevent.js"}},
		{Options{SendOnly: true}, []string{"OnMessageSend", "OnAppointmentSend"}, []string{"OnNewMessageCompose", "Changed"}},
		{Options{SendOnly: true, Mode: ModeUnified}, []string{"messageSending"}, []string{"newMessage", "Changed"}},
		{Options{Launch: LaunchEntra, ClientID: clientID, Resource: "api://a.example/mail/" + clientID}, []string{"<Resource>api://a.example/mail/" + clientID}, nil},
		{Options{Mode: ModeUnified}, []string{`"sendMode": "softBlock"`, `"officeAddinId": "` + ID("https://a.example", ModeBlock) + `"`}, []string{"webApplicationInfo"}},
		{Options{Mode: ModeUnified, Launch: LaunchEntra, ClientID: clientID}, []string{`"resource": "api://a.example/` + clientID}, nil},
	} {
		tc.o.Origin = "https://a.example"
		got := rendered(t, tc.o)
		for _, part := range tc.has {
			if !strings.Contains(got, part) {
				t.Errorf("%+v: has no %s", tc.o, part)
			}
		}
		for _, part := range tc.not {
			if strings.Contains(got, part) {
				t.Errorf("%+v: must not have %s", tc.o, part)
			}
		}
	}
}

func TestRenderRefuses(t *testing.T) {
	at := func(origin string) Options { return Options{Origin: origin} }
	version := func(v string) Options { return Options{Origin: "https://a.example", Version: v} }
	entra := func(id, resource string) Options {
		return Options{Origin: "https://a.example", Launch: LaunchEntra, ClientID: id, Resource: resource}
	}
	for _, tc := range []struct {
		o    Options
		want error
		part string
	}{
		{Options{Origin: "https://a.example", Mode: "Softblock"}, ErrMode, `"Softblock"; use softblock, block, itemsend, unified`},
		{at(""), ErrOrigin, "https only"},
		{at("http://127.0.0.1:8480"), ErrOrigin, "https only"},
		{at("a.example"), ErrOrigin, "https only"},
		{at("https://"), ErrOrigin, "no host"},
		{at("https://a.example/"), ErrOrigin, "more than an origin"},
		{at("https://a.example/addin"), ErrOrigin, "more than an origin"},
		{at("https://a.example?x"), ErrOrigin, "more than an origin"},
		{at("https://u:p@a.example"), ErrOrigin, "more than an origin"},
		{at(`https://a.example"/><x y="`), ErrOrigin, "write scheme and host only"},
		{at("https://関所.example"), ErrOrigin, "no host"},
		{at("https://Sekisho.Example:8443/x"), ErrOrigin, "write https://sekisho.example:8443,"},
		{at("https://%zz"), ErrOrigin, "cannot be read"},
		{at("https://a.example:443"), ErrOrigin, "leave :443 out"},
		{version("v1.0"), ErrVersion, "one to four numbers"},
		{version("1.0.123456"), ErrVersion, "one to four numbers"},
		{version("1.0-dev"), ErrVersion, "one to four numbers"},
		{Options{Origin: "https://a.example", Mode: ModeUnified, Version: "1.0"}, ErrVersion, "three numbers"},
		{Options{Origin: "https://a.example", Launch: "saml"}, ErrLaunch, `"saml"; use device or entra`},
		{Options{Origin: "https://a.example", ClientID: clientID}, ErrLaunch, "write --launch entra"},
		{entra("", ""), ErrLaunch, "copy it from the app registration"},
		{entra(`"/><x y="`, ""), ErrLaunch, "no application id"},
		{entra(clientID, "api://other.example/"+clientID), ErrLaunch, "must be api://a.example/" + clientID},
		{entra(clientID, "api://a.example/other"), ErrLaunch, "must be api://a.example/" + clientID},
	} {
		got, err := Render(tc.o)
		if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.part) || got != nil {
			t.Errorf("Render(%+v): got %d bytes and error %v, want %v with %q", tc.o, len(got), err, tc.want, tc.part)
		}
	}
}

// TestIDs: mailboxes know the add-in by it.
func TestIDs(t *testing.T) {
	a := ID("https://sekisho.example", ModeSoftBlock)
	if want := "9ecfe003-a3da-5bc9-b22c-d8252158baf4"; a != want {
		t.Errorf("the id is %s, want %s: with another one every mailbox would have the add-in twice", a, want)
	}
	for _, mode := range []string{ModeBlock, ModeItemSend} {
		if got := ID("https://sekisho.example", mode); got != a {
			t.Errorf("the id in mode %s is %s, want %s: modes must replace each other", mode, got, a)
		}
	}
	if ID("https://sekisho.example", ModeUnified) == a || ID("https://other.example", ModeSoftBlock) == a {
		t.Error("another add-in has the same id")
	}
}

func TestWithOrigin(t *testing.T) {
	got := string(WithOrigin([]byte("a=`"+Placeholder+"`"), "https://a.example"))
	if want := "a=`https://a.example`"; got != want {
		t.Errorf("WithOrigin: got %s, want %s", got, want)
	}
}
