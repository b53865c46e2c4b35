package connector

import (
	"context"
	"fmt"

	"sekisho/server/gate"
)

// Refusal is why a client or a mail was turned away, for the figures. Connector is empty where none fits.
type Refusal struct{ Connector, Reason string }

// The reasons.
const (
	ReasonStranger    = "stranger"    // no connector fits
	ReasonCertificate = "certificate" // it does not verify
	ReasonTLS         = "tls"         // without TLS
	ReasonLogin       = "login"       // wrong name or password, or too many of them
	ReasonConnections = "connections" // too many
	ReasonRate        = "rate"        // too many mails
	ReasonFields      = "fields"      // the mail does not bear what it must
)

var (
	replyStranger    = gate.Reply{Code: 554, Enhanced: "5.7.1", Text: "Sekisho: この接続元からは受け付けません / this client may not send here"}
	replyTLS         = gate.Reply{Code: 530, Enhanced: "5.7.0", Text: "Must issue a STARTTLS command first"} // RFC 3207, 4
	replyLogin       = gate.Reply{Code: 530, Enhanced: "5.7.0", Text: "Log in first"}                        // RFC 4954, 6
	replyCertificate = gate.Reply{Code: 451, Enhanced: "4.7.5", Text: "Sekisho: クライアント証明書を検証できません / the client's certificate does not verify, try again later"}
	replyConnections = gate.Reply{Code: 421, Enhanced: "4.7.0", Text: "Too many connections, try again later"}
	replyRate        = gate.Reply{Code: 450, Enhanced: "4.7.1", Text: "Too many mails in a minute, try again later"}
	replyAdmitted    = gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "OK"}
	replyFields      = gate.Reply{Code: 550, Enhanced: "5.7.1", Text: "Sekisho: 自社のメールである証拠がありません / the mail does not bear what shows that it is of this organisation"}
	replyFault       = gate.Reply{Code: 451, Enhanced: "4.3.0", Text: "Sekisho: 接続元を確認できません / the client cannot be checked now, try again later"}
	replyNoLogin     = gate.Reply{Code: 535, Enhanced: "5.7.8", Text: "Wrong user name or password"}
	replyTries       = gate.Reply{Code: 454, Enhanced: "4.7.0", Text: "Too many wrong passwords, try again later"}
	replyLoggedIn    = gate.Reply{Code: 235, Enhanced: "2.7.0", Text: "Logged in"}
)

// Visit is one connection. The engine calls it from one goroutine at a time.
type Visit struct {
	set   *Set
	peer  gate.Peer
	login *Logins // of the connector whose password was right
	by    *entry  // the connector it came in by; nil: none yet
}

// Open begins a visit. A client that can come in by no connector is refused at once; else it is seen at each mail. This machine
// is always greeted, so that it can see whether we are there.
func (s *Set) Open(p gate.Peer) (*Visit, error) {
	if p.Remote.Addr().IsLoopback() {
		return &Visit{set: s, peer: p}, nil
	}
	for _, e := range s.list {
		if e.possible(p.Remote.Addr()) {
			return &Visit{set: s, peer: p}, nil
		}
	}
	s.refuse(nil, ReasonStranger)
	return nil, &gate.ReplyError{Reply: replyStranger}
}

// Mechanisms are the kinds of AUTH to offer.
func (v *Visit) Mechanisms() []string {
	for _, e := range v.set.list {
		if e.Logins != nil && e.near(v.peer.Remote.Addr()) {
			return []string{"PLAIN", "LOGIN"}
		}
	}
	return nil
}

// Authenticate compares a password with those of the connectors that a client at this address can come in by.
func (v *Visit) Authenticate(ctx context.Context, c gate.Credentials) gate.Reply {
	remote := v.peer.Remote
	for _, e := range v.set.list {
		if e.Logins == nil || !e.near(remote.Addr()) {
			continue
		}
		right, err := e.Logins.Right(ctx, remote, c.User, c.Password)
		switch {
		case err == errTries: //nolint:errorlint // it is ours and never wrapped
			v.set.refuse(e, ReasonLogin)
			return replyTries
		case err != nil:
			return replyFault
		case right:
			v.login = e.Logins
			return replyLoggedIn
		}
		v.set.refuse(e, ReasonLogin)
	}
	return replyNoLogin
}

// Admit tells whether a client may send a mail now. A reply that does not begin with 2 refuses it.
func (v *Visit) Admit(p gate.Peer) gate.Reply {
	best, least := (*entry)(nil), lacksAll
	for _, e := range v.set.list {
		if lacks := e.lacks(p, v.login, v.set.now()); lacks < least {
			best, least = e, lacks
		}
	}
	switch least {
	case lacksNothing:
		return v.enter(best)
	case lacksLogin:
		return v.set.no(best, ReasonLogin, replyLogin)
	case lacksTrust:
		return v.set.no(best, ReasonCertificate, replyCertificate)
	case lacksTLS:
		return v.set.no(best, ReasonTLS, replyTLS)
	}
	return v.set.no(nil, ReasonStranger, replyStranger)
}

// enter counts the connection and the mail.
func (v *Visit) enter(e *entry) gate.Reply {
	s := v.set
	s.mu.Lock()
	defer s.mu.Unlock()
	if v.by != e {
		if e.open >= e.Connections {
			s.refused[Refusal{e.Name, ReasonConnections}]++
			return replyConnections
		}
		v.leave()
		v.by = e
		e.open++
	}
	now, most := s.now(), float64(e.PerMinute)
	e.room = min(most, e.room+now.Sub(e.filled).Minutes()*most)
	e.filled = now
	if e.room < 1 {
		s.refused[Refusal{e.Name, ReasonRate}]++
		return replyRate
	}
	e.room--
	e.taken++
	return replyAdmitted
}

// Proves tells whether a mail bears what its connector asks. fields returns the values of a header field; it may fail.
func (v *Visit) Proves(fields func(name string) ([]string, error)) gate.Reply {
	if v.by == nil {
		return v.set.no(nil, ReasonStranger, replyStranger)
	}
	for _, f := range v.by.Fields {
		borne, err := fields(f.Name)
		if err != nil {
			return replyFault
		}
		switch ok, err := f.holds(borne); {
		case err != nil:
			return replyFault
		case !ok:
			return v.set.no(v.by, ReasonFields, replyFields)
		}
	}
	return replyAdmitted
}

// Close ends the visit.
func (v *Visit) Close() {
	v.set.mu.Lock()
	defer v.set.mu.Unlock()
	v.leave()
}

func (v *Visit) leave() {
	if v.by != nil {
		v.by.open--
		v.by = nil
	}
}

// no counts a refusal and returns its reply.
func (s *Set) no(e *entry, reason string, r gate.Reply) gate.Reply {
	s.refuse(e, reason)
	return r
}

func (s *Set) refuse(e *entry, reason string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := ""
	if e != nil {
		name = e.Name
	}
	s.refused[Refusal{name, reason}]++
}

// Figures are what came in by each connector, and what was turned away.
func (s *Set) Figures() (open map[string]int, taken, refused map[Refusal]int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	open, taken, refused = map[string]int{}, map[Refusal]int64{}, map[Refusal]int64{}
	for _, e := range s.list {
		open[e.Name] = e.open
		taken[Refusal{e.Name, ""}] = e.taken
	}
	for r, n := range s.refused {
		refused[r] = n
	}
	return open, taken, refused
}

// String names a reason with its connector.
func (r Refusal) String() string { return fmt.Sprintf("%s %s", r.Connector, r.Reason) }
