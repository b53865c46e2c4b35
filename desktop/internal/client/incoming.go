package client

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"unicode"
)

// The protocols for reading mail.
const (
	IMAP = "imap"
	POP  = "pop3"
)

// Incoming is the server from which mail is read. A companion has nothing to do with it, but programs that are given a whole
// account want to know.
type Incoming struct {
	Protocol string // IMAP or POP
	Host     string
	Port     int
}

// IncomingError is the error of a text that names no server for reading mail. It is an ErrIncoming.
type IncomingError struct {
	Protocol string // IMAP or POP: what the text was given for
	Text     string
}

// Error quotes the text.
func (e *IncomingError) Error() string {
	return fmt.Sprintf("client: the %s server %q is to be given as host or host:port", e.Protocol, e.Text)
}

// Unwrap returns ErrIncoming.
func (e *IncomingError) Unwrap() error { return ErrIncoming }

// flag is how the command line asks for it.
func (e *IncomingError) flag() string {
	if e.Protocol == POP {
		return "--pop"
	}
	return "--imap"
}

// ParseIncoming reads HOST or HOST:PORT; without a port it is that of TLS from the start (RFC 8314: 993 and 995). The error is an
// *IncomingError.
func ParseIncoming(protocol, text string) (Incoming, error) {
	in := Incoming{Protocol: protocol, Host: text, Port: 993}
	if protocol == POP {
		in.Port = 995
	}
	if host, port, err := net.SplitHostPort(text); err == nil {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return in, &IncomingError{protocol, text}
		}
		in.Host, in.Port = host, int(n)
	}
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`/\@<>&"'`, r)
	}
	if in.Host == "" || strings.ContainsFunc(in.Host, odd) {
		return in, &IncomingError{protocol, text}
	}
	return in, nil
}

// startTLS tells whether TLS comes by STARTTLS at this port.
func (in Incoming) startTLS() bool { return in.Port == 143 || in.Port == 110 }
