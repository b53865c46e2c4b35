package smtp

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-msgauth/dkim"
	"github.com/smallstep/pkcs7"
	"golang.org/x/text/encoding/japanese"
)

// mail is one of the mails that have to arrive as they are.
type mail struct{ name, text string }

const (
	base = "From: =?UTF-8?B?55Sw5LitIOWkqumDjg==?= <taro@a.example>\r\nTo: hanako@b.example\r\n" +
		"Subject: story\r\nDate: Sun, 22 Nov 2026 18:00:00 +0900\r\nMessage-ID: <story@a.example>\r\n"
	japaneseText = "田中様\r\nいつもお世話になっております。髙橋です。見積書を送ります。\r\n"
)

func encoded(t *testing.T, text string, encode func(string) (string, error)) string {
	t.Helper()
	s, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func part(kind, body string) string {
	return base + "MIME-Version: 1.0\r\nContent-Type: " + kind + "\r\n\r\n" + body
}

func attached(disposition string) string {
	return part("multipart/mixed; boundary=b1", "--b1\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"+japaneseText+
		"--b1\r\nContent-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n"+disposition+"\r\n\r\nUEsDBAo=\r\n--b1--\r\n")
}

// mails are thirty mails as real clients write them, each strange in its own way. All end in CRLF.
func mails(t *testing.T, s *signers) []mail {
	t.Helper()
	old := strings.ReplaceAll(japaneseText, "髙", "高") // not in the old character sets
	every := make([]byte, 0, 256)
	for c := 0x80; c <= 0xff; c++ {
		every = append(every, byte(c))
	}
	line := strings.Repeat("0123456789", 100)[:998] + "\r\n"
	return []mail{
		{"plain", base + "\r\nHello\r\n"},
		{"no-body", base + "\r\n"},
		{"blank-lines", base + "\r\n\r\n\r\nHello\r\n\r\n\r\n"},
		{"trailing-blanks", base + "\r\nHello  \t\r\n \r\n\t\r\n"},
		{"dots", base + "\r\n.\r\n..\r\n...\r\n.a\r\n..b\r\na.\r\n.\r\n"},
		{"dot-first", base + "\r\n.\r\n"},
		{"long-lines", base + "\r\n" + line + line + "." + line[1:]},
		{"many-lines", base + "\r\n" + strings.Repeat("x\r\n", 20000)},
		{"from-line", base + "\r\nFrom here on\r\n>From there\r\n"},
		{"utf-8", part("text/plain; charset=UTF-8", japaneseText)},
		{"iso-2022-jp", part("text/plain; charset=ISO-2022-JP", encoded(t, old, japanese.ISO2022JP.NewEncoder().String))},
		{"shift-jis", part("text/plain; charset=Shift_JIS", encoded(t, old, japanese.ShiftJIS.NewEncoder().String))},
		{"euc-jp", part("text/plain; charset=EUC-JP", encoded(t, old, japanese.EUCJP.NewEncoder().String))},
		{"every-octet", part("text/plain; charset=ISO-8859-1", string(every)+"\r\n")},
		{"controls", base + "\r\na\x01\x07\x08\x0b\x0c\x1b\x7fz\r\n"},
		{"raw-subject", strings.Replace(base, "story\r\n", "生の件名です\r\n", 1) + "\r\nHello\r\n"},
		{"raw-name", strings.Replace(base, "hanako@b.example", "\"髙橋 花子\" <hanako@b.example>", 1) + "\r\nHello\r\n"},
		{"folded", base + "References: <1@x>" + strings.Repeat("\r\n\t<abcdefghijklmnopqrstuvwxyz@a.example>", 60) + "\r\nX-Odd:\r\n  a\r\n\t\tb\r\n\r\nHello\r\n"},
		{"twice", base + "X-Same: 1\r\nx-same: 2\r\nX-SAME: 3\r\n\r\nHello\r\n"},
		{"quoted-printable", part("text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable", "=E7=94=B0=E4=B8=AD=\r\n =3D\r\n")},
		{"rfc2231-name", attached("Content-Disposition: attachment;\r\n filename*0*=UTF-8''%E8%A6%8B;\r\n filename*1*=%E7%A9%8D.zip")},
		{"rfc2047-name", attached("Content-Disposition: attachment; filename=\"=?ISO-2022-JP?B?GyRCOCtAURsoQi56aXA=?=\"")},
		{"raw-file-name", attached("Content-Disposition: attachment; filename=\"見積.zip\"")},
		{"forwarded", part("message/rfc822", base+"\r\nBcc: inside the body\r\n")},
		{"html", part("multipart/alternative; boundary=b2", "--b2\r\nContent-Type: text/plain\r\n\r\nHi\r\n--b2\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n<p>やあ</p>\r\n--b2--\r\n")},
		{"invitation", part("text/calendar; method=REQUEST; charset=UTF-8", "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:打ち合わせ\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n")},
		{"unclosed", part("multipart/mixed; boundary=b3", "--b3\r\nContent-Type: text/plain\r\n\r\nnever closed\r\n")},
		{"large", part("application/octet-stream\r\nContent-Transfer-Encoding: base64", large())},
		{"smime-signed", s.smime(t)},
		{"dkim-signed", s.dkim(t)},
	}
}

// large is a bit over the 1 MiB that stays in memory.
func large() string {
	var b strings.Builder
	raw := make([]byte, 57)
	for i := range 20000 {
		for j := range raw {
			raw[j] = byte(i*31 + j*7)
		}
		b.WriteString(base64.StdEncoding.EncodeToString(raw) + "\r\n")
	}
	return b.String()
}

// signers sign two of the mails.
type signers struct {
	certificate *x509.Certificate
	key         crypto.Signer
	dkimKey     ed25519.PrivateKey
}

func newSigners(t *testing.T) *signers {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Taro"}, EmailAddresses: []string{"taro@a.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	_, dkimKey, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return &signers{certificate, key, dkimKey}
}

// smime writes a multipart/signed mail (RFC 8551, 3.5.3).
func (s *signers) smime(t *testing.T) string {
	t.Helper()
	inner := "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + japaneseText + ".\r\ntrailing \r\n"
	data, err := pkcs7.NewSignedData([]byte(inner))
	if err != nil {
		t.Fatal(err)
	}
	data.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	if err := data.AddSigner(s.certificate, s.key, pkcs7.SignerInfoConfig{}); err != nil {
		t.Fatal(err)
	}
	data.Detach()
	signature, err := data.Finish()
	if err != nil {
		t.Fatal(err)
	}
	return part("multipart/signed; protocol=\"application/pkcs7-signature\"; micalg=sha-256; boundary=sig",
		"--sig\r\n"+inner+"\r\n--sig\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Transfer-Encoding: base64\r\n\r\n"+
			folded(signature)+"--sig--\r\n")
}

func folded(b []byte) string {
	var out strings.Builder
	for s := base64.StdEncoding.EncodeToString(b); s != ""; {
		n := min(76, len(s))
		out.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return out.String()
}

// verifySMIME checks the signature over the octets that arrived.
func (s *signers) verifySMIME(arrived string) error {
	_, rest, _ := strings.Cut(arrived, "--sig\r\n")
	inner, rest, _ := strings.Cut(rest, "\r\n--sig\r\n")
	_, rest, _ = strings.Cut(rest, "\r\n\r\n")
	encoded, _, ok := strings.Cut(rest, "--sig--")
	if !ok {
		return fmt.Errorf("no signature in %.200q", arrived)
	}
	der, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(encoded, "\r\n", ""))
	if err != nil {
		return err
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return err
	}
	p7.Content = []byte(inner)
	return p7.Verify()
}

// dkim signs header and body with the strictest canonical form.
func (s *signers) dkim(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	err := dkim.Sign(&out, strings.NewReader(part("text/plain; charset=UTF-8", japaneseText+".\r\n  two  blanks \r\n")), &dkim.SignOptions{
		Domain: "a.example", Selector: "story", Signer: s.dkimKey,
		HeaderCanonicalization: dkim.CanonicalizationSimple, BodyCanonicalization: dkim.CanonicalizationSimple,
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func (s *signers) verifyDKIM(arrived string) error {
	record := "v=DKIM1; k=ed25519; p=" + base64.StdEncoding.EncodeToString(s.dkimKey.Public().(ed25519.PublicKey))
	found, err := dkim.VerifyWithOptions(strings.NewReader(arrived), &dkim.VerifyOptions{LookupTXT: func(string) ([]string, error) { return []string{record}, nil }})
	if err != nil {
		return err
	}
	if len(found) != 1 {
		return fmt.Errorf("%d signatures, want 1", len(found))
	}
	return found[0].Err
}
