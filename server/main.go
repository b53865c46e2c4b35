// Command sekisho looks at each mail in the moment before it leaves. See README.md.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"sekisho/server/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // the first signal asks the command to end, a second one ends the program
	status := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
	stop()
	os.Exit(status)
}
