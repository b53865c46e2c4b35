package message

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"sekisho/server/attach"
	"sekisho/server/policy"
)

// TestInspectorSees checks what package attach is told of each file.
func TestInspectorSees(t *testing.T) {
	const mail = "Content-Type: multipart/related; boundary=r\n\n" +
		"--r\nContent-Type: application/x-one; name=b.bin\nContent-Disposition: attachment; filename*=UTF-8''a%20b.bin\n\none\n" +
		"--r\nContent-Type: image/png; name=i.png\nContent-ID: <i>\n\ntwo\n" +
		"--r\nContent-Type: IMAGE/GIF\nContent-Disposition: inline\n\nthree\n" +
		"--r\nContent-Type: image/gif; name=j.gif\n\nfour\n" +
		"--r\nContent-Type: message/rfc822\n\nContent-Type: a/b; name=in.bin\n\nfive\n--r--\n"
	var got []string
	look := func(_ context.Context, f attach.File) policy.Attachment {
		b, err := io.ReadAll(io.NewSectionReader(f.Content, 0, f.Size))
		if err != nil {
			t.Error(err)
		}
		got = append(got, fmt.Sprintf("%s %q %s %v %.4s", f.Name, f.Names, f.Declared, f.Inline, b))
		return policy.Attachment{Marks: []policy.Mark{{Flag: "macro"}}}
	}
	m, err := read(t.Context(), strings.NewReader(mail), nil, look)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		`a b.bin ["a b.bin" "b.bin"] application/x-one false one`,
		`i.png ["i.png"] image/png true two`,
		`image/gif ["image/gif"] image/gif true thre`,
		`j.gif ["j.gif"] image/gif false four`,
		`message/rfc822 ["message/rfc822"] message/rfc822 false Cont`,
		`in.bin ["in.bin"] a/b false five`,
	}
	if a, b := strings.Join(got, "\n"), strings.Join(want, "\n"); a != b {
		t.Errorf("the inspector saw\n%s\nwant\n%s", a, b)
	}
	if len(m.Attachments) != 5 || m.Attachments[0].Marks[0].Flag != "macro" {
		t.Errorf("got attachments %+v, want five with the inspector's marks", m.Attachments)
	}
}

// TestTypeByContent checks what follows from the type package attach finds.
func TestTypeByContent(t *testing.T) {
	see := func(mime string, inside ...policy.Attachment) inspector {
		return func(_ context.Context, f attach.File) policy.Attachment {
			if f.Name == "x" {
				return policy.Attachment{Type: mime, Inside: inside}
			}
			return policy.Attachment{}
		}
	}
	const picture = "Content-Type: image/png; name=x\nContent-Disposition: inline\n\nSubject: s\nContent-Type: a/b; name=in\n\nz\n"
	tests := []struct {
		name   string
		look   inspector
		inline bool
		inside string
	}{
		{"a picture", see("image/jpeg"), true, ""},
		{"not known", see(""), true, ""},
		{"no picture at all", see("application/x-msdownload"), false, ""},
		{"a mail", see("message/rfc822"), false, "in"},
		{"a mail that attach has opened", see("message/rfc822", policy.Attachment{Name: "opaque"}), false, "in"},
	}
	for _, tt := range tests {
		m, err := read(t.Context(), strings.NewReader(picture), nil, tt.look)
		if err != nil {
			t.Fatal(err)
		}
		a := m.Attachments[0]
		if got := strings.Join(names(a.Inside), " "); a.Inline != tt.inline || got != tt.inside {
			t.Errorf("%s: got inline %v and inside %q, want %v and %q", tt.name, a.Inline, got, tt.inline, tt.inside)
		}
	}
}

