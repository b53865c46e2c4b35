package message

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/japanese"

	"sekisho/server/policy"
)

// crlf makes mail of a test's text.
func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// changed plans and applies, and wants the outcome to need nothing more.
func changed(t *testing.T, mail string, c Changes) (string, *Rewrite) {
	t.Helper()
	m, err := Read(t.Context(), strings.NewReader(mail), nil)
	if err != nil {
		t.Fatal(err)
	}
	rw, err := Plan(t.Context(), strings.NewReader(mail), c, m.Protected)
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(rw.Apply(iotest.OneByteReader(strings.NewReader(mail))))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Plan(t.Context(), bytes.NewReader(out), c, m.Protected)
	if err != nil {
		t.Fatal(err)
	}
	if again.Changes() {
		second, _ := io.ReadAll(again.Apply(bytes.NewReader(out)))
		t.Errorf("applied twice:\n%q\nonce:\n%q", second, out)
	}
	return string(out), rw
}

func TestRecipientsChange(t *testing.T) {
	const body = "Subject: x\n\nTo: nobody\n"
	for name, c := range map[string]struct {
		header  string
		changes Changes
		want    string
	}{
		"taken out of the middle":   {"From: a@a.example\nTo: A <x@b.example>,\n \"B, C\" <y@b.example>,\n D <z@b.example>\n", Changes{Remove: []string{"y@b.example"}}, "From: a@a.example\nTo: A <x@b.example>,\n D <z@b.example>\n"},
		"taken out at the start":    {"To: x@b.example, y@b.example\nCc:z@b.example\n", Changes{Remove: []string{"X@B.example"}}, "To: y@b.example\nCc:z@b.example\n"},
		"taken out at the end":      {"To: x@b.example, y@b.example (Y, not Z)\n", Changes{Remove: []string{"y@b.example"}}, "To: x@b.example\n"},
		"the last one of a field":   {"To: x@b.example\nCc: y@b.example\nX-A: b\n", Changes{Remove: []string{"y@b.example"}}, "To: x@b.example\nX-A: b\n"},
		"a folded second":           {"To: x@b.example,\n\ty@b.example\n", Changes{Remove: []string{"x@b.example"}}, "To: y@b.example\n"},
		"nobody is there":           {"To: x@b.example\n", Changes{Remove: []string{"q@b.example"}}, "To: x@b.example\n"},
		"in a name":                 {"To: \"x@b.example\" <y@b.example>\n", Changes{Remove: []string{"x@b.example"}}, "To: \"x@b.example\" <y@b.example>\n"},
		"added Cc":                  {"From: a@a.example\nTo: x@b.example\nCc: y@b.example\n", Changes{Cc: []string{"boss@a.example"}}, "From: a@a.example\nTo: x@b.example\nCc: y@b.example,\n boss@a.example\n"},
		"added Cc, a new field":     {"From: a@a.example\nTo: x@b.example\n", Changes{Cc: []string{"boss@a.example", "b2@a.example"}}, "From: a@a.example\nCc: boss@a.example,\n b2@a.example\nTo: x@b.example\n"},
		"added, but there":          {"To: Boss <BOSS@a.example>\n", Changes{Cc: []string{"boss@a.example"}}, "To: Boss <BOSS@a.example>\n"},
		"all to Bcc":                {"From: a@a.example\nTo: x@b.example, y@b.example\nCc: z@b.example\n", Changes{Bcc: []string{"x@b.example", "y@b.example", "z@b.example"}, BccTo: "a@a.example"}, "From: a@a.example\nTo: a@a.example\n"},
		"some to Bcc":               {"To: x@b.example, in@a.example\nCc: z@b.example\n", Changes{Bcc: []string{"x@b.example", "z@b.example"}, BccTo: "a@a.example"}, "To: in@a.example\n"},
		"to Bcc without a To":       {"From: a@a.example\nCc: z@b.example, in@a.example\n", Changes{Bcc: []string{"z@b.example"}, BccTo: "a@a.example"}, "From: a@a.example\nTo: a@a.example\nCc: in@a.example\n"},
		"to Bcc, nobody named":      {"From: a@a.example\nCc: z@b.example\n", Changes{Bcc: []string{"z@b.example"}}, "From: a@a.example\n"},
		"Japanese names stay":       {"To: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?= <x@b.example>,\n 花子 <y@b.example>\n", Changes{Remove: []string{"x@b.example"}}, "To: 花子 <y@b.example>\n"},
		"several fields":            {"To: x@b.example\nTo: y@b.example\nResent-To: x@b.example, q@b.example\n", Changes{Remove: []string{"x@b.example"}}, "To: y@b.example\nResent-To: q@b.example\n"},
		"removing and adding":       {"To: x@b.example\nCc: y@b.example\n", Changes{Remove: []string{"y@b.example"}, Cc: []string{"boss@a.example"}}, "To: x@b.example\nCc: boss@a.example\n"},
		"a group that is not meant": {"To: Team: x@b.example, y@b.example;\nCc: z@b.example\n", Changes{Remove: []string{"z@b.example"}}, "To: Team: x@b.example, y@b.example;\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, rw := changed(t, crlf(c.header+body), c.changes)
			if got != crlf(c.want+body) {
				t.Errorf("got %q\nwant %q", got, crlf(c.want+body))
			}
			for _, kind := range []string{"removeRecipients", "addRecipients", "forceBcc"} {
				if why := rw.Cannot(kind); why != "" {
					t.Errorf("%s cannot be made: %s", kind, why)
				}
			}
		})
	}
}

