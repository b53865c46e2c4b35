package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// newJSON returns the encoder that every command writes JSON with: each value on a line of its own, in one piece, with nothing
// in it that a terminal obeys.
func newJSON(w io.Writer) *json.Encoder {
	e := json.NewEncoder(escaping{w})
	e.SetEscapeHTML(false)
	return e
}

// escaping writes JSON with the characters that plain text may not have as \u009b: C1 controls, DEL, and what turns the direction
// of writing. They only stand in strings, so that the JSON means the same. What is written must not be cut inside a character.
type escaping struct{ to io.Writer }

func (e escaping) Write(p []byte) (int, error) {
	if !bytes.ContainsFunc(p, unfitJSON) {
		return e.to.Write(p)
	}
	var b bytes.Buffer
	for rest := p; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if unfitJSON(r) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.Write(rest[:n])
		}
		rest = rest[n:]
	}
	if _, err := e.to.Write(b.Bytes()); err != nil {
		return 0, err
	}
	return len(p), nil
}

// unfitJSON leaves what stands between values; in strings the encoder itself escapes what is below the blank.
func unfitJSON(r rune) bool { return r >= ' ' && unfit(r) }

// printJSON writes v on one line, whole or not at all.
func printJSON(s Streams, v any) int {
	err := newJSON(s.Out).Encode(v)
	if err != nil && !errors.Is(err, io.ErrClosedPipe) {
		return complain(s, "write JSON: %v", err)
	}
	return exitOK
}

// lines writes text of several lines, each fit for a terminal.
func lines(s Streams, text string) {
	for l := range strings.Lines(text) {
		s.printf("%s\n", plain(strings.TrimRight(l, "\r\n")))
	}
}
