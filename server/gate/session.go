package gate

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"
)

// errQuit ends a session in good order.
var errQuit = errors.New("gate: quit")

// session is one connection.
type session struct {
	*running
	conn    net.Conn
	wire    *wire
	peer    Peer
	backend Session
	ext     Extensions
	max     int64 // octets of the largest message

	helo     string
	esmtp    bool
	login    string
	errors   int
	messages int
	// authFault is what the client did wrong while the Backend had it answer a challenge; nil: nothing.
	authFault *Reply
	told      func(error) // wants to know whether the last mail's answer was heard; nil: nobody does
	unheard   error       // why that answer may not be heard: the client left before it
	broken    bool        // the octets that follow cannot be trusted: say the last word and end

	// The mail being built; mailing tells MAIL was accepted.
	mailing    bool
	from       string
	mail       Mail
	recipients []Recipient
}

func newSession(r *running, c net.Conn) *session {
	_, isTLS := c.(*tls.Conn)
	return &session{running: r, conn: c, wire: newWire(c, r.limits.Idle), peer: Peer{Remote: addrPort(c), TLS: isTLS}}
}

// run serves the connection from greeting to end.
func (s *session) run() {
	log := s.log.With(slog.String("remote", s.peer.Remote.String()))
	defer func() {
		s.tell(nil)
		if s.backend != nil {
			s.backend.Close()
		}
		s.wire.release()
	}()
	if err := s.open(); err != nil {
		log.Info("session refused", slog.Any("error", err))
		return
	}
	log.Debug("session began")
	for {
		if err := s.step(); err != nil {
			log.Debug("session ended", slog.Any("reason", err))
			return
		}
	}
}

// open asks the Backend and greets.
func (s *session) open() error {
	if t, ok := s.conn.(*tls.Conn); ok {
		ctx, cancel := context.WithTimeout(s.hard, s.limits.Command)
		defer cancel()
		if err := t.HandshakeContext(ctx); err != nil {
			return err
		}
		state := t.ConnectionState()
		s.peer.Secure = &state
	}
	if closed(s.stop) {
		return s.leave(replyShutdown)
	}
	backend, err := s.Backend.Open(s.hard, s.peer)
	if err != nil {
		reply := notice(421, "4.3.0", "今は受け付けられません", "not available, try again later", "", "")
		if own := (*ReplyError)(nil); errors.As(err, &own) {
			reply = own.Reply
		}
		_ = s.reply(reply)
		return err
	}
	s.backend, s.ext = backend, backend.Extensions()
	s.max = s.limits.MessageSize
	if s.ext.Size > 0 {
		s.max = min(s.max, s.ext.Size)
	}
	return s.reply(Reply{220, "", s.Host + " ESMTP Sekisho"})
}

var (
	replyShutdown = Reply{421, "4.3.2", "Sekisho is shutting down, try again later"}
	replyIdle     = Reply{421, "4.4.2", "Waited too long, closing the connection"}
	replyHalf     = Reply{421, "4.4.2", "The connection ended in the middle; nothing was sent"}
	replyFlood    = Reply{421, "4.7.0", "Too much was sent without waiting for a reply"}
	replyErrors   = Reply{421, "4.7.0", "Too many errors, closing the connection"}
	replyLineLong = Reply{500, "5.5.2", "The command line is too long"}
	replyBareLF   = Reply{500, "5.5.2", "Commands end in CRLF"}
	replyControls = Reply{500, "5.5.2", "The command holds a control character"}
	replyUnknown  = Reply{500, "5.5.1", "Unknown command"}
	replyOK       = Reply{250, "2.0.0", "OK"}
)

// step reads one command and answers it.
func (s *session) step() error {
	line, err := s.wire.line(s.limits.CommandLine+s.limits.AuthLine, s.limits.Command, s.stop)
	s.tell(broken(err))
	if err == nil && len(line)+2 > s.lineLimit(line) {
		err = errLineTooLong
	}
	switch {
	case err == nil:
		return s.answer(s.command(string(line)))
	case errors.Is(err, errLineTooLong):
		return s.answer(replyLineLong)
	case errors.Is(err, errBareLF):
		return s.answer(replyBareLF)
	case errors.Is(err, errControl):
		return s.answer(replyControls)
	}
	return s.lost(err)
}

// lineLimit is the longest line for this command, with CRLF. MAIL and RCPT have DSN's room (RFC 3461, 5), AUTH that of RFC 4954, 4.
func (s *session) lineLimit(line []byte) int {
	verb, _, _ := strings.Cut(string(line[:min(len(line), 8)]), " ")
	switch strings.ToUpper(verb) {
	case "AUTH":
		return s.limits.CommandLine + s.limits.AuthLine
	case "MAIL", "RCPT":
		return s.limits.CommandLine + 500
	}
	return s.limits.CommandLine
}

// lost says the last word where reading ended, if anybody can hear it, and returns the reason.
func (s *session) lost(err error) error {
	switch {
	case errors.Is(err, errStopping):
		return s.leave(replyShutdown)
	case errors.Is(err, errFlood):
		return s.leave(replyFlood)
	case errors.Is(err, os.ErrDeadlineExceeded):
		return s.leave(replyIdle)
	case errors.Is(err, io.EOF):
		return errQuit
	}
	return err
}

// half is the last word to a client that went silent, or that stopped writing while it may still listen, in the middle of something.
func half(err error) Reply {
	if errors.Is(err, io.EOF) {
		return replyHalf
	}
	return replyIdle
}

// leave replies and ends the session.
func (s *session) leave(r Reply) error {
	if err := s.reply(r); err != nil {
		return err
	}
	return errQuit
}

// answer replies to a command and counts refusals.
func (s *session) answer(r Reply) error {
	if r.Code == 0 { // answered already
		return nil
	}
	err := s.reply(r)
	if s.unheard != nil || err != nil {
		s.tell(errors.Join(s.unheard, err))
		s.unheard = nil
	}
	if err != nil {
		return err
	}
	if s.broken || r.Code == 221 || r.Code == 421 {
		return errQuit
	}
	if r.Code >= 500 {
		if s.errors++; s.errors >= s.limits.Errors {
			return s.leave(replyErrors)
		}
	}
	return nil
}

// tell says, once, whether the answer to the last mail was heard.
func (s *session) tell(err error) {
	if told := s.told; told != nil {
		s.told = nil
		told(err)
	}
}

// broken returns err if it means that what was written before may not have arrived. A client that reads its answer and closes ends
// its stream; one that closes before it has read breaks the connection.
func broken(err error) error {
	switch {
	case err == nil, errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed), errors.Is(err, io.ErrClosedPipe), errors.Is(err, os.ErrDeadlineExceeded),
		errors.Is(err, errStopping), errors.Is(err, errFlood), errors.Is(err, errLineTooLong), errors.Is(err, errBareLF), errors.Is(err, errControl):
		return nil
	}
	return err
}

func (s *session) reply(r Reply) error { return s.write(r.appendWire(nil)) }

func (s *session) write(line []byte) error {
	if err := s.conn.SetWriteDeadline(time.Now().Add(s.limits.Write)); err != nil {
		return err
	}
	_, err := s.conn.Write(line)
	return err
}

// reset forgets the mail being built.
func (s *session) reset() {
	s.mailing, s.from, s.mail, s.recipients = false, "", Mail{}, nil
}
