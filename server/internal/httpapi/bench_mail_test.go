package httpapi

import (
	"fmt"
	"strings"
)

// paragraphs are what an office writes in a long mail: a matter, dates, sums, people, a list, a signature.
var paragraphs = []string{
	"いつも大変お世話になっております。港産業の佐藤です。\n先日はお忙しいところお時間をいただき、誠にありがとうございました。\n",
	"打ち合わせの内容を下記のとおりまとめましたので、ご確認をお願いいたします。\n認識に違いがありましたら、%d月%d日までにご連絡ください。\n",
	"1. 納期について\n第一次分は%d月%d日の着を予定しております。工程に遅れが出た場合は、前日までに電話でお知らせします。\n",
	"2. 単価について\n数量が%d個を超える場合は、先日の見積から5%%ほど下げられる見込みです。社内の決裁は来週の予定です。\n",
	"3. 検収について\n検収は弊社の品質管理部で行います。立ち会いを希望される場合は、担当の田中までお申し付けください。\n",
	"なお、図面の改訂版は来週中に改めてお送りします。寸法の変更は%d箇所で、公差は従来のままです。\n",
	"お支払いは月末締めの翌月末払いでお願いしたく存じます。請求書の宛名は「港産業株式会社 経理部」でお願いいたします。\n",
	"次回の会議は%d月%d日の午後2時から、第2会議室で行います。オンラインで参加される方には、別途ご案内いたします。\n",
	"ご不明な点がございましたら、どうぞお気軽にお問い合わせください。引き続きよろしくお願い申し上げます。\n",
	"We look forward to your visit on the %dth. Our office is on the third floor; please ask for Ms. Kato at the front desk.\n",
}

// letter is a mail of some 10 KiB, no two numbers of it alike from one n to the next.
func letter(n int) string {
	var b strings.Builder
	for i := 0; b.Len() < 10_000; i++ {
		p := paragraphs[i%len(paragraphs)]
		args := make([]any, strings.Count(p, "%d"))
		for j := range args {
			args[j] = (n+i+j)%12 + 1
		}
		fmt.Fprintf(&b, p, args...)
	}
	return b.String()
}

// promises is the worst that a body can be to the detectors: nothing but sentences that may announce a file.
func promises(int) string {
	return strings.Repeat("お世話になっております。見積書をお送りします。\n", 140)
}
