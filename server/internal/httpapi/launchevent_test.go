package httpapi

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"

	"github.com/labstack/echo/v4"

	"sekisho/manifest"
)

// TestLaunchEventSaysItsOrigin: classic Outlook runs the script without a page.
func TestLaunchEventSaysItsOrigin(t *testing.T) {
	fsys := fstest.MapFS{"launchevent.js": {Data: []byte("o=`" + manifest.Placeholder + "`")}}
	e := echo.New()
	e.GET("/addin/*", files{fsys, addinPolicy}.serve)
	e.GET("/addin/launchevent.js", files{fsys, addinPolicy}.launchEvent(func(echo.Context) string { return "https://sekisho.example" }))
	r := httptest.NewRecorder()
	e.ServeHTTP(r, httptest.NewRequest(http.MethodGet, "/addin/launchevent.js", http.NoBody))
	if got, want := r.Body.String(), "o=`https://sekisho.example`"; r.Code != http.StatusOK || got != want {
		t.Errorf("GET /addin/launchevent.js: got %d %s, want 200 %s", r.Code, got, want)
	}
	if got := r.Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control: got %q, want no-cache, for Outlook must see a new build", got)
	}
}
