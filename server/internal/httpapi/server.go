package httpapi

import (
	"cmp"
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/labstack/echo/v4/middleware"
	"github.com/prometheus/client_golang/prometheus"

	"sekisho/server/attach/pdftext"
	"sekisho/server/internal/desk"
	"sekisho/server/web"
)

// Options are what the API needs of the rest of the server.
type Options struct {
	Desk       *desk.Desk
	Identify   echo.MiddlewareFunc // sets the identity that auth.FromContext reads, or refuses
	Enrol      Enroller
	Held       Held // held mail
	Directory  Directory
	Pages      Pages                           // of held mail; nil: none
	PageStyle  string                          // their style sheet
	Ready      func(ctx context.Context) error // what keeps the server from working now
	UploadsDir string                          // made anew at start, emptied at the end
	Origin     string                          // public origin, "https://mail.example"; empty: as the request says
	Proxies    []netip.Prefix                  // whose X-Forwarded-* counts; none: nobody's
	Frames     []string                        // origins that show the add-in in a frame, besides Microsoft's
	SignIn     []string                        // origins that the add-in's pages sign in at
	Addin      AddinSignIn                     // how the add-in signs in; zero: by enrolment codes
	Desktop    DesktopSignIn                   // how the desktop signs in; zero: by enrolment codes
	Built      func(name string) (fs.FS, bool) // the built front ends; nil: those in this program
	Limits     Limits
	Figures    []prometheus.Collector // for /metrics, besides our own; they must name nobody
	PDF        *pdftext.Reader        // reads PDF files while a mail is written; nil: their texts are never known
	Log        *slog.Logger
	Now        func() time.Time // nil: time.Now
}

// Limits are sizes in octets; 0 is what Default of package config says.
type Limits struct {
	JSON   int64 // a request's body
	Inline int64 // a file inside a request
	Upload int64 // a file sent by itself
}

func (l Limits) withDefaults() Limits {
	return Limits{JSON: cmp.Or(l.JSON, 2<<20), Inline: cmp.Or(l.Inline, 256<<10), Upload: cmp.Or(l.Upload, 150_000_000)}
}

// Server is the HTTP API. It implements http.Handler.
type Server struct {
	echo     *echo.Echo
	handlers *handlers
}

type handlers struct {
	desk      *desk.Desk
	enrol     Enroller
	held      Held
	directory Directory
	ready     func(ctx context.Context) error
	uploads   *uploads
	known     *seenFiles
	reports   *reportRoom
	metrics   *metrics
	limits    Limits
	pdf       *pdftext.Reader
	desktop   DesktopSignIn
	log       *slog.Logger
}

// New assembles the API.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	limits := o.Limits.withDefaults()
	up, err := newUploads(o.UploadsDir, limits.Upload, o.Now)
	if err != nil {
		return nil, err
	}
	h := &handlers{desk: o.Desk, enrol: o.Enrol, held: o.Held, directory: o.Directory, ready: o.Ready, uploads: up, known: newSeenFiles(o.Now), reports: &reportRoom{now: o.Now}, metrics: newMetrics(o.Figures), limits: limits, pdf: o.PDF, desktop: o.Desktop, log: o.Log}
	reach := Reach{o.Origin, o.Proxies}
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = errorHandler(o.Log)
	e.IPExtractor = remote(o.Proxies)
	e.Use(middleware.RequestID(), middleware.RecoverWithConfig(middleware.RecoverConfig{LogErrorFunc: logPanic(o.Log)}), h.metrics.middleware, reach.secure, reach.sameOrigin)
	apiRouter{e, o.Identify}.register(h)
	e.GET("/metrics", h.metrics.serve)
	static(e, o)
	if o.Pages != nil {
		pages(e, o.Pages, o.PageStyle)
	}
	return &Server{e, h}, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Group adds routes under a prefix: the demo's.
func (s *Server) Group(prefix string, m ...echo.MiddlewareFunc) *echo.Group {
	return s.echo.Group(prefix, m...)
}

// Files delivers a built front end under a prefix.
func (s *Server) Files(prefix, name, contentPolicy string, m ...echo.MiddlewareFunc) {
	serveFiles(s.echo, web.Files, prefix, name, contentPolicy, m...)
}

// Close removes what was kept for requests to come.
func (s *Server) Close() error { return s.handlers.uploads.close() }

// apiRouter puts the identity in front of every route but those that need none.
type apiRouter struct {
	echo     *echo.Echo
	identify echo.MiddlewareFunc
}

// open routes ask for no credential.
var open = map[string]bool{"GET /healthz": true, "GET /readyz": true, "POST /v1/devices": true, "GET /v1/sign-in": true}

func (r apiRouter) register(h *handlers) {
	g := r.echo.Group("", func(next echo.HandlerFunc) echo.HandlerFunc {
		identified := r.identify(next)
		return func(c echo.Context) error {
			if open[c.Request().Method+" "+c.Path()] {
				return next(c)
			}
			return identified(c)
		}
	})
	RegisterHandlers(g, h)
}

// remote tells who asks. Headers are believed from the named proxies alone: anybody can write X-Forwarded-For.
func remote(proxies []netip.Prefix) echo.IPExtractor {
	if len(proxies) == 0 {
		return echo.ExtractIPDirect()
	}
	trust := []echo.TrustOption{echo.TrustLoopback(false), echo.TrustLinkLocal(false), echo.TrustPrivateNet(false)}
	for _, p := range proxies {
		trust = append(trust, echo.TrustIPRange(&net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}))
	}
	return echo.ExtractIPFromXFFHeader(trust...)
}

var _ ServerInterface = (*handlers)(nil)

func logPanic(log *slog.Logger) middleware.LogErrorFunc {
	return func(c echo.Context, err error, stack []byte) error {
		log.LogAttrs(c.Request().Context(), slog.LevelError, "panic", slog.String("path", c.Path()), slog.Any("error", err), slog.String("stack", string(stack)))
		return err
	}
}
