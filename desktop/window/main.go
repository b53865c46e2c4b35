// Command sekisho-desktop-window is the companion's window, in a program of its own so that the one which runs all day is not linked
// with a web view. sekisho-desktop starts it when there is something to show, and ends it; it does nothing by itself.
//
// It needs the build tags desktop and production, and on Linux webkit2_41. Without them it says so and ends.
package main

import (
	"fmt"
	"io"
	"log/slog"
	"os"

	"github.com/spf13/pflag"

	"sekisho/desktop/internal/screen"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

// flags are what the companion says about a window before it is there.
type flags struct {
	attached bool
	onTop    bool
	data     string // where the web view of Windows keeps its files
}

// run is the whole program. It must be called on the main goroutine: macOS wants its windows there.
func run(args []string, stderr io.Writer) int {
	var o flags
	f := pflag.NewFlagSet("sekisho-desktop-window", pflag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.BoolVar(&o.attached, "attached", false, "a companion is at the other end of standard input and output")
	f.BoolVar(&o.onTop, "on-top", false, "in front of all others")
	f.StringVar(&o.data, "data", "", "folder for the web view's own files")
	if err := f.Parse(args); err != nil || !o.attached || f.NArg() > 0 {
		_, _ = fmt.Fprintln(stderr, "sekisho-desktop-window: this is a part of Sekisho that does nothing by itself; start sekisho-desktop")
		return 2
	}
	out, err := claim()
	if err == nil {
		err = show(o, screen.NewGuest(os.Stdin, out), slog.New(slog.NewTextHandler(stderr, nil)))
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, "sekisho-desktop-window:", err)
		return screen.CannotShow
	}
	return 0
}
