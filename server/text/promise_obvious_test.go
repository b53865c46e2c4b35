package text

import (
	"fmt"
	"strings"
	"testing"
)

// What nobody doubts is found, and nothing is found where nobody would, whatever the weights have learned last.
func TestPromiseOfTheObvious(t *testing.T) {
	openings := [...]string{"", "お世話になっております。\n", "Dear Ms Hale,\n\n", "先日はありがとうございました。\n", "Thanks for your mail.\n"}
	endings := [...]string{"", "\nよろしくお願いいたします。", "\n\nKind regards\nNoor", "\n次回は12月9日の午前にお伺いします。"}
	for _, c := range []struct {
		says     string
		promises bool
	}{
		{"見積書を添付いたします。", true},
		{"請求書を添付しましたので、ご査収ください。", true},
		{"別添のとおりお送りいたします。ご査収ください。", true},
		{"議事録を添付でお送りします。", true},
		{"契約書の案を本メールに添付いたします。", true},
		{"Please find attached the invoice.", true},
		{"I've attached the report.", true},
		{"The drawings are attached.", true},
		{"Please see the attached file.", true},
		{"I am attaching our offer.", true},
		{"添付は不要です。", false},
		{"請求書は本日郵送いたしました。", false},
		{"資料は後日メールでお送りします。", false},
		{"添付ファイルを確かに受け取りました。", false},
		{"領収書を添付してください。", false},
		{"There is nothing attached.", false},
		{"Please attach your receipt to the form.", false},
		{"I'll send you the report tomorrow.", false},
		{"I received the file you attached, thank you.", false},
		{"会議は三時からです。", false},
	} {
		for _, opening := range openings {
			for _, ending := range endings {
				body := opening + c.says + ending
				if got := Promise("", NewText(body)); (got != "") != c.promises {
					t.Errorf("Promise of %q = %q, want a word: %t", body, got, c.promises)
				}
			}
		}
	}
}

// A list below the word that names it is no file.
func TestPromiseOfAListInTheText(t *testing.T) {
	for _, mark := range [...]string{",", "\t"} {
		body := "名簿です。\n\n" + strings.Join([]string{"氏名", "携帯電話", "住所"}, mark) + "\n"
		for i := range 12 {
			body += strings.Join([]string{"山田太郎", fmt.Sprintf("090-1234-10%02d", i), "東京都港区芝1-2-3"}, mark) + "\n"
		}
		if got := Promise("ご連絡", NewText(body)); got != "" {
			t.Errorf("Promise of %q = %q, want nothing", body, got)
		}
	}
	if got := Promise("ご連絡", "名簿です。\n\nご確認ください。"); got == "" {
		t.Error("a list that is not in the text was not found")
	}
}

// The plainest mails of offices are of one line.
func TestPromiseOfPlainMails(t *testing.T) {
	for _, c := range []struct {
		says     string
		promises bool
	}{
		{"出席者名簿です。ご確認ください。", true},
		{"今月の月報を提出します。よろしくお願いします。", true},
		{"昨日の点検記録を送ります。特記事項はありません。", true},
		{"We transmit herewith the signed protocol.", true},
		{"Your offer letter is enclosed; kindly sign and return one copy.", true},
		{"納品書（PDF）を添付にて拝受いたしました。", false},
		{"ご請求の冊子は、本日宅急便にて発送いたしました。お手元に届きましたらご覧ください。", false},
		{"免許証の写しをPDFで添付のうえ、ご返信ください。", false},
		{"Many thanks for the payslips. I have all I need and will submit the form today.", false},
	} {
		body := "小田様\n\nお世話になっております。\n" + c.says + "\n\n安藤"
		if c.says[0] < 0x80 {
			body = "Dear Ms Hale,\n\n" + c.says + "\n\nRegards\nNoor"
		}
		if got := Promise("", NewText(body)); (got != "") != c.promises {
			t.Errorf("Promise of %q = %q, want a word: %t", body, got, c.promises)
		}
	}
}
