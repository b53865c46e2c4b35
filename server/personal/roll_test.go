package personal

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// countRecords looks at a text as a file.
func countRecords(s string) int {
	m := &policy.Message{Attachments: []policy.Attachment{{Text: s}}}
	Look(m)
	return records(m)
}

func TestListsOfOneThing(t *testing.T) {
	names := []string{"山田 太郎", "鈴木 花子", "佐藤 次郎", "田中 三郎", "伊藤 四郎", "渡辺 五郎"}
	for _, c := range []struct {
		name, text string
		want       int
	}{
		{"names", strings.Join(names, "\n"), 6},
		{"names with bullets and honorifics", "・" + strings.Join(names, "様\n・") + "様", 6},
		{"a name twice", strings.Join(append(names, names[0]), "\n"), 6},
		{"too few names", strings.Join(names[:4], "\n"), 0},
		{"names among sentences", strings.Join(names, "\n資料をお送りしますのでご確認ください。\n次の方にもお伝えください。\n"), 6},
		{"who was at a meeting", "出席者：" + strings.Join(names, "、"), 0},
		{"names in a sentence", "担当は" + strings.Join(names[:2], "、") + "です。", 0},
		{"titles, not names", "Annual Report\nSales Figures\nOpen Points\nNext Steps\nOther Business\nRisk Review", 0},
		{"names and their addresses apart", strings.Join(names[:5], "\n") + "\n\na@x.example\nb@x.example\nc@x.example\nd@x.example\ne@x.example", 5},
		{"mailboxes of offices", "info@a.example\nsales@b.example\nsupport@c.example\ncontact@d.example\nhelp@e.example\nadmin@f.example", 0},
		{"addresses in sentences", strings.Repeat("この件についてはすでに担当者から長い説明があったとおり、次の方に連絡をお願いします: a@x.example\n", 6), 0},
	} {
		if got := countRecords(c.text); got != c.want {
			t.Errorf("%s: got %d persons, want %d", c.name, got, c.want)
		}
	}
}

// TestRowsWithRareNames: in a list that is one anyway, a row counts although its name is not known.
func TestRowsWithRareNames(t *testing.T) {
	rows := "山田太郎 090-1234-5671\n鈴木花子 090-1234-5672\n佐藤次郎 090-1234-5673\n田中三郎 090-1234-5674\n伊藤四郎 090-1234-5675\n"
	if got := countRecords(rows + "纐纈蒼空 090-1234-5676\n"); got != 6 {
		t.Errorf("with a rare name: got %d, want 6", got)
	}
	if got := countRecords("纐纈蒼空 090-1234-5676\n"); got != 0 {
		t.Errorf("a rare name alone: got %d, want 0", got)
	}
}

func TestTransferFile(t *testing.T) {
	record := func(account, holder string) string {
		return "20001ﾐｽﾞﾎ           045ｼﾌﾞﾔ           00001" + account + holder + strings.Repeat(" ", 30-len([]rune(holder))) + "00002500000                    7        "
	}
	m := &policy.Message{Attachments: []policy.Attachment{{Text: record("1234567", "ﾔﾏﾀﾞ ﾀﾛｳ") + "\r\n" + record("2345678", "ｽｽﾞｷ ﾊﾅｺ") + "\r\n"}}}
	Look(m)
	if likely, all := kindsIn(m); !slices.Equal(likely, []string{"bank-account"}) || records(m) != 2 {
		t.Errorf("persons: got%s and %d records, want two accounts of two", all, records(m))
	}
	m = &policy.Message{Attachments: []policy.Attachment{{Text: record("1234567", "ｶ)ｱｶﾂｷｾｲｷ") + "\r\n"}}}
	Look(m)
	if likely, all := kindsIn(m); len(likely) > 0 || records(m) != 0 {
		t.Errorf("a company: got%s, want nothing likely", all)
	}
}

func TestTwoHalvesAreOneNumber(t *testing.T) {
	for _, s := range []string{"健康保険証 記号 12345678 番号 123", "ゆうちょ銀行 記号 12340 番号 12345671 名義 サトウ ハナコ"} {
		m := &policy.Message{Body: s}
		if Look(m); len(m.Personal) != 1 || len(m.Personal[0].Values) != 1 || m.Personal[0].Confidence != "high" {
			t.Errorf("%s: got %+v, want one value", s, m.Personal)
		}
	}
	m := &policy.Message{Body: "健康保険証 記号 12345678 の事業所です"}
	if Look(m); len(m.Personal) != 1 || m.Personal[0].Confidence != "low" {
		t.Errorf("an employer's number: got %+v, want one that is unlikely", m.Personal)
	}
}

// TestSamples: as many digits stay hidden as nobody guesses.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		class class
		value string
		want  string
	}{
		{myNumber, "1234 5678 9018", "****9018"},
		{card, "4111-1111-1111-1111", "4111****1111"},
		{licence, "301234567800", "****7800"},
		{bankAccount, "1234567", "****67"},
		{health, "1234 番号 56", "****"},
		{passport, "TR1234567", "****67"},
		{phone, "090-1234-5678", "****78"},
		{email, "taro@a.example", "t****@a.example"},
		{birth, "1985-04-01", "****-**-**"},
		{postal, "〒100-0001 東京都千代田区1-1", "東京都****"},
		{postal, "12 High Street", "****"},
		{postal, "A00000府中市1-2", "****"},
	} {
		if got := mask(c.class, c.value); got != c.want {
			t.Errorf("mask(%s, %q) = %q, want %q", codes[c.class], c.value, got, c.want)
		}
	}
}

func TestLoneCards(t *testing.T) {
	for s, want := range map[string]string{
		"4111-1111-1111-1111":                     "low",
		"4111111111111111":                        "low",
		"4111111111111111 12/28":                  "medium",
		"4111 1111 1111 1111 12/28":               "high",
		"VISA 4111 1111 1111 1111":                "high",
		"4111 1111 1111 1111 2026/11/22":          "low",
		"カード番号 4111111111111111":                  "high",
		"カード 4111111111111111":                    "medium",
		"カード 4111 11111111 1111":                  "high",
		"カード 4901234567894":                       "low",
		"品番 4111 1111 1111 1111":                  "",
		"4111-1111-1111-1111 1234-5678-1234-5678": "low",
		"ギフトカードのコード 4111 1111 1111 1111":          "",
	} {
		m := &policy.Message{Body: s}
		Look(m)
		got := ""
		if len(m.Personal) > 0 {
			got = m.Personal[0].Confidence
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", s, got, want)
		}
	}
}

// TestNothingCostsNothing: a mail without digits and addresses takes no memory.
func TestNothingCostsNothing(t *testing.T) {
	m := &policy.Message{Subject: "資料の件", Body: "お世話になっております。資料をお送りします。\nよろしくお願いいたします。\n"}
	if got := testing.AllocsPerRun(100, func() { Look(m) }); got != 0 {
		t.Errorf("got %g allocations, want none", got)
	}
}
