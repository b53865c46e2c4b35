package text

import (
	"slices"
	"strings"
	"testing"
)

func TestGreeted(t *testing.T) {
	for greeting, want := range map[string]string{
		"田中様": "田中",
		"田中 様\nお世話になっております。":     "田中",
		"田中　太郎　様":                "田中太郎",
		"田中太郎様":                  "田中太郎",
		"株式会社ABC\n営業部 田中様":       "田中",
		"株式会社ABC 営業部 部長 田中 太郎 様": "田中太郎",
		"株式会社みなと営業部田中様":          "田中",
		"株式会社みなと営業部田中太郎様":        "田中太郎",
		"佐藤さん、鈴木さん\nお疲れさまです。":    "佐藤 鈴木",
		"佐藤部長\nお疲れ様です。":          "佐藤",
		"佐藤部長様":                  "佐藤",
		"鈴木先生":                   "鈴木",
		"田中様、佐藤様（CC：鈴木様）":        "田中 佐藤 鈴木",
		"田中様・佐藤様":                "田中 佐藤",
		"田中様 CC: 佐藤様":            "田中 佐藤",
		"服部様":                    "服部",
		"営業部服部様":                 "服部",
		"髙橋様":                    "高橋",
		"小鳥遊様":                   "小鳥遊",
		"スミス様":                   "スミス",
		"Smith様":                 "Smith",
		"弊社山本様":                  "",
		"弊社 山本様":                 "",
		"上様":                     "",
		"各位":                     "",
		"関係者各位":                  "",
		"皆様":                     "",
		"皆さん、お疲れさまです。":           "",
		"ご担当者様":                  "",
		"採用ご担当者様":                "",
		"株式会社ABC 営業部 ご担当者様":      "",
		"お客様\nいつもありがとうございます。":            "",
		"営業部長\nお疲れさまです。":                 "",
		"株式会社ABC 御中":                     "",
		"田中様にお伝えください。":                   "",
		"佐藤様よりご紹介いただきました、小林と申します。":       "",
		"いつもお世話になっております。株式会社ABCの佐藤です。":   "",
		"お疲れ様です。":                        "",
		"お疲れ様です、山田です。":                   "",
		"Dear Ms Sato,":                  "Sato",
		"Dear Mr. John Smith:":           "John Smith",
		"Hi John,\nHope you are well.":   "John",
		"Dear Dr. Smith and Ms. Lee,":    "Smith Lee",
		"Hello Tanaka-san,":              "Tanaka",
		"Hello Tanaka san,":              "Tanaka",
		"Tanaka-san,":                    "Tanaka",
		"John,":                          "John",
		"Hi John, thank you for calling": "John",
		"Dear Sato-sama":                 "Sato",
		"Dear all,":                      "",
		"Hi team,":                       "",
		"Dear Sir or Madam,":             "",
		"Dear Hiring Manager,":           "",
		"Hi,":                            "",
		"Hello,":                         "",
		"Hi there,":                      "",
		"Thanks,":                        "",
		"Hi everyone,":                   "",
		"Good morning,":                  "",
		"Dear Customer,":                 "",
		"To whom it may concern,":        "",
		"Hi, I hope you're doing well.":  "",
		"Please see below.":              "",
		"Monday, 9 o'clock":              "",
	} {
		var got []string
		for _, n := range Greeted(greeting) {
			got = append(got, strings.ReplaceAll(n.Text, " ", "_"))
		}
		wanted := strings.Fields(want)
		if want == "John Smith" {
			wanted = []string{"John_Smith"}
		}
		if !slices.Equal(got, wanted) {
			t.Errorf("Greeted(%q) = %q, want %q", greeting, got, wanted)
		}
	}
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		greeting, display, local string
		want                     Likeness
	}{
		{"田中様", "田中 太郎", "x", Same},
		{"田中様", "株式会社ABC 田中", "", Same},
		{"田中様", "田中太郎（ABC商事）", "", Same},
		{"田中様", "Taro Tanaka", "", Same},
		{"田中様", "TANAKA Taro", "", Same},
		{"田中様", "タナカ", "", Same},
		{"田中様", "", "tanaka", Same},
		{"田中様", "", "t.tanaka", Same},
		{"田中様", "", "ttanaka", Same},
		{"田中様", "", "tanaka_taro01", Same},
		{"田中様", "佐藤 花子", "h.sato", Other},
		{"田中様", "", "sato", Other},
		{"田中様", "", "h.sato", Other},
		{"田中様", "", "hsato", Other},
		{"田中様", "", "john.smith", Other},
		{"田中様", "Hanako Sato", "", Other},
		{"田中様", "", "info", Unknown},
		{"田中様", "", "m.t", Unknown},
		{"田中様", "営業部", "sales", Unknown},
		{"田中様", "株式会社ABC", "abc", Unknown},
		{"田中様", "Sales Team", "", Unknown},
		{"田中様", "つばめ印刷", "", Unknown},
		{"田中様", "", "", Unknown},
		{"田中太郎様", "田中 次郎", "", Other},
		{"田中太郎様", "田中 太郎", "", Same},
		{"田中太郎様", "田中", "", Same},
		{"田中太郎様", "田中部長", "", Same},
		{"髙橋様", "高橋 一郎", "", Same},
		{"斉藤様", "齋藤 健", "", Same},
		{"渡辺様", "渡邉", "", Same},
		{"佐藤様", "", "satoh", Same},
		{"佐藤様", "", "k-satou", Same},
		{"伊藤様", "", "itou.k", Same},
		{"大野様", "", "ohno", Same},
		{"大西様", "", "onishi", Same},
		{"新庄様", "新庄", "", Same},
		{"本間様", "", "honma", Same},
		{"難波様", "", "namba", Same},
		{"山崎様", "", "yamasaki", Same},
		{"山崎様", "", "yamazaki", Same},
		{"小鳥遊様", "", "sato", Unknown},
		{"小鳥遊様", "佐藤 花子", "", Other},
		{"小鳥遊様", "小鳥遊 優", "", Same},
		{"Dear Ms Sato,", "佐藤 花子", "", Same},
		{"Dear Ms Sato,", "田中 太郎", "", Other},
		{"Dear Ms Sato,", "", "hanako.sato", Same},
		{"Dear Ms Sato,", "", "t.tanaka", Other},
		{"Dear Ms Sato,", "John Smith", "", Other},
		{"Hi John,", "John Smith", "", Same},
		{"Hi Mike,", "Michael Brown", "", Same},
		{"Hi Bob,", "Robert Lee", "", Same},
		{"Hi John,", "Mary Brown", "", Other},
		{"Hi John,", "", "jsmith", Unknown},
		{"Hi John,", "", "mary.brown", Other},
		{"Hi John,", "", "info", Unknown},
		{"Hi Taro,", "田中 太郎", "", Unknown},
		{"Hi Taro,", "", "ttanaka", Unknown},
		{"Dear Mr. John Smith:", "Smith, John", "", Same},
		{"スミス様", "", "john.smith", Unknown},
	} {
		greeted := Greeted(c.greeting)
		if len(greeted) != 1 {
			t.Errorf("Greeted(%q) = %v, want one name", c.greeting, greeted)
			continue
		}
		if got := greeted[0].Compare(c.display, c.local); got != c.want {
			t.Errorf("%q beside %q <%s@…> = %d, want %d", c.greeting, c.display, c.local, got, c.want)
		}
	}
}
