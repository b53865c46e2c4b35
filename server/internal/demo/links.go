package demo

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
)

// heldPage is where a notice leads.
var heldPage = regexp.MustCompile(`https?://[^\s"<>]+/h/[A-Za-z0-9._?=&-]+`)

// links finds where the buttons of one of our notices lead, so that the playground can show them. Other mails have none.
func links(raw []byte) []string {
	found := []string{}
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil || m.Header.Get("Auto-Submitted") != "auto-generated" {
		return found
	}
	_, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil {
		return found
	}
	p, err := multipart.NewReader(m.Body, params["boundary"]).NextRawPart() // the text comes first
	if err != nil {
		return found
	}
	text, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
	if err != nil {
		return found
	}
	return append(found, heldPage.FindAllString(string(text), 10)...)
}
