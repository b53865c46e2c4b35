package demo

import (
	"encoding/base64"
	"slices"
	"testing"
)

func TestLinksOfNotices(t *testing.T) {
	text := base64.StdEncoding.EncodeToString([]byte("確認:\r\nhttp://127.0.0.1:8480/h/main.a-b_c?lang=ja\r\nhttp://127.0.0.1:8480/h/main.x\r\nhttps://elsewhere.example/"))
	notice := "Auto-Submitted: auto-generated\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n" + text + "\r\n--b--\r\n"
	want := []string{"http://127.0.0.1:8480/h/main.a-b_c?lang=ja", "http://127.0.0.1:8480/h/main.x"}
	if got := links([]byte(notice)); !slices.Equal(got, want) {
		t.Errorf("links are %q, want %q", got, want)
	}
	for name, other := range map[string]string{
		"of a person": notice[len("Auto-Submitted: auto-generated\r\n"):], "no mail": "x", "no parts": "Auto-Submitted: auto-generated\r\n\r\nx",
		"no base64": "Auto-Submitted: auto-generated\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n***\r\n--b--\r\n",
	} {
		if got := links([]byte(other)); got == nil || len(got) > 0 {
			t.Errorf("%s: %q, want an empty list", name, got)
		}
	}
}
