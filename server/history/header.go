package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"net/mail"
	"strings"
	"time"
)

// field returns the first field of that name in a header block, unfolded (RFC 5322, 2.2.3); empty: there is none.
func field(header []byte, name string) string {
	for len(header) > 0 {
		line, rest, _ := bytes.Cut(header, []byte("\n"))
		header = rest
		if len(line) <= len(name) || line[len(name)] != ':' || !strings.EqualFold(string(line[:len(name)]), name) {
			continue
		}
		value := append([]byte(nil), line[len(name)+1:]...)
		for len(header) > 0 && (header[0] == ' ' || header[0] == '\t') {
			line, rest, _ = bytes.Cut(header, []byte("\n"))
			value, header = append(value, line...), rest
		}
		return strings.TrimSpace(strings.Map(dropBreaks, string(value)))
	}
	return ""
}

func dropBreaks(r rune) rune {
	if r == '\r' || r == '\n' {
		return -1
	}
	return r
}

// unsent says why a mail in the folder did not leave: Outlook marks drafts that were saved as files, Gmail's export names the
// labels of each mail, in the language of its user.
func unsent(header []byte) Reason {
	if field(header, "x-unsent") == "1" {
		return ReasonDraft
	}
	labels := field(header, "x-gmail-labels")
	if decoded, err := new(mime.WordDecoder).DecodeHeader(labels); err == nil {
		labels = decoded
	}
	for label := range strings.SplitSeq(labels, ",") {
		switch strings.ToLower(strings.TrimSpace(label)) {
		case "draft", "drafts", "下書き":
			return ReasonDraft
		case "spam", "迷惑メール":
			return ReasonSpam
		}
	}
	return ""
}

// date reads a Date field, or what the separator of an mbox says of the time; zero: neither tells.
func date(value, separator string) time.Time {
	if t, err := mail.ParseDate(value); err == nil {
		return t.UTC()
	}
	// Some write "(JST)" twice or a zone without a number.
	if i := strings.IndexByte(value, '('); i > 0 {
		if t, err := mail.ParseDate(strings.TrimSpace(value[:i])); err == nil {
			return t.UTC()
		}
	}
	return separated(separator)
}

// separated reads the time of "From somebody Tue Nov 24 10:00:00 2026", with or without a zone.
func separated(line string) time.Time {
	words := strings.Fields(line)
	for i := range words {
		rest := strings.Join(words[i:], " ")
		for _, layout := range [...]string{"Mon Jan 2 15:04:05 2006", "Mon Jan 2 15:04:05 -0700 2006", "Mon Jan 2 15:04:05 MST 2006", "Mon Jan 2 15:04:05 2006 -0700"} {
			if t, err := time.Parse(layout, rest); err == nil {
				return t.UTC()
			}
		}
	}
	return time.Time{}
}

// digest stands for a mail that has no Message-ID.
func digest(data ...[]byte) string {
	h := sha256.New()
	for _, d := range data {
		h.Write(d)
		h.Write([]byte{0})
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}
