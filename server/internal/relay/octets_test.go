package relay

import (
	"bytes"
	"testing"
)

func TestOctets(t *testing.T) {
	for _, c := range []struct {
		mail, from, to string
		eight, utf8    bool
	}{
		{"Subject: a\r\n\r\nbody\r\n", "a@x", "b@x", false, false},
		{"Subject: a\r\n\r\n本文\r\n", "a@x", "b@x", true, false},
		{"Subject: 件名\r\n\r\nbody\r\n", "a@x", "b@x", true, true},
		{"Subject: 件名", "a@x", "b@x", true, true},
		{"\r\nSubject: 件名\r\n", "a@x", "b@x", true, false},
		{"Subject: a\r\n\r\n", "甲@x", "b@x", false, true},
		{"Subject: a\r\n\r\n", "a@x", "b@乙", false, true},
	} {
		for cut := range len(c.mail) {
			o := &octets{w: &bytes.Buffer{}}
			for _, part := range []string{c.mail[:cut], c.mail[cut:]} {
				if n, err := o.Write([]byte(part)); n != len(part) || err != nil {
					t.Fatal(n, err)
				}
			}
			if o.eight != c.eight || o.utf8(c.from, []string{c.to}) != c.utf8 || o.w.(*bytes.Buffer).String() != c.mail {
				t.Errorf("%q cut at %d: eight %v, utf8 %v, want %v, %v", c.mail, cut, o.eight, o.utf8(c.from, []string{c.to}), c.eight, c.utf8)
			}
		}
	}
}
