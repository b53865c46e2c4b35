package personal

import (
	"hash/maphash"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// workOn is how many marks, values and octets are looked at again in a text of n pieces, and its size.
func workOn(head, piece, tail string, n int) (work, size int) {
	s := head + strings.Repeat(piece, n) + tail
	l := looker{m: &policy.Message{}}
	l.r.m, l.r.seed = l.m, maphash.MakeSeed()
	l.look(s, policy.Place{Where: "body"}, maxAll)
	return l.r.work, len(s)
}

// TestLinesAreKept: a number that is cut off at the letters behind it takes no line end with it.
func TestLinesAreKept(t *testing.T) {
	var x scanner
	x.scan("電話 03-1234-5678\n12th floor\nend")
	if len(x.lines) != 3 {
		t.Errorf("got %d lines, want 3", len(x.lines))
	}
}

// TestWorkGrowsWithSize: whatever stands in a text, four times as much of it is no more than four times the work, and none is more
// than some steps for each octet. It counts steps, not time.
func TestWorkGrowsWithSize(t *testing.T) {
	for _, c := range []struct{ name, head, piece, tail string }{
		{"addresses on one line", "", "a1@b.jp ", ""},
		{"addresses behind a word for persons", "お客様 ", "a1@b.jp ", ""},
		{"addresses before a word for persons", "", "a1@b.jp ", "お客様"},
		{"addresses among words", "", "電話a1@b.jp,", ""},
		{"addresses of offices before a word for persons", "", "担当a1@b.jp ", "お客様"},
		{"columns", "", "氏名\t", "\n田中"},
		{"columns of words", "", "電話 番号 携帯\t", "\n田中"},
		{"numbers behind one word", "電話 ", "090-1234-5678 ", ""},
		{"numbers before one word", "", "090-1234-5678 ", "（電話）"},
		{"numbers among words", "", "番号 携帯 090-1234-5678 ", ""},
		{"words without a number", "", "番号。", "12"},
		{"words, each with a number behind them", "", "番号。番号。番号。12 ", ""},
		{"labels without an end", "", "氏名：", "山田"},
		{"blanks, then words", strings.Repeat(" ", 1<<16), "氏名 ", ""},
		{"places", "", "東京都港区 ", ""},
		{"words for addresses", "", "住所 東京都港区芝1-2-3 ", ""},
		{"persons in lines", "", "山田太郎 090-1234-5678\n", ""},
		{"persons in blocks", "", "氏名：山田太郎\n電話：090-1234-5678\n\n", ""},
		{"rows of a table", "氏名\t電話\n", "山田太郎\t090-1234-5678\n", ""},
		{"symbols", "", "記号 1234 番号 12345 ", ""},
		{"numbers of a bank", "銀行 ", "普通 1234567 ", "株式会社"},
	} {
		const n = 4000
		once, _ := workOn(c.head, c.piece, c.tail, n)
		twice, _ := workOn(c.head, c.piece, c.tail, 2*n)
		four, size := workOn(c.head, c.piece, c.tail, 4*n)
		if slack := 2000; twice > 2*once+once/10+slack || four > 4*once+once/5+slack {
			t.Errorf("%s: got %d, %d and %d steps for 1, 2 and 4 times as much, want them to grow no faster", c.name, once, twice, four)
		}
		if four > 40*size {
			t.Errorf("%s: got %d steps for %d octets, want at most 40 for each", c.name, four, size)
		}
	}
}
