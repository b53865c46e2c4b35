// Package deployment tells what a server lacks before Outlook can run the add-in from it: it connects as Outlook would, and
// says for each thing that is needed whether it is there, and if not, what to do.
//
// It promises to look at everything that can be looked at: a certificate that nobody trusts is reported, and the rest is looked
// at all the same. It changes nothing on the server, sends no credential and no mail. It sees the server from here: that
// people's machines reach it, and trust its certificate, is only likely.
//
// # Limits
//
// 10 s for a connection or an answer; 4 MiB of a body; 30 answers in all.
package deployment

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"sekisho/manifest"
)

// Level says how bad something is.
type Level string

// Levels, the worst last.
const (
	OK      Level = "ok"
	Warning Level = "warning" // works, but not for everybody, or not for long
	Missing Level = "missing" // does not work
)

// ErrUnreachable is the error for a server that nothing can be said about.
var ErrUnreachable = errors.New("deployment: cannot be reached")

// Line is one thing that was looked at.
type Line struct {
	Code  string // name of its text, such as tls.name
	Level Level
	Args  []string // what the text's {0}, {1} … stand for
}

// Options say what is looked at.
type Options struct {
	Origin   string           // https://sekisho.example.co.jp
	Manifest []byte           // the manifest that is installed; nil: none is compared
	Outlook  []string         // origins of Outlook on the web besides Microsoft's
	Roots    *x509.CertPool   // whom to trust; nil: whom this machine trusts
	Now      func() time.Time // nil: time.Now
	Timeout  time.Duration    // of a connection or an answer; 0: 10 s
}

// inspection is one look at one server.
type inspection struct {
	Options
	host   string // without port
	client client
	lines  []Line
}

func (i *inspection) add(level Level, code string, args ...string) {
	i.lines = append(i.lines, Line{code, level, args})
}

// Check looks at a deployment. The error is manifest.ErrOrigin for what is no origin, ErrUnreachable if nothing answers there,
// or that of ctx.
func Check(ctx context.Context, o Options) ([]Line, error) {
	if err := manifest.CheckOrigin(o.Origin); err != nil {
		return nil, err
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	i := &inspection{Options: o}
	if err := i.connect(ctx); err != nil {
		return nil, err
	}
	if i.client.http == nil { // it speaks no TLS
		return i.lines, nil
	}
	defer i.client.http.CloseIdleConnections()
	for _, look := range []func(context.Context){i.allowed, i.scripts, i.pages, i.icons, i.api, i.cors, i.version} {
		look(ctx)
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("check %s: %w", o.Origin, context.Cause(ctx))
		}
	}
	return i.lines, nil
}

// Worst is the worst level of the lines; OK if there are none.
func Worst(lines []Line) Level {
	worst := OK
	for _, l := range lines {
		if l.Level == Missing || l.Level == Warning && worst == OK {
			worst = l.Level
		}
	}
	return worst
}

// names tells whether the installed manifest names something.
func (i *inspection) names(what string) bool {
	document, err := manifest.Document(i.Manifest)
	return err == nil && bytes.Contains(document, []byte(what))
}
