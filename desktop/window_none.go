//go:build !desktop

package main

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"sekisho/desktop/internal/locations"
)

// window stands in for the window in a build without one.
type window struct {
	needed chan struct{}
	once   sync.Once
}

func newWindow(*slog.Logger, locations.Places) *window { return &window{needed: make(chan struct{})} }

// loop waits for the first need, and says then that there is no window.
func (w *window) loop(ctx context.Context, _ *App) error {
	select {
	case <-w.needed:
		return fmt.Errorf("%w: this program was built without one; the packaged one has it", errNoWindow)
	case <-ctx.Done():
		return nil
	}
}

func (w *window) show(bool)    { w.once.Do(func() { close(w.needed) }) }
func (*window) hide()          {}
func (*window) changed(string) {}
