// Command postbox runs a real Postfix for stories that are told in another language than Go, and tells what arrives behind it.
//
// Its output is lines of JSON: first where Postfix takes mail, {"addr": "127.0.0.1:25025"}, then one line for each mail that Postfix
// handed on. It ends, and Postfix with it, when its input ends: a story that dies leaves nothing behind. It needs what package postfix
// needs, and keeps no mail.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"

	"sekisho/e2e/support/postfix"
	"sekisho/server/gate"
)

func main() {
	signal.Ignore(os.Interrupt) // whoever ends the story with Ctrl-C ends our input too, and Postfix is stopped then
	if err := run(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "postbox:", err)
		os.Exit(1)
	}
}

// ready is the first line: host:port.
type ready struct {
	Addr string `json:"addr"`
}

// run has mail come through Postfix until in ends. An error is of starting or ending, or of a mail that could not be told.
func run(ctx context.Context, in io.Reader, out io.Writer) (err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	b := &box{lines: json.NewEncoder(out)}
	addr, ended, err := listen(ctx, b)
	if err != nil {
		return err
	}
	defer func() { stop(); err = errors.Join(err, <-ended) }()
	p, err := postfix.Start(ctx, postfix.Options{DeliverTo: addr})
	if err != nil {
		return err
	}
	defer p.Stop()
	if err := b.tell(ready{Addr: p.Addr}); err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, in)
	return err
}

// listen takes mail for b on a port of its own until ctx is done; ended has then how that went.
func listen(ctx context.Context, b *box) (addr string, ended <-chan error, err error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for mail: %w", err)
	}
	done := make(chan error, 1)
	server := &gate.Server{Host: "postbox.example", Backend: b}
	go func() { done <- server.Serve(ctx, ln) }()
	return ln.Addr().String(), done, nil
}