func TestAttachedMessage(t *testing.T) {
	inner := "To: rival@other.example\nSubject: =?utf-8?B?5Zuz6Z2i?=\nIn-Reply-To: <1@x>\nDKIM-Signature: v=1\n" +
		"Content-Type: multipart/mixed; boundary=i\n\n--i\n\nwords\n--i\nContent-Type: a/b; name=one; name=two\n\nx\n"
	m := mustRead(t, "To: a@b\nContent-Type: message/rfc822; name=f.eml\n\n"+inner, nil)
	a := m.Attachments[0]
	if len(m.Recipients) != 1 || m.Subject != "" || m.Compose != "" || len(m.Protected) > 0 || m.Body != "" {
		t.Errorf("got recipients %v, subject %q, %s, %v, body %q: want nothing of the inner mail", m.Recipients, m.Subject, m.Compose, m.Protected, m.Body)
	}
	if a.Text != "図面\nwords" || a.Type != "message/rfc822" || len(a.Inside) != 1 {
		t.Errorf("got type %s, text %q, inside %v; want the inner mail's", a.Type, a.Text, a.Inside)
	}
	if got := fmt.Sprint(a.Marks); got != "[{uninspectable map[reason:names-differ]} {uninspectable map[reason:truncated]}]" || len(m.Malformed) > 0 {
		t.Errorf("got marks %s and %v, want what the inner mail could not decide on the attachment alone", got, m.Malformed)
	}
}

// A mail that is sent as a file of no declared type is read as tolerantly as one that is declared, in any depth.
func TestAttachedMessageWithBrokenType(t *testing.T) {
	inner := "Subject: s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b b; x=\n\n--b b\nContent-Type: text/plain\n\nwords\n" +
		"--b b\nContent-Type: application/octet-stream; name=a.exe\nContent-Transfer-Encoding: (x) base64\n\nTVqQAAMAAAAEAAAA//8AAA==\n--b b--\n"
	for depth, mail := range []string{
		inner,
		"Subject: t\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=o; x=\n\n--o\nContent-Type: application/octet-stream; name=y.eml\n\n" + inner + "--o--\n",
	} {
		m, err := Read(t.Context(), strings.NewReader("Content-Type: application/octet-stream; name=x.eml\n\n"+mail), nil)
		if err != nil {
			t.Fatal(err)
		}
		a := m.Attachments[0]
		for range depth {
			a = a.Inside[0]
		}
		if got := fmt.Sprint(names(a.Inside)); got != "[a.exe]" || a.Text != "s\nwords" {
			t.Errorf("%d deep: got files %s and text %q, want a.exe and the words", depth, got, a.Text)
		}
	}
}

// What package attach read of a file that only looks like a mail stays.
func TestAttachedMessageKeepsText(t *testing.T) {
	look := func(context.Context, attach.File) policy.Attachment {
		return policy.Attachment{Type: "message/rfc822", Text: "s\nX-Note: secret\nwords"}
	}
	m, err := read(t.Context(), strings.NewReader("Content-Type: text/x; name=x.eml\n\nSubject: s\nX-Note: secret\n\nwords"), nil, look)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := m.Attachments[0].Text, "s\nwords\nX-Note: secret"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
}

func TestAttachedText(t *testing.T) {
	m := mustRead(t, "Content-Type: message/rfc822\n\n\n"+strings.Repeat("あ", maxText/3+10), nil)
	if got := m.Attachments[0].Text; len(got) > maxText || len(got) < maxText-3 || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("got %d octets of text, want at most %d, cut between characters", len(got), maxText)
	}
	if got := m.Attachments[0].NoText; got != "limit" {
		t.Errorf("the cut text says %q, want limit", got)
	}
	m = mustRead(t, "Content-Type: message/rfc822\n\n\n"+strings.Repeat("あ", maxText/3), nil)
	if got := m.Attachments[0].NoText; got != "" {
		t.Errorf("a text up to the limit says %q, want nothing", got)
	}
}

// TestTNEF: what only says that it is winmail.dat was not looked into; what is one by content is package attach's.
func TestTNEF(t *testing.T) {
	for mail, want := range map[string]string{
		"Content-Type: application/ms-tnef; name=winmail.dat\n\nx":                                          "[{uninspectable map[reason:tnef]}]",
		"Content-Type: application/octet-stream; name=x.bin\nContent-Transfer-Encoding: base64\n\neJ8+IgEA": "[]",
	} {
		m := mustRead(t, mail, nil)
		if got := fmt.Sprint(m.Attachments[0].Marks); got != want {
			t.Errorf("%q: got marks %s, want %s", mail, got, want)
		}
	}
}
