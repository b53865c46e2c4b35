//go:build desktop

package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/wailsapp/wails/v2"
	"github.com/wailsapp/wails/v2/pkg/logger"
	"github.com/wailsapp/wails/v2/pkg/menu"
	"github.com/wailsapp/wails/v2/pkg/options"
	"github.com/wailsapp/wails/v2/pkg/options/assetserver"
	"github.com/wailsapp/wails/v2/pkg/options/linux"
	"github.com/wailsapp/wails/v2/pkg/options/windows"
	wails2 "github.com/wailsapp/wails/v2/pkg/runtime"

	"sekisho/desktop/frontend"
	"sekisho/desktop/internal/locations"
	"sekisho/desktop/internal/tray"
)

// window is the one window. It is made when it is needed for the first time, because it costs a web view's memory, and never twice,
// because Wails cannot. Closing hides it.
type window struct {
	log      *slog.Logger
	data     string        // where the web view of Windows keeps its files
	needed   chan struct{} // closed at the first need
	once     sync.Once
	quitting atomic.Bool

	mu    sync.Mutex
	ctx   context.Context //nolint:containedctx // Wails's handle of the window; nil until it is there
	onTop bool
}

func newWindow(log *slog.Logger, p locations.Places) *window {
	return &window{log: log, data: p.WebView(), needed: make(chan struct{})}
}

// loop must be called on the main goroutine: macOS wants its windows there. It returns when ctx ends. An error says that no window
// can be shown; everything else goes on then.
func (w *window) loop(ctx context.Context, app *App) error {
	select {
	case <-w.needed:
	case <-ctx.Done():
		return nil
	}
	go func() {
		<-ctx.Done()
		w.quit()
	}()
	return w.wails(app)
}

// wails runs the window. Where there is no display Wails panics.
func (w *window) wails(app *App) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%w: %v", errNoWindow, p)
		}
	}()
	pages, built := frontend.Pages()
	if !built {
		return fmt.Errorf("%w: its pages are not built; run: go tool task desktop", errNoWindow)
	}
	icon, err := tray.Icon()
	if err != nil {
		return err
	}
	w.mu.Lock()
	onTop := w.onTop
	w.mu.Unlock()
	if err := wails.Run(&options.App{
		Title: "関所 Sekisho", Width: 960, Height: 720, MinWidth: 320, MinHeight: 400, AlwaysOnTop: onTop,
		BackgroundColour:   options.NewRGB(0xf5, 0xf5, 0xf5),
		AssetServer:        &assetserver.Options{Assets: pages},
		Bind:               []any{app},
		ErrorFormatter:     func(err error) any { return problemOf(err) },
		OnStartup:          w.started,
		OnBeforeClose:      func(context.Context) bool { return w.keep(app) },
		Menu:               appMenu(),
		Logger:             quietLog{w.log},
		LogLevelProduction: logger.ERROR,
		Linux:              &linux.Options{Icon: icon, ProgramName: "sekisho-desktop", WebviewGpuPolicy: linux.WebviewGpuPolicyNever},
		Windows:            &windows.Options{Theme: windows.SystemDefault, WebviewUserDataPath: w.data},
	}); err != nil {
		return errors.Join(errNoWindow, err)
	}
	return nil
}

// appMenu is what macOS needs for copy and paste; elsewhere there is none.
func appMenu() *menu.Menu {
	if runtime.GOOS != "darwin" {
		return nil
	}
	return menu.NewMenuFromItems(menu.AppMenu(), menu.EditMenu())
}

func (w *window) started(ctx context.Context) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ctx = ctx
}

// keep answers the closing of the window: it is hidden, unless the program ends.
func (w *window) keep(app *App) bool {
	if w.quitting.Load() {
		return false
	}
	app.closed()
	return true
}

func (w *window) quit() {
	w.quitting.Store(true)
	if ctx := w.handle(); ctx != nil {
		wails2.Quit(ctx)
	}
}

func (w *window) handle() context.Context {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.ctx
}

func (w *window) show(onTop bool) {
	w.mu.Lock()
	w.onTop = onTop
	ctx := w.ctx
	w.mu.Unlock()
	w.once.Do(func() { close(w.needed) })
	if ctx == nil {
		return // it comes up as it is made
	}
	wails2.WindowUnminimise(ctx)
	wails2.WindowShow(ctx)
	wails2.WindowSetAlwaysOnTop(ctx, onTop)
	if onTop {
		wails2.WindowCenter(ctx)
	}
	w.changed("show")
}

func (w *window) hide() {
	if ctx := w.handle(); ctx != nil {
		wails2.WindowSetAlwaysOnTop(ctx, false)
		wails2.WindowHide(ctx)
	}
}

func (w *window) changed(topic string) {
	if ctx := w.handle(); ctx != nil {
		wails2.EventsEmit(ctx, "changed", topic)
	}
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
