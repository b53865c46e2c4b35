package message

import (
	"strings"
	"testing"
)

func TestHTMLText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"blocks are lines", "<p>one</p><div>two<div>three</div></div>four<hr>five", "one\ntwo\nthree\nfour\nfive\n"},
		{"white space", "  a \r\n b&nbsp;c\t<b> d</b>e ", "a b c de\n"},
		{"br", "a<br>b<br/><br>c", "a\nb\n\nc\n"},
		{"scripts and styles", "a<script>no</script><style>no</style><title>no</title><!-- no -->b", "ab\n"},
		{"hidden stays", `<span style="display:none">seen</span><p hidden>too</p>`, "seen\ntoo\n"},
		{"entities", "&lt;a&gt; &amp; &#22259;", "<a> & 図\n"},
		{"pre", "<pre>a\n  b\n</pre>c", "a\n  b\nc\n"},
		{"table", "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n"},
		{"cited", `a<blockquote type="cite">b<blockquote class="gmail_quote x">c</blockquote></blockquote>d`, "a\n> b\n> > c\nd\n"},
		{"indented", "a<blockquote>b</blockquote>c", "a\nb\nc\n"},
		{"link", `<a href="https://x.example/1">here</a>`, "here <https://x.example/1>\n"},
		{"link that says itself", `<a href="https://x.example/">https://x.example</a>`, "https://x.example\n"},
		{"link to nowhere", `<a name="top">x</a><a href="#y">y</a><a href="mailto:a@b">z</a>`, "xyz\n"},
		{"unclosed", "<div><p>a<b>b", "ab\n"},
		{"stray ends", "</div></blockquote></pre></script>a", "a\n"},
		{"nothing", "", ""},
	}
	for _, tt := range tests {
		n := &notes{}
		if got, _ := htmlText([]byte(tt.in), "utf-8", n); got != tt.want || len(n.list) > 0 {
			t.Errorf("%s: got %q %v, want %q", tt.name, got, n.list, tt.want)
		}
	}
}

func TestHTMLCharset(t *testing.T) {
	sjis := "<meta charset=\"Shift_JIS\">\x90\x7d\x96\xca"
	if got, _ := htmlText([]byte(sjis), "", &notes{}); got != "図面\n" {
		t.Errorf("charset from meta: got %q, want 図面", got)
	}
	if got := metaCharset([]byte(`<meta http-equiv=x content="text/html; charset=EUC-JP">`)); got != "euc-jp" {
		t.Errorf("metaCharset: got %q, want euc-jp", got)
	}
}

func TestUnflow(t *testing.T) {
	tests := []struct {
		in    string
		delsp bool
		want  string
	}{
		{"a \nb\n", false, "a b\n"},
		{"図 \n面\n", true, "図面\n"},
		{"a\n b\n", false, "a\nb\n"},
		{"a\n-- \nb\n", false, "a\n-- \nb\n"},
		{"> a \n> b\nc\n", false, "> a b\nc\n"},
		{"> a \n>> b \n>> c\n", false, "> a \n>> b c\n"},
		{"a \n", false, "a \n"},
		{"", false, ""},
	}
	for _, tt := range tests {
		if got := unflow(tt.in, tt.delsp); got != tt.want {
			t.Errorf("unflow(%q, %v) = %q, want %q", tt.in, tt.delsp, got, tt.want)
		}
	}
}

