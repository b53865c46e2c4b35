package notify

import (
	"context"
	"fmt"

	toast "git.sr.ht/~jackmordaunt/go-toast/v2"
)

// action is what a press of a toast hands back, before the topic.
const action = "open:"

type toasts struct{}

func newSystem(opened func(topic string)) system {
	toast.SetActivationCallback(func(args string, _ []toast.UserData) {
		if len(args) >= len(action) && args[:len(action)] == action {
			opened(args[len(action):])
		}
	})
	return toasts{}
}

func (toasts) show(_ context.Context, n Notice) error {
	t := toast.Notification{AppID: "Sekisho", Title: n.Title, Body: n.Body, ActivationArguments: action + n.Topic}
	if n.Open != "" {
		t.Actions = []toast.Action{{Type: toast.Foreground, Content: n.Open, Arguments: action + n.Topic}}
	}
	if err := t.Push(); err != nil {
		return fmt.Errorf("%w: %w", ErrNone, err)
	}
	return nil
}

func (toasts) close() {}
