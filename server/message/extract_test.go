package message

import (
	"errors"
	"strings"
	"testing"
)

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("disk full") }

func TestExtract(t *testing.T) {
	mail := crlf("Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n--b\nContent-Type: application/pdf; name=\"=?UTF-8?B?6KaL56mNLnBkZg==?=\"\n" +
		"Content-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n--b\nContent-Disposition: attachment; filename=a.txt\n\none\n--b\nContent-Disposition: attachment; filename=a.txt\n\ntwo\n--b--\n")
	for name, want := range map[string]string{"見積.pdf": "%PDF-1.4\n", "a.txt": "one", "b.txt": ""} {
		var b strings.Builder
		found, err := Extract(t.Context(), strings.NewReader(mail), name, &b)
		if err != nil || found != (want != "") || b.String() != want {
			t.Errorf("%s: %v %q, %v; want %q", name, found, b.String(), err, want)
		}
	}
	if _, err := Extract(t.Context(), strings.NewReader(mail), "a.txt", brokenPipe{}); err == nil {
		t.Error("a file that could not be written is no error")
	}
}
