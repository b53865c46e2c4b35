// Command tray shows the tray that its input tells it, a View as JSON a line, and prints what is pressed, a line each. At the end
// of its input it takes the tray away and ends.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"sekisho/desktop/internal/tray"
)

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	views := make(chan tray.View)
	go func() {
		defer cancel()
		for in := json.NewDecoder(os.Stdin); ; {
			var v tray.View
			if in.Decode(&v) != nil {
				return
			}
			views <- v
		}
	}()
	err := tray.Run(ctx, views, tray.Actions{
		Open:   func(page string) { fmt.Println("open " + page) },
		Pause:  func(d time.Duration) { fmt.Println("pause " + d.String()) },
		Resume: func() { fmt.Println("resume") },
		Quit:   func() { fmt.Println("quit") },
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
