// Command sekisho-desktop (関所) looks at each mail that the mail programs of this computer send, before it leaves: it is their SMTP
// server on the loopback interface, asks the sender in a window where the policy wants that, and hands the mail on to the provider.
//
// Without arguments it starts with its window; with --hidden only with an icon beside the clock. `sekisho-desktop help` lists the
// subcommands.
//
// The window is a program of its own, desktop/window, which is looked for beside this one. Where it is not, mails that must be asked
// about are not sent.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"sekisho/desktop/internal/cli"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/notify"
	"sekisho/desktop/internal/single"
	"sekisho/desktop/internal/tray"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, stop, os.Args[1:], os.Stderr)
	stop()
	os.Exit(status)
}

// run is the whole program but for its end. It must be called on the main goroutine, where macOS wants windows.
func run(ctx context.Context, stop func(), args []string, stderr io.Writer) int {
	if cli.Is(args) {
		return cli.Run(ctx, args, os.Stdin, os.Stdout, stderr)
	}
	o, err := parse(args)
	if err == nil {
		err = start(ctx, stop, o)
	}
	switch {
	case err == nil, errors.Is(err, single.ErrRunning):
		return 0
	case errors.Is(err, errUsage):
		_, _ = fmt.Fprintln(stderr, "sekisho-desktop:", err)
		return 2
	}
	_, _ = fmt.Fprintln(stderr, "sekisho-desktop:", err)
	return 1
}

// start runs the companion until ctx ends, or whoever uses it ends it.
func start(ctx context.Context, quit func(), o flags) error {
	places, err := o.places()
	if err != nil {
		return err
	}
	w := &shown{open: make(chan string, 1)}
	release, err := single.Take(ctx, places, func() { w.want("") })
	if err != nil {
		return err
	}
	defer release()
	log, closeLog, err := openLog(places)
	if err != nil {
		return err
	}
	defer closeLog()
	c, err := newCore(o, places, log)
	if err != nil {
		return err
	}
	return serve(ctx, quit, o, c, w, log, places)
}

// shown carries wishes to see the window to where it can be shown.
type shown struct{ open chan string }

func (s *shown) want(page string) {
	select {
	case s.open <- page:
	default: // one wish is enough
	}
}

// serve runs all that there is until ctx ends.
func serve(ctx context.Context, quit func(), o flags, c *service, w *shown, log *slog.Logger, places locations.Places) error {
	notes := notify.New(func(string) { w.want("waiting") })
	defer notes.Close()
	win := &pane{}
	app := newApp(c, win, notes, log)
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	win.host = newHost(ctx, app, o, places, log)
	defer win.host.Close()
	ended := make(chan error, 1)
	all.Go(func() {
		ended <- c.run(ctx)
		cancel()
	})
	all.Go(func() { app.run(ctx) })
	all.Go(func() { app.wishes(ctx, w.open) })
	if !o.noWindow {
		all.Go(func() {
			if err := tray.Run(ctx, app.views, app.actions(quit)); err != nil {
				log.Info("no tray icon", slog.Any("error", err))
			}
		})
		if !o.hidden {
			w.want("")
		}
	}
	<-ctx.Done()
	cancel()
	return <-ended
}
