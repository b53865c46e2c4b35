package httpapi

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"github.com/labstack/echo/v4"

	"sekisho/manifest"
	"sekisho/server/web"
)

// officeCDN is where Office.js must come from (store rule); MicrosoftAjax is fetched by Office.js itself.
const officeCDN = "https://appsforoffice.microsoft.com https://ajax.aspnetcdn.com"

// outlook are the origins of Outlook on the web and of the new Outlook on Windows, which show the add-in in a frame.
const outlook = "https://*.office.com https://*.office365.com https://*.officeapps.live.com https://*.outlook.com https://outlook.live.com " +
	"https://*.microsoft365.com https://*.cloud.microsoft"

// addinPolicy lets Outlook frame the add-in's pages and nothing else run in them. frames are further origins of Outlook on the
// web (Exchange on premises, national clouds), signIn those that people sign in at. Styles are inline because Fluent UI makes
// them at run time.
func addinPolicy(frames, signIn []string) string {
	with := func(list string, more []string) string { return strings.Join(append([]string{list}, more...), " ") }
	return strings.Join([]string{
		"default-src 'none'", "script-src 'self' " + officeCDN, "style-src 'self' 'unsafe-inline'", "img-src 'self' data:", "font-src 'self' data:",
		with("connect-src 'self' "+officeCDN, signIn), "base-uri 'none'", "form-action 'none'",
		with("frame-ancestors 'self' "+outlook, frames),
	}, "; ")
}

// files delivers one built front end. It makes each answer once.
type files struct {
	fsys   fs.FS
	policy string // Content-Security-Policy
	made   *sync.Map
}

func newFiles(fsys fs.FS, policy string) files { return files{fsys, policy, &sync.Map{}} }

func (f files) serve(c echo.Context) error {
	name := strings.TrimPrefix(path.Clean("/"+c.Param("*")), "/")
	if name == "" {
		name = "index.html"
	}
	if a, ok := f.made.Load(name); ok {
		return f.deliver(c, a.(*asset))
	}
	data, err := fs.ReadFile(f.fsys, name)
	if err != nil {
		return echo.ErrNotFound
	}
	a, _ := f.made.LoadOrStore(name, newAsset(name, data))
	return f.deliver(c, a.(*asset))
}

func (f files) deliver(c echo.Context, a *asset) error {
	h := c.Response().Header()
	h.Set("Content-Security-Policy", f.policy)
	h.Set("Referrer-Policy", "no-referrer")
	a.serve(c.Response(), c.Request())
	return nil
}

// launchEvent delivers the send handler's scripts with our own origin in them: classic Outlook runs them without a page, so
// only the script can say where the API is.
func (f files) launchEvent(reach Reach, signIn AddinSignIn) echo.HandlerFunc {
	scripts := launchScripts{fsys: f.fsys, signIn: signIn, made: make(map[string]*asset)}
	return func(c echo.Context) error {
		origin, ok := reach.Of(c.Request())
		if !ok {
			return badHost()
		}
		a, err := scripts.at(origin, path.Base(c.Request().URL.Path))
		if err != nil {
			return echo.ErrNotFound
		}
		return f.deliver(c, a)
	}
}

// launchScripts keeps the scripts of the origin that was asked for last; a server has one.
type launchScripts struct {
	fsys   fs.FS
	signIn AddinSignIn
	mu     sync.Mutex
	origin string
	made   map[string]*asset // by name
}

func (l *launchScripts) at(origin, name string) (*asset, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if origin != l.origin {
		clear(l.made)
		l.origin = origin
	}
	if a := l.made[name]; a != nil {
		return a, nil
	}
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		return nil, err
	}
	l.made[name] = newAsset(name, l.signIn.write(manifest.WithOrigin(data, origin), origin))
	return l.made[name], nil
}

// notBuilt answers for a front end that is not in this binary.
func notBuilt(name string) echo.HandlerFunc {
	page := "<!doctype html><meta charset=utf-8><title>Sekisho</title><p>この画面はまだ作られていません。 <code>go tool task web</code> を実行してください。" +
		"<p>The front end “" + name + "” is not built. Run <code>go tool task web</code>."
	return func(c echo.Context) error { return c.HTML(http.StatusServiceUnavailable, page) }
}

// static sets up everything that is delivered without asking who wants it.
func static(e *echo.Echo, o Options) {
	reach := Reach{o.Origin, o.Proxies}
	policy := addinPolicy(o.Frames, o.SignIn)
	find := o.Built
	if find == nil {
		find = web.Files
	}
	serveFiles(e, find, "/addin", "addin", policy)
	if fsys, ok := find("addin"); ok {
		handler := newFiles(fsys, policy).launchEvent(reach, o.Addin)
		for _, script := range []string{"launchevent.js", "launchevent-entra.js"} {
			e.GET("/addin/"+script, handler)
		}
	}
	e.GET("/addin/hosted.json", hosted)
	e.GET("/addin/signin.json", o.Addin.file(reach))
	e.GET("/.well-known/microsoft-officeaddins-allowed.json", allowedFile(reach))
}

// badHost refuses a Host header that would have to be written into a script.
func badHost() error {
	return &problem{
		status: http.StatusMisdirectedRequest, code: "host-invalid", title: "The request names a host that cannot be this server's.",
		detail: "Set publicOrigin, or have the proxy pass on the host that people ask for.",
	}
}

// allowedFile is what classic Outlook on Windows reads before it lets a launch event's script call the server.
func allowedFile(reach Reach) echo.HandlerFunc {
	return func(c echo.Context) error {
		origin, ok := reach.Of(c.Request())
		if !ok {
			return badHost()
		}
		c.Response().Header().Set("Cache-Control", "no-cache")
		return c.JSON(http.StatusOK, map[string][]string{"allowed": manifest.Allowed(origin)})
	}
}

// hosted says which manifests fit what is delivered here, for `manifest --check`.
func hosted(c echo.Context) error {
	c.Response().Header().Set("Cache-Control", "no-cache")
	return c.JSON(http.StatusOK, map[string]string{"manifest": manifest.Base()})
}

func serveFiles(e *echo.Echo, find func(string) (fs.FS, bool), prefix, name, contentPolicy string, m ...echo.MiddlewareFunc) {
	fsys, ok := find(name)
	handler := notBuilt(name)
	if ok {
		handler = newFiles(fsys, contentPolicy).serve
	}
	e.GET(prefix+"/*", handler, m...)
	e.GET(prefix, func(c echo.Context) error { return c.Redirect(http.StatusFound, prefix+"/") }, m...)
}
