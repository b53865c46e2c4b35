package personal

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

func TestCheckDigits(t *testing.T) {
	digits := func(s string) []byte {
		var d [24]byte
		return slices.Clone(d[:digitsOf(s, &d)])
	}
	for _, c := range []struct {
		kind      string
		check     func([]byte) bool
		good, bad []string
	}{
		{"my number", isMyNumber, []string{"123456789018"}, []string{"123456789012", "000000000000", "12345678901", "1234567890180"}},
		{"corporate number", isCorporate, []string{"7000012050002"}, []string{"7000012050003", "1111111111111"}},
		{"card", isCard, []string{"4111111111111111", "378282246310005", "3530111333300000", "30569309025904", "5555555555554444"}, []string{"4111111111111112", "9111111111111119", "0000000000000000", "12345678901234"}},
		{"insurer", isInsurer, []string{"01130012", "06130330"}, []string{"01130013", "11111111"}},
		{"phone", isPhone, []string{"0312345678", "09012345678", "05012345678"}, []string{"1234567890", "0012345678", "0901234567", "09000000000"}},
	} {
		for _, s := range c.good {
			if !c.check(digits(s)) {
				t.Errorf("%s %s: got wrong, want right", c.kind, s)
			}
		}
		for _, s := range c.bad {
			if c.check(digits(s)) {
				t.Errorf("%s %s: got right, want wrong", c.kind, s)
			}
		}
	}
	for s, want := range map[string]int{
		"DE89 3704 0044 0532 0130 00": 27, "GB29NWBK60161331926819 and": 22, "DE89 3704 0044 0532 0130 00 1234": 27,
		"DE88 3704 0044 0532 0130 00": 0, "DE89": 0, "DE89 3704 0044 0532 0130 001": 0,
	} {
		if got := ibanLen(s); got != want {
			t.Errorf("ibanLen(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestFoldForms(t *testing.T) {
	for in, want := range map[string]string{
		"":                       "",
		"plain text":             "plain text",
		"０３－１２３４ーＡ":              "03-1234-A",
		"ﾏｲﾅﾝﾊﾞｰ ﾊﾟｽ":            "マイナンバー パス",
		"カ\u3099キ":               "ガキ",
		"a\r\nb\rc":              "a\nb\nc",
		"> > 03-1\n>x":           "03-1\nx",
		"a\u200bb\u3000c\u00a0d": "ab c d",
		"1−2‐3–4":                "1-2-3-4",
		"データー":                   "データー",
	} {
		if got := fold(in); got != want {
			t.Errorf("fold(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestDates(t *testing.T) {
	good := func(s string, want int) {
		t.Helper()
		if got, ok := readDate(s); !ok || got != want {
			t.Errorf("readDate(%q) = %d, %t, want %d", s, got, ok, want)
		}
	}
	bad := func(s string) {
		t.Helper()
		if got, ok := readDate(s); ok {
			t.Errorf("readDate(%q) = %d, want none", s, got)
		}
	}
	for _, s := range []string{"1985-04-01", "1985/4/1", "1985.4.1", "1985年4月1日", "昭和60年4月1日", "S60.4.1", "S60/4/1", "19850401", "April 1, 1985", "1 Apr 1985", "1st April 1985"[:1] + " April 1985", "04/01/1985", "13/01/1985"} {
		good(s, 1985)
	}
	good("平成元年1月8日", 1989)
	good("令和2年2月29日", 2020)
	for _, s := range []string{"", "1985", "1985-13-01", "1985-02-30", "昭和60年", "12345", "1985-04", "3.14159", "10.0.0.1"} {
		bad(s)
	}
}

func TestNames(t *testing.T) {
	for _, s := range []string{"山田太郎", "山田 太郎", "佐々木 希", "林 一", "山田太郎様", "ヤマダ タロウ", "Taro Yamada", "YAMADA Taro", "John Smith", "長谷川 さくら"} {
		if !isName(s) {
			t.Errorf("isName(%q) = false, want true", s)
		}
	}
	for _, s := range []string{"", "山口県", "石川 支店", "中村工業", "福島市", "千葉銀行", "東京都", "合計", "株式会社", "Blue Sky", "Order Number", "12345", "山田"} {
		if isName(s) {
			t.Errorf("isName(%q) = true, want false", s)
		}
	}
}

// TestNothingIsKept: no sample, no record and no number gives a value away.
func TestNothingIsKept(t *testing.T) {
	for _, d := range readSet(t, "testdata/with.txt") {
		for _, m := range lookAt(d.text) {
			for _, p := range m.Personal {
				if strings.Contains(d.text, p.Sample) || !strings.Contains(p.Sample, "**") {
					t.Errorf("%s: the sample %q of %s stands in the text", d.name, p.Sample, p.Kind)
				}
			}
		}
	}
}

func TestDistinct(t *testing.T) {
	m := &policy.Message{
		Subject: "携帯 090-1234-5678", Body: "お客様の携帯：０９０１２３４５６７８\n奥様の携帯：080-1111-2222",
		Attachments: []policy.Attachment{{Name: "a.zip", Inside: []policy.Attachment{{Name: "b.txt", Text: "氏名：山田太郎\n電話：090 1234 5678"}}}},
	}
	Look(m)
	values := map[int32]bool{}
	var places []policy.Place
	for _, p := range m.Personal {
		if p.Kind == "phone" {
			places = append(places, p.Place)
			for _, v := range p.Values {
				values[v] = true
			}
		}
	}
	want := []policy.Place{{Where: "subject"}, {Where: "body"}, {Where: "files", Inside: "b.txt"}}
	if len(values) != 2 || !slices.Equal(places, want) {
		t.Errorf("got %d values in %+v, want 2 in %+v", len(values), places, want)
	}
	if len(m.Records) != 1 || m.Records[0].Count != 1 || !slices.Equal(m.Records[0].Kinds, []string{"phone", "name"}) {
		t.Errorf("records: got %+v, want one of phone and name", m.Records)
	}
}

func TestLookKeepsWhatIsThere(t *testing.T) {
	there := []policy.Personal{{Kind: "card", Confidence: "high", Values: []int32{0}, Sample: "4***1"}}
	m := &policy.Message{Body: "カード番号 4111-1111-1111-1111", Personal: there}
	if Look(m); len(m.Personal) != 1 || m.Personal[0].Sample != "4***1" {
		t.Errorf("got %+v, want what was there", m.Personal)
	}
	known := &policy.Message{From: policy.Mailbox{Address: "me@own.example"}, Body: "お客様のメールアドレス ME@own.example"}
	if Look(known); len(known.Personal) != 0 {
		t.Errorf("the sender's address: got %+v, want nothing", known.Personal)
	}
}

func TestLimits(t *testing.T) {
	inner := policy.Attachment{Text: "カード番号 4111-1111-1111-1111"}
	for range maxDepth + 1 {
		inner = policy.Attachment{Name: "z", Inside: []policy.Attachment{inner}}
	}
	deep := &policy.Message{Attachments: []policy.Attachment{inner}}
	if Look(deep); len(deep.Personal) != 0 {
		t.Errorf("too deep: got %+v, want nothing", deep.Personal)
	}
}

// TestALongTextIsToldOf: what stands behind a limit is not found, and that is said where something may stand there.
func TestALongTextIsToldOf(t *testing.T) {
	const card = "カード番号 4111-1111-1111-1111"
	whole, most := strings.Repeat("x ", maxText/2), strings.Repeat("x ", maxText/2-len(card))
	full := policy.Attachment{Text: whole}
	for name, c := range map[string]struct {
		message policy.Message
		found   int
		want    string
	}{
		"a body of 3 MiB":                 {policy.Message{Body: strings.Repeat(whole, 3) + card}, 1, ""},
		"a body that is too long":         {policy.Message{Body: strings.Repeat(whole, 4) + card}, 0, "body-too-long"},
		"and that is known":               {policy.Message{Body: strings.Repeat(whole, 4) + card, Malformed: []string{"body-too-long"}}, 0, "body-too-long"},
		"a long body without figures":     {policy.Message{Body: strings.Repeat(whole, 5)}, 0, ""},
		"a file up to the limit":          {policy.Message{Attachments: []policy.Attachment{{Text: most + card}}}, 1, "-"},
		"a file that is too long":         {policy.Message{Attachments: []policy.Attachment{{Text: whole + card}}}, 0, "limit"},
		"a long file without figures":     {policy.Message{Attachments: []policy.Attachment{{Text: whole + whole}}}, 0, "-"},
		"files that are too long for all": {policy.Message{Attachments: []policy.Attachment{full, full, full, full, {Text: card}}}, 0, "----limit"},
		"in files":                        {policy.Message{Attachments: []policy.Attachment{{Inside: []policy.Attachment{{}, {Text: whole + card}}}}}, 0, "-(-limit)"},
		"what is said already":            {policy.Message{Attachments: []policy.Attachment{{Text: whole + card, NoText: "corrupt"}}}, 0, "corrupt"},
	} {
		Look(&c.message)
		if got := strings.Join(c.message.Malformed, " ") + marksOf(c.message.Attachments); got != c.want || len(c.message.Personal) != c.found {
			t.Errorf("%s: got %q and %d finds, want %q and %d", name, got, len(c.message.Personal), c.want, c.found)
		}
	}
}

// TestFilesInsideAreNotWrittenTo: several messages know them.
func TestFilesInsideAreNotWrittenTo(t *testing.T) {
	inside := []policy.Attachment{{Text: strings.Repeat("x ", maxText/2) + "4111-1111-1111-1111"}}
	m := policy.Message{Attachments: []policy.Attachment{{Inside: inside}}}
	if Look(&m); inside[0].NoText != "" || m.Attachments[0].Inside[0].NoText != "limit" {
		t.Errorf("the file says %q, the message's copy %q, want only the copy to say limit", inside[0].NoText, m.Attachments[0].Inside[0].NoText)
	}
}

// marksOf is what files say of their texts, "-" for nothing, those inside in brackets.
func marksOf(files []policy.Attachment) string {
	var b strings.Builder
	for _, a := range files {
		b.WriteString(cmp.Or(a.NoText, "-"))
		if len(a.Inside) > 0 {
			b.WriteString("(" + marksOf(a.Inside) + ")")
		}
	}
	return b.String()
}

func TestSignatureNeverCounts(t *testing.T) {
	m := &policy.Message{Body: "資料をお送りします。\n\n-- \n佐藤 花子\n携帯 090-1234-5678\nhanako@private.example\n"}
	if Look(m); len(m.Personal) != 0 || len(m.Records) != 0 {
		t.Errorf("got %+v and %+v, want nothing", m.Personal, m.Records)
	}
	list := &policy.Message{Body: "名簿です。\n-- \n佐藤花子 090-1234-5678\n山田太郎 090-2345-6789\n"}
	if Look(list); len(list.Records) != 1 || list.Records[0].Count != 2 {
		t.Errorf("a list under a rule: got %+v, want two persons", list.Records)
	}
}
