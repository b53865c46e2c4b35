package gate

import (
	"encoding/base64"
	"slices"
)

// maxInitial is how long a line with an initial response may be; Gmail and Dovecot refuse longer ones than RFC 5321's 512 octets.
const maxInitial = 500

// auth logs in with the mechanism the user's client chose, and returns the upstream's reply.
func (c *client) auth(cred Credentials) (Reply, error) {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	if cred.Mechanism == "" && !c.chooseFor(&cred) {
		return Reply{}, &ReplyError{notice(454, "4.7.0", "メールサーバーに合うログイン方法がありません", "the mail server offers no login that fits", c.u.Addr, "")}
	}
	switch cred.Mechanism {
	case "LOGIN":
		return noMore(c.dialog("AUTH LOGIN", encode(cred.User), encode(cred.Password)))
	case xoauth2, oauthBearer:
		return c.oauth(&cred, encode(cred.oauthMessage(c.u.Addr)))
	}
	return noMore(c.inOne("PLAIN", encode("\x00"+cred.User+"\x00"+cred.Password)))
}

// chooseFor takes the first mechanism that the upstream offers and that carries what we have.
func (c *client) chooseFor(cred *Credentials) bool {
	fitting := []string{"PLAIN", "LOGIN"}
	if cred.Token != "" {
		fitting = []string{xoauth2, oauthBearer}
	}
	for _, mechanism := range c.extensions().Auth {
		if slices.Contains(fitting, mechanism) {
			cred.Mechanism = mechanism
			return true
		}
	}
	return false
}

// oauth gives the token. An upstream that refuses it says why first (334), wants an answer, and only then refuses (RFC 7628, 3.2.3).
func (c *client) oauth(cred *Credentials, response string) (Reply, error) {
	reply, err := c.inOne(cred.Mechanism, response)
	if err != nil || reply.Code != 334 {
		return noMore(reply, err)
	}
	answer, err := cred.answerChallenge(reply.Text)
	if err != nil {
		return Reply{}, err
	}
	return noMore(c.command(answer))
}

// inOne sends a mechanism and its one message, in two steps where the line would be too long for one.
func (c *client) inOne(mechanism, response string) (Reply, error) {
	if line := "AUTH " + mechanism + " " + response; len(line) <= maxInitial {
		return c.command(line)
	}
	return c.dialog("AUTH "+mechanism, response)
}

// dialog sends first, then each answer after a 334. It ends at the first other reply.
func (c *client) dialog(first string, answers ...string) (Reply, error) {
	reply, err := c.command(first)
	for _, answer := range answers {
		if err != nil || reply.Code != 334 {
			return reply, err
		}
		reply, err = c.command(answer)
	}
	return reply, err
}

// noMore makes an error of an upstream that wants to know more than the mechanism has.
func noMore(reply Reply, err error) (Reply, error) {
	if err == nil && reply.Code/100 == 3 {
		return reply, errProtocol
	}
	return reply, err
}
