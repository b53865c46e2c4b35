//go:build !desktop

package main

import (
	"errors"
	"log/slog"

	"sekisho/desktop/internal/screen"
)

// show says that there is no window in this build.
func show(flags, *screen.Guest, *slog.Logger) error {
	return errors.New("this program was built without its window; the packaged one has it")
}
