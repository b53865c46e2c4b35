package personal

import (
	"regexp"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// FuzzLook holds the detector to its promises whatever the text: it ends, reports only known kinds, numbers in order, no value
// in a sample, and the same again.
func FuzzLook(f *testing.F) {
	for _, file := range []string{"testdata/with.txt", "testdata/without.txt"} {
		for _, d := range readSet(f, file) {
			f.Add(d.text)
		}
	}
	f.Add("\n>1234\n5678 \n-9018")
	f.Add("氏名|電話\n\"|090-1234-5678\n|+|++1 2 3")
	f.Fuzz(func(t *testing.T, s string) {
		m := policy.Message{Subject: s, Body: s, Attachments: []policy.Attachment{{Text: s}}}
		Look(&m)
		for _, p := range m.Personal {
			if _, ok := policy.LookupCode("personal." + p.Kind); !ok || len(p.Values) == 0 || p.Confidence == "" {
				t.Errorf("got %+v", p)
			}
			if p.Kind != "email" && digitRun(p.Sample) > 4 || !strings.Contains(p.Sample, "**") {
				t.Errorf("sample %q of %s is not masked", p.Sample, p.Kind)
			}
		}
		for _, r := range m.Records {
			if r.Count <= 0 || len(r.Kinds) < 2 && r.Count < fewLines {
				t.Errorf("got %+v", r)
			}
		}
		again := policy.Message{Subject: s, Body: s, Attachments: []policy.Attachment{{Text: s}}}
		Look(&again)
		if len(again.Personal) != len(m.Personal) || len(again.Records) != len(m.Records) {
			t.Errorf("got %d and %d, then %d and %d", len(m.Personal), len(m.Records), len(again.Personal), len(again.Records))
		}
	})
}

// prose is what most mails are: sentences with a date, a price and a number here and there.
func prose(size int) string {
	const piece = "平素は大変お世話になっております。株式会社あかつき精機の山田です。先日ご依頼いただきました見積書（No. 20261122-01、税込 1,234,567円）を添付いたします。" +
		"11月25日（水）10:00からの打ち合わせについて、会議室Aを予約しました。ご不明な点がございましたら、お気軽にお問い合わせください。\n" +
		"Please find attached the drawings for order no. 4500123456, revision 3, as discussed on November 20.\n"
	return strings.Repeat(piece, size/len(piece)+1)[:size]
}

func list(rows int) string {
	return "氏名,電話番号,メールアドレス,住所\n" + strings.Repeat("山田太郎,090-1234-5678,taro@a.example,東京都港区芝1-2-3\n鈴木花子,03-1234-5678,hanako@b.example,大阪府大阪市北区梅田1-1\n", rows/2)
}

func figures(size int) string {
	return strings.Repeat("2026/11/22\t1234567\t98,765\t3.14159\t4901234567894\t123456789012\n", size/60)
}

func BenchmarkLook(b *testing.B) {
	for name, s := range map[string]string{"prose": prose(1 << 20), "list": list(10_000), "figures": figures(1 << 20)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(min(len(s), maxText)))
			b.ReportAllocs()
			for b.Loop() {
				m := policy.Message{Attachments: []policy.Attachment{{Text: s}}}
				Look(&m)
			}
		})
	}
}

// BenchmarkPatterns is the usual way, for comparison in the same run: a regular expression for each kind, and nothing else.
func BenchmarkPatterns(b *testing.B) {
	patterns := []*regexp.Regexp{
		regexp.MustCompile(`\b\d{4}[ .-]?\d{4}[ .-]?\d{4}\b`), regexp.MustCompile(`\bT?[1-9]\d{12}\b`), regexp.MustCompile(`\b(?:\d[ -]?){13,19}\b`),
		regexp.MustCompile(`\b\d{12}\b`), regexp.MustCompile(`\b[A-Z]{2}\d{7}\b`), regexp.MustCompile(`\b[A-Z]{2}\d{8}[A-Z]{2}\b`), regexp.MustCompile(`\b\d{11}\b`),
		regexp.MustCompile(`\b\d{4}-\d{6}\b`), regexp.MustCompile(`\b\d{7}\b`), regexp.MustCompile(`\b0\d{1,4}-\d{1,4}-\d{3,4}\b`),
		regexp.MustCompile(`〒?\d{3}-\d{4}\s*\p{Han}{2,3}[都道府県]`), regexp.MustCompile(`[\w.+-]+@[\w-]+\.[\w.-]+`), regexp.MustCompile(`(?:昭和|平成|令和|\d{4})[年/.-]\d{1,2}[月/.-]\d{1,2}`),
	}
	for name, s := range map[string]string{"prose": prose(1 << 20), "list": list(10_000), "figures": figures(1 << 20)} {
		s = s[:min(len(s), maxText)]
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(s)))
			for b.Loop() {
				for _, p := range patterns {
					p.FindAllStringIndex(s, -1)
				}
			}
		})
	}
}
