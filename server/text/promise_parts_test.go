package text

import (
	"fmt"
	"strings"
	"testing"
)

func TestUnquoted(t *testing.T) {
	for in, want := range map[string]string{
		"規約に「申込書に写真を添付します。」とある。": "規約に「」とある。",
		"「添付」を押す。":                                             "「添付」を押す。",
		"「秋の京都を歩く。朝の光。」":                                       "「秋の京都を歩く。朝の光。」",
		"He writes \"please see the attached invoice\" again":  "He writes \"\" again",
		"a 24\" frame, attached to a 30\" one, and please see": "a 24\" frame, attached to a 30\" one, and please see",
		"「資料を添付しますので、ご確認":                                      "「資料を添付しますので、ご確認",
		"“One is attached\n\nand another” is attached":         "“One is attached\n\nand another” is attached",
		"「" + strings.Repeat("添付", 300) + "」":                  "「" + strings.Repeat("添付", 300) + "」",
	} {
		if got := unquoted(in); got != want {
			t.Errorf("unquoted(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestUntimed(t *testing.T) {
	for s, want := range map[string]bool{
		"明日の会議の資料をお送りします": false, "明日の午前に資料をお送りします": true, "明日、資料をお送りします": true, "資料をお送りします": false,
		"承認が下りたら資料をお送りします": true, "完成次第お送りします": true, "三日前にお送りします": true, "事前にお送りします": false,
	} {
		if got := putOffIn(s); got != want {
			t.Errorf("putOffIn(%q) = %t, want %t", s, got, want)
		}
	}
}

func TestLetterSays(t *testing.T) {
	for _, test := range []struct {
		text string
		what fact
		want bool
	}{
		{"原本は郵送します。", goesByPost, true},
		{"郵送は行っておりません。", goesByPost, false},
		{"原本の郵送は省略いたします。", goesByPost, false},
		{"月: 佐藤\n火: 鈴木", hasRows, true},
		{"氏名,電話,住所\n佐藤,03-0000-1000,港区", hasRows, true},
		{"name\ttel\troom\nsato\t1000\t2", hasRows, true},
		{"Well, as you know, we meet\nMon, Tue, and Wed", hasRows, false},
		{"Dear all,\nhere it is, Tom", hasRows, false},
		{"・見積書.pdf\n・図面.pdf", hasRows, false},
		{"月曜に伺います。\n火曜も伺います。", hasRows, false},
		{"見積書.pdfをご覧ください。", namesFile, true},
		{"www.tsubame.example", namesFile, false},
		{"添付を忘れました。再送いたします。", forgot, true},
		{"添付を忘れました。明日再送いたします。", forgot, false},
	} {
		l := &letter{written: test.text}
		for range 2 { // the second time from memory
			if got := l.says(test.what); got != test.want {
				t.Errorf("%q says fact %d: %t, want %t", test.text, test.what, got, test.want)
			}
		}
	}
}

// A text in which thousands of sentences are worth a look costs no more than one with a few.
func TestPromiseJudgesFew(t *testing.T) {
	s := strings.Repeat("x", 10)
	for i := range 200 {
		s += fmt.Sprintf("荷物%dをお送りします。", i)
	}
	if got := Promise("", s+"見積書を添付します。"); got != "" {
		t.Errorf("Promise = %q, want that it gave up before the last sentence", got)
	}
}
