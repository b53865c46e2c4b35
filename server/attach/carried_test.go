package attach

import (
	"bytes"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"sekisho/server/policy"
)

func uuencoded(name string, content []byte) string {
	var b strings.Builder
	b.WriteString("begin 644 " + name + "\n")
	for len(content) > 0 {
		n := min(len(content), 45)
		b.WriteByte(byte(' ' + n))
		line := append(bytes.Clone(content[:n]), 0, 0)
		for i := 0; i < n; i += 3 {
			for _, six := range []byte{line[i] >> 2, line[i]<<4 | line[i+1]>>4, line[i+1]<<2 | line[i+2]>>6, line[i+2]} {
				b.WriteByte(' ' + six&63)
			}
		}
		b.WriteByte('\n')
		content = content[n:]
	}
	return b.String() + "`\nend\n"
}

func inLines(text, end string) string {
	var b strings.Builder
	for len(text) > 76 {
		b.WriteString(text[:76] + end)
		text = text[76:]
	}
	return b.String() + text
}

// TestManyFilesInText: as many as anybody puts into one text, and a mark where there are more.
func TestManyFilesInText(t *testing.T) {
	one := base64.StdEncoding.EncodeToString(makeZip(t, part{"a.txt", "nothing of interest in here", nil})) + "\n\n"
	last := base64.StdEncoding.EncodeToString(makeZip(t, part{"secret.txt", "xxxx", aes}))
	if got := inFull(look("a.txt", []byte(strings.Repeat(one, maxCarried-1)+last))); !strings.Contains(got, "encrypted:zip-aes") || strings.Contains(got, "uninspectable") {
		t.Errorf("%.300s; want the encrypted ZIP", got)
	}
	if got := inFull(look("a.txt", []byte(strings.Repeat(one, maxCarried)+last))); !strings.Contains(got, "uninspectable:size") {
		t.Errorf("%.300s; want it marked", got)
	}
}

// TestFilesInTexts has what people send as a text because the file itself would be stopped.
func TestFilesInTexts(t *testing.T) {
	sealed := makeZip(t, part{"secret.txt", "xxxx", aes})
	text := base64.StdEncoding.EncodeToString(sealed)
	for _, test := range []struct{ name, content string }{
		{"a.txt", text},
		{"a.b64", inLines(text, "\r\n")},
		{"note.txt", "お世話になります。\n\n" + inLines(text, "\n") + "\n\nよろしくお願いします。\n"},
		{"sealed.txt", inLines(base64.StdEncoding.EncodeToString(made(t, "made/content.7z")), "\n")},
		{"a.json", `{"name":"x","content":"` + strings.ReplaceAll(inLines(text, `\n`), "/", `\/`) + `"}`},
		{"a.xml", "<?xml version=\"1.0\"?><a><b>" + text + "</b></a>"},
		{"a.ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nATTACH;ENCODING=BASE64;VALUE=BINARY:" + inLines(text, "\r\n ") + "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"},
		{"a.uu", uuencoded("secret.zip", sealed)},
		{"note.txt", "Hello,\r\n\r\n" + strings.ReplaceAll(uuencoded("secret.zip", sealed), "\n", "\r\n")},
		{"two.txt", uuencoded("a.txt", []byte("nothing of interest in here")) + inLines(text, "\n")},
	} {
		if got := inFull(look(test.name, []byte(test.content))); !strings.Contains(got, "encrypted:zip-aes") && !strings.Contains(got, "encrypted:7z") || strings.Contains(got, "uninspectable") {
			t.Errorf("%s: %s; want the encrypted ZIP in %.40q", test.name, got, test.content)
		}
		if got := inFull(look("a.zip", makeZip(t, part{name: test.name, content: test.content}))); !strings.Contains(got, "encrypted:") {
			t.Errorf("%s in a ZIP: %s; want the encrypted ZIP", test.name, got)
		}
	}
	program := uuencoded("setup.exe", []byte(strings.Repeat("just a name ", 9)))
	if got := inFull(look("a.txt", []byte(program))); !strings.Contains(got, "setup.exe") {
		t.Errorf("a program's name: %s", got)
	}
	if got := inFull(look("a.txt", []byte(strings.Repeat("お知らせ\n", 3000)+string(made(t, "made/headers.7z"))))); !strings.Contains(got, "encrypted:7z-headers") {
		t.Errorf("7z behind a text: %s", got)
	}
	for name, content := range map[string]string{
		"a.txt": "UEsDB is how a ZIP begins in base 64.", "b.txt": "begin 644 x\nwhatever\nend\n", "c.txt": "begin 999 x\n", "d.pem": "-----BEGIN CERTIFICATE-----\nMIIB" + text + "\n-----END CERTIFICATE-----\n",
		"e.csv": "TVqQAAMAAAAE,H4sIA\n", "f.txt": "begin 644 ", "g.txt": uuencoded("", nil),
	} {
		if got := look(name, []byte(content)); len(got.Marks) > 0 || len(got.Inside) > 0 {
			t.Errorf("%s: %s; want nothing", name, inFull(got))
		}
	}
}

// A text whose words all begin like files must not take the time of the mail, and where there is no time left nothing passes unsaid.
func TestTextFullOfHeads(t *testing.T) {
	text := []byte(strings.Repeat("UEsDBAAAAAAAAAAAA!", 1000))
	if n := testing.AllocsPerRun(10, func() {
		for at := 0; at < len(text); at += 18 {
			base64File(text[at:])
		}
	}); n > 3*1000 {
		t.Errorf("%.0f allocations for 1000 words", n)
	}
	w := &walker{ctx: t.Context(), budget: &budget{}, until: time.Now()}
	a := policy.Attachment{Name: "a.txt", Type: "text/plain"}
	w.inText(&a, source{bytes.NewReader(text), int64(len(text))}, 1)
	if got := brief(a); got != "text/plain uninspectable:time" {
		t.Errorf("without time: %s", got)
	}
}

func FuzzFilesInTexts(f *testing.F) {
	f.Add([]byte("begin 644 a.zip\n#0V%T\n`\nend\n"))
	f.Add([]byte("x UEsDBBQAAAAA\\n\\/\r\n AAAA\n\nb"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for at := carriesFile(b, 0); at >= 0; at = carriesFile(b, at+1) {
			if at >= len(b) {
				t.Fatalf("%q: a file begins at %d", b, at)
			}
			content, read := base64File(b[at:])
			if read > len(b)-at || len(content) > read {
				t.Errorf("%q: %d octets of %d", b[at:], len(content), read)
			}
			if head := uuHead(b[at:]); head > 0 {
				if content, read = uuFile(b[at+head:]); read > len(b)-at-head || len(content) > read {
					t.Errorf("%q: %d octets of %d", b[at:], len(content), read)
				}
			}
		}
	})
}
