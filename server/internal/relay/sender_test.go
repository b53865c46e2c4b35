package relay

import (
	"errors"
	"fmt"
	"net/smtp"
	"net/textproto"
	"strings"
	"testing"
)

// from sends to a colleague, which no rule stops, and returns the refusal.
func (h *house) from(mailFrom, header string) string {
	h.t.Helper()
	raw := header + "To: yamada@minato.example\r\nSubject: s\r\n\r\nHello\r\n"
	err := smtp.SendMail(h.addr, nil, mailFrom, []string{"yamada@minato.example"}, []byte(raw))
	if err == nil {
		return ""
	}
	var reply *textproto.Error
	if !errors.As(err, &reply) {
		h.t.Fatalf("no SMTP reply: %v", err)
	}
	said, _, _ := strings.Cut(reply.Msg, " (id ")
	return fmt.Sprintf("%d %s", reply.Code, said)
}

func foreignReply(where string) string {
	return "550 5.7.1 Sekisho: 差出人が自社のアドレスではありません / " + where + " is not an address of this organisation"
}

func TestOnlyOwnSendersLeave(t *testing.T) {
	h := newHouse(t)
	own := "From: sato@minato.example\r\n"
	endless := "550 5.7.1 Sekisho: ヘッダーが長すぎて差出人を確かめられません / the header is too long to tell who the mail is from"
	for name, c := range map[string]struct{ mailFrom, header, want string }{
		"own":                   {"sato@minato.example", own, ""},
		"subdomain":             {"sato@tokyo.minato.example", "From: <sato@Tokyo.MINATO.example>\r\n", ""},
		"empty MAIL FROM":       {"", own, ""},
		"no From but MAIL FROM": {"sato@minato.example", "", ""},
		"foreign MAIL FROM":     {"x@rival.example", own, foreignReply("MAIL FROM <x@rival.example>")},
		"foreign From":          {"sato@minato.example", "From: x@rival.example\r\n", foreignReply("From <x@rival.example>")},
		"second of two":         {"sato@minato.example", "From: sato@minato.example, x@rival.example\r\n", foreignReply("From <x@rival.example>")},
		"second field":          {"sato@minato.example", own + "from : x@rival.example\r\n", foreignReply("From <x@rival.example>")},
		"folded with comment":   {"", "From: \"sato@minato.example\"\r\n <x@rival.example(sato@minato.example)>\r\n", foreignReply("From <x@rival.example>")},
		"two at signs":          {"", "From: <sato@minato.example@rival.example>\r\n", foreignReply("From <sato@minato.example@rival.example>")},
		"no address":            {"sato@minato.example", "From: Sato Hanako\r\n", foreignReply("From <>")},
		"no sender at all":      {"", "", foreignReply("From <>")},
		"behind a long header":  {"", own + "X: " + strings.Repeat(strings.Repeat("a", 900)+"\r\n ", 1200) + "\r\nFrom: x@rival.example\r\n", endless},
		"behind 10,000 others":  {"", "From: " + strings.Repeat("sato@minato.example,\r\n ", 10_000) + "x@rival.example\r\n", endless},
	} {
		t.Run(name, func(t *testing.T) {
			if got := h.from(c.mailFrom, c.header); got != c.want {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
	if h.count() != 4 {
		t.Errorf("%d mails were taken, want 4", h.count())
	}
}

// TestAForeignSenderIsInTheAudit: whoever tries is written down.
func TestAForeignSenderIsInTheAudit(t *testing.T) {
	h := newHouse(t)
	h.from("sato@minato.example", "From: x@rival.example\r\n")
	if last := h.last(); last.Event != "mail.refused" || last.Details["reply"] != "550 5.7.1" {
		t.Errorf("last row = %s %v, want mail.refused with its reply", last.Event, last.Details)
	}
}
