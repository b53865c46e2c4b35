package attach

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestUnusualMails has headers that the library refuses and mail programs read.
func TestUnusualMails(t *testing.T) {
	body := func(boundary, disposition, encoding string) string {
		return "\n--" + boundary + "\nContent-Type: text/plain\n\nhello\n--" + boundary + "\nContent-Type: application/octet-stream\nContent-Disposition: " + disposition +
			"\nContent-Transfer-Encoding: " + encoding + "\n\n" + base64.StdEncoding.EncodeToString([]byte(pe)) + "\n--" + boundary + "--\n"
	}
	const plain, base = `attachment; filename="a.exe"`, "base64"
	const from = "From: a@own.example\n"
	for name, mail := range map[string]string{
		"a boundary with blanks":         from + "Content-Type: multipart/mixed; boundary=b b; x=\n" + body("b b", plain, base),
		"a parameter twice":              from + "Content-Type: multipart/mixed; boundary=b; boundary=c\n" + body("b", plain, base),
		"no semicolon":                   from + "Content-Type: multipart/mixed boundary=\"b\"\n" + body("b", plain, base),
		"a quotation mark that is open":  from + "Content-Type: multipart/mixed; boundary=b; x=\"y\n" + body("b", plain, base),
		"a comment with a semicolon":     from + "Content-Type: multipart/mixed (a; b) ; boundary=\"b\"; =\n" + body("b", plain, base),
		"a line of a mailbox file first": "From - Mon Nov 23\n" + from + "Content-Type: multipart/mixed;\n boundary=b\n" + body("b", plain, base),
		"a line without a colon":         from + "this is no field\nContent-Type: multipart/mixed; boundary=b\n" + body("b", plain, base),
		"an encoding with a comment":     from + "Content-Type: multipart/mixed; boundary=b\n" + body("b", plain, "(c) \"BASE64\" ;"),
		"a bad file name":                from + "Content-Type: multipart/mixed; boundary=b\n" + body("b", "attachment; filename=a b.exe; x=", base),
	} {
		got := look("x.eml", []byte(mail))
		if len(got.Inside) != 1 || got.Inside[0].Type != typePE || Extension(got.Inside[0].Name) != "exe" {
			t.Errorf("a mail with %s: %s; want the program in it", name, brief(got))
		}
	}
	if got := look("x.eml", []byte(from+"Content-Type: multipart/mixed; border=b\n"+body("b", plain, base))); !marked(&got, "uninspectable") {
		t.Errorf("a multipart without a boundary: %s; want uninspectable", brief(got))
	}
}

func FuzzMediaType(f *testing.F) {
	f.Add(`multipart/mixed; boundary=b b; x=`)
	f.Add(`a (b (c) "d) ; e="f;g" ; h=\`)
	f.Fuzz(func(t *testing.T, v string) {
		kind, params := mediaType(v)
		if strings.ToLower(kind) != kind {
			t.Errorf("%q is not in lower case", kind)
		}
		for key := range params {
			if key == "" {
				t.Errorf("%q has a parameter without a name", v)
			}
		}
	})
}