func TestRecipientsThatCannotChange(t *testing.T) {
	for name, c := range map[string]struct{ mail, why string }{
		"a group":               {"To: Team: x@b.example, y@b.example;\n\n", CannotRead},
		"two without a comma":   {"To: x@b.example y@b.example\n\n", CannotRead},
		"raw ISO-2022-JP":       {"To: \x1b$BEDCf\x1b(B <x@b.example>\n\n", CannotRead},
		"raw Shift_JIS":         {"To: \x93c\x92\x86 <x@b.example>, y@b.example\n\n", CannotRead},
		"a quote left open":     {"To: \"A <x@b.example>, y@b.example\n\n", CannotRead},
		"signed by DKIM":        {"DKIM-Signature: v=1; h=to; b=x\nTo: x@b.example, y@b.example\n\n", CannotSigned},
		"nothing to be removed": {"DKIM-Signature: v=1; h=to; b=x\nTo: y@b.example\n\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, rw := changed(t, crlf(c.mail), Changes{Remove: []string{"x@b.example"}})
			if rw.Cannot("removeRecipients") != c.why || rw.Makes("removeRecipients") != (c.why == "") || got != crlf(c.mail) {
				t.Errorf("cannot = %q, want %q; got %q", rw.Cannot("removeRecipients"), c.why, got)
			}
		})
	}
}

func ja(s string) []policy.Text { return []policy.Text{{JA: s}} }

