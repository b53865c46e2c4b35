package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"sync"

	"sekisho/server/gate"
)

// maxMail is how many octets of a mail are taken.
const maxMail = 32 << 20

// arrival is a mail as it came, and its subject as people read it; empty where nobody could.
type arrival struct {
	From    string   `json:"from"` // of the envelope, as To
	To      []string `json:"to"`
	Subject string   `json:"subject"`
	Raw     string   `json:"raw"`
}

// box is the server behind Postfix: it tells each mail and forgets it. A mail that could not be told stays with Postfix.
type box struct {
	mu    sync.Mutex // one line at a time
	lines *json.Encoder
}

func (b *box) tell(line any) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err := b.lines.Encode(line); err != nil {
		return fmt.Errorf("tell: %w", err)
	}
	return nil
}

// Open begins a session.
func (b *box) Open(context.Context, gate.Peer) (gate.Session, error) { return b, nil }

// Extensions are those that let mail come as it was sent.
func (*box) Extensions() gate.Extensions {
	return gate.Extensions{Size: maxMail, EightBitMIME: true, SMTPUTF8: true}
}

// Authenticate is not offered.
func (*box) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Enhanced: "5.5.1", Text: "nobody logs in here"}
}

// Deliver tells a mail.
func (b *box) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	raw, err := io.ReadAll(io.LimitReader(t.Spool.Reader(), maxMail))
	if err == nil {
		err = b.tell(arrival{From: t.From, To: t.Addresses(), Subject: subject(raw), Raw: string(raw)})
	}
	if err != nil {
		return gate.Reply{Code: 451, Enhanced: "4.3.0", Text: "the mail could not be told"}
	}
	return gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "told"}
}

// Close ends the session.
func (*box) Close() {}

func subject(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return ""
	}
	return s
}
