// Package screen keeps the companion's window in a program of its own, which is started when there is something to show, and speaks
// with it over that program's standard input and output.
//
// A program that is linked with a web view has its libraries in memory from its first moment, window or not; so the one that runs
// all day is not. And a window that dies takes nothing with it: mails go on waiting, and the next one brings a new window up.
//
// Host is the companion's side, Guest the window's. The package promises that a call from a page is answered once, or fails when
// the other side is gone, and that a window ends with its companion, however that ended. It does not say what may be called: that is
// for whoever serves. Each side trusts the other, for both are of one installation and nobody else has the pipe.
//
// # Limits
//
// 1,024 orders may wait for a window; one that takes none is ended. A window that dies within 10 seconds is not started again by
// itself. At the end a window has 3 seconds.
package screen

import (
	"encoding/json"
	"errors"
	"time"
)

const (
	maxOrders = 1024
	grace     = 3 * time.Second  // for a window to end by itself
	settled   = 10 * time.Second // what a window must have lived to be started again
)

// CannotShow is the exit status of a window's program that has no display, or nothing to show.
const CannotShow = 3

// Errors of a window.
var (
	// ErrCannotShow is the error where no window can be shown.
	ErrCannotShow = errors.New("screen: no window can be shown here")
	// ErrEnded is the error of a window that ended by itself.
	ErrEnded = errors.New("screen: the window ended")
	// ErrGone is the error of a call whose other side is gone.
	ErrGone = errors.New("screen: the companion is gone")
)

// order is what the companion tells the window.
type order struct {
	Do      string          `json:"do"` // show, hide, lower, changed, answer
	OnTop   bool            `json:"onTop,omitempty"`
	Topic   string          `json:"topic,omitempty"`
	Call    uint64          `json:"call,omitempty"` // answer: to which call
	Value   json.RawMessage `json:"value,omitempty"`
	Failure json.RawMessage `json:"failure,omitempty"`
}

// report is what the window tells the companion.
type report struct {
	Say  string            `json:"say"` // ready, closed, call
	Call uint64            `json:"call,omitempty"`
	Name string            `json:"name,omitempty"`
	Args []json.RawMessage `json:"args,omitempty"`
}

// Failure is what a call failed with, as the companion says it to the pages.
type Failure struct{ JSON json.RawMessage } //nolint:errname // a page's word

// Error is the failure in JSON.
func (f *Failure) Error() string { return string(f.JSON) }