func jis(s string) string {
	out, err := japanese.ISO2022JP.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

func TestTextIsAdded(t *testing.T) {
	both := Changes{Head: []policy.Text{{JA: "【社外秘】", EN: "Confidential"}}, Tail: []policy.Text{{JA: "以上\n株式会社あかつき", EN: "Akatsuki Inc."}}}
	b64lines := func(s string) string {
		e := base64.StdEncoding.EncodeToString([]byte(s))
		var out []string
		for c := range slices.Chunk([]byte(e), 76) {
			out = append(out, string(c))
		}
		return strings.Join(out, "\n")
	}
	for name, c := range map[string]struct {
		mail    string
		changes Changes
		want    string
	}{
		"English, bare": {"Subject: hi\n\nHello\n", both, "Subject: hi\n\nConfidential\n\nHello\n\nAkatsuki Inc.\n"},
		"UTF-8, 8bit":   {"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n山田様\n", both, "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n【社外秘】\n\n山田様\n\n以上\n株式会社あかつき\n"},
		"ISO-2022-JP": {
			"Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\n" + jis("山田様") + "\n", both,
			"Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\n" + jis("【社外秘】") + "\n\n" + jis("山田様") + "\n\n" + jis("以上") + "\n" + jis("株式会社あかつき") + "\n",
		},
		"quoted-printable": {
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n=E5=B1=B1 =\n= x\n",
			Changes{Tail: ja("以上")},
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n=E5=B1=B1 =\n= x\n",
		},
		"quoted-printable, sound": {
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n=E5=B1=B1 =\n=3D x\n",
			Changes{Tail: ja("以上")},
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n=E5=B1=B1 =\n=3D x\n\n=E4=BB=A5=E4=B8=8A\n",
		},
		"base64": {
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n" + b64lines("山田様\r\nこんにちは。\r\n") + "\n", both,
			"Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: base64\n\n" + b64lines("【社外秘】\r\n\r\n山田様\r\nこんにちは。\r\n\r\n以上\r\n株式会社あかつき\r\n") + "\n",
		},
		"ASCII that says UTF-8, 7bit": {
			"Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: 7bit\n\na=b\n",
			Changes{Tail: ja("以上")},
			"Content-Type: text/plain; charset=UTF-8; format=flowed\nContent-Transfer-Encoding: quoted-printable\n\na=3Db\n\n=E4=BB=A5=E4=B8=8A\n",
		},
		"ASCII, no fields": {
			"Subject: x\n\nHi\n",
			Changes{Tail: ja("以上")},
			"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\nHi\n\n=E4=BB=A5=E4=B8=8A\n",
		},
		"Latin-1 that is ASCII": {
			"MIME-Version: 1.0\nContent-Type: text/plain; charset=\"iso-8859-1\"\nContent-Transfer-Encoding: quoted-printable\n\nHi=20\n",
			Changes{Tail: ja("以上")},
			"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\nHi=20\n\n=E4=BB=A5=E4=B8=8A\n",
		},
		"flowed":          {"Content-Type: text/plain; format=flowed\n\nHi\n", Changes{Tail: []policy.Text{{EN: "> a\nFrom us"}}}, "Content-Type: text/plain; format=flowed\n\nHi\n\n > a\n From us\n"},
		"no line end":     {"Subject: x\n\nHi", Changes{Tail: []policy.Text{{EN: "bye"}}}, "Subject: x\n\nHi\n\nbye\n"},
		"stands already":  {"Subject: x\n\nConfidential \n\nHi\n\nAkatsuki  Inc.\n", both, "Subject: x\n\nConfidential \n\nHi\n\nAkatsuki  Inc.\n"},
		"the same twice":  {"Subject: x\n\nHi\n", Changes{Head: []policy.Text{{EN: "a"}, {EN: "b"}}}, "Subject: x\n\na\nb\n\nHi\n"},
		"subject":         {"Subject: Hi\n\n\n", Changes{Subject: []policy.Text{{JA: "[社外]", EN: "[External]"}}}, "Subject: [External] Hi\n\n\n"},
		"subject, folded": {"Subject:\n =?utf-8?B?5bGx?=\n\n\n", Changes{Subject: []policy.Text{{JA: "[社外]", EN: "[External]"}}}, "Subject: =?UTF-8?B?W+ekvuWkll0=?=\n =?utf-8?B?5bGx?=\n\n\n"},
		"no subject":      {"From: a@a.example\n\nx\n", Changes{Subject: []policy.Text{{EN: "[x]"}}}, "From: a@a.example\nSubject: [x]\n\nx\n"},
		"HTML": {
			"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<html><head><title>a</title></head><body class=\"x\"><p>山田様</p></body></html>\n", both,
			"Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n<html><head><title>a</title></head><body class=\"x\">\n<div>【社外秘】</div>\n<p>山田様</p>\n<div>以上<br>\n株式会社あかつき</div>\n</body></html>\n",
		},
		"HTML, 7bit ASCII": {"Content-Type: text/html\n\n<p>Hi</p>\n", Changes{Tail: ja("以上 <x>")}, "Content-Type: text/html\n\n<p>Hi</p>\n\n<div>&#20197;&#19978; &lt;x&gt;</div>\n"},
		"HTML, quoted-printable": {
			"Content-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n<body><p style=3D\"a\">=\nx</p></body>\n",
			Changes{Tail: ja("以上")},
			"Content-Type: text/html; charset=UTF-8\nContent-Transfer-Encoding: quoted-printable\n\n<body><p style=3D\"a\">=\nx</p>=\n\n<div>=E4=BB=A5=E4=B8=8A</div>\n=\n</body>\n",
		},
		"HTML, ISO-2022-JP": {
			"Content-Type: text/html; charset=iso-2022-jp\n\n<p>" + jis("山田") + "\x1b$B<BODY>\x1b(B</p>\n",
			Changes{Head: ja("秘")},
			"Content-Type: text/html; charset=iso-2022-jp\n\n\n<div>" + jis("秘") + "</div>\n<p>" + jis("山田") + "\x1b$B<BODY>\x1b(B</p>\n",
		},
		"alternatives": {
			"Content-Type: multipart/alternative; boundary=b\n\npre\n--b\n\nHi\n--b\nContent-Type: text/html\n\n<b>Hi</b>\n--b--\npost\n",
			Changes{Tail: []policy.Text{{EN: "bye"}}},
			"Content-Type: multipart/alternative; boundary=b\n\npre\n--b\n\nHi\n\nbye\n--b\nContent-Type: text/html\n\n<b>Hi</b>\n<div>bye</div>\n\n--b--\npost\n",
		},
		"text, file, text": {
			"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHi\n--b\nContent-Type: text/plain; name=a.txt\n\nfile\n--b\n\nend\n--b\nContent-Disposition: attachment\n\nfile\n--b--\n",
			Changes{Head: []policy.Text{{EN: "top"}}, Tail: []policy.Text{{EN: "bye"}}},
			"Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntop\n\nHi\n--b\nContent-Type: text/plain; name=a.txt\n\nfile\n--b\n\nend\n\nbye\n--b\nContent-Disposition: attachment\n\nfile\n--b--\n",
		},
		"related": {
			"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hi</p>\n--b\nContent-Type: text/html\nContent-ID: <x>\n\n<p>frame</p>\n--b--\n",
			Changes{Tail: []policy.Text{{EN: "bye"}}},
			"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Hi</p>\n<div>bye</div>\n\n--b\nContent-Type: text/html\nContent-ID: <x>\n\n<p>frame</p>\n--b--\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			mail, want := crlf(c.mail), crlf(c.want)
			got, rw := changed(t, mail, c.changes)
			if got != want {
				t.Errorf("got\n%q\nwant\n%q (%s)", got, want, rw.Cannot("addText"))
			}
		})
	}
}

