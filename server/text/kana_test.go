package text

import "testing"

// TestKana: hiragana, katakana and half-width katakana are one, except where a short word would be found in endings.
func TestKana(t *testing.T) {
	for _, c := range []struct {
		word, text string
		want       bool
	}{
		{"ハッピョウ", "はっぴょう", true},
		{"はっぴょう", "ハッピョウ資料", true},
		{"はっぴょう", "ﾊｯﾋﾟｮｳ", true},
		{"ﾊｯﾋﾟｮｳ", "はっぴょう", true},
		{"ハッピョウ", "発表", false},
		{"アカツキ精機", "あかつき精機", true},
		{"あかつき精機", "株式会社アカツキ精機 御中", true},
		{"つばめ", "ツバメ", true},
		{"ツバメ", "つばめ", false},
		{"サーバー", "さーばー", true},
		{"マス", "お送りします", false},
		{"マス", "マスを数える", true},
		{"マスト", "いただけますと幸いです", false},
		{"マスト", "この条件はマスト", true},
		{"なし", "ナシ", false},
		{"ヴァイオリン", "ゔぁいおりん", true},
		{"プロジェクト?号", "ぷろじぇくとX号", true},
		{"プロジェクト*計画", "ぷろじぇくと新計画", true},
		{"お知らせ", "オ知ラセ", true},
		{"ハッピョウ会", "はっぴょう　会", true},
	} {
		var b Builder
		if _, err := b.Add(c.word); err != nil {
			t.Fatal(err)
		}
		folded := Fold(c.text)
		got := b.Build().Find(folded)
		if (len(got) > 0) != c.want {
			t.Errorf("%q in %q: %v, want found: %t", c.word, c.text, got, c.want)
		}
	}
}
