package gate

import (
	"encoding/base64"
)

// maxInitial is how long a line with an initial response may be; Gmail and Dovecot refuse longer ones than RFC 5321's 512 octets.
const maxInitial = 500

// auth logs in with the mechanism the user's client chose, and returns the upstream's reply.
func (c *client) auth(cred Credentials) (Reply, error) {
	encode := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	if cred.Mechanism == "LOGIN" {
		return c.dialog("AUTH LOGIN", encode(cred.User), encode(cred.Password))
	}
	response := encode("\x00" + cred.User + "\x00" + cred.Password)
	if line := "AUTH PLAIN " + response; len(line) <= maxInitial {
		return c.dialog(line)
	}
	return c.dialog("AUTH PLAIN", response)
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
	if err == nil && reply.Code/100 == 3 { // it wants to know more than the mechanism has
		return reply, errProtocol
	}
	return reply, err
}
