package httpapi

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strings"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/labstack/echo/v4"

	"sekisho/server/api"
)

// bodies are buffers for requests. What is decoded copies what it keeps.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keptBody is the largest buffer that is used again.
const keptBody = 64 << 10

// readJSON reads a body strictly: one object in UTF-8 (RFC 7493), known keys only, each once, no more octets than the limit.
func (h *handlers) readJSON(c echo.Context, into any) error {
	return h.readBody(c, func(data []byte) error { return strictly(data, into) })
}

// readDraft does what readJSON does.
func (h *handlers) readDraft(c echo.Context, d *api.Draft) error {
	return h.readBody(c, func(data []byte) error { return unmarshalDraft(data, d) })
}

func strictly(data []byte, into any) error {
	return json.Unmarshal(data, into, json.RejectUnknownMembers(true))
}

func unmarshalDraft(data []byte, d *api.Draft) error {
	if rest, text, ok := lift(data, "body"); ok {
		if strictly(rest, d) == nil {
			d.Body = text
			return nil
		}
		*d = api.Draft{}
	}
	return strictly(data, d)
}

func (h *handlers) readBody(c echo.Context, unmarshal func(data []byte) error) error {
	kind, _, err := mime.ParseMediaType(c.Request().Header.Get(echo.HeaderContentType))
	if err != nil || kind != echo.MIMEApplicationJSON {
		return echo.ErrUnsupportedMediaType
	}
	b, ok := bodies.Get().(*bytes.Buffer)
	if !ok {
		b = new(bytes.Buffer)
	}
	defer func() {
		if b.Cap() <= keptBody {
			bodies.Put(b)
		}
	}()
	b.Reset()
	if _, err := b.ReadFrom(http.MaxBytesReader(c.Response(), c.Request().Body, h.limits.JSON)); err != nil {
		return jsonProblem(err)
	}
	if err := unmarshal(b.Bytes()); err != nil {
		return jsonProblem(err)
	}
	return nil
}

const (
	notJSON = "The body is not valid JSON for this request."
	notOurs = "The body does not follow the API's description."
)

func jsonProblem(err error) error {
	var large *http.MaxBytesError
	var wrong *json.SemanticError
	var syntax *jsontext.SyntacticError
	switch {
	case errors.As(err, &large):
		return &problem{status: http.StatusRequestEntityTooLarge, code: "too-large", title: "The request is too large.", detail: fmt.Sprintf("JSON bodies have at most %d octets; upload files apart.", large.Limit)}
	case errors.As(err, &wrong) && errors.Is(wrong.Err, json.ErrUnknownName):
		return bad("json-invalid", notOurs, dotted(wrong.JSONPointer)+" is not known.")
	case errors.As(err, &wrong) && wrong.Err != nil:
		return bad("json-invalid", notOurs, fmt.Sprintf("%s: %v.", dotted(wrong.JSONPointer), wrong.Err))
	case errors.As(err, &wrong):
		return bad("json-invalid", notOurs, fmt.Sprintf("%s must not be a JSON %s.", dotted(wrong.JSONPointer), kindName(wrong.JSONKind)))
	case errors.As(err, &syntax) && errors.Is(syntax.Err, jsontext.ErrDuplicateName):
		return bad("json-invalid", notJSON, dotted(syntax.JSONPointer)+" stands there twice.")
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return bad("json-invalid", notJSON, "It ends too early.")
	case errors.As(err, &syntax):
		return bad("json-invalid", notJSON, fmt.Sprintf("After octet %d: %v.", syntax.ByteOffset, syntax.Err))
	}
	return bad("json-invalid", notJSON, err.Error())
}

func kindName(k jsontext.Kind) string {
	switch k {
	case jsontext.KindBeginObject:
		return "object"
	case jsontext.KindBeginArray:
		return "array"
	}
	return k.String()
}

// dotted writes a JSON pointer (RFC 6901) as the rest of the API's errors do: recipients[0].name.
func dotted(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		switch {
		case token != "" && strings.Trim(token, "0123456789") == "":
			fmt.Fprintf(&b, "[%s]", token)
		case b.Len() > 0:
			b.WriteString("." + token)
		default:
			b.WriteString(token)
		}
	}
	if b.Len() == 0 {
		return "the body"
	}
	return b.String()
}
