package message

import (
	"bytes"
	"strings"

	"sekisho/server/policy"
)

type chunkKind int

const (
	chunkPlain chunkKind = iota
	chunkHTML
	chunkCalendar
)

// chunk is the text of one part, as a reader sees it, lines ended by LF.
type chunk struct {
	kind chunkKind
	text string
}

// body joins the text of a message. Of what an invitation says it leaves out what the text or the subject say too.
func body(chunks []chunk, subject string) string {
	var texts, calendar []string
	for _, c := range chunks {
		switch {
		case strings.TrimSpace(c.text) == "":
		case c.kind == chunkCalendar:
			calendar = append(calendar, c.text)
		default:
			texts = append(texts, c.text)
		}
	}
	if len(texts) == 0 {
		return strings.Join(calendar, "\n")
	}
	if len(calendar) > 0 {
		extra := newComparison(subject + "\n" + strings.Join(texts, "\n")).missing(strings.Join(calendar, "\n"))
		if extra != "" {
			texts = append(texts, extra)
		}
	}
	return strings.Join(texts, "\n")
}

// text reads a part of body text.
func (w *walker) text(t typed, encoding string) result {
	sink := &textSink{w: w, plain: t.value == "text/plain"}
	w.decode(encoding, sink)
	sink.close()
	if t.value == "text/html" {
		text, anchors := htmlText(sink.buf.Bytes(), t.get("charset"), w.notes)
		w.anchors = append(w.anchors, anchors[:min(len(anchors), maxAnchors-len(w.anchors))]...)
		return result{chunks: []chunk{{chunkHTML, text}}}
	}
	s := toUTF8(t.get("charset"), sink.buf.Bytes(), w.notes)
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if strings.EqualFold(t.get("format"), "flowed") {
		s = unflow(s, strings.EqualFold(t.get("delsp"), "yes"))
	}
	w.inlinePGP(s)
	return result{chunks: []chunk{{chunkPlain, s}}, files: sink.files}
}

// textSink gathers body text within the budget, and takes uuencoded files out of plain text.
type textSink struct {
	w       *walker
	plain   bool
	buf     bytes.Buffer
	partial []byte // of the current line
	begin   string // a line that may begin a file
	name    string
	file    *content
	files   []policy.Attachment
}

// Write takes in decoded octets.
func (s *textSink) Write(p []byte) (int, error) {
	if !s.plain {
		s.keep(p)
		return len(p), nil
	}
	total := len(p)
	for len(p) > 0 {
		at := bytes.IndexByte(p, '\n')
		if at < 0 {
			s.partial = append(s.partial, p...)
			if len(s.partial) <= pieceSize {
				break
			}
			at = len(p) - 1 // too long to be anything but text
		} else {
			s.partial = append(s.partial, p[:at+1]...)
		}
		p = p[at+1:]
		if err := s.line(s.partial); err != nil {
			return 0, err
		}
		s.partial = s.partial[:0]
	}
	return total, nil
}

// keep adds to the body text.
func (s *textSink) keep(p []byte) {
	if len(p) > s.w.budget.body {
		s.w.notes.add("body-too-long")
		p = p[:s.w.budget.body]
	}
	s.w.budget.body -= len(p)
	s.buf.Write(p)
}

// line takes in one line of plain text with its end.
func (s *textSink) line(raw []byte) error {
	text := bytes.TrimRight(raw, "\r\n")
	switch {
	case s.file != nil:
		return s.uuLine(text, raw)
	case s.begin != "":
		begin := s.begin
		s.begin = ""
		if _, ok := uuFirst(text); ok {
			s.file = newContent()
			return s.uuLine(text, raw)
		}
		s.keep([]byte(begin))
		return s.line(raw)
	}
	if name, ok := uuBegin(text); ok {
		s.begin, s.name = string(raw), name
		return nil
	}
	s.keep(raw)
	return nil
}

// uuLine takes in one line of an uuencoded file.
func (s *textSink) uuLine(text, raw []byte) error {
	if bytes.Equal(bytes.TrimSpace(text), []byte("end")) {
		s.endFile()
		return nil
	}
	data, ok := uuDecode(text)
	if !ok {
		s.w.notes.add("bad-encoding")
		s.endFile()
		return s.line(raw)
	}
	_, err := s.file.Write(data)
	return err
}

func (s *textSink) endFile() {
	if err := s.file.flush(); err != nil {
		s.w.fail(err)
	}
	if s.w.budget.parts++; s.w.budget.parts > maxParts {
		s.w.notes.add("too-many-parts")
	} else {
		name := cleanName(decodeWords(decodeRaw(s.name), s.w.notes))
		s.files = append(s.files, s.w.file(s.file, leafInfo{names: []string{name}, declared: "application/octet-stream"})...)
	}
	s.file.close()
	s.file = nil
}

// close ends the text.
func (s *textSink) close() {
	if len(s.partial) > 0 {
		if err := s.line(s.partial); err != nil {
			s.w.fail(err)
		}
	}
	s.keep([]byte(s.begin))
	if s.file != nil {
		s.w.notes.add("truncated")
		s.endFile()
	}
}

// unflow joins the lines of format=flowed text (RFC 3676, 4) that were one before they were sent.
func unflow(s string, delsp bool) string {
	var b strings.Builder
	open, depth := false, 0
	for line := range strings.Lines(s) {
		line = strings.TrimSuffix(line, "\n")
		rest := strings.TrimLeft(line, ">")
		quote := line[:len(line)-len(rest)]
		rest = strings.TrimPrefix(rest, " ") // stuffed
		if b.Len() > 0 && (!open || depth != len(quote)) {
			b.WriteByte('\n')
			open = false
		}
		if !open && quote != "" {
			b.WriteString(quote + " ")
		}
		depth = len(quote)
		open = strings.HasSuffix(rest, " ") && rest != "-- "
		if open && delsp {
			rest = rest[:len(rest)-1]
		}
		b.WriteString(rest)
	}
	if strings.HasSuffix(s, "\n") {
		b.WriteByte('\n')
	}
	return b.String()
}
