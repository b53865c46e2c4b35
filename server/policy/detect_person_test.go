package policy

import (
	"slices"
	"testing"
)

func TestNameKeys(t *testing.T) {
	same := func(a, b string) {
		t.Helper()
		keys := nameKeys(a)
		if !slices.ContainsFunc(nameKeys(b), func(k string) bool { return slices.Contains(keys, k) }) {
			t.Errorf("%q has keys %q, %q has %q; want one in common", a, keys, b, nameKeys(b))
		}
	}
	other := func(a, b string) {
		t.Helper()
		keys := nameKeys(a)
		if slices.ContainsFunc(nameKeys(b), func(k string) bool { return slices.Contains(keys, k) }) {
			t.Errorf("%q and %q have a key in common: %q, %q", a, b, keys, nameKeys(b))
		}
	}
	same("田中 太郎", "田中太郎様")
	same("田中　太郎", "太郎 田中さん")
	same("田中太郎（ABC商事）", "田中 太郎")
	same("【つばめ印刷】田中太郎", "田中太郎")
	same("株式会社つばめ 田中太郎 部長", "田中 太郎")
	same("髙橋 一郎", "高橋一郎")
	same("渡邊 恵", "渡辺 惠")
	same("TANAKA, Taro", "Mr. Taro Tanaka")
	same("Taro Tanaka-san", "ＴＡＲＯ　ＴＡＮＡＫＡ")
	same("Taro Tanaka / Tsubame Inc.", "tanaka taro")
	same("Shintaro Ohno", "Sintarou Oono")
	same("タナカ タロウ", "ﾀﾅｶ ﾀﾛｳ")
	other("田中 太郎", "田中 次郎")
	other("田中", "田中様")
	other("Tanaka", "Tanaka")
	other("営業部", "営業部")
	other("Taro Tanaka", "Taro Suzuki")
	other("tanaka@own.example", "tanaka@own.example")
}

// named is a mail to one recipient with a display name.
func named(address, name string) *Message {
	return mail().with(func(m *Message) {
		m.Recipients = append(m.Recipients, Recipient{Address: address, Name: name, Field: FieldTo, Envelope: true})
	})
}

func TestDetectPersons(t *testing.T) {
	people := []Mailbox{{Name: "田中 太郎", Address: "tanaka@own.example"}, {Name: "Ken Ito", Address: "ito@hokuto.example"}, {Name: "山田 花子", Address: "yamada@own.example"}}
	known := &History{Addresses: map[string]int{"taro.suzuki@hokuto.example": 4, "kato@hokuto.example": 2, "info@hokuto.example": 9}, Domains: map[string]int{"hokuto.example": 15}}
	directory := Facts{People: people, Sender: SenderFacts{Name: "佐藤 花子"}}
	judge(t, []judged{
		{name: "a colleague's name outside", mail: named("x@minato.example", "田中太郎 様"), facts: directory, want: []string{"recipient.name-mismatch danger {known=tanaka@own.example name=田中太郎 様}…"}},
		{name: "a colleague's name at home", mail: named("tanaka@own.example", "田中太郎"), facts: directory, want: []string{"!recipient.name-mismatch…", "!recipient.namesake…"}},
		{name: "a known outsider", mail: named("ito@hokuto.example", "Ito Ken"), facts: directory, want: []string{"!recipient.namesake…", "!recipient.other-mailbox…"}},
		{name: "the same outsider elsewhere", mail: named("ito@minato.example", "Ken ITO"), facts: directory, want: []string{"recipient.other-mailbox warning {known=ito@hokuto.example}…", "!recipient.namesake…"}},
		{name: "another of that name", mail: named("k2@minato.example", "Ken ITO"), facts: directory, want: []string{"recipient.namesake warning {known=ito@hokuto.example}…"}},
		{name: "an address as a name", mail: named("x@minato.example", "y@hokuto.example"), want: []string{"recipient.name-mismatch danger {known=y@hokuto.example name=y@hokuto.example}…"}},
		{name: "its own address as a name", mail: named("x@minato.example", "X@Minato.example"), want: []string{"!recipient.name-mismatch…"}},
		{name: "a list's name", mail: named("list@minato.example", "'y@hokuto.example' via List"), want: []string{"!recipient.name-mismatch…"}},
		{name: "same local part elsewhere", mail: mail("to:taro.suzuki@minato.example"), facts: Facts{History: known}, want: []string{"recipient.other-mailbox warning {known=taro.suzuki@hokuto.example}…"}},
		{name: "same surname elsewhere", mail: mail("to:kato@minato.example"), facts: Facts{History: known}, want: []string{"recipient.namesake warning {known=kato@hokuto.example}…"}},
		{name: "an office's mailbox", mail: mail("to:info@minato.example"), facts: Facts{History: known}, want: []string{"!recipient.namesake…", "!recipient.other-mailbox…"}},
		{name: "a domain below", mail: mail("to:kato@osaka.hokuto.example"), facts: Facts{History: known}, want: []string{"!recipient.namesake…"}},
		{
			name: "own private by name", mail: named("hana1985@gmail.com", "花子 佐藤"), facts: directory, want: []string{"recipient.own-private-likely danger {by=name}…"},
		},
		{
			name: "own private by local part", mail: mail("to:h_satou77@yahoo.co.jp").with(func(m *Message) { m.From.Address = "hanako.sato@own.example" }),
			want: []string{"recipient.own-private-likely danger {by=local-part}…"},
		},
		{
			name: "a customer's private mailbox", mail: mail("to:h_suzuki77@yahoo.co.jp").with(func(m *Message) { m.From.Address = "hanako.sato@own.example" }),
			want: []string{"!recipient.own-private-likely…"},
		},
		{
			name: "another person with that local part", mail: named("h.sato@gmail.com", "佐藤 宏").with(func(m *Message) { m.From.Address = "hanako.sato@own.example" }), facts: directory,
			want: []string{"!recipient.own-private-likely…"},
		},
		{
			name: "strangers to one another", mail: mail("to:a@a.example", "to:b@b.example"),
			facts: Facts{History: &History{Domains: map[string]int{"a.example": 9, "b.example": 4}, Together: map[string]int{"a.example c.example": 2}}},
			want:  []string{"recipient.unusual-company warning {company=b.example} @ b@b.example"},
		},
		{
			name: "often together", mail: mail("to:a@a.example", "to:b@b.example"),
			facts: Facts{History: &History{Domains: map[string]int{"a.example": 9, "b.example": 4}, Together: map[string]int{"a.example b.example": 1}}},
			want:  []string{"!recipient.unusual-company…"},
		},
		{
			name: "one is new", mail: mail("to:a@a.example", "to:b@b.example"),
			facts: Facts{History: &History{Domains: map[string]int{"a.example": 9, "b.example": 1}, Together: map[string]int{"a.example c.example": 2}}},
			want:  []string{"!recipient.unusual-company…"},
		},
		{
			name: "one of them is used to this From", mail: mail("to:a@a.example", "to:b@b.example"),
			facts: Facts{History: &History{From: map[string]string{"a.example": "desk@own.example", "b@b.example": "a@own.example"}}}, want: []string{"!sender.unusual-from…"},
		},
	})
}
