// Package service puts the whole server together: store, policy, desk, HTTP API, gateway and, for a demo, playground and
// sink. It starts them, and ends them in the order that loses nothing.
//
// It promises that Run returns only when every listener is closed, every request answered or refused, and the store's last
// word is on the disk.
package service

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"golang.org/x/sync/errgroup"

	"sekisho/server/attach/pdftext"
	"sekisho/server/check"
	"sekisho/server/gate"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/config"
	"sekisho/server/internal/connector"
	"sekisho/server/internal/demo"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/facts"
	"sekisho/server/internal/httpapi"
	"sekisho/server/internal/page"
	"sekisho/server/internal/store"
)

// grace is how long requests and mails in work have when the server ends.
const grace = 20 * time.Second

// Addresses are where a running server listens.
type Addresses struct {
	HTTP, SMTP, Sink string // Sink is empty unless it is a demo
}

// Run runs the server until ctx ends. started is called once every listener is open.
func Run(ctx context.Context, c config.Config, log *slog.Logger, started func(Addresses)) (err error) {
	l, err := listen(ctx, c)
	if err != nil {
		return err
	}
	defer l.close()
	var cert *certificate
	if c.TLS.Cert != "" {
		if cert, err = openCertificate(c.TLS, log); err != nil {
			return err
		}
	}
	connectors, err := openConnectors(c.Connectors)
	if err != nil {
		return err
	}
	o, err := StoreOptions(c, log)
	if err != nil {
		return err
	}
	if c.Database.Unproven() {
		log.Warn("database.url does not ask the database to prove who it is, so anybody on the way can pass for it: write sslmode=verify-full")
	}
	st, err := store.Open(ctx, o)
	if err != nil {
		return fmt.Errorf("open the store in %q: %w", c.DataDir, err)
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	org, err := prepare(ctx, st, c)
	if err != nil {
		return err
	}
	if invented, err := usesSample(ctx, st, org); err != nil {
		return err
	} else if invented && !c.Demo {
		log.Warn("the built-in sample policy is in force: it knows none of your domains, so every colleague counts as an outsider; write a policy and name it as `policy` in the configuration")
	}
	s := &service{config: c, log: log, store: st, org: org, policies: desk.NewCompiled(st), listeners: l, certificate: cert, links: auth.NewLinks(st, nil), stirred: make(chan struct{}, 1), connectors: connectors}
	s.figures = newFigures(st, connectors, &s.health.spool, log)
	s.facts = facts.New(st, s.policies, nil)
	if c.BlockedHosts != "" {
		if s.blocked, err = facts.OpenBlocked(c.BlockedHosts, nil); err != nil {
			return err
		}
	}
	s.openTexts(ctx)
	defer func() { err = errors.Join(err, s.pdf.Close()) }()
	return s.run(ctx, started)
}

type service struct {
	config    config.Config
	log       *slog.Logger
	store     *store.Store
	org       store.Org
	policies  *desk.Compiled
	facts     *facts.Gatherer
	blocked   *facts.Blocked // nil: no list
	listeners *listeners
	pdf       *pdftext.Reader
	links     *auth.Links
	stirred   chan struct{} // a person moved a held mail

	certificate *certificate // nil: no TLS
	figures     *figures
	health      health
	connectors  *connector.Set // nil: who is on this machine may give mail to the gateway
}

func (s *service) sources(p desk.Person) []check.Source { return s.sourcesOf(p.Org) }

func (s *service) sourcesOf(org store.Org) []check.Source {
	all := s.facts.For(org)
	if s.blocked != nil {
		all = append(all, s.blocked)
	}
	return all
}

func (s *service) run(ctx context.Context, started func(Addresses)) error {
	sink := demo.NewSink()
	handler, err := s.api(sink)
	if err != nil {
		return err
	}
	defer func() { _ = handler.Close() }()
	server := &http.Server{
		Handler: guardPlain(httpapi.Reach{Origin: s.config.PublicOrigin, Proxies: s.config.TrustedProxies}, handler), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 2 * time.Minute, WriteTimeout: 2 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(s.log.Handler(), slog.LevelDebug),
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return s.serveHTTP(server) })
	g.Go(func() error { return s.serveGateway(ctx) })
	g.Go(func() error { return s.syncDirectory(ctx) })
	if s.config.Demo {
		g.Go(func() error { return s.serveSink(ctx, sink) })
	}
	g.Go(func() error {
		<-ctx.Done()
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		return server.Shutdown(end)
	})
	started(s.listeners.addresses())
	return g.Wait()
}

