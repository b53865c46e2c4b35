package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sekisho/server/policy"
)

const external = "From: sato@minato.example\r\nTo: tanaka@hokuto.example\r\nSubject: drawings\r\n\r\nHello\r\n"

// run runs one command line with what stands on standard input.
func run(t *testing.T, stdin string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = Run(t.Context(), args, Streams{In: strings.NewReader(stdin), Out: &out, Err: &errs})
	return status, out.String(), errs.String()
}

func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestCheckJSON(t *testing.T) {
	status, out, errs := run(t, external, "check", "--json", "-")
	var v policy.Verdict
	if err := json.Unmarshal([]byte(out), &v); status != 0 || err != nil || strings.Count(out, "\n") != 1 {
		t.Fatalf("status %d, %v, stdout %q, stderr %q", status, err, out, errs)
	}
	if v.Action != "confirm" || len(v.Confirm.Items) != 1 || v.Recipients[0].Company != "北斗電機株式会社" {
		t.Errorf("verdict = %+v, want one recipient to confirm", v)
	}
}

func TestCheckEnvelopeAndFacts(t *testing.T) {
	facts := file(t, "facts.json", `{"tls":{"hokuto.example":"none"}}`)
	status, out, errs := run(t, external, "check", "--json", "--from", "sato@minato.example", "--to", "tanaka@hokuto.example", "--to", "x@kaigan-seiki.example", "--facts", facts, "-")
	var v policy.Verdict
	if err := json.Unmarshal([]byte(out), &v); status != 0 || err != nil {
		t.Fatalf("status %d, %v, stderr %q", status, err, errs)
	}
	codes := ""
	for _, f := range v.Findings {
		codes += f.Code + " "
	}
	if v.Action != "block" || len(v.Recipients) != 2 || v.Recipients[1].Field != "bcc" || !strings.Contains(codes, "recipient.no-tls") {
		t.Errorf("verdict %s, recipients %+v, findings %s; want a block, the rival in Bcc, no-tls", v.Action, v.Recipients, codes)
	}
}

func TestCheckForPeople(t *testing.T) {
	for lang, want := range map[string]string{"ja": "判定: 確認 (confirm)", "en": "Verdict: asks (confirm)"} {
		if status, out, _ := run(t, external, "check", "--lang", lang, "-"); status != 0 || !strings.HasPrefix(out, want) {
			t.Errorf("--lang %s: status %d, %q, want it to begin with %q", lang, status, out, want)
		}
	}
}

// TestErrorsAreOneLine: what, where, what to do, on stderr; nothing on stdout.
func TestErrorsAreOneLine(t *testing.T) {
	broken := file(t, "broken.yaml", "version: 1\norganization: {domains: own.example}\nrules:\n  - id: a\n    then: {action: stop}\n")
	twice, dir := file(t, "twice.yaml", "version: 2\n"), t.TempDir()
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"unknown command": {[]string{"chekc"}, 2, "sekisho: no command is called \"chekc\"; `sekisho help` lists them\n"},
		"unknown flag":    {[]string{"check", "--jsno", "-"}, 2, "sekisho: check: unknown flag: --jsno\n"},
		"no mail":         {[]string{"check"}, 2, "sekisho: check: name one mail, or - for standard input\n"},
		"mail not there":  {[]string{"check", filepath.Join(dir, "no.eml")}, 2, "sekisho: check: open " + dir + "/no.eml: there is no such file\n"},
		"a folder":        {[]string{"check", dir}, 2, "sekisho: check: open " + dir + ": it is a folder, not a file; name the files in it\n"},
		"language":        {[]string{"check", "--lang", "fr", "-"}, 2, "sekisho: check: --lang is \"fr\"; it is ja or en\n"},
		"explain":         {[]string{"policy", "explain", "x"}, 2, "sekisho: policy explain: name a policy and a mail; --lang is ja or en\n"},
		"inspect nothing": {[]string{"inspect"}, 2, "sekisho: inspect: name at least one file\n"},
		"manifest http":   {[]string{"manifest"}, 2, "sekisho: manifest: --origin is missing; write it like https://sekisho.example.co.jp\n"},
		"device add":      {[]string{"device", "add"}, 2, "sekisho: device add: --account is missing; write it as person@example.co.jp\n"},
		"audit format":    {[]string{"audit", "export", "--format", "xml"}, 2, "sekisho: audit export: --format is \"xml\"; it is csv or jsonl\n"},
		"audit day":       {[]string{"audit", "export", "--from", "yesterday"}, 2, "sekisho: audit export: --from is \"yesterday\"; write a day like 2026-11-01\n"},
		"audit argument":  {[]string{"audit", "verify", "now"}, 2, "sekisho: audit verify takes no arguments, only flags; \"now\" is one too many\n"},
		"no data":         {[]string{"audit", "verify", "--data-dir", dir}, 2, "sekisho: audit verify: stat " + dir + "/sekisho.db: no such file or directory; name the server's folder with --data-dir, or run `sekisho serve` once to make it\n"},
		"device language": {[]string{"device", "add", "--account", "a@own.example", "--lang", "fr"}, 2, "sekisho: device add: --lang is \"fr\"; it is ja or en\n"},
		"two mistakes":    {[]string{"check", "--policy", twice, "-"}, 2, "sekisho: check: " + twice + ":1:1: the key organization is missing; add it (and 1 more; `sekisho policy lint` lists them)\n"},
		"serve":           {[]string{"serve", "now"}, 2, "sekisho: serve takes no arguments, only flags; \"now\" is one too many\n"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, external, c.args...)
			if status != c.status || errs != c.want || out != "" {
				t.Errorf("status %d, stdout %q, stderr\n %q, want %d and\n %q", status, out, errs, c.status, c.want)
			}
		})
	}
	status, out, errs := run(t, external, "check", "--policy", broken, "-")
	if status != 2 || out != "" || !strings.Contains(errs, broken+":5:20:") {
		t.Errorf("broken policy: status %d, stdout %q, stderr %q; want file, line and column", status, out, errs)
	}
}

