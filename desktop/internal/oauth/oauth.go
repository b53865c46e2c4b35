// Package oauth signs a person in at their mail provider, or at the organisation's identity provider, in their own browser, and
// keeps the tokens fresh.
//
// It follows RFC 8252: the system's browser, a redirect to a random port of this computer, PKCE (RFC 7636, S256), one state a
// sign-in, the issuer checked where the answer names it (RFC 9207), the nonce and the issuer of an ID token where there is one. A
// refresh token that the provider replaces is kept before it is used. Tokens are in the vault and nowhere else, and never in a log.
//
// No client id is shipped: an administrator registers the program at the provider and sets it; see Clients.
//
// # Limits
//
// A sign-in takes at most five minutes. Answers of a provider are read up to 1 MiB. A refresh takes at most 30 seconds.
package oauth

import "errors"

// Errors of this package. Each comes wrapped in what was done and what to do.
var (
	ErrSignIn   = errors.New("oauth: the person must sign in again")
	ErrClient   = errors.New("oauth: no client id is set for this sign-in service")
	ErrDenied   = errors.New("oauth: the sign-in was refused")
	ErrTimeout  = errors.New("oauth: nobody signed in in time")
	ErrProvider = errors.New("oauth: the sign-in service answered wrongly")
)
