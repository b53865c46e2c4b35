package demo

import (
	"bytes"
	"context"
	"io"
	"mime"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"time"

	"sekisho/server/gate"
)

const (
	maxMail = 30_000_000 // octets
	maxKept = 200        // mails
	maxSink = 64 << 20   // octets of all mails but the newest
)

// Stored is one mail that reached the sink.
type Stored struct {
	ID      string    `json:"id"`
	Time    time.Time `json:"time"`
	From    string    `json:"from"` // envelope
	To      []string  `json:"to"`   // envelope
	Subject string    `json:"subject"`
	Size    int       `json:"size"`
	Links   []string  `json:"links"` // of a notice: where its buttons lead
	raw     []byte
}

// Sink is an SMTP server that keeps what it gets in memory. It stands where the organisation's mail server would be.
type Sink struct {
	mu  sync.Mutex
	all []Stored // newest last
}

// NewSink returns an empty sink.
func NewSink() *Sink { return &Sink{} }

// Open takes every connection: the listener is on loopback.
func (s *Sink) Open(context.Context, gate.Peer) (gate.Session, error) { return sinkSession{s}, nil }

type sinkSession struct{ sink *Sink }

func (sinkSession) Extensions() gate.Extensions {
	return gate.Extensions{Size: maxMail, EightBitMIME: true, SMTPUTF8: true}
}

func (sinkSession) Authenticate(context.Context, gate.Credentials) gate.Reply {
	return gate.Reply{Code: 502, Enhanced: "5.5.1", Text: "The sink knows no logins"}
}

// Deliver stores one mail.
func (s sinkSession) Deliver(_ context.Context, t *gate.Transaction) gate.Reply {
	raw, err := io.ReadAll(io.LimitReader(t.Spool.Reader(), maxMail))
	if err != nil {
		return gate.Reply{Code: 451, Enhanced: "4.3.0", Text: "The sink could not read the mail"}
	}
	s.sink.add(Stored{ID: t.ID, Time: t.Time.UTC(), From: t.From, To: t.Addresses(), Subject: subject(raw), Size: len(raw), Links: links(raw), raw: raw})
	return gate.Reply{Code: 250, Enhanced: "2.0.0", Text: "Stored as " + t.ID}
}

func (sinkSession) Close() {}

func (s *Sink) add(m Stored) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, m)
	total := 0
	for i := len(s.all) - 1; i >= 0; i-- {
		total += s.all[i].Size
		if i < len(s.all)-1 && (total > maxSink || len(s.all)-i > maxKept) {
			s.all = slices.Clone(s.all[i+1:]) // a clone, so that what is dropped is free
			return
		}
	}
}

// List returns what is stored, newest first.
func (s *Sink) List() []Stored {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Stored, 0, len(s.all))
	for i := len(s.all) - 1; i >= 0; i-- {
		list = append(list, s.all[i])
	}
	return list
}

// Raw returns one mail as it arrived.
func (s *Sink) Raw(id string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range s.all {
		if m.ID == id {
			return m.raw, true
		}
	}
	return nil, false
}

// Clear forgets everything.
func (s *Sink) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = nil
}

// subject is for the list alone, so a mail that cannot be read has none.
func subject(raw []byte) string {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return ""
	}
	s, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return m.Header.Get("Subject")
	}
	return strings.ToValidUTF8(s, "�")
}
