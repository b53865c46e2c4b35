package main

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"sekisho/desktop/internal/locations"
)

// TestPagesCallWhatIsBoundAlone: by name, with as many arguments as there are, and nothing else of the program.
func TestPagesCallWhatIsBoundAlone(t *testing.T) {
	app := newApp(opened(t), &glass{}, &board{}, nil)
	call := serveCalls(app)
	good := func(name string, want func(any) bool, args ...string) {
		t.Helper()
		got, err := call(name, raw(args))
		if err != nil || !want(got) {
			t.Errorf("%s(%v) = %+v, %v", name, args, got, err)
		}
	}
	bad := func(want, name string, args ...string) {
		t.Helper()
		if _, err := call(name, raw(args)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s(%v) gives %v, want an error with %q", name, args, err, want)
		}
	}
	good("Status", func(v any) bool { s, ok := v.(Status); return ok && s.Language == "en" })
	good("Waiting", func(v any) bool { m, ok := v.([]Mail); return ok && len(m) == 0 })
	good("Hide", func(v any) bool { return v == nil })
	good("SaveSettings", func(v any) bool { return v == nil }, `{"language":"ja","onTop":true}`)
	good("Status", func(v any) bool { return v.(Status).Language == "ja" })
	good("History", func(v any) bool { p, ok := v.(HistoryPage); return ok && p.Mails != nil }, `{"words":"x"}`)
	bad("no method", "closed")
	bad("no method", "Subscribe")
	bad("no method", "Nothing")
	bad("1 arguments", "Status", `1`)
	bad("0 arguments", "Cancel")
	bad("Cancel: ", "Cancel", `7`)
	bad("no longer waiting", "Cancel", `"m1"`)
	for m := range reflect.TypeFor[Bound]().Methods() {
		if _, err := call(m.Name, raw([]string{`[`, `[`, `[`})); !errors.Is(err, errCall) {
			t.Errorf("%s with three arguments gives %v, want a refusal", m.Name, err)
		}
	}
}

func raw(args []string) (all []json.RawMessage) {
	for _, a := range args {
		all = append(all, json.RawMessage(a))
	}
	return all
}

// TestWindowProgramIsBesideThisOne: where it is not, the error says where it was looked for.
func TestWindowProgramIsBesideThisOne(t *testing.T) {
	places, err := locations.In(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := windowProgram(places, false); err == nil || !strings.Contains(err.Error(), "sekisho-desktop-window") {
		t.Fatalf("without a program the error is %v, want one that names it", err)
	}
	own, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range windowNames() {
		file := filepath.Join(filepath.Dir(own), name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o700), os.WriteFile(file, nil, 0o600)); err != nil {
			t.Fatal(err)
		}
		cmd, err := windowProgram(places, true)
		if err != nil || cmd.Path != file || !strings.Contains(strings.Join(cmd.Args, " "), "--attached --data "+places.WebView()+" --on-top") {
			t.Errorf("the command is %v (%v), want %s, attached and on top", cmd, err, file)
		}
		if err := os.Remove(file); err != nil {
			t.Fatal(err)
		}
	}
}
