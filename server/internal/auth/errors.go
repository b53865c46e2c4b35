package auth

import (
	"errors"
	"fmt"
	"net/http"
)

// The codes of refusals. They are part of the API.
const (
	CodeMissing     = "token-missing"      // no credential
	CodeInvalid     = "token-invalid"      // not ours, damaged or forged
	CodeExpired     = "token-expired"      // was good
	CodeForeign     = "token-foreign"      // good, but for somebody else
	CodeRevoked     = "token-revoked"      // taken back, or its owner is disabled
	CodeDemo        = "demo-not-loopback"  // the demo identity from outside
	CodeRole        = "role-missing"       // known, but not allowed
	CodeUnreachable = "issuer-unreachable" // the issuer's keys cannot be fetched
	CodeEnrolment   = "code-invalid"       // unknown or used enrolment code
	CodeDevice      = "device-invalid"     // the device's name or key cannot be used
	CodeLate        = "code-expired"       // enrolment code past its time
	CodeTooMany     = "too-many-tries"     // enrolment tries
)

// Error is a refusal. Reason says what was wrong for the log and the tests; it holds no secret and is not shown to callers.
type Error struct {
	Code   string
	Reason string
	Err    error // the cause; may be nil
}

// Error gives code and reason.
func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("auth: %s: %s: %v", e.Code, e.Reason, e.Err)
	}
	return fmt.Sprintf("auth: %s: %s", e.Code, e.Reason)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

func refuse(code, format string, args ...any) *Error {
	return &Error{Code: code, Reason: fmt.Sprintf(format, args...)}
}

// Problem returns the HTTP status, stable code and English title of a refusal. Status 0: err is not from this package.
func Problem(err error) (status int, code, title string) {
	var e *Error
	if !errors.As(err, &e) {
		return 0, "", ""
	}
	switch e.Code {
	case CodeMissing:
		return http.StatusUnauthorized, e.Code, "Sign in: the request has no token."
	case CodeExpired:
		return http.StatusUnauthorized, e.Code, "The token has expired. Sign in again."
	case CodeForeign:
		return http.StatusForbidden, e.Code, "The token is not meant for this server or organisation."
	case CodeRevoked:
		return http.StatusUnauthorized, e.Code, "This device or account was revoked. Ask your administrator for a new code."
	case CodeDemo:
		return http.StatusForbidden, e.Code, "The demo works only from the machine it runs on."
	case CodeRole:
		return http.StatusForbidden, e.Code, "Your role does not allow this."
	case CodeUnreachable:
		return http.StatusServiceUnavailable, e.Code, "The sign-in service cannot be reached. Try again."
	case CodeEnrolment:
		return http.StatusForbidden, e.Code, "The code is unknown or was used. Ask your administrator for a new one."
	case CodeDevice:
		return http.StatusUnprocessableEntity, e.Code, "The device's name or public key cannot be used."
	case CodeLate:
		return http.StatusForbidden, e.Code, "The code has expired. Ask your administrator for a new one."
	case CodeTooMany:
		return http.StatusTooManyRequests, e.Code, "Too many codes were tried. Wait ten minutes."
	default:
		return http.StatusUnauthorized, CodeInvalid, "The token is not valid."
	}
}