func (s *service) serveHTTP(server *http.Server) error {
	var err error
	if s.certificate != nil {
		server.TLSConfig = s.certificate.config()
		err = server.ServeTLS(s.listeners.http, "", "")
	} else {
		err = server.Serve(s.listeners.http)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve HTTP: %w", err)
}

func (s *service) serveSink(ctx context.Context, sink *demo.Sink) error {
	server := &gate.Server{Host: "sink.invalid", Backend: sink, Log: s.log}
	if err := server.Serve(ctx, s.listeners.sink); err != nil {
		return fmt.Errorf("serve the sink: %w", err)
	}
	return nil
}

func hostname() string {
	name, err := os.Hostname()
	if err != nil || name == "" {
		return "localhost"
	}
	return name
}

// api assembles the HTTP side.
func (s *service) api(sink *demo.Sink) (*httpapi.Server, error) {
	devices := auth.NewDevices(s.store, nil)
	who := &auth.Authenticator{Devices: devices}
	if len(s.config.OIDC) > 0 {
		oidc, err := auth.NewOIDC(issuers(s.config.OIDC), s.store, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("issuers: %w", err)
		}
		who.OIDC = oidc
	}
	if s.config.Demo {
		who.Demo = demoIdentity(s.org)
	}
	people := desk.New(s.store, s.policies, s.sources, nil)
	h, err := httpapi.New(httpapi.Options{
		Desk: people, Directory: s.store, Held: httpapi.Held{Keeper: s.keeper(), Records: s.store, Moved: s.moved}, Pages: s.pages(people), PageStyle: page.Style(), Identify: auth.Middleware(who), Enrol: devices, Ready: s.ready, Figures: []prometheus.Collector{s.figures},
		UploadsDir: s.uploadsDir(), Origin: s.config.PublicOrigin, Proxies: s.config.TrustedProxies,
		Frames: s.config.OutlookOrigins, SignIn: signInOrigins(s.config.OIDC), Addin: addinSignIn(s.config.OIDC), Desktop: desktopSignIn(s.config.OIDC), Limits: httpapi.Limits(s.config.Limits), PDF: s.pdf, Log: s.log,
	})
	if err != nil {
		return nil, err
	}
	if s.config.Demo {
		demo.Register(h.Group("/demo", demo.Guard), demo.Options{
			Sink: sink, Gate: s.listeners.addresses().SMTP, Account: demoAccount, Name: demoName, Organization: s.config.Organization.Name,
		})
		h.Files("/playground", "playground", demo.PagePolicy, demo.Guard)
	}
	return h, nil
}

// listeners are opened before anything else, so that a port in use is said at once and nothing is half started.
type listeners struct{ http, smtp, sink net.Listener }

func listen(ctx context.Context, c config.Config) (*listeners, error) {
	l := &listeners{}
	wanted := []struct {
		name, addr string
		into       *net.Listener
	}{{"--listen", c.Listen, &l.http}, {"--smtp-listen", c.SMTPListen, &l.smtp}}
	if c.Demo {
		wanted = append(wanted, struct {
			name, addr string
			into       *net.Listener
		}{"--sink-listen", c.SinkListen, &l.sink})
	}
	for _, w := range wanted {
		ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", w.addr)
		if err != nil {
			l.close()
			return nil, fmt.Errorf("listen on %s (%s): %w; end the program that uses it or choose another address", w.addr, w.name, err)
		}
		*w.into = ln
	}
	return l, nil
}

func (l *listeners) close() {
	for _, ln := range []net.Listener{l.http, l.smtp, l.sink} {
		if ln != nil {
			_ = ln.Close()
		}
	}
}

func (l *listeners) addresses() Addresses {
	a := Addresses{HTTP: l.http.Addr().String(), SMTP: l.smtp.Addr().String()}
	if l.sink != nil {
		a.Sink = l.sink.Addr().String()
	}
	return a
}
