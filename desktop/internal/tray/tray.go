// Package tray shows the companion's state as an icon beside the clock, with a menu: open the window, pause, quit.
//
// It promises that a desktop without a place for such icons, or without a session bus, stops nothing: Run then says so and
// waits for its end all the same. One tray can run in a process, because the library underneath keeps its state in the process.
// On macOS there is none: the system's main thread belongs to the window.
//
// # Limits
//
// A tooltip of 127 characters (what Windows shows); five lengths of a pause.
package tray

import (
	"context"
	"errors"
	"time"
)

// ErrNone is the error of Run where the desktop has no trays.
var ErrNone = errors.New("tray: this desktop has no place for it")

// The states an icon is drawn for.
const (
	Protecting  = "protecting"
	Waiting     = "waiting" // a mail waits for its sender
	Paused      = "paused"
	Unreachable = "unreachable"
	Trouble     = "trouble"
	Starting    = "starting"
)

// View is what the tray shows.
type View struct {
	Language string // ja or en
	State    string // one of the states; anything else is drawn as trouble
	Reason   string // paused: why
	Until    time.Time
	Waiting  int // mails that wait for their sender
	Held     int
	// Pauses are the lengths of a pause that are offered, the shortest first; none: a pause is not allowed.
	Pauses []time.Duration
}

// Actions are what the menu does. They are called one at a time, and must not block for long.
type Actions struct {
	Open   func(page string) // "", held or settings
	Pause  func(time.Duration)
	Resume func()
	Quit   func()
}

// Run shows the tray until ctx ends. A View that comes from views replaces the one before. It must not be called twice.
func Run(ctx context.Context, views <-chan View, actions Actions) error {
	return run(ctx, views, actions)
}
