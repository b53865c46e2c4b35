package manifest

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// script stands for a built launchevent.js that fits the manifest.
const script = "(function(){var o=`https://sekisho-origin.invalid`,p={message:`sekishoMessagePane`,appointment:\"sekishoMeetingPane\"};" +
	"Office.actions.associate(`onMessageSendHandler`,f),Office.actions.associate('onAppointmentSendHandler',f)})();"

func everything(string) bool { return true }

func rendered(t *testing.T) string {
	t.Helper()
	out, err := Render("https://sekisho.example.co.jp", ModeSoftBlock, "1.0.0")
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestLintFindsNothingInOurOwn(t *testing.T) {
	for _, p := range Lint([]byte(rendered(t)), everything, []byte(script)) {
		t.Errorf("unexpected problem: %s", p)
	}
}

// TestLintWithTheBuiltScript runs where the front ends are built.
func TestLintWithTheBuiltScript(t *testing.T) {
	built, err := os.ReadFile("../server/web/dist/addin/launchevent.js")
	if err != nil {
		t.Skip("the launch event is not built: npm run build:launchevent")
	}
	for _, p := range Lint([]byte(rendered(t)), everything, built) {
		t.Errorf("unexpected problem: %s", p)
	}
}

func TestLint(t *testing.T) {
	long := strings.Repeat("関", 126)
	for _, tc := range []struct {
		name     string
		old, new string // what is changed in our own manifest, first occurrence
		rule     string
		message  string // part of it
	}{
		{"another root", `xsi:type="MailApp"`, `xsi:type="TaskPaneApp"`, "root", "MailApp"},
		{"a tag that is not closed", "</Hosts>", "", "xml", "syntax error"},
		{"a document type", "<OfficeApp", "<!DOCTYPE x><OfficeApp", "xml", "document type"},
		{"version before id", "<Id>dd72d17a-3f26-4a87-bb2f-893f586842ac</Id>\n  <Version>1.0.0</Version>", "<Version>1.0.0</Version><Id>dd72d17a-3f26-4a87-bb2f-893f586842ac</Id>", "order", "<Id> must stand before <Version>"},
		{"an unknown element", "<Permissions>", "<Colour/><Permissions>", "order", "<Colour> does not belong in <OfficeApp>"},
		{"two runtimes", "</Runtimes>", `<Runtime resid="Event.Page"><Override type="javascript" resid="Event.Script"/></Runtime></Runtimes>`, "order", "<Runtime> stands here 2 times"},
		{"no support page", `<SupportUrl DefaultValue="https://sekisho.example.co.jp/addin/support.html"/>`, "", "required", "<SupportUrl> is missing"},
		{"no domains", "<AppDomain>https://sekisho.example.co.jp</AppDomain>", "", "required", "<AppDomain> is missing"},
		{"no tip", `<Description resid="Pane.Tip"/>`, "", "required", "<Description> is missing"},
		{"an id that is none", "dd72d17a-", "dd72d17a", "id", "no GUID"},
		{"a version of five parts", "<Version>1.0.0<", "<Version>1.0.0.0.0<", "version", "one to four numbers"},
		{"a long provider", "<ProviderName>Sekisho<", "<ProviderName>" + long + "<", "length", "126 characters, at most 125"},
		{"a long description", `Value="メールを送信する前に`, `Value="` + long + long, "length", "at most 250"},
		{"a long label", `id="Pane.Label" DefaultValue="Sekisho"`, `id="Pane.Label" DefaultValue="` + long + `"`, "length", "126 characters, at most 125"},
		{"a long group", `id="sekishoMessageGroup"`, `id="` + strings.Repeat("g", 126) + `"`, "length", "at most 125"},
		{"half a language tag", `Locale="ja-JP" Value="関所"`, `Locale="ja" Value="関所"`, "locale", "whole tag"},
		{"an override of the default", `<Override Locale="ja-JP" Value="関所"/>`, `<Override Locale="ja-JP" Value="関所"/><Override Locale="en-US" Value="x"/>`, "locale", "the default already"},
		{"English only", `<bt:Override Locale="ja-JP" Value="送信する前に確認することを表示します。"/>`, "", "locale", "no text for ja-JP"},
		{"a base of 1.8", `MinVersion="1.5"`, `MinVersion="1.8"`, "requirements", "above 1.5"},
		{"overrides of 1.10", `DefaultMinVersion="1.12"`, `DefaultMinVersion="1.10"`, "requirements", "from 1.12 on"},
		{"less permission", "ReadWriteMailbox", "ReadWriteItem", "permissions", "cannot send from the task pane"},
		{"an unknown permission", "ReadWriteMailbox", "All", "permissions", `"All" cannot set the pass`},
		{"a reference to nothing", `resid="Pane.Page"`, `resid="Pane.Pages"`, "resid", `no resource has the id "Pane.Pages"`},
		{"a reference to another kind", `<Label resid="Group.Label"/>`, `<Label resid="Pane.Tip"/>`, "resid", "one of LongStrings, not of ShortStrings"},
		{"a resource nobody uses", "</bt:Urls>", `<bt:Url id="Old.Page" DefaultValue="https://sekisho.example.co.jp/old.html"/></bt:Urls>`, "resid", `nothing refers to "Old.Page"`},
		{"two resources of one id", "</bt:Urls>", `<bt:Url id="Event.Page" DefaultValue="https://sekisho.example.co.jp/a.html"/></bt:Urls>`, "resid", "there twice"},
		{"a long id", `id="Icon.16" `, `id="` + strings.Repeat("i", 33) + `" `, "resid", "33 characters, at most 32"},
		{"http", `id="Pane.Page" DefaultValue="https:`, `id="Pane.Page" DefaultValue="http:`, "https", "must begin with https://"},
		{"another host", `id="Event.Script" DefaultValue="https://sekisho.example.co.jp`, `id="Event.Script" DefaultValue="https://cdn.example`, "origin", "must share one origin"},
		{"a path in a domain", "<AppDomain>https://sekisho.example.co.jp<", "<AppDomain>https://sekisho.example.co.jp/addin<", "origin", "origin only"},
		{"an icon that is no PNG", "icon-64.png", "icon-64.svg", "icon", "no PNG"},
		{"no icon of 32", `<bt:Image size="32" resid="Icon.32"/>`, "", "icon", "size 32 is missing"},
		{"another page for events", "<SourceLocation resid=\"Event.Page\"/>", `<SourceLocation resid="Pane.Page"/>`, "runtime", "must be that of the Runtime"},
		{"another kind of script", `type="javascript"`, `type="module"`, "runtime", `write "javascript"`},
		{"an unknown event", "OnAppointmentSend\"", "OnMeetingSend\"", "event", `no event is called "OnMeetingSend"`},
		{"one send event only", `<LaunchEvent Type="OnAppointmentSend" FunctionName="onAppointmentSendHandler" SendMode="SoftBlock"/>`, "", "event", "OnAppointmentSend is there 0 times"},
		{"the old event beside the new", "</LaunchEvents>", `<Event Type="ItemSend"/></LaunchEvents>`, "event", "ItemSend and OnMessageSend"},
		{"no send mode", ` SendMode="SoftBlock"`, "", "send-mode", "write PromptUser, SoftBlock or Block"},
		{"a send mode elsewhere", "</LaunchEvents>", `<LaunchEvent Type="OnMessageCompose" FunctionName="onMessageSendHandler" SendMode="Block"/></LaunchEvents>`, "send-mode", "OnMessageCompose has no SendMode"},
		{"a function nobody associates", `FunctionName="onMessageSendHandler"`, `FunctionName="onSend"`, "function", `does not associate "onSend"`},
		{"a pane that alerts cannot open", `id="sekishoMessagePane"`, `id="otherPane"`, "command", `never names "otherPane"`},
		{"two buttons of one id", `id="sekishoMeetingPane"`, `id="sekishoMessagePane"`, "command", "there twice"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ours := rendered(t)
			if !strings.Contains(ours, tc.old) {
				t.Fatalf("the manifest has no %q to change", tc.old)
			}
			wantProblem(t, Lint([]byte(strings.Replace(ours, tc.old, tc.new, 1)), everything, []byte(script)), tc.rule, tc.message)
		})
	}
}