func TestTextThatCannotBeAdded(t *testing.T) {
	const part = "Content-Type: text/plain\n\nHi\n"
	for name, c := range map[string]struct{ mail, why string }{
		"multipart/signed":    {"Content-Type: multipart/signed; boundary=b; protocol=\"application/pkcs7-signature\"\n\n--b\n" + part + "--b\nContent-Type: application/pkcs7-signature\n\nx\n--b--\n", CannotSigned},
		"PGP/MIME":            {"Content-Type: multipart/encrypted; boundary=b; protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: 1\n--b--\n", CannotSigned},
		"S/MIME, opaque":      {"Content-Type: application/pkcs7-mime; smime-type=signed-data\n\nx\n", CannotSigned},
		"PGP in the text":     {"Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\n\nHi\n", CannotSigned},
		"DKIM":                {"DKIM-Signature: v=1; b=x\n" + part, CannotSigned},
		"a signed mail below": {"Content-Type: multipart/mixed; boundary=m\n\n--m\n" + part + "--m\nContent-Type: multipart/signed; boundary=b\n\n--b\n" + part + "--b--\n--m--\n", CannotSigned},
		"only a picture":      {"Content-Type: image/png\n\nx\n", CannotNoText},
		"Latin-1":             {"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\nGr\xfc\xdfe\n", CannotCharset},
		"UTF-16":              {"Content-Type: text/plain; charset=utf-16le\nContent-Transfer-Encoding: base64\n\nSABpAA==\n", CannotCharset},
		"an unknown charset":  {"Content-Type: text/plain; charset=x-none\n\nHi \xff\n", CannotCharset},
		"broken base64":       {"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nSGk*=\n", CannotRead},
		"uuencode":            {"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n", CannotRead},
		"JIS that stays open": {"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B;3\n", CannotRead},
		"one in the header":   {"X-Note: a\nb\n" + part, CannotRead},
		"one in a part":       {"Content-Type: multipart/mixed; boundary=m\n\n--m\nX-Note: a\nb\n" + part + "--m--\n", CannotRead},
		"two subjects":        {"Subject: a\nSubject: b\n\nHi\n", CannotRead},
		"too large":           {"Subject: a\n\n" + strings.Repeat("0123456789abcde\n", maxBody/16+1), CannotSize},
	} {
		t.Run(name, func(t *testing.T) {
			got, rw := changed(t, crlf(c.mail), Changes{Subject: []policy.Text{{EN: "s"}}, Head: ja("秘"), Tail: ja("以上")})
			if rw.Cannot("addText") != c.why || rw.Makes("addText") || got != crlf(c.mail) {
				t.Errorf("cannot = %q, want %q; changed: %v", rw.Cannot("addText"), c.why, got != crlf(c.mail))
			}
		})
	}
}

