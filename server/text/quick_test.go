package text

import (
	"strings"
	"testing"
)

// checkQuick holds the looks by which most of a text is spared a closer one against that closer one.
func checkQuick(t *testing.T, body string) {
	t.Helper()
	body = strings.ReplaceAll(body, "\r", "\n")
	if got, want := NewText(body), cutOthers(body); got != want {
		t.Errorf("NewText(%q) = %q, want %q as after the closer look", body, got, want)
	}
	for line := range strings.Lines(body) {
		if line = strings.TrimSpace(line); line == "" || len(line) > 300 {
			continue
		}
		check := func(what string, may bool, read func(string, func(Name, bool)), line string) {
			read(line, func(n Name, ok bool) {
				if ok && !may {
					t.Errorf("%s: %q greets %q, and a quick look overlooks it", what, line, n.Text)
				}
			})
		}
		check("Japanese", mayHonour(line), greetedInJapanese, line)
		check("English", mayGreetInEnglish(line), greetedInEnglish, NFKC(line))
	}
	if got, want := greetedNames(Greeted(body)), greetedNames(Greeted(Greeting(body))); got != want {
		t.Errorf("Greeted(%q) = %q, of the greeting alone %q", body, got, want)
	}
}

func greetedNames(all []Name) string {
	var s []string
	for _, n := range all {
		s = append(s, n.Text)
	}
	return strings.Join(s, "|")
}

func TestQuickLooks(t *testing.T) {
	for _, m := range promiseSet(t) {
		checkQuick(t, m.body)
	}
	for _, body := range []string{
		"田中様", "田中\u3000様", "ﾀﾅｶｻﾝ", "田中ｻﾝ", "田中様\u200b、", "田中\u200b様", "田中さ\u3099ん", "田中 Taro-san,", "田中 Ｔａｒｏ－ｓａｎ、", "ＤＥＡＲ ＳＡＴＯ，", "Sato,",
		"Satō-san,", "Élodie,", "hi sato", "Dear\u00a0Sato,", "John！", "a\n\u00a0> b", "a\n\u3000＞ b", "a\n\u2003> b", "a\n-- \nb", "a\n--\nb",
		"a\nーーーーー\nb", "a\n・・・・・\nb",
		"a\n〜〜〜〜〜\nb", "a\n ─────\nb", "a\n\t-----\nb", "a\n※※※※※\nb", "On 1 May x wrote:\n> y", " On 1 May x\nwrote:\n> y",
		"2026年1月5日 <a@b.example>：\n> y", "x <a@b.example>:\u3000\ny",
		"\u00a0On 1 May x\nwrote:\n> y\u3002", "From: a\nDate: b\nSubject: c", "a\nFrom: a\nDate: b\nSubject: c\nb", "From：a\n送信日時：b\n件名：c",
		"Begin forwarded message:\na",
		"[Original Message]\na", "<元のメッセージ>\na", "\u3000-----Original Message-----\na", "\n\n\n", "a\n\n", "-", "\v> a", "\u0085> a", "\u1680> a",
		"\xff様\n>\xff",
	} {
		checkQuick(t, body)
	}
}

// Every honorific makes a name of what stands before it, however the line goes on.
func TestHonorifics(t *testing.T) {
	for _, h := range honorifics {
		for _, line := range []string{"田中" + h.word, "田中" + h.word + "、お世話になります。", "営業部　田中　" + h.word, "(田中" + h.word + ")"} {
			if got := greetedNames(Greeted(line)); got != "田中" {
				t.Errorf("Greeted(%q) = %q, want 田中", line, got)
			}
		}
	}
}

func FuzzQuickLooks(f *testing.F) {
	f.Add("田中 様\nお世話になります。\n> 引用\n-----\n署名")
	f.Add("Dear Mr. Sato-san,\nFrom: x\nDate: y\nTo: z\nOn 1 May x wrote:\n> y")
	f.Fuzz(func(t *testing.T, body string) {
		if len(body) < 2000 {
			checkQuick(t, body)
		}
	})
}
