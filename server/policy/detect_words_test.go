package policy

import "testing"

// letter is a mail to somebody with a name.
func letter(address, name, body string) *Message { return named(address, name).says(body) }

func TestDetectMissing(t *testing.T) {
	const promise = "見積書を添付いたします。"
	missing := []string{"attachment.missing warning {word=添付}…"}
	none := []string{"!attachment.missing…"}
	compose := func(how, subject, body string) *Message {
		return mail("to:x@minato.example").says(body).with(func(m *Message) { m.Compose, m.Subject = how, subject })
	}
	part := func(kind string) *Message {
		return mail("to:x@minato.example").says(promise).file("part", 100, kind)
	}
	judge(t, []judged{
		{name: "promised", mail: mail("to:x@minato.example").says(promise), want: missing},
		{name: "there", mail: part("application/pdf"), want: none},
		{name: "nothing but a signature", mail: part("application/pkcs7-signature"), want: missing},
		{name: "nothing but a business card", mail: part("text/vcard"), want: missing},
		{name: "nothing but a key", mail: part("application/pgp-keys"), want: missing},
		{name: "a sealed file that is said to be a key", mail: part("application/pgp-encrypted").with(func(m *Message) {
			m.Attachments[0].Declared = "application/pgp-keys"
		}), want: none},
		{name: "a link that shares", mail: mail("to:x@minato.example").says(promise).with(func(m *Message) {
			m.Links = []WebLink{{Flag: "share-link"}}
		}), want: none},
		{name: "another link", mail: mail("to:x@minato.example").says(promise).with(func(m *Message) {
			m.Links = []WebLink{{Flag: "shortener"}}
		}), want: missing},
		{name: "in the subject of a new mail", mail: compose("new", "【添付】見積書", "よろしくお願いします。"), want: missing},
		{name: "in the subject of a reply", mail: compose("reply", "【添付】見積書", "よろしくお願いします。"), want: none},
		{name: "forwarded by a machine", mail: compose("auto-forward", "x", promise), want: none},
		{name: "quoted", mail: compose("reply", "x", "了解しました。\n> "+promise), want: none},
		{name: "encrypted", mail: mail("to:x@minato.example").says(promise).with(func(m *Message) {
			m.Protected = []string{"smime-encrypted"}
		}), want: none},
		{name: "signed", mail: mail("to:x@minato.example").says(promise).with(func(m *Message) {
			m.Protected = []string{"smime-signed"}
		}), want: missing},
	})
}

func TestDetectGreeted(t *testing.T) {
	other := []string{"content.other-person warning {name=佐藤 where=greeting}…"}
	none := []string{"!content.other-person…"}
	two := letter("tanaka@minato.example", "田中 太郎", "佐藤様").with(func(m *Message) {
		m.Recipients = append(m.Recipients, Recipient{Address: "h.sato@minato.example", Field: FieldCc, Envelope: true})
	})
	judge(t, []judged{
		{name: "somebody else", mail: letter("tanaka@minato.example", "田中 太郎", "佐藤様\nお世話になります。"), want: other},
		{name: "the one addressed", mail: letter("tanaka@minato.example", "田中 太郎", "田中様"), want: none},
		{name: "one in Cc", mail: two, want: none},
		{name: "one of whom nothing is known", mail: letter("info@minato.example", "", "佐藤様"), want: none},
		{name: "one whom the directory names", mail: letter("x17@minato.example", "", "佐藤様"), facts: Facts{
			People: []Mailbox{{Name: "佐藤 花子", Address: "X17@minato.example"}},
		}, want: none},
		{name: "not the one whom the directory names", mail: letter("x17@minato.example", "", "佐藤様"), facts: Facts{
			People: []Mailbox{{Name: "田中 太郎", Address: "x17@minato.example"}},
		}, want: other},
		{name: "below the quotation", mail: letter("tanaka@minato.example", "田中 太郎", "田中様\n\n> 佐藤様"), want: none},
		{name: "in a sentence", mail: letter("tanaka@minato.example", "田中 太郎", "田中様\n佐藤様にもお伝えください。"), want: none},
		{name: "a list", mail: letter("", "営業の人々", "佐藤様"), want: none},
		{name: "nobody written to", mail: mail().says("佐藤様"), want: none},
	})
}

// A person who bears the company's name, as the owner of a small one does, is not another.
func TestDetectGreetedPartner(t *testing.T) {
	partners := func(line string) string {
		return "version: 1\norganization: {domains: own.example}\npartners:\n  - " + line + "\n"
	}
	for name, c := range map[string]struct {
		partner string
		body    string
		quiet   bool
	}{
		"the name":        {"{name: 佐藤製作所, domains: minato.example}", "佐藤様", true},
		"an alias":        {"{name: ミナト, aliases: [サトウ, 佐藤商店], domains: minato.example}", "佐藤様", true},
		"a variant":       {"{name: 髙橋商店, domains: minato.example}", "高橋様", true},
		"English":         {"{name: Sato & Partners, domains: minato.example}", "Dear Mr. Sato,", true},
		"part of a word":  {"{name: Satomi Ltd, domains: minato.example}", "Dear Mr. Sato,", false},
		"another partner": {"{name: 佐藤製作所, domains: hokuto.example}", "佐藤様", false},
	} {
		p := parse(t, partners(c.partner))
		v := Evaluate(p, letter("tanaka@minato.example", "田中 太郎", c.body), Facts{}, tuesday())
		told := false
		for _, f := range v.Findings {
			told = told || f.Code == "content.other-person"
		}
		if told == c.quiet {
			t.Errorf("%s: %q to a partner %s: told %t, want %t", name, c.body, c.partner, told, !c.quiet)
		}
	}
}

func TestDetectPassword(t *testing.T) {
	told := []string{"content.password…"}
	none := []string{"!content.password…"}
	judge(t, []judged{
		{name: "told", mail: mail("to:x@minato.example").says("パスワード: abc12345"), want: told},
		{name: "promised beside an encrypted file", mail: mail("to:x@minato.example").says("パスワードは別メールでお送りします。").
			file("a.zip", 100, "application/zip", "encrypted"), want: told},
		{name: "promised beside a link", mail: mail("to:x@minato.example").says("https://a.example/x\nパスワードは別メールでお送りします。"), want: told},
		{name: "promised beside a plain file", mail: mail("to:x@minato.example").says("パスワードは別メールでお送りします。").
			file("a.pdf", 100, "application/pdf"), want: none},
		{name: "spoken of", mail: mail("to:x@minato.example").says("パスワードの変更をお願いします。"), want: none},
	})
}

func TestDetectEmpty(t *testing.T) {
	both := []string{"mail.no-subject…", "mail.no-body…"}
	written := func(kind Kind, subject, body string) *Message {
		return mail("to:x@minato.example").says(body).with(func(m *Message) { m.Kind, m.Subject = kind, subject })
	}
	judge(t, []judged{
		{name: "nothing", mail: written(KindMail, "", ""), want: both},
		{name: "blanks", mail: written(KindMail, " \u3000\u200b", "\r\n\u00a0\n"), want: both},
		{name: "a placeholder and a signature", mail: written(KindMail, "Re: (件名なし)", "\n-- \n田中"), want: both},
		{name: "something", mail: written(KindMail, "None of us", "-- と書く"), want: []string{"!mail.no-subject…", "!mail.no-body…"}},
		{name: "a meeting", mail: written(KindMeeting, "", ""), want: []string{"mail.no-subject…", "!mail.no-body…"}},
	})
}
