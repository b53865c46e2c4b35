package main

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

type pkg struct {
	ImportPath string
	Doc        string
	Dir        string
	Imports    []string
	GoFiles    []string
	Standard   bool
}

// packages lists the module's packages as the go command sees them, without test files.
func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Doc,Dir,Imports,GoFiles", "sekisho/...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatalf("read go list: %v", err)
		}
		all = append(all, p)
	}
}

// arrows name, for each of our packages, the packages of ours it may import. "*" ends a prefix.
var arrows = map[string][]string{
	"server/address":   {},
	"server/text":      {"server/address"},
	"server/policy":    {"server/address", "server/text"},
	"server/catalogue": {"server/policy"},
	"server/attach":    {"server/address", "server/text", "server/policy", "server/attach/extract"},
	"server/attach/*":  {"server/text"},
	"server/link":      {"server/address", "server/text", "server/policy"},
	"server/personal":  {"server/address", "server/text", "server/policy"},
	"server/history":   {"server/address", "server/text", "server/policy"},
	"server/migrate":   {"server/address", "server/text", "server/policy"},
	"server/message":   {"server/address", "server/text", "server/policy", "server/attach"},
	"server/pass":      {"server/address", "server/text", "server/policy", "server/message"},
	"server/check": {
		"server/address", "server/text", "server/policy", "server/attach", "server/attach/*", "server/link", "server/personal", "server/history", "server/message",
	},
	"server/gate":              {"server/address", "server/text", "server/policy", "server/attach", "server/message", "server/check", "server/pass", "server/catalogue"},
	"server/gate/*":            {},
	"server/api":               {"server/policy"},
	"manifest":                 {"manifest/icon"},
	"e2e/support/setup":        {},
	"e2e/support/fuzz":         {},
	"e2e/support/bus":          {},
	"e2e/support/postgres":     {},
	"e2e/support/process":      {},
	"e2e/support/logins":       {},
	"e2e/support/ports":        {},
	"e2e/support/postfix":      {"e2e/support/ports", "e2e/support/process"},
	"e2e/support/postbox":      {"e2e/support/postfix", "server/gate"},
	"e2e/eval":                 {"server/*"},
	"e2e/eval/train":           {"server/text"},
	"e2e/torture":              {"server/gate", "e2e/support/*"},
	"server":                   {"server/internal/*", "server/web"},
	"server/web":               {},
	"server/sample":            {},
	"server/internal/*":        {"server/*", "manifest"},
	"server/internal/resolver": {},
	"server/internal/mtasts":   {"server/internal/resolver"},
	"server/internal/dane":     {"server/internal/resolver"},
	"e2e/smtp":                 {},
	"e2e/desktop":              {},
	"manifest/*":               {},

	"desktop":                      {"desktop/*", "server/*"},
	"desktop/frontend":             {},
	"desktop/window":               {"desktop/frontend", "desktop/internal/screen", "manifest/icon"},
	"desktop/internal/screen":      {},
	"desktop/packaging":            {"desktop/internal/cli", "manifest/icon"},
	"desktop/internal/tray":        {"manifest/icon"},
	"desktop/internal/notify":      {},
	"desktop/internal/autostart":   {"desktop/internal/locations"},
	"desktop/internal/single":      {"desktop/internal/locations"},
	"desktop/internal/confirm":     {"server/policy", "server/check"},
	"desktop/internal/words":       {},
	"desktop/internal/client":      {"desktop/internal/accounts", "desktop/internal/locations", "desktop/internal/words"},
	"desktop/internal/locations":   {"desktop/internal/words"},
	"desktop/internal/secret":      {"desktop/internal/locations"},
	"desktop/internal/account":     {"desktop/internal/locations", "desktop/internal/words", "server/address"},
	"desktop/internal/oauth":       {"desktop/internal/account", "desktop/internal/locations", "desktop/internal/secret", "desktop/internal/words"},
	"desktop/internal/oauth/*":     {"desktop/internal/oauth"},
	"desktop/internal/certificate": {"desktop/internal/locations", "desktop/internal/secret"},
	"desktop/internal/cli":         {"desktop/internal/*", "server/*"},
	"desktop/internal/accounts":    {"desktop/internal/account", "desktop/internal/locations", "desktop/internal/oauth", "desktop/internal/secret"},
	"desktop/internal/doctor":      {"desktop/internal/*", "server/policy", "server/sample"},
	"desktop/internal/shim": {
		"desktop/internal/account", "desktop/internal/confirm", "desktop/internal/oauth",
		"server/address", "server/text", "server/policy", "server/message", "server/check", "server/pass", "server/gate", "server/catalogue",
	},
	"desktop/internal/store":       {"server/history", "server/policy"},
	"desktop/internal/depot":       {"desktop/internal/*", "server/gate", "server/history"},
	"desktop/internal/policycache": {"desktop/internal/locations", "server/policy", "server/pass"},
	"desktop/internal/outbox":      {"desktop/internal/account", "desktop/internal/shim", "desktop/internal/store", "desktop/internal/locations", "server/gate", "server/history", "server/policy"},
	"desktop/internal/serversync": {
		"desktop/internal/account", "desktop/internal/locations", "desktop/internal/oauth", "desktop/internal/policycache", "desktop/internal/shim", "desktop/internal/store", "desktop/internal/words",
		"server/address", "server/api", "server/check", "server/history", "server/pass", "server/policy",
	},
	"desktop/internal/stories":   {"desktop/internal/*", "server/*"},
	"desktop/internal/companion": {"desktop/internal/*", "server/attach", "server/attach/*", "server/policy", "server/check", "server/pass", "server/gate", "server/sample", "server/catalogue"},
}

