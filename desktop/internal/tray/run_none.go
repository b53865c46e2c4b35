//go:build !linux && !windows

package tray

import "context"

// Hosted tells whether the desktop has a place for icons that this program can use.
func Hosted() bool { return false }

func run(context.Context, <-chan View, Actions) error { return ErrNone }
