package httpapi

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"sekisho/manifest"
)

// officeCDN is where Office.js must come from (store rule); MicrosoftAjax is fetched by Office.js itself.
const officeCDN = "https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com"

// addinPolicy lets Outlook frame the add-in's pages and nothing else run in them. Styles are inline because Fluent UI
// makes them at run time.
const addinPolicy = "default-src 'none'; script-src 'self' " + officeCDN + "; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; " +
	"connect-src 'self' " + officeCDN + "; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self' https://*.office.com https://*.office365.com https://*.officeapps.live.com https://*.outlook.com https://outlook.live.com https://*.microsoft365.com https://*.cloud.microsoft"

// hashed file names never change their content.
var hashed = regexp.MustCompile(`-[A-Za-z0-9_-]{8,}\.(js|css|woff2?|png|svg)$`)

// files delivers one built front end.
type files struct {
	fsys   fs.FS
	policy string // Content-Security-Policy
}

func (f files) serve(c echo.Context) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Param("*")), "/")
	if name == "" {
		name = "index.html"
	}
	data, err := fs.ReadFile(f.fsys, name)
	if err != nil {
		return echo.ErrNotFound
	}
	return f.deliver(c, name, data)
}

func (f files) deliver(c echo.Context, name string, data []byte) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", f.policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	if hashed.MatchString(name) {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		sum := sha256.Sum256(data)
		h.Set("Cache-Control", "no-cache")
		h.Set("ETag", `"`+hex.EncodeToString(sum[:12])+`"`)
	}
	http.ServeContent(c.Response(), c.Request(), name, time.Time{}, bytes.NewReader(data))
	return nil
}

// launchEvent delivers the send handler's script with our own origin in it: classic Outlook runs it without a page, so
// only the script can say where the API is.
func (f files) launchEvent(origin func(c echo.Context) string) echo.HandlerFunc {
	return func(c echo.Context) error {
		const name = "launchevent.js"
		data, err := fs.ReadFile(f.fsys, name)
		if err != nil {
			return echo.ErrNotFound
		}
		return f.deliver(c, name, manifest.WithOrigin(data, origin(c)))
	}
}

// notBuilt answers for a front end that is not in this binary.
func notBuilt(name string) echo.HandlerFunc {
	page := "<!doctype html><meta charset=utf-8><title>Sekisho</title><p>この画面はまだ作られていません。 <code>go tool task web</code> を実行してください。" +
		"<p>The front end “" + name + "” is not built. Run <code>go tool task web</code>."
	return func(c echo.Context) error { return c.HTML(http.StatusServiceUnavailable, page) }
}

// allowedFile is what classic Outlook on Windows reads before it lets the launch event's script call the server.
func allowedFile(origin func(c echo.Context) string) echo.HandlerFunc {
	return func(c echo.Context) error {
		body, err := json.Marshal(map[string][]string{"allowed": {origin(c) + "/addin/launchevent.js"}})
		if err != nil {
			return err
		}
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.Blob(http.StatusOK, "application/json", body)
	}
}
