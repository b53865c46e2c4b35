package httpapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"

	"github.com/labstack/echo/v4"
)

// readJSON reads a body strictly: one object, known keys only, no more octets than the limit.
func (h *handlers) readJSON(c echo.Context, into any) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationJSON {
		return echo.ErrUnsupportedMediaType
	}
	d := json.NewDecoder(http.MaxBytesReader(c.Response(), c.Request().Body, h.limits.JSON))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return jsonProblem(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return bad("json-invalid", "The body is not one JSON object.", "Something follows the object.")
	}
	return nil
}

func jsonProblem(err error) error {
	var large *http.MaxBytesError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.As(err, &large):
		return &problem{status: http.StatusRequestEntityTooLarge, code: "too-large", title: "The request is too large.", detail: fmt.Sprintf("JSON bodies have at most %d octets; upload files apart.", large.Limit)}
	case errors.As(err, &wrong):
		return bad("json-invalid", "The body does not follow the API's description.", fmt.Sprintf("%s must not be a JSON %s.", wrong.Field, wrong.Value))
	}
	return bad("json-invalid", "The body is not valid JSON for this request.", err.Error())
}