func TestBodyParts(t *testing.T) {
	plain := "Content-Type: text/plain\n\nplain\n"
	blank := "Content-Type: text/plain\n\n \n"
	rich := "Content-Type: text/html\n\n<p>rich</p>\n"
	multi := func(kind string, parts ...string) string {
		return "Content-Type: multipart/" + kind + "; boundary=" + kind + "\n\n--" + kind + "\n" +
			strings.Join(parts, "--"+kind+"\n") + "--" + kind + "--\n"
	}
	tests := []struct{ name, mail, want string }{
		{"plain comes first", multi("alternative", plain, rich), "plain\nrich\n"},
		{"in any order", multi("alternative", rich, plain), "plain\nrich\n"},
		{"once if both say the same", multi("alternative", "Content-Type: text/plain\n\n* one two <https://a.example/>\n\nthree\nfour\n",
			"Content-Type: text/html\n\n<ul><li>one <b>two</b></ul><p>three four</p>\n"), "* one two <https://a.example/>\n\nthree\nfour"},
		{
			"a notice that there is HTML comes behind", multi("alternative", plain, "Content-Type: text/html\n\n<p>all that is to be said, and more</p>\n"),
			"all that is to be said, and more\n\nplain\n",
		},
		{"what only HTML says", multi("alternative", "Content-Type: text/plain\n\nfirst line here\nlast line here\n",
			"Content-Type: text/html\n\n<p>first line here</p><p>secret</p><p>last line here</p>\n"), "first line here\nlast line here\nsecret\n"},
		{"unless it is blank", multi("alternative", blank, rich), "rich\n"},
		{"all parts of a mixture", multi("mixed", rich, plain), "rich\n\nplain"},
		{"HTML beside pictures", multi("alternative", plain, multi("related", rich)), "plain\nrich\n"},
		{"a named text is a file", multi("mixed", "Content-Type: text/plain; name=a.txt\n\nfile\n", plain), "plain"},
		{"so is an attached one", multi("mixed", "Content-Disposition: attachment\n\nfile\n", plain), "plain"},
		{"no type", "\nuntyped", "untyped"},
	}
	for _, tt := range tests {
		if got := mustRead(t, tt.mail, nil).Body; got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestUUEncoded(t *testing.T) {
	const file = "begin 644 =?utf-8?B?5Zuz?=.zip\n#0V%T\n`\nend\n"
	tests := []struct{ name, in, body, files, code string }{
		{"a file", "a\n" + file + "b\n", "a\nb", "図.zip:3", ""},
		{"two files", file + file, "", "図.zip:3 図.zip:3", ""},
		{"prose", "begin 100 years ago\nthey said\n", "begin 100 years ago\nthey said", "", ""},
		{"prose at the end", "begin 100 years ago", "begin 100 years ago", "", ""},
		{"two beginnings", "begin 644 a\n" + file, "begin 644 a\n", "図.zip:3", ""},
		{"not closed", "begin 644 a.zip\n#0V%T\n", "", "a.zip:3", "truncated"},
		{"broken off", "begin 644 a.zip\n#0V%T\nsmall letters\n", "small letters", "a.zip:3", "bad-encoding"},
	}
	for _, tt := range tests {
		m := mustRead(t, "\n"+tt.in, nil)
		var files []string
		for _, a := range m.Attachments {
			files = append(files, a.Name+":"+string(rune('0'+a.Size)))
		}
		if got := strings.Join(files, " "); got != tt.files || m.Body != tt.body || strings.Join(m.Malformed, " ") != tt.code {
			t.Errorf("%s: got files %q body %q %v, want %q %q %q", tt.name, got, m.Body, m.Malformed, tt.files, tt.body, tt.code)
		}
	}
	m := mustRead(t, "Content-Type: a/b; name=x.zip\nContent-Transfer-Encoding: x-uuencode\n\n"+file, nil)
	if len(m.Attachments) != 1 || m.Attachments[0].Size != 3 {
		t.Errorf("as transfer encoding: got %+v, want one file of 3 octets", m.Attachments)
	}
}

func TestTransfer(t *testing.T) {
	tests := []struct{ encoding, in, want, code string }{
		{"base64", "QUJD\nREU=\n", "ABCDE", ""},
		{"BASE64 (comment)", "QUJD", "ABC", ""},
		{" (comment) base64", "QUJD", "ABC", ""},
		{"(a (b) \\) c)\tbase64\r\n (d) ; x", "QUJD", "ABC", ""},
		{"(base64) 7bit", "QUJD", "QUJD", ""},
		{"\"base64\"", "QUJD", "ABC", ""},
		{"base64 8bit", "QUJD", "ABC", "bad-encoding"},
		{"(base64", "QUJD", "QUJD", "bad-encoding"},
		{"base 64", "QUJD", "QUJD", "bad-encoding"},
		{"base64", "QU\nJDR\nA==", "ABCD", ""},
		{"base64", "QQ==\nQg==", "AB", "bad-encoding"},
		{"base64", "Q-UJ*D", "ABC", "bad-encoding"},
		{"base64", "QUI", "AB", ""},
		{"quoted-printable", "a=\nb=3D=41 \t\n", "ab=A", ""},
		{"quoted-printable", "a=4", "a=4", ""},
		{"8bit", "a\r\n", "a", ""},
		{"x-new", "a", "a", "bad-encoding"},
	}
	for _, tt := range tests {
		m := mustRead(t, "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\nContent-Transfer-Encoding: "+
			tt.encoding+"\n\n"+tt.in+"\n--b--\n", nil)
		if strings.TrimSuffix(m.Body, "\n") != tt.want || strings.Join(m.Malformed, " ") != tt.code {
			t.Errorf("%s of %q: got %q %v, want %q %q", tt.encoding, tt.in, m.Body, m.Malformed, tt.want, tt.code)
		}
	}
}

func TestCompose(t *testing.T) {
	tests := []struct{ header, want string }{
		{"Subject: x", ""},
		{"Subject: Re: x", ""}, // typed by hand: nothing proves it
		{"Subject: Re: x\nReferences: <1@a>", "reply"},
		{"Subject: x\nReferences: <1@a>", ""},
		{"Subject: x\nIn-Reply-To: <1@a>", "reply"},
		{"Subject: 返信：x\nReferences: <1@a>", "reply"},
		{"Subject: FW: x\nIn-Reply-To: <1@a>", "forward"},
		{"Subject: Fwd: x", "forward"},
		{"Subject: 転送: x", "forward"},
		{"Subject: x\nX-Forwarded-Message-Id: <1@a>", "forward"},
		{"Subject: Fw: x\nAutoforwarded: TRUE", "auto-forward"},
		{"Auto-Submitted: auto-forwarded; x=1", "auto-forward"},
		{"Auto-Submitted: auto-generated", ""},
		{"Auto-Submitted: auto-generated\nX-MS-Exchange-Inbox-Rules-Loop: a@b", "auto-forward"},
		{"Auto-Submitted: auto-generated\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: a@b", ""}, // an absence note
	}
	for _, tt := range tests {
		if got := mustRead(t, tt.header+"\n\nx", nil).Compose; got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.header, got, tt.want)
		}
	}
}

func TestProtected(t *testing.T) {
	tests := []struct{ header, want string }{
		{"Content-Type: text/plain", ""},
		{`Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=x`, "pgp-signed"},
		{`Content-Type: multipart/signed; boundary=x`, "smime-signed"},
		{"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "smime-signed"},
		{"Content-Type: application/x-pkcs7-mime; name=smime.p7m", "smime-encrypted"},
		{"Content-Type: application/pkcs7-mime; smime-type=certs-only", ""},
		{"Content-Type: multipart/encrypted; boundary=x", "pgp-encrypted"},
		{"DKIM-Signature: v=1\nDKIM-Signature: v=1", "dkim-signed"},
	}
	for _, tt := range tests {
		if got := strings.Join(mustRead(t, tt.header+"\n\nx", nil).Protected, " "); got != tt.want {
			t.Errorf("%q: got %q, want %q", tt.header, got, tt.want)
		}
	}
	if got := strings.Join(mustRead(t, "\n-----BEGIN PGP MESSAGE-----\nabc", nil).Protected, " "); got != "pgp-encrypted" {
		t.Errorf("armour in the body: got %q, want pgp-encrypted", got)
	}
}
