// Package account keeps the mail accounts that the desktop program sends for: which login belongs to which upstream server. It
// finds out an account's server from its address, and tries a connection.
//
// The file of accounts holds no secret; those are in the vault, under the names that Password, Token and Local give. The file is
// replaced in one step, and may be changed by several processes. What stands in an account has been checked: an upstream is a host
// and a port, without encryption only on this computer, and a login names one account.
//
// Discovery asks the address's own domain, then DNS, and guesses last; it sends nobody more than the address's domain unless the
// domain's own server asks for the address. It never sends a password.
//
// # Limits
//
// 100 accounts, a file of 1 MiB. Discovery: 12 seconds in all, answers of 256 KiB, three redirects, 30 servers in one answer; a
// redirect does not lead to a private network. A connection is tried for 20 seconds and 64 KiB of replies.
package account

import "errors"

// Ways to protect the connection to an upstream.
const (
	SecurityStartTLS = "starttls"
	SecurityImplicit = "implicit"
	SecurityNone     = "none" // on this computer only
)

// Ways to log in at the upstream.
const (
	AuthPassthrough = "passthrough" // the mail program's own login is passed on
	AuthPassword    = "password"    // the password is in the vault
	AuthOAuth       = "oauth"       // a token is in the vault
)

// Account is one mail account.
type Account struct {
	ID       string `json:"id"`      // made by Add; letters and digits
	Address  string `json:"address"` // the mail address
	Name     string `json:"name,omitempty"`
	Login    string `json:"login"`              // user name at the upstream and at the shim; unique, whatever its case
	Upstream string `json:"upstream"`           // host:port
	Security string `json:"security"`           // starttls, implicit, none
	Auth     string `json:"auth"`               // passthrough, password, oauth
	Provider string `json:"provider,omitempty"` // for oauth: a preset's name or an issuer
}

// Errors of the store.
var (
	ErrUnknown = errors.New("account: no such account")
	ErrLogin   = errors.New("account: the login is taken")
	ErrLimit   = errors.New("account: too many accounts")
)

// InvalidError says which field of an account is wrong and what to do. Code and the arguments make the sentence; see Say.
type InvalidError struct {
	Field string
	Code  string
	Value string
}

// Error implements error, in English.
func (e *InvalidError) Error() string { return Say("en", e.Code, map[string]string{"value": e.Value}) }

// Password is the name in the vault of an account's password at the upstream.
func Password(id string) string { return "account/" + id + "/password" }

// Token is the name in the vault of an account's OAuth token.
func Token(id string) string { return "account/" + id + "/token" }

// Local is the name in the vault of the password with which a mail program logs in here.
func Local(id string) string { return "account/" + id + "/local" }

// Secrets is the beginning of the names of all secrets of an account.
func Secrets(id string) string { return "account/" + id + "/" }
