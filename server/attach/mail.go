package attach

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"strings"

	"sekisho/server/policy"

	"golang.org/x/net/html/charset"
)

const (
	typeMail      = "message/rfc822"
	maxHeader     = 256 << 10
	maxParts      = 1000
	maxMultiparts = 20 // one in the other
	maxMails      = 9  // one in the other: a mail and the eight in it that package message follows
)

// mail looks at the files attached to a message that is a file itself. It is a small walker, made to find files: package
// message reads the mails that are checked, and knows far more of what can be wrong with one.
//
// A forward of a forward is nothing to fear, so mails have a depth of their own, that of package message: beyond it nobody has
// looked, which is said in the same words.
func (w *walker) mail(a *policy.Attachment, s source, depth int) {
	if w.mails == maxMails {
		mark(a, "uninspectable", "reason", "too-deep")
		return
	}
	w.mails++
	defer func() { w.mails-- }()
	b := w.box(a, s.size, depth-1)
	if b == nil {
		return
	}
	defer b.done()
	m := &mailWalker{b: b}
	head, length := mailHeader(s)
	if err := m.part(head, s.section(length, s.size-length), 0); err != nil {
		mark(a, "uninspectable", "reason", w.reason(err))
	}
	if w.partial {
		mark(a, "uninspectable", "reason", "partial")
	}
}

// mailHeader reads the header of a message as far as it can be read, and says how long it is.
func mailHeader(s source) (textproto.MIMEHeader, int64) {
	head := s.at(0, maxHeader)
	length := len(head)
	for _, end := range []string{"\r\n\r\n", "\n\n"} {
		if i := bytes.Index(head, []byte(end)); i >= 0 {
			length = min(length, i+len(end))
		}
	}
	return headerFields(head[:length]), int64(length)
}

type mailWalker struct {
	b     *box
	parts int
	full  bool // no more files are taken
}

func (m *mailWalker) part(h textproto.MIMEHeader, body io.Reader, nested int) error {
	kind, params := mediaType(h.Get("Content-Type"))
	if kind == "" {
		kind = "text/plain"
	}
	body = transferred(h.Get("Content-Transfer-Encoding"), body)
	if strings.HasPrefix(kind, "multipart/") {
		if params["boundary"] != "" {
			return m.multipart(params["boundary"], body, nested+1)
		}
		mark(m.b.a, "uninspectable", "reason", "corrupt")
	}
	name := partName(h, params)
	disposition, _ := mediaType(h.Get("Content-Disposition"))
	switch {
	case kind == typeMail && name == "":
		name = "message.eml"
	case name == "" && disposition != "attachment" && strings.HasPrefix(kind, "text/"):
		return nil // the text of the message
	case name == "":
		name = kind
	}
	m.full = !m.b.stream(name, -1, body)
	return nil
}

func (m *mailWalker) multipart(boundary string, body io.Reader, nested int) error {
	if nested > maxMultiparts {
		mark(m.b.a, "bomb", "limit", "depth")
		return nil
	}
	for r := multipart.NewReader(body, boundary); !m.full; {
		p, err := r.NextRawPart()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if m.parts++; m.parts > maxParts {
			mark(m.b.a, "bomb", "limit", "entries")
			return nil
		}
		if err := m.part(p.Header, p, nested); err != nil {
			return err
		}
	}
	return nil
}

func transferred(encoding string, body io.Reader) io.Reader {
	switch transferEncoding(encoding) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, &onlyBase64{body})
	case "quoted-printable":
		return quotedprintable.NewReader(body)
	}
	return body
}

// onlyBase64 drops what is no base64, as RFC 2045, 6.8 asks for.
type onlyBase64 struct{ r io.Reader }

func (o *onlyBase64) Read(p []byte) (int, error) {
	for {
		n, err := o.r.Read(p)
		kept := p[:0]
		for _, b := range p[:n] {
			if b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '+' || b == '/' || b == '=' {
				kept = append(kept, b)
			}
		}
		if len(kept) > 0 || err != nil {
			return len(kept), err
		}
	}
}

// partName decodes the name of a part: RFC 2231 by the library, RFC 2047 and raw octets, which mailers write too, here.
func partName(h textproto.MIMEHeader, params map[string]string) string {
	_, disposition := mediaType(h.Get("Content-Disposition"))
	name := disposition["filename"]
	if name == "" {
		name = params["name"]
	}
	decoder := mime.WordDecoder{CharsetReader: charset.NewReaderLabel}
	if decoded, err := decoder.DecodeHeader(name); err == nil {
		name = decoded
	}
	return entryName(bytes.TrimSpace([]byte(name)), 0)
}