func TestPolicyCommands(t *testing.T) {
	good := file(t, "good.yaml", "version: 1\norganization: {domains: own.example}\ntests:\n  - name: asks\n    message: {from: a@own.example, to: b@other.example}\n    expect: {action: confirm}\n")
	wrong := file(t, "wrong.yaml", "version: 1\norganization: {domains: own.example}\ntests:\n  - name: blocks\n    message: {from: a@own.example, to: b@other.example}\n    expect: {action: block}\n")
	bad := file(t, "bad.yaml", "version: 1\norganization: {domain: own.example}\n")
	for name, c := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"lint good":       {[]string{"policy", "lint", good}, 0, ""},
		"lint bad":        {[]string{"policy", "lint", bad}, 1, bad + ":2:16: "},
		"lint nothing":    {[]string{"policy", "lint", bad + ".no"}, 2, ""},
		"test good":       {[]string{"policy", "test", good}, 0, "1 passed, 0 failed\n"},
		"test wrong":      {[]string{"policy", "test", wrong}, 1, "0 passed, 1 failed\n"},
		"test bad":        {[]string{"policy", "test", bad}, 2, ""},
		"test cases":      {[]string{"policy", "test", "../../policy/testdata/cases"}, 0, " passed, 0 failed\n"},
		"test sample":     {[]string{"policy", "test", "../../sample/office.yaml"}, 0, "17 passed, 0 failed\n"},
		"lint sample":     {[]string{"policy", "lint", "../../sample/office.yaml"}, 0, ""},
		"schema":          {[]string{"policy", "schema"}, 0, "2020-12/schema"},
		"unknown":         {[]string{"policy", "frobnicate"}, 2, ""},
		"version":         {[]string{"version"}, 0, "sekisho " + Version},
		"help":            {[]string{"help"}, 0, "sekisho check"},
		"lint as JSON":    {[]string{"policy", "lint", "--json", bad}, 1, `"line":2,"column":16,"path":`},
		"help of policy":  {[]string{"policy", "--help"}, 0, "policy lint F"},
		"help of test":    {[]string{"policy", "test", "--help"}, 0, "sekisho policy test"},
		"help of a way":   {[]string{"history", "import", "--help"}, 0, "sekisho history import FILE|DIR…\n"},
		"help of set":     {[]string{"user", "set", "--help"}, 0, "sekisho user set ADDRESS [--role R,…] [--disable|--enable]\n"},
		"help of replay":  {[]string{"policy", "replay", "--help"}, 0, "sekisho policy replay F [MAILDIR]\n"},
		"help of schema":  {[]string{"policy", "schema", "-h"}, 0, "sekisho policy schema"},
		"help of device":  {[]string{"device", "-h"}, 0, "device add"},
		"help of audit":   {[]string{"audit", "help"}, 0, "audit verify"},
		"help of sync":    {[]string{"directory", "sync", "--help"}, 0, "groups are never joined"},
		"help of command": {[]string{"check", "--help"}, 0, "--policy"},
		"manifest":        {[]string{"manifest", "--origin", "https://sekisho.own.example"}, 0, "https://sekisho.own.example/addin/launchevent.js"},
	} {
		t.Run(name, func(t *testing.T) {
			status, out, errs := run(t, "", c.args...)
			if status != c.status || !strings.Contains(out, c.want) {
				t.Errorf("status %d, stdout %q, stderr %q; want %d and %q", status, out, errs, c.status, c.want)
			}
		})
	}
}

func TestExplainNamesEveryRule(t *testing.T) {
	mail := file(t, "mail.eml", strings.Replace(external, "tanaka@hokuto", "x@kaigan-seiki", 1))
	status, out, errs := run(t, "", "policy", "explain", "--lang", "en", "../../sample/office.yaml", mail)
	if status != 0 {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, want := range []string{"rivals: applies → stopped", "private-with-file: does not apply", "encrypted-zip", "two-companies", "many-externals", "baseline"} {
		if !strings.Contains(out, want) {
			t.Errorf("explain does not say %q:\n%s", want, out)
		}
	}
}

func TestInspect(t *testing.T) {
	name := file(t, "quote.pdf", "MZ\x90\x00 this is a program")
	status, out, errs := run(t, "", "inspect", "--json", name)
	var o map[string]any
	if err := json.Unmarshal([]byte(out), &o); status != 0 || err != nil {
		t.Fatalf("status %d, %v, stderr %q", status, err, errs)
	}
	for _, key := range []string{"file", "type", "extension", "encrypted", "macro", "disguised", "flags", "children", "error"} {
		if _, ok := o[key]; !ok {
			t.Errorf("no %q in %s", key, out)
		}
	}
	if o["disguised"] != true {
		t.Errorf("a program named .pdf is not disguised: %s", out)
	}
	if status, out, _ := run(t, "", "inspect", "--json", name, name+".no"); status != 2 || strings.Count(out, "\n") != 1 {
		t.Errorf("one file of two is missing: status %d, stdout %q; want 2 and the other file", status, out)
	}
}
