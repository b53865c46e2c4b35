package serversync

import (
	"embed"
	"errors"
	"net/http"
	"sync"

	"sekisho/desktop/internal/words"
)

//go:embed en.json ja.json
var sentences embed.FS

var book = sync.OnceValue(func() *words.Book { return words.Must(sentences) })

// Say returns the sentence of a Trouble's code, or of Explain's, in a language (ja, en).
func Say(lang, code string, args map[string]string) string { return book().Say(lang, code, args) }

// Explain tells in a person's words why an enrolment failed: a code for Say.
func Explain(err error) (code string) {
	var refusal *refusedError
	switch {
	case errors.Is(err, ErrServer):
		return "bad-address"
	case errors.Is(err, ErrEnrolled):
		return "enrolled"
	case errors.Is(err, ErrNoSignIn):
		return "no-sign-in"
	case errors.As(err, &refusal) && book().Has("refused."+refusal.Code):
		return "refused." + refusal.Code
	case errors.As(err, &refusal) && refusal.Status == http.StatusNotFound:
		return "no-sekisho"
	case errors.Is(err, errUnreachable), errors.Is(err, errLate):
		return "unreachable"
	}
	return "failed"
}
