package cli

import (
	"context"
	"log/slog"
	"os"
	"runtime"

	"sekisho/server/internal/config"
	"sekisho/server/internal/service"
	"sekisho/server/internal/store"
)

// Serve runs the server until it is told to end.
func Serve(ctx context.Context, args []string, s Streams) int {
	f := flags("serve")
	config.Register(f)
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() > 0 {
		return complain(s, "serve takes no arguments, only flags; %q is one too many", f.Arg(0))
	}
	c, err := config.Load(f, os.Environ())
	if err != nil {
		return complain(s, "serve: %v", err)
	}
	runtime.GOMAXPROCS(store.Threads())
	log := slog.New(slog.NewTextHandler(s.Err, &slog.HandlerOptions{Level: c.LogLevel}))
	err = service.Run(ctx, c, log, func(a service.Addresses) { announce(s, c, a) })
	if err != nil {
		return complain(s, "serve: %v", err)
	}
	return exitOK
}

// announce says where to go, on stdout so that a script can wait for it.
func announce(s Streams, c config.Config, a service.Addresses) {
	scheme := "http"
	if c.TLS.Cert != "" {
		scheme = "https"
	}
	s.printf("sekisho: ready at %s://%s, SMTP at %s\n", scheme, a.HTTP, a.SMTP)
	if c.Demo {
		s.printf("sekisho: playground 体験画面: %s://%s/playground/\n", scheme, a.HTTP)
	}
}