func matches(pattern, path string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "*"); ok {
		return strings.HasPrefix(path, prefix)
	}
	return pattern == path
}

func rule(path string) ([]string, bool) {
	if r, ok := arrows[path]; ok {
		return r, true
	}
	for pattern, r := range arrows {
		if strings.HasSuffix(pattern, "*") && matches(pattern, path) {
			return r, true
		}
	}
	return nil, false
}

func TestArrows(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "sekisho/")
		allowed, ok := rule(path)
		if !ok {
			t.Errorf("%s has no arrows: add it to arch_test.go and ARCHITECTURE.md", path)
			continue
		}
		for _, imported := range p.Imports {
			ours, is := strings.CutPrefix(imported, "sekisho/")
			if is && !slices.ContainsFunc(allowed, func(a string) bool { return matches(a, ours) }) {
				t.Errorf("%s must not import %s", path, ours)
			}
		}
	}
}

// outside are libraries that only the named places may use.
var outside = map[string][]string{
	"github.com/labstack/echo/v4":         {"server/internal/httpapi", "server/internal/auth", "server/internal/demo"},
	"database/sql":                        {"server/internal/store", "desktop/internal/store"},
	"modernc.org/sqlite":                  {"server/internal/store", "desktop/internal/store"},
	"github.com/wailsapp/wails/v2":        {"desktop/window"},
	"github.com/emersion/go-smtp":         {"server/gate", "server/internal/demo", "server/internal/relay"},
	"github.com/emersion/go-msgauth":      {"server/internal/dkim"},
	"github.com/go-ldap/ldap/v3":          {"server/internal/directory/ldap"},
	"github.com/jackc/pgx/v5":             {"server/internal/store", "e2e/support/postgres"},
	"github.com/pressly/goose/v3":         {"server/internal/store", "desktop/internal/store"},
	"cel.dev/cel-go":                      {"server/policy"},
	"github.com/golang-jwt/jwt/v5":        {"server/pass", "server/internal/auth", "server/internal/desk"},
	"github.com/prometheus/client_golang": {"server/internal/httpapi", "server/internal/service"},
}

func TestLibrariesStayInTheirRooms(t *testing.T) {
	for _, p := range packages(t) {
		path := strings.TrimPrefix(p.ImportPath, "sekisho/")
		for _, imported := range p.Imports {
			for library, rooms := range outside {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(rooms, path) {
					t.Errorf("%s must not import %s; only %v may", path, imported, rooms)
				}
			}
		}
	}
}

// TestEngineIsPure holds the engine to what makes it total and deterministic: no network, files, SQL or clock.
func TestEngineIsPure(t *testing.T) {
	forbidden := []string{"net", "net/http", "os", "os/exec", "database/sql", "io/ioutil"}
	for _, p := range packages(t) {
		if !slices.Contains([]string{"sekisho/server/policy", "sekisho/server/text", "sekisho/server/address"}, p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			if slices.Contains(forbidden, imported) {
				t.Errorf("%s must not import %s", p.ImportPath, imported)
			}
		}
		for _, call := range calls(t, p, "time") {
			if call == "Now" || call == "Since" || call == "After" || call == "Sleep" {
				t.Errorf("%s must not call time.%s: now is an argument", p.ImportPath, call)
			}
		}
	}
}

// TestOnlyCheckEvaluates: one way from a message to a verdict. The policy's own test runner lives inside the engine.
func TestOnlyCheckEvaluates(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath == "sekisho/server/check" {
			continue
		}
		if names := calls(t, p, "policy"); slices.Contains(names, "Evaluate") || slices.Contains(names, "EvaluateFor") || slices.Contains(names, "EvaluateSearched") || slices.Contains(names, "Replay") {
			t.Errorf("%s calls policy.Evaluate; only check may", p.ImportPath)
		}
	}
}

// TestOrganisationsAreMadeByAuthAlone: an organisation comes from the credential, never from a request.
func TestOrganisationsAreMadeByAuthAlone(t *testing.T) {
	allowed := []string{"sekisho/server/internal/auth", "sekisho/server/internal/relay"}
	for _, p := range packages(t) {
		if !slices.Contains(allowed, p.ImportPath) && slices.Contains(calls(t, p, "store"), "OrgOf") {
			t.Errorf("%s calls store.OrgOf; only %v may", p.ImportPath, allowed)
		}
	}
}

// calls returns the names selected from a package identifier in p's files.
func calls(t *testing.T, p pkg, from string) []string {
	t.Helper()
	var names []string
	for _, file := range p.GoFiles {
		f, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, file), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if id, ok := s.X.(*ast.Ident); ok && id.Name == from {
					names = append(names, s.Sel.Name)
				}
			}
			return true
		})
	}
	return names
}

func TestEveryPackageSaysWhatItIsFor(t *testing.T) {
	for _, p := range packages(t) {
		if p.Doc == "" && len(p.GoFiles) > 0 {
			t.Errorf("%s has no package comment", p.ImportPath)
		}
	}
}

func TestMainIsSmall(t *testing.T) {
	data, err := os.ReadFile("main.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(data), "\n"); n > 150 {
		t.Errorf("main.go has %d lines; wiring stays under 150", n)
	}
}

func TestNoOtherTopLevelFolder(t *testing.T) {
	entries, err := os.ReadDir("..")
	if err != nil {
		t.Fatal(err)
	}
	known := []string{"addin", "server", "desktop", "manifest", "e2e", "node_modules", "bin", "data"}
	for _, e := range entries {
		if e.IsDir() && !strings.HasPrefix(e.Name(), ".") && !slices.Contains(known, e.Name()) {
			t.Errorf("top-level folder %s: there are only addin, server, desktop, manifest and e2e", e.Name())
		}
	}
}
