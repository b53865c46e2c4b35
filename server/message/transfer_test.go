package message

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// asFile is a mail with one file, encoded as given.
func asFile(encoded string) string {
	return "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\n" +
		"Content-Transfer-Encoding: base64\r\n\r\n" + encoded + "\r\n--b\r\n\r\nend\r\n--b--\r\n"
}

// sameByOctets reads a mail from a buffer that is full and from one that never holds more than a line.
func sameByOctets(t *testing.T, mail string) {
	t.Helper()
	var got [2]string
	for i, r := range []io.Reader{strings.NewReader(mail), iotest.OneByteReader(strings.NewReader(mail))} {
		m, err := Read(t.Context(), r, nil)
		if err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		got[i] = string(b)
	}
	if got[0] != got[1] {
		t.Errorf("many lines at a time: got\n%s\nwant as line by line\n%s\nof %.2000q", got[0], got[1], mail)
	}
}

// odd are lines as long as those around them, or nearly, which must not be taken with them.
var odd = []string{
	"--b-", "--b", "A\rBC", "AB\r\n", "A\nBC", "QQ==", "QUI=", "=QUI", "A*CD", "A\x00BC", "A-_D", " ABC", "ABCDE", "", "\r",
}

// TestBase64Blocks puts each odd line among good ones of its length and others, at the beginning, within and at the end.
func TestBase64Blocks(t *testing.T) {
	for _, good := range []string{"QUJD", base64.StdEncoding.EncodeToString([]byte(strings.Repeat("figures", 8) + "1"))} {
		for _, o := range odd {
			pad := o + strings.Repeat("A", max(0, len(good)-len(o)))
			for _, strange := range []string{o, pad, strings.Repeat("A", len(pad)-len(o)) + o} {
				for _, n := range []int{0, 1, 3, 20} {
					run := strings.Repeat(good+"\r\n", n)
					sameByOctets(t, asFile(run+strange+"\r\n"+run+"QQ=="))
					sameByOctets(t, asFile(run+strange+"\r\n"+strings.TrimSuffix(run, "\r\n"))) // nothing that is odd comes after
				}
			}
			more := strings.Repeat(good+"\r\n", pieceSize/(len(good)+2)-2) // up to the end of a piece, and over it
			sameByOctets(t, asFile(more+o+"\r\n"+more))
		}
	}
}

// TestBase64BlocksAreTaken counts the lines that are looked at one by one, not time.
func TestBase64BlocksAreTaken(t *testing.T) {
	line := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("figures", 8)+"1")) + "\r\n"
	for _, tt := range []struct {
		name, encoded string
		most          int
	}{
		{"a usual file", strings.Repeat(line, 20_000), 100},
		{"an error in each piece", strings.Repeat(strings.Repeat(line, 400)+"*"+line[1:], 50), 21_000},
	} {
		w := newWalker(t.Context(), strings.NewReader(asFile(tt.encoded)), blind)
		w.walk(w.header(), parent{})
		if w.src.steps > tt.most {
			t.Errorf("%s: got %d lines looked at one by one, want at most %d", tt.name, w.src.steps, tt.most)
		}
	}
}

func FuzzBase64(f *testing.F) {
	for _, o := range odd {
		f.Add("QUJD\r\nQUJD\r\n" + o + "\r\nQUJD")
	}
	f.Fuzz(func(t *testing.T, encoded string) { sameByOctets(t, asFile(encoded)) })
}
