package message

import (
	"strings"
	"testing"

	"sekisho/server/policy"
)

func TestMultipart(t *testing.T) {
	const file = "Content-Type: a/b; name=f\n\nx\n"
	head := func(params string) string { return "Content-Type: multipart/mixed" + params + "\n\n" }
	tests := []struct{ name, mail, files, code string }{
		{"plain", head("; boundary=b") + "--b\n" + file + "--b--\n", "f", ""},
		{"quoted", head(`; boundary="b c"`) + "--b c\n" + file + "--b c--\n", "f", ""},
		{"unquoted with an equals sign", head("; boundary=a=b") + "--a=b\n" + file + "--a=b--\n", "f", ""},
		{"comment after it", head("; boundary=b (x)") + "--b\n" + file + "--b--\n", "f", ""},
		{"preamble and epilogue", head("; boundary=b") + file + "--b\n" + file + "--b--\n" + file, "f", ""},
		{"no boundary given", head("") + "--b\n" + file, "", "boundary-missing"},
		{"never there", head("; boundary=c") + "--b\n" + file, "", "boundary-missing"},
		{"only closed", head("; boundary=b") + "--b--\n" + file, "", ""},
		{"no close", head("; boundary=b") + "--b\n" + file, "f", "truncated"},
		{"cut in a header", head("; boundary=b") + "--b\nContent-Type: a/b; na", "a/b", "truncated"},
		{"delimiter in a header", head("; boundary=b") + "--b\nContent-Type: a/b; name=f\n--b--\n", "f", ""},
		{"empty part", head("; boundary=b") + "--b\n\n--b--\n", "", ""},
		{"goes on after its end", head("; boundary=b") + "--b--\n--b\n" + file + "--b--\n", "f", "boundary-reused"},
		{"inner not closed", head("; boundary=b") + "--b\n" + head("; boundary=i") + "--i\n" + file + "--b\n" + file + "--b--\n", "f f", "boundary-unclosed"},
		{"encoded as a whole", "Content-Transfer-Encoding: base64\n" + head("; boundary=b") + "--b\n" + file + "--b--\n", "f", "bad-encoding"},
		{"encoded as nothing, with a comment", "Content-Transfer-Encoding: (as it is) 8bit\n" + head("; boundary=b") + "--b\n" + file + "--b--\n", "f", ""},
		{"boundary is a prefix", head("; boundary=b") + "--b\n" + head("; boundary=bb") + "--bb\n" + file + "--bb--\n--b--\n", "f", ""},
		{"a line that begins like it", head("; boundary=b") + "--b\n\nhi\n--bx\n" + file + "--b--\n", "", "boundary-ambiguous"},
		{"a line that ends like it", head("; boundary=b") + "--b\n\nhi\n--xb\n" + file + "--b--\n", "", ""},
		{"two types", "Content-Type: text/plain\n" + head("; boundary=b") + "--b\n" + file, "", "duplicate-content-type"},
		{"two encodings", head("; boundary=b") + "--b\nContent-Transfer-Encoding: 7bit\nContent-Transfer-Encoding: base64\n" + file + "--b--\n", "f", "duplicate-encoding"},
		{"two dispositions", head("; boundary=b") + "--b\nContent-Disposition: attachment\nContent-Disposition: inline\n" + file + "--b--\n", "f", "duplicate-disposition"},
	}
	for _, tt := range tests {
		m := mustRead(t, tt.mail, nil)
		if got := fileNames(m); got != tt.files || strings.Join(m.Malformed, " ") != tt.code {
			t.Errorf("%s: got files %q and %v, want %q and %q", tt.name, got, m.Malformed, tt.files, tt.code)
		}
	}
}

// fileNames returns the names of the attachments, with a blank between.
func fileNames(m *policy.Message) string {
	var out []string
	for _, a := range m.Attachments {
		out = append(out, a.Name)
	}
	return strings.Join(out, " ")
}

