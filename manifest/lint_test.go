package manifest

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// script stands for a built launchevent.js that fits the manifest.
var script = func() string {
	var b strings.Builder
	b.WriteString("(function(){var o=`https://sekisho-origin.invalid`,p={message:`sekishoMessagePane`,appointment:\"sekishoMeetingPane\"};")
	for i, e := range Events() {
		quote := []string{"`", "'", `"`}[i%3]
		b.WriteString("Office.actions.associate(" + quote + e.Function + quote + ",f);")
	}
	return b.String() + "})();"
}()

func everything(string) bool { return true }

const (
	origin   = "https://sekisho.example.co.jp"
	clientID = "11111111-2222-3333-4444-555555555555"
)

// ours are the manifests that testdata/broken has a file for.
func ours() map[string]Options {
	return map[string]Options{
		"softblock": {Origin: origin, Version: "1.0.0"},
		"block":     {Origin: origin, Mode: ModeBlock, Version: "1.0.0"},
		"itemsend":  {Origin: origin, Mode: ModeItemSend, Version: "1.0.0"},
		"entra":     {Origin: origin, Launch: LaunchEntra, ClientID: clientID, Version: "1.0.0"},
		"unified":   {Origin: origin, Mode: ModeUnified, Version: "1.0.0"},
	}
}

