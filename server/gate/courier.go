package gate

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"
)

// Courier is one connection over which mails are given to a server, one after another. One goroutine may use it.
type Courier struct{ c *client }

// Courier connects. A *ReplyError is the server's own refusal.
func (u *Upstream) Courier(ctx context.Context) (*Courier, error) {
	c, err := u.connect(ctx)
	if err != nil {
		return nil, err
	}
	return &Courier{c}, nil
}

// Extensions are what the server offers and we know.
func (k *Courier) Extensions() Extensions { return k.c.extensions() }

// Encrypted tells whether the connection is protected by TLS.
func (k *Courier) Encrypted() bool {
	_, ok := k.c.conn.(*tls.Conn)
	return ok
}

// Login logs in and returns the server's reply.
func (k *Courier) Login(ctx context.Context, cred Credentials) (Reply, error) {
	release := k.c.guard(ctx)
	defer release()
	return k.c.auth(cred)
}

// Close says good-bye, without waiting long.
func (k *Courier) Close() { k.c.quit() }

// Drop closes without a word, for a connection in an unknown state.
func (k *Courier) Drop() { k.c.drop() }

// Parcel is one mail to give away.
type Parcel struct {
	From     string // MAIL FROM; empty: the null sender
	To       []string
	Size     int64 // octets; 0: not told
	EightBit bool  // it has octets above 127
	UTF8     bool  // an address or a header field is not ASCII (RFC 6531)
	// Write writes the mail in whole CRLF lines. It is called only if somebody is to get it.
	Write func(io.Writer) error
}

// Given is what a server said of a parcel.
type Given struct {
	Reply   Reply            // to the mail; to the command that refused it, if that concerns everybody
	Refused map[string]Reply // the recipients who do not get it, whatever Reply says
	Lost    bool             // the connection ended after our final dot: they may have it
}

// Give gives one mail. Without an error each recipient's fate is Refused's, else Reply's. With one nobody has it, unless Lost; the
// connection is of no use any more then. An error that is a *ReplyError tells what the server lacks.
func (k *Courier) Give(ctx context.Context, p Parcel) (Given, error) {
	release := k.c.guard(ctx)
	defer release()
	reply, err := k.c.command(k.mailLine(p))
	if err != nil || !reply.positive() {
		return Given{Reply: reply}, err
	}
	g := Given{Refused: map[string]Reply{}}
	if err := k.recipients(p.To, g.Refused); err != nil {
		return Given{}, err
	}
	if len(g.Refused) == len(p.To) {
		_, err := k.c.command("RSET")
		return g, err
	}
	g.Reply, _, err = k.c.content(ctx, release, false, p.Write)
	g.Lost = errors.Is(err, errLost)
	return g, err
}

func (k *Courier) mailLine(p Parcel) string {
	line := "MAIL FROM:<" + p.From + ">"
	if _, ok := k.c.ext["SIZE"]; ok && p.Size > 0 {
		line += " SIZE=" + strconv.FormatInt(p.Size, 10)
	}
	if _, ok := k.c.ext["8BITMIME"]; ok && p.EightBit {
		line += " BODY=8BITMIME"
	}
	if _, ok := k.c.ext["SMTPUTF8"]; ok && p.UTF8 {
		line += " SMTPUTF8"
	}
	return line
}

// recipients gives RCPT for each, several at once where the server takes that, and notes whom it refuses.
func (k *Courier) recipients(to []string, refused map[string]Reply) error {
	batch := 1
	if _, ok := k.c.ext["PIPELINING"]; ok {
		batch = rcptBatch
	}
	for len(to) > 0 {
		n := min(batch, len(to))
		lines := make([]string, n)
		for i, a := range to[:n] {
			lines[i] = "RCPT TO:<" + a + ">"
		}
		if err := k.c.send(lines...); err != nil {
			return err
		}
		for _, a := range to[:n] {
			reply, err := k.c.reply(k.c.u.orElse(k.c.u.Command, 5*time.Minute))
			if err != nil {
				return fmt.Errorf("give recipient: %w", err)
			}
			if !reply.positive() {
				refused[a] = reply
			}
		}
		to = to[n:]
	}
	return nil
}
