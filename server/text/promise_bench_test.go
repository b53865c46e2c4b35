package text

import (
	"fmt"
	"strings"
	"testing"
)

// tenKiB are ten KiB of a mail in which every sentence is worth a closer look and none is a promise.
func tenKiB(sentence string) string {
	var b strings.Builder
	for i := 0; b.Len() < 10<<10; i++ {
		b.WriteString(strings.ReplaceAll(sentence, "%d", fmt.Sprint(i)))
	}
	return b.String()
}

// BenchmarkPromiseOfTriggers are mails made to cost much.
func BenchmarkPromiseOfTriggers(b *testing.B) {
	for name, sentence := range map[string]string{
		"same": "荷物をお送りします。", "sent": "荷物%dをお送りします。", "later": "後ほど%d番を添付してお送りします。", "documents": "%d番の資料を別途お送りします。",
		"asked": "%d番を添付してください。", "English": "Please attach receipt %d to the form. I am sending Ken to room %d. ", "thanks": "添付の%d番、拝見しました。", "again": "一覧を改めて%dお送りします。",
	} {
		b.Run(name, func(b *testing.B) {
			s := tenKiB(sentence)
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				if got := Promise("", s); got != "" {
					b.Fatalf("Promise = %q", got)
				}
			}
		})
	}
}
