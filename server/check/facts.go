package check

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"

	"sekisho/server/policy"
)

// MaxFacts is the largest facts file that ReadFacts takes, in octets.
const MaxFacts = 16 << 20

// ReadFacts reads facts written as JSON (policy language, section 10). name is used in errors, which say line and
// column. An unknown key is an error: a misspelt fact would silently judge otherwise.
func ReadFacts(name string, data []byte) (policy.Facts, error) {
	var f policy.Facts
	if len(data) > MaxFacts {
		return f, fmt.Errorf("%s: %d octets of facts; the limit is %d", name, len(data), MaxFacts)
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return policy.Facts{}, fmt.Errorf("%s:%s: %s", name, place(data, where(data, d.InputOffset(), err)), reason(err))
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return policy.Facts{}, fmt.Errorf("%s:%s: more text after the facts; one JSON object is expected", name, place(data, d.InputOffset()))
	}
	return f, nil
}

// where finds the octet an error is about; the decoder itself only knows how far it has read.
func where(data []byte, read int64, err error) int64 {
	if _, key, ok := strings.Cut(err.Error(), "unknown field "); ok {
		return int64(max(bytes.Index(data, []byte(key)), 0))
	}
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return int64(len(data))
	}
	return read
}

func reason(err error) string {
	var wrong *json.UnmarshalTypeError
	var when *time.ParseError
	switch {
	case errors.As(err, &when):
		return fmt.Sprintf("%q is not a time; write it like 2026-11-24T10:00:00+09:00", when.Value)
	case errors.As(err, &wrong):
		return fmt.Sprintf("%q must not be a JSON %s; write %s", wrong.Field, wrong.Value, wanted(wrong.Field, wrong.Type))
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the JSON ends too early"
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// wanted says what to write for a fact of a type.
func wanted(field string, t reflect.Type) string {
	switch {
	case field == "contacts" && t.Kind() == reflect.String:
		return "an address in quotes"
	case t == reflect.TypeFor[time.Time]():
		return "a time in quotes, as in \"2026-11-24T10:00:00+09:00\""
	}
	switch t.Kind() {
	case reflect.String:
		return "a text in quotes"
	case reflect.Bool:
		return "true or false"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.String {
			return `a list of texts in quotes, as in ["…", "…"]`
		}
		return "a list [ ] of blocks { }"
	}
	return "a block { } of names and values"
}

// place writes an offset as line:column.
func place(data []byte, offset int64) string {
	before := data[:min(int(offset), len(data))]
	line := 1 + bytes.Count(before, []byte("\n"))
	return fmt.Sprintf("%d:%d", line, len(before)-bytes.LastIndexByte(before, '\n'))
}
