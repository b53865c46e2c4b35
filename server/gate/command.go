package gate

import (
	"crypto/tls"
	"fmt"
	"strings"
	"time"
)

var (
	replyHelloFirst = Reply{503, "5.5.1", "Send EHLO first"}
	replyHelloName  = Reply{501, "5.5.4", "EHLO needs a host name or an address literal"}
	replyNoArgument = Reply{501, "5.5.4", "This command takes no argument"}
	replyNested     = Reply{503, "5.5.1", "A mail has been begun already"}
	replyLoginFirst = Reply{530, "5.7.0", "Log in first"} // RFC 4954, 6
	replyMailFirst  = Reply{503, "5.5.1", "Send MAIL FROM first"}
	replyRcptFirst  = Reply{503, "5.5.1", "Send RCPT TO first"}
	replyMailSyntax = Reply{501, "5.5.4", "Write MAIL FROM:<address>"}
	replyRcptSyntax = Reply{501, "5.5.4", "Write RCPT TO:<address>"}
	replyManyRcpt   = Reply{452, "4.5.3", "Too many recipients"}
	replyManyMails  = Reply{421, "4.7.0", "Too many messages in one session"}
	replyNoTLS      = Reply{502, "5.5.1", "STARTTLS is not offered here"}
	replyTLSGarbage = Reply{501, "5.5.4", "Nothing may follow STARTTLS before its reply"}
)

// command carries out one command line. A reply with code 0 means it was answered already.
func (s *session) command(line string) Reply {
	verb, arg, _ := strings.Cut(line, " ")
	arg = strings.TrimRight(arg, " \t")
	switch verb = strings.ToUpper(verb); verb {
	case "EHLO", "HELO":
		return s.hello(verb == "EHLO", arg)
	case "MAIL":
		return s.mailFrom(arg)
	case "RCPT":
		return s.rcptTo(arg)
	case "AUTH":
		return s.auth(arg)
	case "NOOP":
		return replyOK
	case "HELP":
		return Reply{214, "2.0.0", "See RFC 5321"}
	case "VRFY":
		return Reply{252, "2.5.0", "Nobody is looked up here; send a mail"}
	}
	if arg != "" {
		switch verb {
		case "DATA", "RSET", "QUIT", "STARTTLS":
			return replyNoArgument
		}
	}
	switch verb {
	case "DATA":
		return s.data()
	case "RSET":
		s.reset()
		return replyOK
	case "QUIT":
		return Reply{221, "2.0.0", "Bye"}
	case "STARTTLS":
		return s.startTLS()
	}
	return replyUnknown
}

func (s *session) hello(esmtp bool, name string) Reply {
	if name == "" || len(name) > maxDomain || strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("()<>\\\"", r) }) {
		return replyHelloName
	}
	s.reset()
	s.helo, s.esmtp = name, esmtp
	if !esmtp {
		return Reply{250, "", s.Host}
	}
	lines := []string{s.Host, "PIPELINING", "ENHANCEDSTATUSCODES", fmt.Sprintf("SIZE %d", s.max)}
	for _, e := range []struct {
		word string
		on   bool
	}{{"8BITMIME", s.ext.EightBitMIME}, {"SMTPUTF8", s.ext.SMTPUTF8}, {"DSN", s.ext.DSN}, {"STARTTLS", s.TLS != nil && !s.peer.TLS}} {
		if e.on {
			lines = append(lines, e.word)
		}
	}
	if s.authOffered() {
		lines = append(lines, "AUTH "+strings.Join(s.ext.Auth, " "))
	}
	return Reply{250, "", strings.Join(lines, "\n")}
}

func (s *session) mailFrom(arg string) Reply {
	const prefix = "FROM:"
	switch {
	case s.helo == "":
		return replyHelloFirst
	case s.ext.LoginFirst && s.login == "":
		return replyLoginFirst
	case s.mailing:
		return replyNested
	case len(arg) < len(prefix) || !strings.EqualFold(arg[:len(prefix)], prefix):
		return replyMailSyntax
	case s.messages >= s.limits.Messages:
		return replyManyMails
	}
	path, rest, refusal := splitPath(arg[len(prefix):])
	if refusal != nil {
		return *refusal
	}
	p, refusal := parseParams(rest)
	if refusal != nil {
		return *refusal
	}
	mail, size, refusal := p.mail(s.ext)
	if refusal == nil && path != "" {
		refusal = checkPath(path, mail.SMTPUTF8)
	}
	switch {
	case refusal != nil:
		return *refusal
	case size > s.max:
		return replyTooLarge
	}
	if a, asks := s.backend.(Admitter); asks {
		if r := a.Admit(s.peer, s.login); !r.positive() {
			return r
		}
	}
	s.mailing, s.from, s.mail = true, path, mail
	return Reply{250, "2.1.0", "Sender accepted"}
}

func (s *session) rcptTo(arg string) Reply {
	const prefix = "TO:"
	switch {
	case !s.mailing:
		return replyMailFirst
	case len(arg) < len(prefix) || !strings.EqualFold(arg[:len(prefix)], prefix):
		return replyRcptSyntax
	case len(s.recipients) >= s.limits.Recipients:
		return replyManyRcpt
	}
	path, rest, refusal := splitPath(arg[len(prefix):])
	switch {
	case refusal != nil:
		return *refusal
	case path == "":
		return replyNoRecipient
	}
	if !strings.EqualFold(path, "postmaster") { // RFC 5321, 4.5.1
		refusal = checkPath(path, s.mail.SMTPUTF8)
	}
	if refusal != nil {
		return *refusal
	}
	p, refusal := parseParams(rest)
	if refusal != nil {
		return *refusal
	}
	r := Recipient{Address: path}
	if refusal := p.recipient(&r, s.ext); refusal != nil {
		return *refusal
	}
	s.recipients = append(s.recipients, r)
	return Reply{250, "2.1.5", "Recipient accepted"}
}

// startTLS upgrades the connection. Octets sent before the handshake would count as protected ones: they end the session.
func (s *session) startTLS() Reply {
	switch {
	case s.TLS == nil || s.peer.TLS:
		return replyNoTLS
	case s.wire.buffered() > 0:
		s.broken = true
		return replyTLSGarbage
	}
	if err := s.reply(Reply{220, "2.0.0", "Begin TLS"}); err != nil {
		s.broken = true
		return Reply{421, "4.4.2", "Connection lost"}
	}
	c := tls.Server(s.conn, s.TLS)
	_ = s.conn.SetDeadline(time.Now().Add(s.limits.Command))
	if err := c.HandshakeContext(s.hard); err != nil {
		s.broken = true
		return Reply{421, "4.7.0", "TLS failed"}
	}
	_ = s.conn.SetDeadline(time.Time{})
	state := c.ConnectionState()
	s.wire.release()
	s.conn, s.wire, s.peer.TLS, s.peer.Secure = c, newWire(c, s.limits.Idle), true, &state
	s.helo, s.esmtp, s.login = "", false, "" // RFC 3207, 4.2
	s.reset()
	return Reply{}
}
