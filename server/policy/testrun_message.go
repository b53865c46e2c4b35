package policy

import (
	"errors"
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"
)

// ErrNoFile is returned for a test's attachment that is a real file when there is nobody to read it.
var ErrNoFile = errors.New("policy: files are not available here")

// BuildTestMessage makes a message from its short form in a test. Addresses may be written with a name: "田中 <a@b.example>".
// Flags of an attachment become marks; its type, if none is written, follows from the name's extension for common files and is
// unknown for others. Open reads an attachment that is a real file, its contents included; nil means that there are none.
func BuildTestMessage(t TestMessage, open func(TestAttachment) (Attachment, error)) (*Message, error) {
	m := &Message{Kind: KindMail, From: mailbox(t.From), Subject: t.Subject, Body: t.Body}
	if t.Kind != "" {
		m.Kind = Kind(t.Kind)
	}
	if m.Body == "" {
		m.Body = withoutMarkup(t.HTML)
	}
	for _, field := range []struct {
		name Field
		list []string
	}{{FieldTo, t.To}, {FieldCc, t.CC}, {FieldBcc, t.BCC}} {
		for _, written := range field.list {
			box := mailbox(written)
			m.Recipients = append(m.Recipients, Recipient{Address: box.Address, Name: box.Name, Field: field.name, Envelope: true})
		}
	}
	for _, a := range t.Attachments {
		made, err := testAttachment(a, open)
		if err != nil {
			return nil, err
		}
		m.Attachments = append(m.Attachments, made)
	}
	return m, nil
}

// testAttachment lays what a test says of a file over what is in the real one, if there is one.
func testAttachment(t TestAttachment, open func(TestAttachment) (Attachment, error)) (Attachment, error) {
	var a Attachment
	if t.File != "" {
		if open == nil {
			return a, fmt.Errorf("open %q: %w", t.File, ErrNoFile)
		}
		var err error
		if a, err = open(t); err != nil {
			return a, fmt.Errorf("open %q: %w", t.File, err)
		}
	}
	if t.Name != "" {
		a.Name = t.Name
	}
	if t.Type != "" {
		a.Type = t.Type
	}
	if a.Type == "" {
		a.Type = typeOfName(a.Name)
	}
	if a.Text == "" {
		a.Text = t.Text
	}
	if t.Size > 0 {
		a.Size = t.Size
	} else if t.File == "" {
		a.Size = int64(len(t.Text))
	}
	a.Inline = a.Inline || t.Inline
	for _, flag := range t.Is {
		a.Marks = append(a.Marks, Mark{Flag: flag})
	}
	return a, nil
}

// mailbox splits a name from its address.
func mailbox(s string) Mailbox {
	s = strings.TrimSpace(s)
	open := strings.LastIndexByte(s, '<')
	if open < 0 || !strings.HasSuffix(s, ">") {
		return Mailbox{Address: s}
	}
	return Mailbox{Name: strings.Trim(strings.TrimSpace(s[:open]), `"`), Address: strings.TrimSpace(s[open+1 : len(s)-1])}
}

// typeOfName is what a common file of that name is by content. The machine's own table would differ from place to place.
func typeOfName(name string) string {
	const office = "application/vnd.openxmlformats-officedocument."
	switch strings.ToLower(path.Ext(name)) {
	case ".pdf":
		return "application/pdf"
	case ".zip":
		return "application/zip"
	case ".docx":
		return office + "wordprocessingml.document"
	case ".xlsx":
		return office + "spreadsheetml.sheet"
	case ".pptx":
		return office + "presentationml.presentation"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".txt", ".csv":
		return "text/plain"
	case ".eml":
		return "message/rfc822"
	case ".exe":
		return "application/vnd.microsoft.portable-executable"
	}
	return ""
}

var (
	hiddenMarkup = regexp.MustCompile(`(?is)<(?:style|script)\b.*?</(?:style|script)\s*>|<!--.*?-->`)
	lineMarkup   = regexp.MustCompile(`(?i)<(?:br|/p|/div|/li|/tr)\b[^>]*>`)
	markup       = regexp.MustCompile(`<[^>]*>`)
)

// withoutMarkup is the text of the few lines of HTML that a test holds. Real mail is read by package message.
func withoutMarkup(s string) string {
	s = hiddenMarkup.ReplaceAllString(s, "")
	s = lineMarkup.ReplaceAllString(s, "\n")
	return strings.TrimSpace(html.UnescapeString(markup.ReplaceAllString(s, "")))
}
