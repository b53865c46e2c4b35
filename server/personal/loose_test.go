package personal

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// kindOf is what a text is said to hold above low confidence.
func kindOf(s string) []string {
	m := &policy.Message{Body: s}
	Look(m)
	likely, _ := kindsIn(m)
	return likely
}

// spelt writes the digits of a number in other figures, from those for 0 to 9, with a sign between them.
func spelt(number, figures, sign string) string {
	all := []rune(figures)
	parts := make([]string, 0, len(number))
	for _, c := range number {
		parts = append(parts, string(all[c-'0']))
	}
	return strings.Join(parts, sign)
}

const (
	myNumberHere = "123456789018"
	cardHere     = "4111111111111111"
	ascii        = "0123456789"
)

func TestNumbersInOtherFigures(t *testing.T) {
	for _, figures := range []string{
		"０１２３４５６７８９", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "𝟢𝟣𝟤𝟥𝟦𝟧𝟨𝟩𝟪𝟫", "𝟶𝟷𝟸𝟹𝟺𝟻𝟼𝟽𝟾𝟿", "🯰🯱🯲🯳🯴🯵🯶🯷🯸🯹", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९", "๐๑๒๓๔๕๖๗๘๙",
		"⓪①②③④⑤⑥⑦⑧⑨", "⓿❶❷❸❹❺❻❼❽❾", "〇一二三四五六七八九",
	} {
		for _, s := range []string{"マイナンバー " + spelt(myNumberHere, figures, ""), "個人番号：" + spelt(myNumberHere[:4], figures, "") + "-" + spelt(myNumberHere[4:8], figures, "") + "-" + spelt(myNumberHere[8:], figures, "")} {
			if got := kindOf(s); !slices.Equal(got, []string{"my-number"}) {
				t.Errorf("%s: got %q, want a My Number", s, got)
			}
		}
		if s := "カード番号 " + spelt(cardHere, figures, ""); !slices.Equal(kindOf(s), []string{"card"}) {
			t.Errorf("%s: got %q, want a card", s, kindOf(s))
		}
	}
}

func TestNumbersWithSignsBetween(t *testing.T) {
	for _, sign := range []string{
		" ", "　", "  ", "-", ".", "/", "、", ",", "_", "・", "\t", "\t\t", "|", " | ", "│", "\n", ":", "~", "=",
		"\u0332", "\u3164", "\u2800", "\U000e0041", "\ufe0f\u20e3", "\u2066", "\u200b", "\u115f",
	} {
		if s := "マイナンバー " + spelt(myNumberHere, ascii, sign); !slices.Equal(kindOf(s), []string{"my-number"}) {
			t.Errorf("%q: got %q, want a My Number", s, kindOf(s))
		}
		fours := strings.Join([]string{myNumberHere[:4], myNumberHere[4:8], myNumberHere[8:]}, sign)
		if s := "マイナンバー " + fours; !slices.Equal(kindOf(s), []string{"my-number"}) {
			t.Errorf("%q: got %q, want a My Number", s, kindOf(s))
		}
		if s := "カード番号：" + spelt(cardHere, ascii, sign); !slices.Equal(kindOf(s), []string{"card"}) {
			t.Errorf("%q: got %q, want a card", s, kindOf(s))
		}
	}
}