func rendered(t testing.TB, o Options) string {
	t.Helper()
	out, err := Render(o)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestLintFindsNothingInOurOwn(t *testing.T) {
	for _, mode := range Modes() {
		for _, launch := range []string{LaunchDevice, LaunchEntra} {
			o := Options{Origin: "https://sekisho.example.co.jp:8443", Mode: mode, Launch: launch, SendOnly: launch == LaunchDevice}
			if launch == LaunchEntra {
				o.ClientID = clientID
			}
			for _, p := range Lint([]byte(rendered(t, o)), everything, []byte(script)) {
				t.Errorf("%s, %s: unexpected problem: %s", mode, launch, p)
			}
		}
	}
}

// TestLintWithTheBuiltFiles runs where the front ends are built: what manifests name is there, and the scripts fit.
func TestLintWithTheBuiltFiles(t *testing.T) {
	const dist = "../server/web/dist"
	delivers := func(path string) bool {
		_, err := os.Stat(dist + path)
		return err == nil || path == allowedPath
	}
	for _, kind := range []string{"softblock", "block", "unified", "entra", "itemsend"} {
		o := ours()[kind]
		name := "/addin/" + o.script()
		if o.Mode == ModeItemSend {
			name = "/addin/itemsend.html"
		}
		if !delivers(name) {
			t.Logf("%s: %s is not built", kind, name)
			continue
		}
		built, err := os.ReadFile(dist + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range Lint([]byte(rendered(t, o)), delivers, built) {
			t.Errorf("%s: unexpected problem: %s", kind, p)
		}
	}
}

// TestSendOnlyIsAllOrNothing: a function may be without its event only if no event of composing is there.
func TestSendOnlyIsAllOrNothing(t *testing.T) {
	o := Options{Origin: origin, SendOnly: true}
	only := rendered(t, o)
	for _, p := range Lint([]byte(only), everything, []byte(script)) {
		t.Errorf("unexpected problem: %s", p)
	}
	one := `<LaunchEvent Type="OnNewMessageCompose" FunctionName="onNewMessageComposeHandler"/></LaunchEvents>`
	wantProblem(t, Lint([]byte(strings.Replace(only, "</LaunchEvents>", one, 1)), everything, []byte(script)), "function", `"onMessageFromChangedHandler", which no event starts`)
}

func TestFunctionsOfScripts(t *testing.T) {
	for script, want := range map[string]string{
		"Office.actions.associate('a',f);Office.actions.associate( `b`,f)":     "a b",
		"t=(n)=>Office.actions.associate(n,f);t(`onXHandler`);t('onYHandler')": "onXHandler onYHandler",
		"x='onXHandler'": "",
		"Office.actions.associate(n,f);onXHandler": "",
	} {
		if got := strings.Join(slices.Sorted(maps.Keys(functions([]byte(script)))), " "); got != want {
			t.Errorf("functions of %s: got %q, want %q", script, got, want)
		}
	}
}

// broken is one block of a file in testdata/broken.
type broken struct{ name, old, new, rule, part string }

var times = regexp.MustCompile(`\{(.)\*(\d+)\}`)

func readBroken(t *testing.T, file, id string) []broken {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := times.ReplaceAllStringFunc(strings.ReplaceAll(string(data), "@ID@", id), func(s string) string {
		m := times.FindStringSubmatch(s)
		n, _ := strconv.Atoi(m[2])
		return strings.Repeat(m[1], n)
	})
	var all []broken
	for block := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		var b broken
		for line := range strings.SplitSeq(block, "\n") {
			mark, rest, _ := strings.Cut(line, " ")
			switch mark {
			case "#":
				b.name = rest
			case "-":
				b.old += "\n" + rest
			case "+":
				b.new += "\n" + rest
			case "!":
				b.rule, b.part, _ = strings.Cut(rest, ": ")
			default:
				t.Fatalf("%s: a line begins with none of # - + !: %s", file, line)
			}
		}
		if b.rule != "" {
			b.old, b.new = strings.TrimPrefix(b.old, "\n"), strings.TrimPrefix(b.new, "\n")
			all = append(all, b)
		}
	}
	return all
}

func TestLintOfBrokenManifests(t *testing.T) {
	for kind, o := range ours() {
		good := rendered(t, o)
		for _, b := range readBroken(t, filepath.Join("testdata", "broken", kind+".txt"), ID(o.Origin, o.Mode)) {
			t.Run(kind+"/"+b.name, func(t *testing.T) {
				if !strings.Contains(good, b.old) {
					t.Fatalf("the manifest has no %q to change", b.old)
				}
				wantProblem(t, Lint([]byte(strings.Replace(good, b.old, b.new, 1)), everything, []byte(script)), b.rule, b.part)
			})
		}
	}
}

func TestLintAgainstServerAndScript(t *testing.T) {
	for _, tc := range []struct {
		name, absent string
		old, new     string // in the script
		rule, part   string
	}{
		{name: "an icon the server lacks", absent: "/addin/icons/icon-80.png", rule: "asset", part: "does not deliver /addin/icons/icon-80.png"},
		{name: "no list of allowed callers", absent: allowedPath, rule: "allowed", part: "classic Outlook may not call it"},
		{name: "a function that no event starts", old: "Office.actions.associate(`onMessage", new: "Office.actions.associate(`onOther`,f),Office.actions.associate(`onMessage", rule: "function", part: `"onOther", which no event starts`},
		{name: "a function too few", old: "onMessageFromChanged", new: "onMessageToChanged", rule: "function", part: `does not associate "onMessageFromChangedHandler"`},
		{name: "a button that is not there", old: "sekishoMeetingPane", new: "sekishoOtherPane", rule: "command", part: `the button "sekishoOtherPane", which is not there`},
		{name: "no place for the origin", old: Placeholder, new: "", rule: "origin", part: "classic Outlook would not find it"},
	} {
		for _, kind := range []string{"softblock", "unified"} {
			t.Run(kind+"/"+tc.name, func(t *testing.T) {
				assets := func(path string) bool { return path != tc.absent }
				wantProblem(t, Lint([]byte(rendered(t, ours()[kind])), assets, []byte(strings.Replace(script, tc.old, tc.new, 1))), tc.rule, tc.part)
			})
		}
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
	wantProblem(t, Lint([]byte("{"+strings.Repeat(" ", maxSize)), everything, nil), "json", "at most")
	wantProblem(t, Lint([]byte("PK\x03\x04"+strings.Repeat(" ", maxSize)), everything, nil), "package", "at most")
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
	for _, o := range ours() {
		f.Add([]byte(rendered(f, o)))
	}
	packed, err := Package(Options{Origin: origin})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packed)
	f.Add(bytes.ReplaceAll([]byte(rendered(f, ours()["softblock"])), []byte("resid"), []byte("id")))
	f.Add([]byte("<OfficeApp/>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		first, second := Lint(data, everything, []byte(script)), Lint(data, everything, []byte(script))
		if len(first) != len(second) {
			t.Fatalf("two runs found %d and %d problems", len(first), len(second))
		}
		for i := range first {
			if first[i] != second[i] {
				t.Errorf("problem %d: %v, then %v", i, first[i], second[i])
			}
		}
		if v, err := ReadVersion(data); err == nil && !versionForm.MatchString(v) {
			t.Errorf("ReadVersion: got %q and no error", v)
		}
	})
}
