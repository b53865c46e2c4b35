package oauth

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/oauth2"
)

// again are the errors of a token endpoint after which only the person can help (RFC 6749, 5.2; OpenID Connect Core 1.0, 3.1.2.6).
var again = [...]string{"invalid_grant", "interaction_required", "login_required", "consent_required"}

// explained puts an error of a token endpoint into words, without the answer's body: it may hold tokens.
func explained(err error) error {
	var refusal *oauth2.RetrieveError
	if !errors.As(err, &refusal) {
		return fmt.Errorf("ask for a token: %w", err)
	}
	said := answer{problem: refusal.ErrorCode, description: refusal.ErrorDescription}.said()
	switch {
	case slices.Contains(again[:], refusal.ErrorCode):
		return fmt.Errorf("%w: %s", ErrSignIn, said)
	case refusal.ErrorCode != "":
		return fmt.Errorf("%w: %s%s", ErrProvider, said, advice(refusal.ErrorCode))
	}
	return fmt.Errorf("%w: it answers %s", ErrProvider, strings.TrimSpace(refusal.Response.Status))
}

func advice(code string) string {
	switch code {
	case "invalid_client", "unauthorized_client":
		return "; the client id, or how it is registered, is wrong: ask your administrator"
	case "invalid_scope":
		return "; the registration lacks the permission to send mail: ask your administrator"
	}
	return ""
}