// TestHeadersThatReadersDisagreeOn: to some a line without a colon goes on with the field before, so the address in it is still shown.
func TestHeadersThatReadersDisagreeOn(t *testing.T) {
	c := Changes{Remove: []string{"x@b.example"}}
	for mail, want := range map[string]string{
		"To: y@c.example,\nx@b.example\n\nHi\n":                 CannotRead,
		"To: x@b.example, y@c.example\nnonsense\n\nHi\n":        CannotRead,
		"To: y@c.example,\n x@b.example\n\nHi\n":                "",
		"From sato@a.example\nTo: y@c.example, x@b.example\n\n": "", // an mbox file's separator
	} {
		got, rw := changed(t, crlf(mail), c)
		if rw.Cannot("removeRecipients") != want || want == "" && strings.Contains(got, "x@b") || want != "" && got != crlf(mail) {
			t.Errorf("%q: cannot %q, want %q; got %q", mail, rw.Cannot("removeRecipients"), want, got)
		}
	}
}

// TestNothingElseChanges: over all samples, what is added shows, and what is not to be changed is there octet by octet.
func TestNothingElseChanges(t *testing.T) {
	samples, err := filepath.Glob("testdata/*/*.eml")
	if more, _ := filepath.Glob("testdata/*.eml"); len(more) > 0 {
		samples = append(samples, more...)
	}
	if err != nil || len(samples) == 0 {
		t.Fatalf("no samples: %v", err)
	}
	made := 0
	for _, name := range samples {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		mail := string(b)
		c := Changes{Cc: []string{"boss@sekisho.example"}, Tail: []policy.Text{{JA: "監査済みNo.1", EN: "audited No.1"}}}
		got, rw := changed(t, mail, c)
		if !rw.Changes() {
			continue
		}
		made++
		m, err := Read(t.Context(), strings.NewReader(got), nil)
		if err != nil {
			t.Fatal(err)
		}
		if rw.Makes("addRecipients") && !slices.ContainsFunc(m.Recipients, func(r policy.Recipient) bool { return r.Address == "boss@sekisho.example" }) {
			t.Errorf("%s: nobody was added", name)
		}
		if rw.Makes("addText") && !strings.Contains(m.Body, "No.1") {
			t.Errorf("%s: the text does not show in %q", name, m.Body)
		}
		keeps(t, name, mail, rw)
	}
	if made < len(samples)/2 {
		t.Errorf("%d of %d samples were changed, want most", made, len(samples))
	}
}

