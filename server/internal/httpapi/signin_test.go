package httpapi

import (
	"bytes"
	"errors"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"

	"sekisho/server/internal/auth"
)

const (
	testClient = "22222222-3333-4444-5555-666666666666"
	signInAt   = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555"
)

var testSignIn = AddinSignIn{Client: testClient, Authority: signInAt, Scope: "access_as_user"}

func TestSignInFile(t *testing.T) {
	named := testSignIn
	named.Resource = "api://other.example/app"
	for name, c := range map[string]struct {
		options Options
		want    string
	}{
		"nobody signs in": {Options{}, `{"clientId":"","authority":"","scope":""}`},
		"by the host asked for": {
			Options{Addin: testSignIn},
			`{"clientId":"` + testClient + `","authority":"` + signInAt + `","scope":"api://sekisho.example/` + testClient + `/access_as_user"}`,
		},
		"by the public origin": {
			Options{Addin: testSignIn, Origin: "https://mail.example:8443"},
			`{"clientId":"` + testClient + `","authority":"` + signInAt + `","scope":"api://mail.example:8443/` + testClient + `/access_as_user"}`,
		},
		"by the resource": {
			Options{Addin: named},
			`{"clientId":"` + testClient + `","authority":"` + signInAt + `","scope":"api://other.example/app/access_as_user"}`,
		},
	} {
		got := get(t, hosting(t, c.options), "/addin/signin.json")
		if got.Code != http.StatusOK || strings.TrimSpace(got.Body.String()) != c.want || got.Header().Get("Cache-Control") != "no-cache" {
			t.Errorf("%s: %d %s (%s), want %s, no-cache", name, got.Code, got.Body, got.Header().Get("Cache-Control"), c.want)
		}
	}
}

func TestSignInInScript(t *testing.T) {
	script := "c=`" + clientMark + "`,a=`" + authorityMark + "`,s=`" + scopeMark + "`"
	with := func(o Options) string {
		h := hosting(t, o)
		return get(t, h, "/addin/launchevent-entra.js").Body.String()
	}
	before := builtFiles(t, script)
	for name, c := range map[string]struct {
		options Options
		want    string
	}{
		"no sign-in": {Options{Origin: "https://mail.example"}, "c=``,a=``,s=``"},
		"sign-in": {
			Options{Origin: "https://mail.example", Addin: testSignIn},
			"c=`" + testClient + "`,a=`" + signInAt + "`,s=`api://mail.example/" + testClient + "/access_as_user`",
		},
	} {
		c.options.Built = before
		if got := with(c.options); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}

// builtFiles is a front end with one script.
func builtFiles(t *testing.T, script string) func(string) (fs.FS, bool) {
	t.Helper()
	return func(string) (fs.FS, bool) {
		return fstest.MapFS{"launchevent-entra.js": &fstest.MapFile{Data: []byte(script)}}, true
	}
}

func TestWhyATokenIsRefusedIsLogged(t *testing.T) {
	for err, want := range map[*auth.Error]string{
		{Code: auth.CodeForeign, Reason: "the token lacks the scope", Err: errors.New("eyJ")}: `msg="token refused" reason="the token lacks the scope"`,
		{Code: auth.CodeMissing, Reason: "nothing came"}:                                      "",
	} {
		var log bytes.Buffer
		e := echo.New()
		e.HTTPErrorHandler = errorHandler(slog.New(slog.NewTextHandler(&log, nil)))
		e.GET("/", func(echo.Context) error { return err })
		answer := get(t, e, "/")
		if got := log.String(); !strings.Contains(got, want) || (want == "") != (got == "") || strings.Contains(got+answer.Body.String(), "eyJ") {
			t.Errorf("%s: logged %q, want %q", err.Code, got, want)
		}
		if strings.Contains(answer.Body.String(), err.Reason) {
			t.Errorf("%s: the reason is told to the caller: %s", err.Code, answer.Body)
		}
	}
}
