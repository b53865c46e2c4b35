package httpapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/labstack/echo/v4"

	"sekisho/server/api"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

// What goes wrong before the rooms behind are asked.
var (
	errDraft    = errors.New("the draft contradicts itself")
	errTooLarge = errors.New("too large")
	errBusy     = errors.New("too many uploads are waiting; try again in a minute")
)

// problem is an error in the words of RFC 9457.
type problem struct {
	status      int
	code, title string
	detail      string
	missing     *api.Missing
	retry       int // seconds; 0: do not say
}

func (p *problem) Error() string { return p.code + ": " + p.title }

func bad(code, title, detail string) *problem {
	return &problem{status: http.StatusBadRequest, code: code, title: title, detail: detail}
}

// known translates the errors of the rooms behind, in the order they are asked for.
var known = []struct {
	err     error
	problem problem
}{
	{desk.ErrNotFound, problem{status: 404, code: "check-not-found", title: "There is no such check of yours."}},
	{desk.ErrExpired, problem{status: 410, code: "check-expired", title: "The check is too old to be confirmed.", detail: "Send a new check and confirm that one."}},
	{desk.ErrNothing, problem{status: 409, code: "check-asks-nothing", title: "This check asks for no confirmation."}},
	{desk.ErrConfirmed, problem{status: 409, code: "check-confirmed", title: "This check was confirmed before."}},
	{desk.ErrForeign, problem{status: 403, code: "sender-foreign", title: "The sender is not an address of this organisation.", detail: "Choose an address of your organisation under From."}},
	{desk.ErrTaken, problem{status: 409, code: "id-taken", title: "The id is somebody else's."}},
	{desk.ErrNoWait, problem{status: 403, code: "wait-fixed", title: "How long mails wait cannot be chosen here.", detail: "The policy has no wait that a sender may make longer, or none for you."}},
	{desk.ErrWait, problem{status: 422, code: "wait-bounds", title: "This waiting time cannot be chosen."}},
	{desk.ErrDuration, problem{status: 422, code: "wait-invalid", title: "This is no waiting time."}},
	{hold.ErrNotFound, problem{status: 404, code: "hold-not-found", title: "There is no such held mail of yours.", detail: "Read the list again."}},
	{hold.ErrConflict, problem{status: 409, code: "hold-moved", title: "The mail has moved meanwhile.", detail: "Read the list again."}},
	{hold.ErrForbidden, problem{status: 403, code: "hold-forbidden", title: "This is not allowed for this mail.", detail: "The stage it is in, or the policy, does not let you do this."}},
	{hold.ErrTime, problem{status: 422, code: "hold-time", title: "This time cannot be chosen."}},
	{hold.ErrReason, problem{status: 422, code: "reason-missing", title: "A reason is needed.", detail: "Write it as `reason`."}},
	{errAccount, problem{status: 403, code: "account-unknown", title: "It is not known which mail address is yours.", detail: "Ask your administrator to put you into the directory."}},
	{errNoUpload, problem{status: 422, code: "upload-not-found", title: "An attachment names an upload that is not there.", detail: "Uploads are kept for 10 minutes; upload the file again."}},
	{errTooLarge, problem{status: 413, code: "too-large", title: "Something in the request is too large."}},
	{errDraft, problem{status: 400, code: "draft-invalid", title: "The draft contradicts itself."}},
	{errBusy, problem{status: 503, code: "busy", title: "Too much is waiting.", retry: 60}},
	{store.ErrBusy, problem{status: 503, code: "busy", title: "Too much is waiting to be recorded.", retry: 1}},
	{store.ErrCommit, problem{status: 503, code: "not-recorded", title: "The check could not be recorded.", retry: 5}},
	{store.ErrClosed, problem{status: 503, code: "stopping", title: "The server is stopping.", retry: 5}},
	{store.ErrTooLong, problem{status: 413, code: "too-large", title: "The check is too large to be recorded."}},
}

