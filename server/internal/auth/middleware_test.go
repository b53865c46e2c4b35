package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/labstack/echo/v4"
)

// fixed takes one token.
type fixed string

func (f fixed) Identify(_ context.Context, token string) (Identity, error) {
	if token != string(f) {
		return Identity{}, refuse(CodeInvalid, "another token")
	}
	return Identity{Org: main, Subject: token}, nil
}

func TestAuthenticator(t *testing.T) {
	a := &Authenticator{Devices: fixed("skd_x"), OIDC: fixed("a.b.c"), Demo: &Demo{Identity: Identity{Subject: "demo"}}}
	request := func(values ...string) *http.Request {
		r := from("127.0.0.1:5", "127.0.0.1:8480", "localhost")
		r.Header["Authorization"] = values
		return r
	}
	for name, c := range map[string]struct {
		a       *Authenticator
		r       *http.Request
		subject string
		code    string
	}{
		"device":            {a, request("Bearer skd_x"), "skd_x", ""},
		"any case":          {a, request("bearer  skd_x"), "skd_x", ""},
		"issuer":            {a, request("Bearer a.b.c"), "a.b.c", ""},
		"demo":              {a, request(), "demo", ""},
		"demo from outside": {a, from("192.0.2.1:1", "127.0.0.1:1", "localhost"), "", CodeDemo},
		"bad, not demo":     {a, request("Bearer skd_y"), "", CodeInvalid},
		"basic":             {a, request("Basic eDp5"), "", CodeMissing},
		"no token":          {a, request("Bearer "), "", CodeMissing},
		"two headers":       {a, request("Bearer skd_x", "Bearer skd_x"), "", CodeInvalid},
		"of no kind":        {a, request("Bearer hello"), "", CodeInvalid},
		"too long":          {a, request("Bearer " + strings.Repeat("x", maxToken+1)), "", CodeInvalid},
		"nothing":           {&Authenticator{}, request(), "", CodeMissing},
		"kinds not taken":   {&Authenticator{}, request("Bearer skd_x"), "", CodeInvalid},
	} {
		id, err := c.a.Identify(c.r)
		if id.Subject != c.subject || code(err) != c.code {
			t.Errorf("%s: Identify = %q, %v, want %q, %q", name, id.Subject, err, c.subject, c.code)
		}
	}
}

func TestMiddleware(t *testing.T) {
	e := echo.New()
	var handled error
	e.HTTPErrorHandler = func(err error, c echo.Context) {
		handled = err
		_ = c.NoContent(http.StatusTeapot)
	}
	e.Use(Middleware(&Authenticator{Devices: fixed("skd_x")}))
	e.GET("/", func(c echo.Context) error {
		id, ok := FromContext(c.Request().Context())
		if !ok {
			return errors.New("no identity")
		}
		return c.String(http.StatusOK, id.Subject)
	})
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	w := httptest.NewRecorder()
	e.ServeHTTP(w, r)
	if code(handled) != CodeMissing {
		t.Errorf("without a token the handler's error is %v, want %s", handled, CodeMissing)
	}
	r.Header.Set("Authorization", "Bearer skd_x")
	w = httptest.NewRecorder()
	if e.ServeHTTP(w, r); w.Code != http.StatusOK || w.Body.String() != "skd_x" {
		t.Errorf("with a token: %d %q", w.Code, w.Body)
	}
}

func TestRequire(t *testing.T) {
	if _, err := Require(context.Background(), RoleAdmin); code(err) != CodeMissing {
		t.Errorf("nobody: %v", err)
	}
	ctx := WithIdentity(context.Background(), Identity{Roles: []Role{RoleSender}})
	if _, err := Require(ctx, RoleAdmin); err == nil || err.Error() != `auth: role-missing: the role "admin" is needed` {
		t.Errorf("sender: %v", err)
	}
	if _, err := Require(ctx, RoleSender); err != nil {
		t.Errorf("sender as sender: %v", err)
	}
}

func TestProblem(t *testing.T) {
	for code, want := range map[string]int{
		CodeMissing: 401, CodeInvalid: 401, CodeExpired: 401, CodeRevoked: 401, CodeForeign: 403, CodeDemo: 403, CodeRole: 403,
		CodeUnreachable: 503, CodeEnrolment: 403, CodeLate: 403, CodeDevice: 422, CodeTooMany: 429,
	} {
		status, got, title := Problem(refuse(code, "secret detail"))
		if status != want || got != code || title == "" || strings.Contains(title, "secret") {
			t.Errorf("Problem(%s) = %d, %s, %q, want %d", code, status, got, title, want)
		}
	}
	if status, _, _ := Problem(errors.New("other")); status != 0 {
		t.Errorf("Problem of another error = %d, want 0", status)
	}
}
