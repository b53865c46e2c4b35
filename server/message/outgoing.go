package message

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ErrTrace is the error of Outgoing for a trace field that would break the header.
var ErrTrace = errors.New("message: trace field is not one header field")

// OutgoingOptions says what Outgoing adds.
type OutgoingOptions struct {
	// Trace are header fields to put in front, in this order: "Name: value" without the last line end; folded lines are
	// separated by CR LF and begin with a blank or tab.
	Trace []string
}

// Outgoing copies a message from r to w and changes nothing but this: the trace fields come first, and the fields Bcc,
// Resent-Bcc and X-Sekisho-* are taken out with their folded lines. Every other octet stays as it is, line ends included.
// It reads any length in constant memory. Errors are ErrTrace, before anything is written, and those of r and w.
func Outgoing(r io.Reader, w io.Writer, opt OutgoingOptions) error {
	out := takeWriter(w)
	defer putWriter(out)
	for _, f := range opt.Trace {
		if !oneField(f) {
			return fmt.Errorf("%w: %q", ErrTrace, f)
		}
	}
	for _, f := range opt.Trace {
		if _, err := out.WriteString(f + "\r\n"); err != nil {
			return fmt.Errorf("write message: %w", err)
		}
	}
	in := takeReader(r)
	defer putReader(in)
	if err := copyHeader(in, out); err != nil {
		return err
	}
	if _, err := io.Copy(out, in); err != nil {
		return fmt.Errorf("copy message body: %w", err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	return nil
}

// copyHeader copies lines up to and including the empty one, less the fields that must not leave.
func copyHeader(in *bufio.Reader, out *bufio.Writer) error {
	drop, first := false, true // of the current field; the piece begins a line
	for {
		raw, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read message header: %w", err)
		}
		empty := first && (string(raw) == "\r\n" || string(raw) == "\n")
		if first && !empty && len(raw) > 0 && raw[0] != ' ' && raw[0] != '\t' {
			drop = inside(raw)
		}
		if !drop || empty {
			if _, err := out.Write(raw); err != nil {
				return fmt.Errorf("write message: %w", err)
			}
		}
		if empty || errors.Is(err, io.EOF) {
			return nil
		}
		first = err == nil
	}
}

// inside tells whether a line begins a field that stays inside.
func inside(raw []byte) bool {
	name, _, ok := bytes.Cut(raw[:min(len(raw), 1000)], []byte(":"))
	if !ok {
		return false
	}
	n := strings.ToLower(string(bytes.TrimRight(name, " \t")))
	return n == "bcc" || n == "resent-bcc" || strings.HasPrefix(n, "x-sekisho-")
}

// oneField tells whether f is exactly one header field.
func oneField(f string) bool {
	lines := strings.Split(f, "\r\n")
	name, _, ok := cutField([]byte(lines[0]))
	if !ok || name == "" || f[0] == ' ' || f[0] == '\t' {
		return false
	}
	for i, l := range lines {
		if strings.ContainsAny(l, "\r\n\x00") || i > 0 && strings.TrimLeft(l, " \t") == l || strings.TrimSpace(l) == "" {
			return false
		}
	}
	return true
}
