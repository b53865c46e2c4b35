package main

import (
	"errors"

	"sekisho/desktop/internal/account"
	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/confirm"
	"sekisho/desktop/internal/oauth"
)

// Problem is why an action came to nothing, as the pages take it: they have a sentence for each code.
type Problem struct { //nolint:errname // the pages know it by this name
	Code string            `json:"code"`
	Args map[string]string `json:"args"`
	// Said is a whole sentence in the person's language that says more than the code's; empty: there is none.
	Said string `json:"said"`
	// Detail is what else is known, in whatever words.
	Detail string `json:"detail"`
}

// Error makes a Problem an error, for those that have no other.
func (p *Problem) Error() string { return "desktop: " + p.Code + ": " + p.Said + p.Detail }

// codes are what errors are called on the pages.
var codes = []struct {
	err  error
	code string
}{
	{confirm.ErrGone, "gone"},
	{confirm.ErrEarly, "early"},
	{account.ErrUnknown, "gone"},
	{account.ErrLogin, "exists"},
	{oauth.ErrSignIn, "sign-in"},
	{oauth.ErrDenied, "sign-in"},
	{oauth.ErrTimeout, "sign-in"},
	{companion.ErrNoPause, "pause"},
	{client.ErrRunning, "running"},
	{client.ErrNoAccount, "identity"},
}

// problemOf translates an error for the pages. One that has no code is internal and keeps its words.
func problemOf(err error) Problem {
	var p *Problem
	if errors.As(err, &p) {
		return *p
	}
	var long *companion.PauseError
	if errors.As(err, &long) {
		return Problem{Code: "pause", Args: map[string]string{}}
	}
	for _, c := range codes {
		if errors.Is(err, c.err) {
			return Problem{Code: c.code, Args: map[string]string{}, Detail: err.Error()}
		}
	}
	return Problem{Code: "internal", Args: map[string]string{}, Detail: err.Error()}
}
