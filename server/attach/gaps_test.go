package attach

import (
	"encoding/base64"
	"strings"
	"testing"
)

// TestLessUsualWays has ways to act or to be sealed that few documents use.
func TestLessUsualWays(t *testing.T) {
	const event = `<script:event-listener script:event-name="dom:load" xlink:href="vnd.sun.star.script:a.py$run?language=Python&amp;location=share"/>`
	const dde = `<office:dde-source office:dde-application="cmd" office:dde-topic="x"/>`
	kind := part{name: "mimetype", content: odf + "text"}
	mht := "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<html/>\n--b\nContent-Type: application/x-mso\nContent-Location: editdata.mso\nContent-Transfer-Encoding: base64\n\n" +
		base64.StdEncoding.EncodeToString([]byte("ActiveMime\x00\x00"+strings.Repeat("\x00", 60))) + "\n--b--\n"
	key := func(cipher string) string {
		return "-----BEGIN OPENSSH PRIVATE KEY-----\n" + base64.StdEncoding.EncodeToString([]byte("openssh-key-v1\x00\x00\x00\x00"+string(rune(len(cipher)))+cipher+"\x00\x00\x00\x06bcrypt")) + "\n-----END OPENSSH PRIVATE KEY-----\n"
	}
	for _, test := range []struct{ name, content, want string }{
		{"event.odt", string(makeZip(t, kind, part{name: "content.xml", content: event})), "macro:basic"},
		{"dde.odt", string(makeZip(t, kind, part{name: "content.xml", content: dde})), "macro:dde"},
		{"event.fodt", `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">` + event + `</office:document>`, "macro:basic"},
		{"dde.fods", `<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">` + dde + `</office:document>`, "macro:dde"},
		{"quotes.docx", string(docx(t, part{name: "word/header1.xml", content: `<w:fldSimple w:instr='DDEAUTO cmd x'/>`})), "macro:dde"},
		{"prefix.docx", string(docx(t, part{name: "xl/externalLinks/externalLink1.xml", content: `<x:externalLink><x:ddeLink ddeService="cmd"/></x:externalLink>`})), "macro:dde"},
		{"addin.docx", string(docx(t, part{name: "docProps/custom.xml", content: `<property name="_AssemblyLocation">https://a.example/a.vsto</property>`})), "macro:remote-object"},
		{"page.doc", mht, typeMail},
		{"page.doc", mht, typeActiveMime},
		{"id_ed25519", key("aes256-ctr"), "encrypted:pem"},
		{"a.psafe3", "PWS3" + strings.Repeat("\x91", 100), "encrypted:other"},
		{"a.img", "\xeb\x58\x90-FVE-FS-" + strings.Repeat("\x91", 100), "encrypted:other"},
	} {
		if got := inFull(look(test.name, []byte(test.content))); !strings.Contains(got, test.want) {
			t.Errorf("%s: %s; want %s", test.name, got, test.want)
		}
	}
	for name, content := range map[string]string{
		"plain.odt": string(makeZip(t, kind, part{name: "content.xml", content: `<text:p>vnd.sun.star.script: is a scheme</text:p>`})), "plain_key": key("none"), "custom.docx": string(docx(t, part{name: "docProps/custom.xml", content: `<property name="Department"/>`})),
	} {
		if got := look(name, []byte(content)); len(got.Marks) > 0 {
			t.Errorf("%s: %s; want nothing", name, inFull(got))
		}
	}
}
