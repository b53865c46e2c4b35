package personal

import (
	"testing"

	"sekisho/server/policy"
)

// BenchmarkShort is a mail of everyday: a few lines, most often without anything.
func BenchmarkShort(b *testing.B) {
	for name, s := range map[string]string{
		"words":   "お世話になっております。資料をお送りします。ご確認のほどよろしくお願いいたします。\nBest regards,\n",
		"digits":  "お世話になっております。11月25日（水）10:00からの打ち合わせについて、会議室Aを予約しました。ご確認のほどよろしくお願いいたします。\n",
		"english": "Please find attached the drawings for order no. 4500123456, revision 3, as discussed on November 20.\nBest regards,\n",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				m := policy.Message{Subject: "資料の件", Body: s}
				Look(&m)
			}
		})
	}
}
