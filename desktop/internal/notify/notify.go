// Package notify tells a person, in the system's own way, what happens while the window is hidden.
//
// A notification is an extra: nothing depends on one being seen, and a system that has none makes Show an error and nothing worse.
// Lock screens show them to whoever passes, so callers give them no addresses, subjects or bodies.
//
// # Limits
//
// Titles of 80 and bodies of 250 characters; longer ones are cut.
package notify

import (
	"context"
	"errors"
	"strings"
)

// ErrNone is the error where the system has no notifications.
var ErrNone = errors.New("notify: this system has no notifications")

// The limits of a notification's texts, in characters.
const (
	maxTitle = 80
	maxBody  = 250
)

// Notice is one notification.
type Notice struct {
	Title string
	Body  string
	// Open is the label of its one button; pressing it, or the notification, opens the window. Empty: no button.
	Open string
	// Topic: a notice replaces the one before of the same topic, so that they do not pile up. Empty: stands alone.
	Topic string
}

// Notifier shows notices. Make it with New.
type Notifier struct{ system system }

// system is what each system has to offer.
type system interface {
	show(ctx context.Context, n Notice) error
	close()
}

// New returns a Notifier; opened is called, from any goroutine, when a person presses a notification.
func New(opened func(topic string)) *Notifier { return &Notifier{newSystem(opened)} }

// Show shows a notice. ErrNone, or the system's error; neither needs to be told to anybody.
func (n *Notifier) Show(ctx context.Context, notice Notice) error {
	notice.Title, notice.Body = cut(notice.Title, maxTitle), cut(notice.Body, maxBody)
	return n.system.show(ctx, notice)
}

// Close ends the connection with the system.
func (n *Notifier) Close() { n.system.close() }

// cut makes one line of a text and leaves at most so many characters.
func cut(text string, most int) string {
	line := []rune(strings.Join(strings.Fields(text), " "))
	if len(line) <= most {
		return string(line)
	}
	return string(line[:most-1]) + "…"
}
