package gate

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net"
	"time"
)

var (
	// errLost: the connection ended after our final dot and before its reply. The mail may have been sent.
	errLost = errors.New("gate: upstream lost after the message was handed over")
	// errNotLines: what was to be sent is not made of lines.
	errNotLines = errors.New("gate: bare CR, bare LF or NUL in a message to relay")
)

// refusedError is an upstream's refusal of one command of the envelope.
type refusedError struct {
	reply   Reply
	address string // the recipient it is about; empty: none
}

func (e *refusedError) Error() string { return e.reply.String() }

// rcptBatch is how many RCPT are sent before their replies are read: few enough that neither side's buffers fill.
const rcptBatch = 50

// envelope gives MAIL and RCPT. The first refusal ends it, as *refusedError.
func (c *client) envelope(t *Transaction, recipients []Recipient) error {
	if err := c.lacks(t, recipients); err != nil {
		return err
	}
	if reply, err := c.command(mailLine(t)); err != nil || !reply.positive() {
		return orRefused(err, reply, "")
	}
	batch := 1
	if _, ok := c.ext["PIPELINING"]; ok {
		batch = rcptBatch
	}
	for len(recipients) > 0 {
		n := min(batch, len(recipients))
		if err := c.batch(recipients[:n]); err != nil {
			return err
		}
		recipients = recipients[n:]
	}
	return nil
}

func (c *client) batch(recipients []Recipient) error {
	lines := make([]string, len(recipients))
	for i, r := range recipients {
		lines[i] = rcptLine(r)
	}
	if err := c.send(lines...); err != nil {
		return err
	}
	for _, r := range recipients {
		reply, err := c.reply(c.u.orElse(c.u.Command, 5*time.Minute))
		if err != nil || !reply.positive() {
			return orRefused(err, reply, r.Address)
		}
	}
	return nil
}

func orRefused(err error, reply Reply, address string) error {
	if err != nil {
		return err
	}
	return &refusedError{reply, address}
}

func mailLine(t *Transaction) string {
	line := "MAIL FROM:<" + t.From + ">"
	for _, p := range [][2]string{{" BODY=", t.Mail.Body}, {" RET=", t.Mail.Ret}, {" ENVID=", t.Mail.EnvID}} {
		if p[1] != "" {
			line += p[0] + p[1]
		}
	}
	if t.Mail.SMTPUTF8 {
		line += " SMTPUTF8"
	}
	return line
}

func rcptLine(r Recipient) string {
	line := "RCPT TO:<" + r.Address + ">"
	if r.Notify != "" {
		line += " NOTIFY=" + r.Notify
	}
	if r.ORcpt != "" {
		line += " ORCPT=" + r.ORcpt
	}
	return line
}

// content sends DATA and what write writes. Until the final dot ctx's end means nothing was sent. It returns the upstream's reply
// and, if asked for, the hash of the octets given, which is empty where the final dot was not reached.
func (c *client) content(ctx context.Context, release func() bool, hashed bool, write func(io.Writer) error) (Reply, string, error) {
	reply, err := c.command("DATA")
	if err == nil && reply.Code < 400 && reply.Code != 354 { // a yes to DATA is no yes to a mail that it has not seen
		err = errProtocol
	}
	if err != nil || reply.Code != 354 {
		return reply, "", err
	}
	s := newStuffer(c, hashed)
	if err := write(s); err != nil {
		return Reply{}, "", err
	}
	if !s.start {
		return Reply{}, "", errNotLines
	}
	if err := c.w.Flush(); err != nil {
		return Reply{}, "", fmt.Errorf("write to upstream: %w", err)
	}
	// From here on the mail is given away; a client that left before must not have sent it.
	if !release() || ctx.Err() != nil {
		return Reply{}, "", context.Cause(ctx)
	}
	if err := c.send("."); err != nil {
		return Reply{}, "", errors.Join(errLost, err)
	}
	conn := c.conn
	stop := context.AfterFunc(ctx, func() {
		if errors.Is(context.Cause(ctx), ErrShutdown) { // our patience is over; a client that left only misses the answer
			_ = conn.Close()
		}
	})
	defer stop()
	reply, err = c.reply(c.u.orElse(c.u.Final, 10*time.Minute))
	if err != nil {
		err = errors.Join(errLost, err)
	}
	return reply, s.hash(), err
}

// hash is what was written, in hex; empty: nobody asks for it.
func (s *stuffer) hash() string {
	if s.sum == nil {
		return ""
	}
	return hex.EncodeToString(s.sum.Sum(nil))
}

// stuffer writes lines to an upstream, a dot before each that begins with one (RFC 5321, 4.5.2), and hashes them as they were
// before. Anything but whole lines in CRLF without CR and NUL inside is an error before the final dot.
type stuffer struct {
	c     *client
	sum   hash.Hash // nil: nobody asks for it
	start bool      // at the start of a line
	cr    bool      // the last octet was CR
}

func newStuffer(c *client, hashed bool) *stuffer {
	s := &stuffer{c: c, start: true}
	if hashed {
		s.sum = sha256.New()
	}
	return s
}

// Write takes any cut of the stream.
func (s *stuffer) Write(p []byte) (int, error) {
	if s.sum != nil {
		s.sum.Write(p)
	}
	_ = s.c.conn.SetWriteDeadline(time.Now().Add(s.c.u.orElse(s.c.u.Write, 3*time.Minute)))
	for rest := p; len(rest) > 0; {
		if s.start {
			n := wholeLines(rest)
			if _, err := s.c.w.Write(rest[:n]); err != nil {
				return 0, fmt.Errorf("write to upstream: %w", err)
			}
			if rest = rest[n:]; len(rest) == 0 {
				break
			}
		}
		line := rest
		if i := bytes.IndexByte(rest, '\n'); i >= 0 {
			line = rest[:i+1]
		}
		if err := s.piece(line); err != nil {
			return 0, err
		}
		rest = rest[len(line):]
	}
	return len(p), nil
}

// piece writes a line or part of one.
func (s *stuffer) piece(line []byte) error {
	body, ends := bytes.CutSuffix(line, []byte("\n"))
	if ends {
		if len(body) == 0 && !s.cr || len(body) > 0 && (s.cr || body[len(body)-1] != '\r') {
			return errNotLines
		}
		body = bytes.TrimSuffix(body, []byte("\r"))
	} else {
		if s.cr {
			return errNotLines
		}
		body, s.cr = bytes.CutSuffix(body, []byte("\r"))
	}
	if bytes.IndexByte(body, '\r') >= 0 || bytes.IndexByte(body, 0) >= 0 {
		return errNotLines
	}
	var err error
	if s.start && line[0] == '.' {
		err = s.c.w.WriteByte('.')
	}
	s.start = ends
	if ends {
		s.cr = false
	}
	if err == nil {
		_, err = s.c.w.Write(line)
	}
	if err != nil {
		return fmt.Errorf("write to upstream: %w", err)
	}
	return nil
}

// isTimeout reports whether err is about time.
func isTimeout(err error) bool {
	var n net.Error
	return errors.As(err, &n) && n.Timeout()
}
