//go:build !linux && !windows

package notify

import "context"

type none struct{}

func newSystem(func(topic string)) system { return none{} }

func (none) show(context.Context, Notice) error { return ErrNone }

func (none) close() {}
