package text

import (
	"strings"
	"testing"
)

func TestNewText(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{"nothing to cut", "お世話になります。\n\n資料です。", "お世話になります。\n\n資料です。"},
		{"empty", "", ""},
		{"line ends", "a\r\nb\rc\n", "a\nb\nc"},
		{"Outlook, English", "Please see below.\n\n-----Original Message-----\nFrom: Taro\nSent: Monday\nSecret", "Please see below."},
		{"Outlook, Japanese", "承知しました。\n-----元のメッセージ-----\n秘密", "承知しました。"},
		{"Outlook header block", "ok\n\nFrom: Taro <t@a.example>\nSent: Monday, 5 January 2026\nTo: Jiro\nSubject: x\n\nsecret", "ok"},
		{"Outlook header block, Japanese", "了解\n________________________________\n差出人: 太郎\n送信日時: 2026年1月5日\n宛先: 次郎\n件名: 図面\n\n秘密", "了解"},
		{"Outlook on the web, bold labels", "ok\n\n**From:** Taro\n**Sent:** Monday\n**To:** Jiro\nsecret", "ok"},
		{"Thunderbird forward", "FYI\n\n-------- Forwarded Message --------\nSubject: x\nsecret", "FYI"},
		{"Thunderbird forward, Japanese", "転送します\n\n-------- 転送メッセージ --------\n件名: \t図面\n秘密", "転送します"},
		{"Thunderbird header block", "転送\n件名: 図面\n日付: 2026/01/05\n差出人: 太郎\n宛先: 次郎\n\n秘密", "転送"},
		{"Gmail forward", "see\n\n---------- Forwarded message ---------\nsecret", "see"},
		{"Becky!", "ok\n----------------------- Original Message -----------------------\n From:    Taro\nsecret", "ok"},
		{"Apple Mail forward", "FYI\n\nBegin forwarded message:\n\nsecret", "FYI"},
		{"a line of one's own over a forwarded mail", "転送します。\n▼以下転送\n秘密", "転送します。"},
		{"from here on forwarded", "転送します。\n\n-----転送ここから-----\n秘密", "転送します。"},
		{"attribution of other clients, Japanese", "はい。\n\n2026/11/20 10:00 に、田中太郎 さんは書きました:\n秘密\n秘密", "はい。"},
		{"attribution without a blank, Japanese", "はい。\n\nOn 2026/11/20 10:00, 田中太郎 wrote:\n秘密\n秘密", "はい。"},
		{"a sentence about forwarding", "以下、転送\nします。", "以下、転送\nします。"},
		{"quotation in between", "今日は。\n> 秘密\n＞ 秘密\n  > 秘密\nはい。", "今日は。\nはい。"},
		{"Gmail attribution", "Yes.\n\nOn Mon, Jan 5, 2026 at 10:00 AM Taro <t@a.example> wrote:\n> secret\nAnd no.", "Yes.\n\nAnd no."},
		{"Gmail attribution over two lines", "Yes.\nOn Mon, Jan 5, 2026 at 10:00 AM Taro Yamada\n<t@a.example> wrote:\n\n> secret\nAnd no.", "Yes.\n\nAnd no."},
		{"Gmail attribution, Japanese", "はい。\n2026年1月5日(月) 10:00 山田太郎 <t@a.example>:\n> 秘密", "はい。"},
		{"Apple Mail attribution, Japanese", "はい。\n2026/01/05 10:00、山田太郎 <t@a.example>のメール：\n> 秘密", "はい。"},
		{"attribution of a quotation without marks", "はい。\n\n2026年1月5日(月) 10:00 山田太郎 <t@a.example>:\n\n秘密\n秘密2\n秘密3", "はい。"},
		{"GroupWise", "はい。\n\n>>> 広報室 <k@a.example> 2026/11/18 10:00 >>>\n秘密\n秘密", "はい。"},
		{"signature", "text\n-- \n山田\n株式会社", "text"},
		{"signature whose blank was trimmed", "text\n--\n山田", "text"},
		{"signature between rules", "本文\n\n━━━━━━━━\n山田\nTEL 03-0000-0000\n━━━━━━━━\n", "本文\n"},
		{"signature with a rule inside", "本文\n*-*-*-*-*-*\n山田\n=======\nTEL\n*-*-*-*-*-*", "本文"},
		{"a password between rules", "パスワードをお送りします。\n----------\nAb12cd34\n----------", "パスワードをお送りします。\n----------\nAb12cd34\n----------"},
		{"a password between rules over a signature", "本文\n-----\nAb12cd34\n-----\n\n=====\n山田\n=====", "本文\n-----\nAb12cd34"},
		{"a signature of a line", "本文\n-----\n山田 a1@own.example\n-----", "本文"},
		{"signature under a rule", "本文\n_____\n山田", "本文"},
		{"signature above a quotation", "本文\n-----\n山田\n\n-----Original Message-----\n秘密", "本文"},
		{"a rule far from the end", "記\n----------\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", "記\n----------\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12"},
		{"a mail that is all in rules", "-----\n本文\n-----", "-----\n本文\n-----"},
		{"a rule at the end alone", "本文\n-----", "本文\n-----"},
		{"words of a sentence", "Please find the original message attached.\nFrom: now on\nall is well.", "Please find the original message attached.\nFrom: now on\nall is well."},
		{"four marks are no rule", "本文\n----\n山田", "本文\n----\n山田"},
		{"a date and a place are no header block", "日時: 明日\n宛先: 会議室\n件名: なし\n以上", "日時: 明日\n宛先: 会議室\n件名: なし\n以上"},
	}
	for _, test := range tests {
		if got := NewText(test.body); strings.TrimRight(got, "\n") != strings.TrimRight(test.want, "\n") {
			t.Errorf("%s: NewText(%q) = %q, want %q", test.name, test.body, got, test.want)
		}
	}
}

func TestGreeting(t *testing.T) {
	for in, want := range map[string]string{
		"株式会社つばめ\r\n鈴木様\r\n\r\n \r\n1\r\n2\r\n3\r\n4": "株式会社つばめ\n鈴木様\n1\n2\n3",
		"one":  "one",
		"":     "",
		"\n\n": "",
	} {
		if got := Greeting(in); got != want {
			t.Errorf("Greeting(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzNewText(f *testing.F) {
	f.Add("a\n> b\n-- \nc")
	f.Add("On 1 Jan 2026 x wrote:\n\n> b\n━━━━━\nc\n━━━━━")
	f.Add("From: a\nDate: b\nSubject: c")
	f.Fuzz(func(t *testing.T, body string) {
		got := NewText(body)
		if len(got) > len(body) {
			t.Errorf("NewText(%q) = %q: longer than the body", body, got)
		}
		lines := map[string]bool{}
		for line := range strings.SplitSeq(strings.ReplaceAll(body, "\r", "\n"), "\n") {
			lines[line] = true
		}
		for line := range strings.Lines(got) {
			if isQuote(line) || !lines[strings.TrimRight(line, "\n")] {
				t.Errorf("NewText(%q) has the line %q", body, line)
			}
		}
		if n := filled(strings.Split(Greeting(got), "\n")); n > 5 {
			t.Errorf("Greeting has %d lines", n)
		}
	})
}

func BenchmarkNewText(b *testing.B) {
	body := strings.Repeat("お世話になっております。添付の資料をご確認ください。\r\n> 引用\r\n", 1000)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		NewText(body)
	}
}
