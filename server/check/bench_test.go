package check_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"math/rand/v2"
	"testing"

	"sekisho/server/check"
	"sekisho/server/message"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// BenchmarkLargeMail is a mail of 25 MiB with one file, from its octets to the verdict.
func BenchmarkLargeMail(b *testing.B) {
	raw := make([]byte, 18<<20)
	_, _ = rand.NewChaCha8([32]byte{1}).Read(raw)
	var m bytes.Buffer
	m.WriteString("From: sato@minato.example\r\nTo: t@hokuto.example\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhello\r\n--b\r\nContent-Type: application/octet-stream; name=a.bin\r\nContent-Disposition: attachment; filename=a.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	e := base64.StdEncoding.EncodeToString(raw)
	for len(e) > 76 {
		m.WriteString(e[:76] + "\r\n")
		e = e[76:]
	}
	m.WriteString(e + "\r\n--b--\r\n")
	doc, err := policy.Load("s", sample.Policy(), nil)
	if err != nil {
		b.Fatal(err)
	}
	p, err := policy.Compile(doc)
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(m.Len()))
	for b.Loop() {
		msg, err := message.Read(context.Background(), bytes.NewReader(m.Bytes()), &message.Envelope{From: "sato@minato.example", To: []string{"t@hokuto.example"}})
		if err != nil {
			b.Fatal(err)
		}
		check.Run(context.Background(), &check.Engine{Policy: p}, msg, policy.Facts{})
	}
}
