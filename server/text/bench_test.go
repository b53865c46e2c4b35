package text

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// tenThousand are words as offices have them: names of projects, customers, products.
func tenThousand() []string {
	words := make([]string, 10_000)
	for i := range words {
		switch i % 4 {
		case 0:
			words[i] = fmt.Sprintf("秘密計画%d号", i)
		case 1:
			words[i] = fmt.Sprintf("project-%d", i)
		case 2:
			words[i] = fmt.Sprintf("第%d製作所", i)
		default:
			words[i] = fmt.Sprintf("ヒミツ商品%d型", i)
		}
	}
	return words
}

// mebibyte is a text of 1 MiB that holds few of the words.
func mebibyte() string {
	const line = "お世話になっております。株式会社あかつき精機の小林です。先日ご相談した見積の件、社内で検討いたしました。" +
		"Please find our comments below and let us know by Friday. 部品番号はA-1024、数量は30個、納期は来月末です。\n"
	var b strings.Builder
	for i := 0; b.Len() < 1<<20; i++ {
		b.WriteString(line)
		if i%500 == 0 {
			fmt.Fprintf(&b, "秘密計画%d号について。\n", i*4)
		}
	}
	return Fold(b.String())
}

func set10000(b *testing.B) *Set {
	b.Helper()
	var builder Builder
	for _, w := range tenThousand() {
		if _, err := builder.Add(w); err != nil {
			b.Fatal(err)
		}
	}
	return builder.Build()
}

func BenchmarkCompile10000(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		set10000(b)
	}
}

func BenchmarkFind10000(b *testing.B) {
	set, text := set10000(b), mebibyte()
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if len(set.Find(text)) == 0 {
			b.Fatal("found nothing")
		}
	}
}

// peerWords and peerText are so few that the peers end in seconds.
func peerWords() []string { return tenThousand()[:1000] }

func peerText() string { return mebibyte()[:64<<10] }

// BenchmarkPeers finds a thousand words in 64 KiB: by a Set, by a loop over the words, and by one alternation of all.
func BenchmarkPeers(b *testing.B) {
	words, text := peerWords(), strings.ToValidUTF8(peerText(), "")
	var builder Builder
	for _, w := range words {
		if _, err := builder.Add(w); err != nil {
			b.Fatal(err)
		}
	}
	set, re := builder.Build(), regexp.MustCompile(strings.Join(words, "|"))
	for name, find := range map[string]func() bool{
		"set": func() bool { return len(set.Find(text)) > 0 },
		"contains": func() bool {
			found := 0
			for _, w := range words {
				if strings.Contains(text, w) {
					found++
				}
			}
			return found > 0
		},
		"regexp": func() bool { return len(re.FindAllStringIndex(text, -1)) > 0 },
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if !find() {
					b.Fatal("found nothing")
				}
			}
		})
	}
}

func BenchmarkPromise(b *testing.B) {
	var text strings.Builder
	for _, m := range promiseSet(b) {
		if !m.promises {
			text.WriteString(m.body + "\n\n")
		}
	}
	b.SetBytes(int64(text.Len()))
	b.ReportAllocs()
	for b.Loop() {
		Promise("", text.String())
	}
}

// BenchmarkPromiseOfNothing is the usual mail: nothing in it is worth a closer look.
func BenchmarkPromiseOfNothing(b *testing.B) {
	text := strings.Repeat("お世話になっております。来週の会議は10時からです。Let us meet at ten.\n", 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if Promise("", text) != "" {
			b.Fatal("a promise")
		}
	}
}

func BenchmarkPassword(b *testing.B) {
	text := strings.Repeat("お世話になっております。来週の会議は10時からです。Let us meet at ten.\n", 1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Password(text)
	}
}

func BenchmarkGreeted(b *testing.B) {
	const greeting = "株式会社みなと\n営業部 田中太郎様\nいつもお世話になっております。\nDear Ms Sato,"
	b.SetBytes(int64(len(greeting)))
	b.ReportAllocs()
	for b.Loop() {
		for _, n := range Greeted(greeting) {
			n.Compare("佐藤 花子", "hanako.sato")
		}
	}
}

// usualMail is what most mails are: nobody quoted, nothing promised, a sentence or two.
const usualMail = "お世話になっております。\n来週の会議は10時からです。\nPlease let us know by Friday.\n"

// BenchmarkWritten is all that is read of the usual mail, short and long.
func BenchmarkWritten(b *testing.B) {
	for name, body := range map[string]string{"short": usualMail, "100KB": strings.Repeat(usualMail, 900)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			b.ReportAllocs()
			for b.Loop() {
				own := NewText(body)
				if told, _ := Password(own); told || len(Greeted(own)) > 0 || Promise("", own) != "" {
					b.Fatal("found something")
				}
			}
		})
	}
}

// BenchmarkSentence is a mail of one sentence with a word that is worth a closer look.
func BenchmarkSentence(b *testing.B) {
	for name, s := range map[string]string{
		"promised": "見積書を添付いたしますので、ご確認のほどよろしくお願いいたします。", "sent": "10月分の請求書をお送りいたします。",
		"later": "後ほど添付してお送りします。", "things": "荷物を営業所まで送りましたので、届いたら教えてください。",
		"English": "Please find attached our quotation.", "asked": "Please attach your receipts to the expense form.",
		"people": "I am sending Ken to the meeting tomorrow with the new sales people.",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Promise("", s)
			}
		})
	}
}
