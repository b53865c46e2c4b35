package gate

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
)

var (
	replyAuthOff     = Reply{502, "5.5.1", "AUTH is not offered here"}
	replyAuthTLS     = Reply{538, "5.7.11", "AUTH needs STARTTLS first"}
	replyAuthTwice   = Reply{503, "5.5.1", "Already logged in"}
	replyAuthKind    = Reply{504, "5.5.4", "This AUTH mechanism is not offered"}
	replyAuthCancel  = Reply{501, "5.7.0", "AUTH cancelled"}
	replyAuthBase64  = Reply{501, "5.5.2", "Not base64"}
	replyAuthPlain   = Reply{501, "5.5.2", "AUTH PLAIN carries NUL, name, NUL, password"}
	replyAuthControl = Reply{501, "5.5.2", "User names and passwords hold no control characters"}
	replyAuthOther   = Reply{501, "5.7.0", "Acting for another user is not possible"}
)

var errAuthLost = errors.New("gate: connection lost during AUTH")

func (s *session) authOffered() bool {
	return len(s.ext.Auth) > 0 && (s.peer.TLS || s.PlainAuth)
}

// auth carries out AUTH (RFC 4954). The Backend's reply is the answer.
func (s *session) auth(arg string) Reply {
	mechanism, initial, _ := strings.Cut(arg, " ")
	mechanism = strings.ToUpper(mechanism)
	switch {
	case s.helo == "" || !s.esmtp:
		return replyHelloFirst
	case len(s.ext.Auth) == 0:
		return replyAuthOff
	case !s.authOffered():
		return replyAuthTLS
	case s.login != "":
		return replyAuthTwice
	case s.mailing:
		return replyNested
	case !slices.Contains(s.ext.Auth, mechanism):
		return replyAuthKind
	}
	c, refusal := s.credentials(mechanism, initial)
	if refusal != nil {
		return *refusal
	}
	s.authFault = nil
	reply := s.backend.Authenticate(s.hard, c)
	if s.authFault != nil {
		return *s.authFault
	}
	if reply.positive() {
		s.login = c.User
	}
	return reply
}

// credentials has the dialog of one mechanism.
func (s *session) credentials(mechanism, initial string) (c Credentials, refusal *Reply) {
	c.Mechanism = mechanism
	if parse, ok := oneMessage[mechanism]; ok {
		answer, refusal := s.answerOf("", initial)
		if refusal != nil {
			return c, refusal
		}
		c, refusal = parse(answer)
		c.Challenge = s.challenge
		return c, refusal
	}
	// Thunderbird wants exactly these words.
	if c.User, refusal = s.answerOf("Username:", initial); refusal == nil {
		c.Password, refusal = s.answerOf("Password:", "")
	}
	if refusal == nil && (hasControl(c.User) || hasControl(c.Password)) {
		refusal = &replyAuthControl
	}
	return c, refusal
}

// oneMessage are the mechanisms in which the client says everything at once.
var oneMessage = map[string]func(string) (Credentials, *Reply){"PLAIN": plain, xoauth2: parseXOAUTH2, oauthBearer: parseBearer}

// plain reads the message of RFC 4616.
func plain(answer string) (Credentials, *Reply) {
	parts := strings.Split(answer, "\x00")
	switch {
	case len(parts) != 3 || parts[1] == "":
		return Credentials{}, &replyAuthPlain
	case parts[0] != "" && parts[0] != parts[1]:
		return Credentials{}, &replyAuthOther
	case hasControl(parts[1]) || hasControl(parts[2]):
		return Credentials{}, &replyAuthControl
	}
	return Credentials{Mechanism: "PLAIN", User: parts[1], Password: parts[2]}, nil
}

// answerOf returns the client's decoded answer: the initial one if given ("=" is an empty one), else that to a 334 with prompt.
func (s *session) answerOf(prompt, initial string) (string, *Reply) {
	switch initial {
	case "=":
		return "", nil
	case "":
		line, err := s.ask(prompt)
		if err != nil {
			return "", s.authLost(err)
		}
		initial = line
	}
	if initial == "*" {
		return "", &replyAuthCancel
	}
	b, err := base64.StdEncoding.DecodeString(initial)
	if err != nil {
		return "", &replyAuthBase64
	}
	return string(b), nil
}

func (s *session) ask(prompt string) (string, error) {
	return s.askRaw(base64.StdEncoding.EncodeToString([]byte(prompt)))
}

// askRaw sends 334 with text of any length, which holds no control characters, and reads the answer.
func (s *session) askRaw(text string) (string, error) {
	if err := s.write([]byte("334 " + text + "\r\n")); err != nil {
		return "", errors.Join(errAuthLost, err)
	}
	line, err := s.wire.line(s.limits.CommandLine+s.limits.AuthLine, s.limits.Command, s.stop)
	return string(line), err
}

// authLost turns a line that did not come into a reply; where the connection is gone the session ends with it.
func (s *session) authLost(err error) *Reply {
	switch {
	case errors.Is(err, errLineTooLong):
		return &replyLineLong
	case errors.Is(err, errBareLF), errors.Is(err, errControl):
		return &replyAuthBase64
	case errors.Is(err, errStopping):
		return &replyShutdown
	}
	s.broken = true
	reply := half(err)
	return &reply
}

func hasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f })
}