// keeps compares every octet outside the edits.
func keeps(t *testing.T, name, mail string, rw *Rewrite) {
	t.Helper()
	at, want := int64(0), ""
	for _, e := range rw.edits {
		if e.from < at || e.to < e.from || e.to > int64(len(mail)) {
			t.Fatalf("%s: edit %d to %d after %d in %d octets", name, e.from, e.to, at, len(mail))
		}
		want += mail[at:e.from] + string(e.with)
		at = e.to
	}
	want += mail[at:]
	got, err := io.ReadAll(rw.Apply(strings.NewReader(mail)))
	if err != nil || string(got) != want {
		t.Errorf("%s: applied differs from the edits (%v)", name, err)
	}
}

func TestApplyToAnotherMail(t *testing.T) {
	rw, err := Plan(t.Context(), strings.NewReader("To: x@b.example\r\n\r\n"), Changes{Remove: []string{"x@b.example"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(rw.Apply(strings.NewReader("To"))); err == nil {
		t.Error("a mail that ends inside an edit is no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Plan(ctx, strings.NewReader(strings.Repeat("a: b\r\n", 1000)), Changes{}, nil); err == nil {
		t.Error("Plan goes on though its context has ended")
	}
	var none *Rewrite
	if none.Changes() || none.Makes("forceBcc") || none.Cannot("forceBcc") != "" {
		t.Error("no plan changes something")
	}
}

// FuzzPlan: no mail makes the plan panic, overlap, lose what is around it, or want more when it is applied twice; what is removed is
// gone from To and Cc, and the mail reads as before otherwise.
func FuzzPlan(f *testing.F) {
	for _, s := range []string{
		"To: x@b.example, y@c.example\nSubject: a\n\nHi\n", "To: Team: x@b.example;\n\n", "Content-Type: multipart/mixed; boundary=b\n\n--b\n\na\n--b\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<body>=3D=\n</body>\n--b--\n",
		"Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B;3\x1b(B\n", "Content-Transfer-Encoding: base64\n\nSGk=\n", "Cc:\n\n", "\n", "",
	} {
		f.Add(s)
		f.Add(crlf(s))
	}
	c := Changes{
		Remove: []string{"x@b.example"}, Cc: []string{"boss@a.example"}, Bcc: []string{"y@c.example"}, BccTo: "a@a.example",
		Subject: []policy.Text{{JA: "[社外]"}}, Head: []policy.Text{{JA: "秘", EN: "secret"}}, Tail: ja("以上"),
	}
	f.Fuzz(func(t *testing.T, mail string) {
		m, err := Read(t.Context(), strings.NewReader(mail), nil)
		if err != nil {
			t.Skip()
		}
		rw, err := Plan(t.Context(), strings.NewReader(mail), c, m.Protected)
		if err != nil {
			t.Fatal(err)
		}
		keeps(t, "fuzz", mail, rw)
		out, err := io.ReadAll(rw.Apply(strings.NewReader(mail)))
		if err != nil {
			t.Fatal(err)
		}
		after, err := Read(t.Context(), bytes.NewReader(out), nil)
		if err != nil {
			t.Fatal(err)
		}
		if len(after.Attachments) != len(m.Attachments) {
			t.Errorf("%d files became %d", len(m.Attachments), len(after.Attachments))
		}
		for _, r := range after.Recipients {
			if rw.Makes("removeRecipients") && r.Field != policy.FieldBcc && r.Address == "x@b.example" {
				t.Errorf("%s is still in %s", r.Address, r.Field)
			}
		}
	})
}
