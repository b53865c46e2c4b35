//go:build desktop

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	wails2 "github.com/wailsapp/wails/v2/pkg/runtime"

	"sekisho/desktop/frontend"
	"sekisho/desktop/internal/screen"
	"sekisho/manifest/icon"
)

const (
	grace    = 2 * time.Second // for Wails to end
	iconSize = 64
)

// window is the one window. Closing hides it; it ends with the companion.
type window struct {
	guest    *screen.Guest
	quitting atomic.Bool

	mu    sync.Mutex
	ctx   context.Context //nolint:containedctx // Wails's handle of the window; nil until it is there
	onTop bool
	away  bool // it was hidden before it was there
}

// Pages is what the pages call.
type Pages struct{ guest *screen.Guest }

// Call has the companion carry out what a page calls.
func (p *Pages) Call(name string, args []json.RawMessage) (json.RawMessage, error) {
	return p.guest.Call(name, args)
}

// show shows the window until the companion ends. The error says that there is none. Where there is no display Wails panics.
func show(f flags, guest *screen.Guest, log *slog.Logger) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("no display: %v", p)
		}
	}()
	pages, built := frontend.Pages()
	if !built {
		return errors.New("the window's pages are not built; run: go tool task desktop")
	}
	w := &window{guest: guest, onTop: f.onTop}
	go w.obey(log)
	return wails.Run(w.app(f, pages, log))
}

// obey does what the companion says until that ends, or the system ends this program; then it ends the window.
func (w *window) obey(log *slog.Logger) {
	ended := make(chan os.Signal, 1)
	signal.Notify(ended, os.Interrupt, syscall.SIGTERM)
	go func() {
		if err := w.guest.Run(w); err != nil {
			log.Error("the companion", slog.Any("error", err))
		}
		ended <- os.Interrupt
	}()
	<-ended
	w.quitting.Store(true)
	time.AfterFunc(grace, func() { os.Exit(0) }) // Wails ends late or, before its start, not at all
	if ctx := w.handle(); ctx != nil {
		wails2.Quit(ctx)
	}
}

// keep answers the closing of the window: it is hidden, unless the program ends.
func (w *window) keep(context.Context) bool {
	if w.quitting.Load() {
		return false
	}
	w.Hide()
	w.guest.Closed()
	return true
}

func (w *window) handle() context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ctx
}

// started takes up what was said before the window was there.
func (w *window) started(ctx context.Context) {
	w.mu.Lock()
	w.ctx = ctx
	onTop, away := w.onTop, w.away
	w.mu.Unlock()
	w.guest.Ready()
	if away {
		w.Hide()
	} else {
		wails2.WindowSetAlwaysOnTop(ctx, onTop)
	}
}

// Show implements screen.View.
func (w *window) Show(onTop bool) {
	w.mu.Lock()
	w.onTop, w.away = onTop, false
	ctx := w.ctx
	w.mu.Unlock()
	if ctx == nil {
		return // it comes up as it is made
	}
	wails2.WindowUnminimise(ctx)
	wails2.WindowShow(ctx)
	wails2.WindowSetAlwaysOnTop(ctx, onTop)
	if onTop {
		wails2.WindowCenter(ctx)
	}
	w.Changed("show")
}

// Hide implements screen.View.
func (w *window) Hide() {
	w.mu.Lock()
	w.away = true
	ctx := w.ctx
	w.mu.Unlock()
	if ctx != nil {
		wails2.WindowSetAlwaysOnTop(ctx, false)
		wails2.WindowHide(ctx)
	}
}

// Lower implements screen.View.
func (w *window) Lower() {
	w.mu.Lock()
	w.onTop = false
	ctx := w.ctx
	w.mu.Unlock()
	if ctx != nil {
		wails2.WindowSetAlwaysOnTop(ctx, false)
	}
}

// Changed implements screen.View.
func (w *window) Changed(topic string) {
	if ctx := w.handle(); ctx != nil {
		wails2.EventsEmit(ctx, "changed", topic)
	}
}

// app is the window as Wails makes it.
func (w *window) app(f flags, pages fs.FS, log *slog.Logger) *options.App {
	var picture bytes.Buffer
	_ = png.Encode(&picture, icon.Draw(iconSize)) // a buffer takes everything
	return &options.App{
		Title: "関所 Sekisho", Width: 960, Height: 720, MinWidth: 320, MinHeight: 400, AlwaysOnTop: f.onTop,
		BackgroundColour:   options.NewRGB(0xf5, 0xf5, 0xf5),
		AssetServer:        &assetserver.Options{Assets: pages},
		Bind:               []any{&Pages{w.guest}},
		ErrorFormatter:     reason,
		OnStartup:          w.started,
		OnBeforeClose:      w.keep,
		Menu:               appMenu(),
		Logger:             quietLog{log},
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{Icon: picture.Bytes(), ProgramName: "sekisho-desktop", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:            &windows.Options{Theme: windows.SystemDefault, WebviewUserDataPath: f.data},
	}
}

// reason is what a page is told of a call that failed: what the companion said, or that it is gone.
func reason(err error) any {
	var f *screen.Failure
	if errors.As(err, &f) {
		return f.JSON
	}
	return err.Error()
}

// appMenu is what macOS needs for copy and paste; elsewhere there is none.
func appMenu() *menu.Menu {
	if runtime.GOOS != "darwin" {
		return nil
	}
	return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu())
}

// quietLog takes what Wails has to say without its words: they hold what the pages sent, subjects and addresses among it.
type quietLog struct{ log *slog.Logger }

func (quietLog) Print(string)   {}
func (quietLog) Trace(string)   {}
func (quietLog) Debug(string)   {}
func (quietLog) Info(string)    {}
func (quietLog) Warning(string) {}
func (l quietLog) Error(m string) {
	l.log.Error("the window's library reports an error", slog.Int("octets", len(m)))
}
func (l quietLog) Fatal(m string) {
	l.log.Error("the window's library cannot go on", slog.Int("octets", len(m)))
}