// toProblem turns any error into a problem. What nobody foresaw is 500 and says nothing of its inside.
func toProblem(err error) *problem {
	var p *problem
	if errors.As(err, &p) {
		return p
	}
	var gaps *desk.IncompleteError
	if errors.As(err, &gaps) {
		g := gaps.Missing
		return &problem{
			status: http.StatusUnprocessableEntity, code: "confirmation-incomplete", title: "The confirmation leaves something out.",
			detail:  "Confirm everything that `missing` lists.",
			missing: &api.Missing{Items: g.Items, Questions: g.Questions, Words: g.Words, Reason: g.Reason},
		}
	}
	var garbled base64.CorruptInputError
	if errors.As(err, &garbled) {
		return bad("upload-encoding", "The body is not base64.", fmt.Sprintf("It goes wrong at character %d.", int64(garbled)))
	}
	for _, k := range known {
		if errors.Is(err, k.err) {
			found := k.problem
			if found.detail == "" && found.status < 500 && !errors.Is(k.err, desk.ErrNotFound) {
				found.detail = err.Error()
			}
			return &found
		}
	}
	if status, code, title := auth.Problem(err); status != 0 && status != http.StatusInternalServerError {
		return &problem{status: status, code: code, title: title}
	}
	return echoProblem(err)
}

// echoProblem translates what the router itself refuses.
func echoProblem(err error) *problem {
	var he *echo.HTTPError
	if !errors.As(err, &he) {
		return &problem{status: http.StatusInternalServerError, code: "internal", title: "Internal error."}
	}
	switch he.Code {
	case http.StatusNotFound:
		return &problem{status: he.Code, code: "not-found", title: "There is nothing here."}
	case http.StatusRequestEntityTooLarge:
		return &problem{status: he.Code, code: "too-large", title: "The request is too large."}
	case http.StatusUnsupportedMediaType:
		return &problem{status: he.Code, code: "media-type", title: "Send application/json."}
	}
	if he.Code >= 500 {
		return &problem{status: http.StatusInternalServerError, code: "internal", title: "Internal error."}
	}
	return &problem{status: he.Code, code: "request-invalid", title: "The request is not valid.", detail: fmt.Sprint(he.Message)}
}

// errorHandler answers every error as a problem and logs what the server is to blame for, without content, and why a token is not
// meant for it: the person sees no reason, and the administrator who set up the sign-in needs one.
func errorHandler(log *slog.Logger) echo.HTTPErrorHandler {
	return func(err error, c echo.Context) {
		if c.Response().Committed {
			return
		}
		p := toProblem(err)
		id := c.Response().Header().Get(echo.HeaderXRequestID)
		if p.status >= http.StatusInternalServerError {
			log.LogAttrs(c.Request().Context(), slog.LevelError, "request", slog.String("path", c.Path()), slog.String("code", p.code), slog.String("id", id), slog.Any("error", err))
		}
		var refused *auth.Error
		if errors.As(err, &refused) && refused.Code == auth.CodeForeign {
			log.LogAttrs(c.Request().Context(), slog.LevelInfo, "token refused", slog.String("reason", refused.Reason), slog.String("id", id))
		}
		if p.retry > 0 {
			c.Response().Header().Set("Retry-After", fmt.Sprint(p.retry))
		}
		if p.status == http.StatusUnauthorized {
			c.Response().Header().Set("WWW-Authenticate", `Bearer realm="sekisho"`)
		}
		body, _ := json.Marshal(p.body(id)) // plain strings
		if err := c.Blob(p.status, "application/problem+json", body); err != nil {
			log.LogAttrs(c.Request().Context(), slog.LevelDebug, "answer", slog.Any("error", err))
		}
	}
}

func (p *problem) body(id string) api.Problem {
	out := api.Problem{Type: "urn:sekisho:problem:" + p.code, Title: p.title, Status: p.status, Code: p.code, Missing: p.missing}
	if p.detail != "" {
		out.Detail = &p.detail
	}
	if id != "" {
		out.RequestId = &id
	}
	return out
}