func TestSameMailWithEveryLineEnd(t *testing.T) {
	for _, path := range samples(t) {
		if strings.Contains(path, "odd-") {
			continue // about line ends themselves
		}
		mail := strings.ReplaceAll(string(readFile(t, path)), "\r\n", "\n")
		a := mustRead(t, mail, nil)
		b := mustRead(t, strings.ReplaceAll(mail, "\n", "\r\n"), nil)
		if a.Body != b.Body || a.Subject != b.Subject || len(a.Attachments) != len(b.Attachments) || len(a.Malformed) != len(b.Malformed) {
			t.Errorf("%s: got %q %v with LF and %q %v with CR LF, want the same", path, a.Body, a.Malformed, b.Body, b.Malformed)
		}
	}
}

// TestEveryCutIsRead cuts a mail at every octet: each piece is a message, and no file is lost once its header was whole.
func TestEveryCutIsRead(t *testing.T) {
	for _, path := range []string{"testdata/client-thunderbird.eml", "testdata/mime-rfc822-base64.eml", "testdata/mime-uuencode.eml"} {
		mail := string(readFile(t, path))
		files := 0
		for i := range mail {
			m := mustRead(t, mail[:i], nil)
			if i < strings.LastIndex(mail, "\r\n\r\n") {
				continue
			}
			if len(m.Attachments) < files {
				t.Fatalf("%s cut at %d: got %d files, want %d as before", path, i, len(m.Attachments), files)
			}
			files = len(m.Attachments)
		}
		if files == 0 {
			t.Errorf("%s: got no file in the whole mail, want one", path)
		}
	}
}

func TestCalendar(t *testing.T) {
	cal := func(lines string) string { return "BEGIN:VCALENDAR\r\n" + lines + "END:VCALENDAR\r\n" }
	tests := []struct{ name, method, body, kind, text, files string }{
		{"request", "REQUEST", cal("BEGIN:VEVENT\r\nSUMMARY:a\r\n"), "meeting", "a", ""},
		{"method only inside", "", cal("METHOD:REPLY\r\n"), "response", "", ""},
		{"counter", "counter", cal(""), "response", "", ""},
		{"cancel", "CANCEL", cal("BEGIN:VEVENT\r\n"), "meeting", "", ""},
		{"to do", "REQUEST", cal("BEGIN:VTODO\r\n"), "task", "", ""},
		{"event with a to do", "REQUEST", cal("BEGIN:VEVENT\r\nBEGIN:VTODO\r\n"), "meeting", "", ""},
		{"answer to a task", "REPLY", cal("BEGIN:VTODO\r\n"), "response", "", ""},
		{"folded and escaped", "REQUEST", cal("DESCRIPTION;X=\"y\":a\\, b\\nc\\\\d\r\n e\r\n"), "meeting", "a, b\nc\\de", ""},
		{"link to a file", "REQUEST", cal("ATTACH;FILENAME=a.xlsx:https://x.example/1\r\nURL:https://y.example/2\r\n"), "meeting", "https://x.example/1\nhttps://y.example/2", ""},
		{"file in an address", "REQUEST", cal("ATTACH:data:text/csv;base64,QUJD\r\n"), "meeting", "", "text/calendar"},
		{"file inside", "REQUEST", cal("ATTACH;VALUE=BINARY;ENCODING=BASE64:QUJD\r\n"), "meeting", "", "text/calendar"},
		{"no calendar", "REQUEST", "MZ", "mail", "", "text/calendar"},
	}
	for _, tt := range tests {
		part := "Content-Type: text/calendar\n\n"
		if tt.method != "" {
			part = "Content-Type: text/calendar; method=" + tt.method + "\n\n"
		}
		m := mustRead(t, "To: a@b\nContent-Type: multipart/alternative; boundary=x\n\n--x\n"+part+tt.body+"--x--\n", nil)
		files := fileNames(m)
		if string(m.Kind) != tt.kind || m.Body != tt.text || files != tt.files || len(m.Recipients) != 1 {
			t.Errorf("%s: got %s %q, files %q, recipients %v; want %s %q, %q and one", tt.name, m.Kind, m.Body, files, m.Recipients, tt.kind, tt.text, tt.files)
		}
	}
}
