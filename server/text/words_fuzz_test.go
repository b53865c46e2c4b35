package text

import (
	"testing"
	"unicode/utf8"
)

// FuzzWritten: whatever stands in a mail, its readers end, and what they return stands to reason.
func FuzzWritten(f *testing.F) {
	f.Add("見積書を添付いたします。", "田中様\n添付のとおりです。パスワードは abc123 です")
	f.Add("Re: attached", "Dear Ms Sato,\nplease find attached\nThe password is x1y2")
	f.Add("", "営業部\xff様、\n\n　様 さん 部長様\x00PW:")
	f.Fuzz(func(t *testing.T, subject, body string) {
		if len(subject)+len(body) > 4000 {
			return
		}
		own := NewText(body)
		if word := Promise(subject, own); !utf8.ValidString(word) {
			t.Errorf("Promise(%q, %q) = %q, no UTF-8", subject, own, word)
		}
		Password(own)
		for _, n := range Greeted(Greeting(own)) {
			if n.Text == "" {
				t.Errorf("Greeted(%q) names nobody", own)
			}
			n.Compare(subject, body)
		}
	})
}
