package auth

import (
	"context"
	"net/http"
	"strings"

	"github.com/labstack/echo/v4"
)

const maxToken = 16 << 10 // octets of a bearer token

// tokenIdentifier tells who a token stands for.
type tokenIdentifier interface {
	Identify(ctx context.Context, token string) (Identity, error)
}

// Authenticator finds the identity of a request.
type Authenticator struct {
	Devices tokenIdentifier // nil: no device tokens
	OIDC    tokenIdentifier // nil: no issuers
	Demo    *Demo           // nil: not a demo
}

// Identify returns who r comes from. A bearer token always counts before the demo identity: a bad one is refused, not replaced.
func (a *Authenticator) Identify(r *http.Request) (Identity, error) {
	values := r.Header.Values("Authorization")
	if len(values) == 0 {
		if a.Demo != nil {
			return a.Demo.Identify(r)
		}
		return Identity{}, refuse(CodeMissing, "the request has no bearer token")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	token = strings.TrimSpace(token)
	switch {
	case len(values) > 1:
		return Identity{}, refuse(CodeInvalid, "more than one Authorization header")
	case !strings.EqualFold(scheme, "Bearer") || token == "":
		return Identity{}, refuse(CodeMissing, "the Authorization header is not a bearer token")
	case len(token) > maxToken:
		return Identity{}, refuse(CodeInvalid, "the token is longer than %d octets", maxToken)
	case strings.HasPrefix(token, tokenPrefix) && a.Devices != nil:
		return a.Devices.Identify(r.Context(), token)
	case strings.Count(token, ".") == 2 && a.OIDC != nil:
		return a.OIDC.Identify(r.Context(), token)
	}
	return Identity{}, refuse(CodeInvalid, "the token is of no kind this server takes")
}

// Middleware lets a request through only with an identity, which handlers find with FromContext. The error goes to echo's error handler.
func Middleware(a *Authenticator) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			r := c.Request()
			i, err := a.Identify(r)
			if err != nil {
				return err
			}
			c.SetRequest(r.WithContext(WithIdentity(r.Context(), i)))
			return next(c)
		}
	}
}