func TestNumbersInUnusualGroups(t *testing.T) {
	for s, want := range map[string]string{
		"マイナンバー 12.34.56.78.90.18":                       "my-number",
		"マイナンバー 123456 789018":                           "my-number",
		"マイナンバー 1234 56789018":                           "my-number",
		"マイナンバー 123-456-789-018":                         "my-number",
		"マイナンバー (1234)(5678)(9018)":                      "my-number",
		"マイナンバー 1 2 3 4 - 5 6 7 8 - 9 0 1 8":             "my-number",
		"マイナンバーの番号は 1234/5678/9018":                      "my-number",
		"カード番号 4111 11111111 1111":                       "card",
		"カード番号 41111111 11111111":                        "card",
		"カード番号 4111\n1111\n1111\n1111":                   "card",
		"カード 4111\n1111\n1111\n1111":                     "card",
		"カード番号 4111/1111/1111/1111":                      "card",
		"カード番号 41 11 11 11 11 11 11 11":                  "card",
		"カードの番号は 4111111111111111":                       "card",
		"カード情報 4111111111111111":                         "card",
		"card: 4111111111111111":                         "card",
		"マイナンバー 1234/5678/9019":                          "", // a wrong check digit
		"マイナンバー 1234/5678/9018/1":                        "",
		"マイナンバー 2026/11/22 10:30":                        "",
		"マイナンバー 20261122 1037":                           "",
		"マイナンバー 2024/2025/2030":                          "",
		"マイナンバー関連費 1234/5678/9018":                       "",
		"マイナンバー 1234/5678/9018円":                         "",
		"マイナンバー 123,456,789,018":                         "",
		"マイナンバー 123.456.789.018":                         "",
		"受付番号 1234/5678/9018":                            "",
		"1234/5678/9018":                                 "",
		"1\t2\t3\t4\t5\t6\t7\t8\t9\t0\t1\t8":             "",
		"第一二三四五六七八九〇一八号":                                 "",
		"①②③ マイナンバー ④⑤⑥":                                 "",
		"SDカード 4901234567894":                            "",
		"IDカード\n4111-1111-1111-1111 5821-2021-2394-3941": "",
	} {
		got := strings.Join(kindOf(s), " ")
		if got != want {
			t.Errorf("%q: got %q, want %q", s, got, want)
		}
	}
}

// TestBoxesOfForms: one digit in each cell, as the texts of tables in documents have them.
func TestBoxesOfForms(t *testing.T) {
	boxes := spelt(myNumberHere, ascii, "\t")
	for _, s := range []string{
		"個人番号\t" + boxes, "個人番号\n" + boxes, "個人番号\n\n" + boxes + "\n生年月日\t昭和", "氏名\t山田太郎\n個人番号\t" + boxes + "\n電話\t03-1234-5678",
		"氏名\tマイナンバー\n山田太郎\t" + boxes, "氏名,個人番号\n山田太郎," + spelt(myNumberHere, ascii, ","), "| 個人番号 | " + spelt(myNumberHere, ascii, " | ") + " |",
		"個人番号\n" + spelt(myNumberHere[:4], ascii, "\t") + "\n" + spelt(myNumberHere[4:8], ascii, "\t") + "\n" + spelt(myNumberHere[8:], ascii, "\t"),
		"個人番号\n" + spelt(myNumberHere, ascii, "\n"),
	} {
		m := &policy.Message{Attachments: []policy.Attachment{{Name: "a.xlsx", Text: s}}}
		Look(m)
		if likely, all := kindsIn(m); !slices.Contains(likely, "my-number") {
			t.Errorf("%q: got%s, want a My Number", s, all)
		}
	}
	if n := countRecords("氏名\tマイナンバー\n山田太郎\t" + boxes + "\n鈴木花子\t" + boxes); n != 2 {
		t.Errorf("rows with boxes: got %d persons, want 2", n)
	}
}

func TestPhonesAtHome(t *testing.T) {
	for _, s := range []string{
		"自宅電話 03-5744-1111", "自宅電話\n03-5744-1111", "自宅電話番号 0357441111", "自宅TEL 03-5744-1111", "携帯\n090-1234-5678", "home phone 03-5744-1111",
		"自宅電話/携帯\n03-5744-1111 / 090-1234-5678", "実家 03-5744-1111", "株式会社あかつき精機 自宅電話 03-5744-1111",
	} {
		if got := kindOf(s); !slices.Equal(got, []string{"phone"}) {
			t.Errorf("%q: got %q, want a telephone number", s, got)
		}
	}
	if got := kindOf("株式会社あかつき精機 電話 03-5744-1111"); len(got) > 0 {
		t.Errorf("an office: got %q, want nothing", got)
	}
}
