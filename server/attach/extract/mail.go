package extract

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"

	"sekisho/server/text"
)

const maxMultipart = 10

// readMail reads a message that is a file: its subject and the texts of its body. The mail's own walker (package message)
// reads those that are attached as such; this one is for messages inside other files.
func readMail(t *sink, f File) error {
	r := bufio.NewReader(t.part(io.NewSectionReader(f.Content, 0, f.Size)))
	h, err := textproto.NewReader(r).ReadMIMEHeader()
	if err != nil && len(h) == 0 {
		return fmt.Errorf("%w: %w", errCorrupt, err)
	}
	d := mime.WordDecoder{CharsetReader: func(label string, r io.Reader) (io.Reader, error) {
		enc, _ := text.Charset(label) // an unknown one is guessed
		if enc == nil {
			b, err := io.ReadAll(io.LimitReader(r, maxPart))
			return strings.NewReader(text.Decoded(text.Guess(b), b)), err
		}
		return decoding(enc).Reader(r), nil
	}}
	subject := h.Get("Subject")
	if decoded, err := d.DecodeHeader(subject); err == nil {
		subject = decoded
	}
	if err := t.line(text.Decoded(text.Guess([]byte(subject)), []byte(subject))); err != nil {
		return err
	}
	return entityText(t, h, r, 0)
}

// entityText reads one MIME entity (RFC 2045).
func entityText(t *sink, h textproto.MIMEHeader, r io.Reader, depth int) error {
	kind, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && kind == "" {
		kind = "text/plain"
	}
	switch {
	case strings.HasPrefix(kind, "multipart/") && params["boundary"] != "":
		if depth == maxMultipart {
			return errFull
		}
		return parts(t, multipart.NewReader(r, params["boundary"]), depth)
	case strings.HasPrefix(strings.ToLower(h.Get("Content-Disposition")), "attachment"):
		return nil
	case kind != "text/plain" && kind != "text/html":
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(transfer(h.Get("Content-Transfer-Encoding"), r), maxRaw))
	if err != nil && stops(err) {
		return err
	}
	defer t.newline()
	if kind == "text/html" {
		return readHTMLFrom(t, bytes.NewReader(b), b[:min(len(b), guessed)], params["charset"])
	}
	enc, _ := text.Charset(params["charset"]) // an unknown one is guessed
	if enc == nil {
		enc = text.Guess(b)
	}
	return t.writeString(text.Decoded(enc, b))
}

func parts(t *sink, m *multipart.Reader, depth int) error {
	for range maxCount {
		p, err := m.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := entityText(t, p.Header, p, depth+1); err != nil && stops(err) {
			return err
		}
	}
	return errFull
}

func transfer(encoding string, r io.Reader) io.Reader {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}