func TestLintAgainstServerAndScript(t *testing.T) {
	for _, tc := range []struct {
		name, absent string
		old, new     string // in the script
		rule, part   string
	}{
		{name: "an icon the server lacks", absent: "/addin/icons/icon-80.png", rule: "asset", part: "does not deliver /addin/icons/icon-80.png"},
		{name: "no list of allowed callers", absent: "/.well-known/microsoft-officeaddins-allowed.json", rule: "allowed", part: "classic Outlook may not call it"},
		{name: "a function that no event starts", old: "Office.actions.associate(`onMessage", new: "Office.actions.associate(`onOther`,f),Office.actions.associate(`onMessage", rule: "function", part: `"onOther", which no event starts`},
		{name: "a button that is not there", old: "sekishoMeetingPane", new: "sekishoOtherPane", rule: "command", part: `the button "sekishoOtherPane", which is not there`},
		{name: "no place for the origin", old: Placeholder, new: "", rule: "origin", part: "classic Outlook would not find it"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			assets := func(path string) bool { return path != tc.absent }
			wantProblem(t, Lint([]byte(rendered(t)), assets, []byte(strings.Replace(script, tc.old, tc.new, 1))), tc.rule, tc.part)
		})
	}
}

func TestLintLimits(t *testing.T) {
	for name, text := range map[string]string{
		"bytes":   strings.Repeat(" ", maxSize+1),
		"levels":  strings.Repeat("<a>", maxDepth+1),
		"more":    "<a>" + strings.Repeat("<b/>", maxNodes),
		"no ele":  "",
		"second ": "<a/><b/>",
	} {
		problems := Lint([]byte(text), everything, nil)
		if len(problems) != 1 || problems[0].Rule != "xml" || !strings.Contains(problems[0].Message, name) {
			t.Errorf("Lint of a text with too many %s: got %v, want one problem of rule xml naming it", name, problems)
		}
	}
}

func wantProblem(t *testing.T, got []Problem, rule, part string) {
	t.Helper()
	for _, p := range got {
		if p.Rule == rule && strings.Contains(p.String(), part) {
			return
		}
	}
	t.Errorf("got %v, want a problem of rule %q with %q", got, rule, part)
}

func FuzzLint(f *testing.F) {
	ours, err := Render("https://sekisho.example.co.jp", ModeSoftBlock, "1.0.0")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(ours)
	f.Add(bytes.ReplaceAll(ours, []byte("resid"), []byte("id")))
	f.Add([]byte("<OfficeApp/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, second := Lint(data, everything, []byte(script)), Lint(data, everything, []byte(script))
		if len(first) != len(second) {
			t.Errorf("two runs found %d and %d problems", len(first), len(second))
		}
		for i := range first {
			if first[i] != second[i] {
				t.Errorf("problem %d: %v, then %v", i, first[i], second[i])
			}
		}
	})
}
