package gate

import (
	"encoding/base64"
	"errors"
	"net"
	"strings"
)

// The mechanisms that carry an OAuth token instead of a password.
const (
	xoauth2     = "XOAUTH2"     // Google's and Microsoft's
	oauthBearer = "OAUTHBEARER" // RFC 7628
)

// Bounds of an OAuth message.
const (
	maxToken  = 12288 // octets of a token
	maxFields = 20    // fields of OAUTHBEARER
)

var (
	replyOAuthForm   = Reply{501, "5.5.2", "XOAUTH2 carries user=NAME, auth=Bearer TOKEN and two separators"}
	replyBearerForm  = Reply{501, "5.5.2", "OAUTHBEARER carries n,a=NAME, then key=value fields and one auth=Bearer TOKEN"}
	replyBearerNames = Reply{501, "5.5.2", "OAUTHBEARER needs the user name in a="}
	replyTokenForm   = Reply{501, "5.5.2", "The token is empty, too long or holds characters that no token has"}
)

// AuthField is one field of an OAUTHBEARER message; auth stands for the token's place and has no value here.
type AuthField struct{ Key, Value string }

const kvsep = "\x01"

// parseXOAUTH2 reads user= and the token.
func parseXOAUTH2(message string) (Credentials, *Reply) {
	c := Credentials{Mechanism: xoauth2}
	rest, ok := strings.CutPrefix(message, "user=")
	if !ok {
		return c, &replyOAuthForm
	}
	c.User, rest, ok = strings.Cut(rest, kvsep)
	token, ended := strings.CutSuffix(rest, kvsep+kvsep)
	if !ok || !ended || c.User == "" {
		return c, &replyOAuthForm
	}
	if hasControl(c.User) {
		return c, &replyAuthControl
	}
	if c.Token, ok = bearer(token, "auth="); !ok {
		return c, &replyTokenForm
	}
	return c, nil
}

// parseBearer reads RFC 7628's client response: gs2-header kvsep *(key "=" value kvsep) kvsep.
func parseBearer(message string) (Credentials, *Reply) {
	c := Credentials{Mechanism: oauthBearer}
	head, rest, ok := strings.Cut(message, kvsep)
	rest, ended := strings.CutSuffix(rest, kvsep)
	if !ok || !ended {
		return c, &replyBearerForm
	}
	user, refusal := gs2Name(head)
	if refusal != nil {
		return c, refusal
	}
	c.User = user
	fields := strings.SplitAfter(rest, kvsep)
	if fields[len(fields)-1] != "" || len(fields)-1 > maxFields {
		return c, &replyBearerForm
	}
	return c, c.takeFields(fields[:len(fields)-1])
}

// takeFields reads the fields, each key once: what reads a message differently must not find another host or token in it.
func (c *Credentials) takeFields(fields []string) *Reply {
	seen := map[string]bool{}
	for _, f := range fields {
		key, value, ok := strings.Cut(strings.TrimSuffix(f, kvsep), "=")
		if !ok || !isAlpha(key) || seen[strings.ToLower(key)] || strings.ContainsFunc(value, func(r rune) bool { return r < ' ' || r > '~' }) {
			return &replyBearerForm
		}
		seen[strings.ToLower(key)] = true
		if key == "auth" {
			if c.Token, ok = bearer(value, ""); !ok {
				return &replyTokenForm
			}
			value = ""
		}
		c.Fields = append(c.Fields, AuthField{key, value})
	}
	if c.Token == "" {
		return &replyBearerForm
	}
	return nil
}

// gs2Name reads "n,a=NAME," (RFC 5801, 4). Channel binding cannot pass through us.
func gs2Name(head string) (string, *Reply) {
	parts := strings.Split(head, ",")
	if len(parts) != 3 || parts[2] != "" || parts[0] != "n" && parts[0] != "y" {
		return "", &replyBearerForm
	}
	coded, ok := strings.CutPrefix(parts[1], "a=")
	name := strings.NewReplacer("=2C", ",", "=3D", "=").Replace(coded)
	switch {
	case !ok || coded == "":
		return "", &replyBearerNames
	case hasControl(name):
		return "", &replyAuthControl
	case saslName(name) != coded:
		return "", &replyBearerForm
	}
	return name, nil
}

// saslName writes a name as RFC 5801, 4 has it.
func saslName(name string) string { return strings.NewReplacer("=", "=3D", ",", "=2C").Replace(name) }

// bearer reads "Bearer TOKEN" after prefix; the token is made of RFC 6750's characters, and those some providers use besides.
func bearer(s, prefix string) (string, bool) {
	const scheme = "Bearer "
	rest, ok := strings.CutPrefix(s, prefix)
	if !ok || len(rest) <= len(scheme) || !strings.EqualFold(rest[:len(scheme)], scheme) {
		return "", false
	}
	token := rest[len(scheme):]
	bad := strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' })
	return token, !bad && len(token) <= maxToken
}

func isAlpha(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') })
}

// oauthMessage is what goes to the upstream at addr: as the client wrote it, but for the host and port, which were ours.
func (c *Credentials) oauthMessage(addr string) string {
	if c.Mechanism == xoauth2 {
		return "user=" + c.User + kvsep + "auth=Bearer " + c.Token + kvsep + kvsep
	}
	host, port, _ := net.SplitHostPort(addr)
	fields := c.Fields
	if fields == nil {
		fields = []AuthField{{"host", host}, {"port", port}, {"auth", ""}}
	}
	var b strings.Builder
	b.WriteString("n,a=" + saslName(c.User) + "," + kvsep)
	for _, f := range fields {
		switch f.Key {
		case "host":
			f.Value = host
		case "port":
			f.Value = port
		case "auth":
			f.Value = "Bearer " + c.Token
		}
		b.WriteString(f.Key + "=" + f.Value + kvsep)
	}
	return b.String() + kvsep
}

// challenge hands an upstream's words about a refused token to the client, and returns its answer as it stands on the line.
func (s *session) challenge(text string) (string, error) {
	if !isBase64(text) {
		return "", errProtocol
	}
	line, err := s.askRaw(text)
	if err != nil {
		s.authFault = s.authLost(err)
		return "", errors.Join(errAuthLost, err)
	}
	if line != "*" && !isBase64(line) {
		s.authFault = &replyAuthBase64
		return "*", nil
	}
	return line, nil
}

// isBase64 reports whether s is base64; nothing and "=", which is nothing too, are.
func isBase64(s string) bool {
	_, err := base64.StdEncoding.DecodeString(s)
	return err == nil || s == "="
}

// answerChallenge answers an upstream's challenge about a token it refuses: the client does, or we in its place where it is not
// asked. Google wants an empty answer, RFC 7628, 3.2.3 one separator.
func (c *Credentials) answerChallenge(text string) (string, error) {
	if c.Challenge != nil {
		return c.Challenge(text)
	}
	if c.Mechanism == oauthBearer {
		return base64.StdEncoding.EncodeToString([]byte(kvsep)), nil
	}
	return "", nil
}
