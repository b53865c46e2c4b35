package text

import (
	"strings"
	"testing"
)

func TestUncited(t *testing.T) {
	for in, want := range map[string]string{
		"課長\n\n―― ここから ――\n図面を添付します。\n―― ここまで ――\n\nこれでよいですか。": "課長\n\n\n\nこれでよいですか。",
		"ここから先は図面を添付します。": "ここから先は図面を添付します。",
		"受け付けました。\n【ご質問内容】\n写真を添付します。\n直せますか。\n\n担当より返信します。": "受け付けました。\n\n\n担当より返信します。",
		"Thank you.\nYour message:\nI attach a photo.": "Thank you.\n\n",
		"はい。\n\n    先生\n    承諾書を添付しました。\n    浅香\nよろしく": "はい。\n\n\nよろしく",
		"はい。\n\n\t先生\r\n\t図面を添付\r\n\t浅香\r\n":           "はい。\n\n\n",
		"はい。\n\n    見積書.pdf\n    図面.pdf\n添付します。":       "はい。\n\n    見積書.pdf\n    図面.pdf\n添付します。",
		"はい。\n    先生\n    図面を添付\n    浅香":               "はい。\n    先生\n    図面を添付\n    浅香",
		"\u3000図面を添付します。\n\u3000ご確認ください。\n\u3000以上":    "\u3000図面を添付します。\n\u3000ご確認ください。\n\u3000以上",
		"": "",
	} {
		if got := uncited(in); got != want {
			t.Errorf("uncited(%q) = %q, want %q", in, got, want)
		}
	}
}

// A draft that is shown promises nothing, what its writer adds does.
func TestPromiseOfDraft(t *testing.T) {
	const draft = "下書きです。見てください。\n\n-- ここから --\n江口様\n見積書を添付いたしますので、ご査収ください。\n-- ここまで --\n"
	if got := Promise("", draft); got != "" {
		t.Errorf("Promise = %q of a draft, want nothing", got)
	}
	if got := Promise("", draft+"\n見積書を添付します。"); got == "" {
		t.Error("a promise below a draft was not found")
	}
}

// FuzzUncited: what is left stood there, and nothing is left out of a text without lines.
func FuzzUncited(f *testing.F) {
	f.Add("a\n\n    b\n    c\n\td\n【本文】\ne\n\nここから\nf\nここまで\ng")
	f.Fuzz(func(t *testing.T, s string) {
		got := uncited(s)
		if len(got) > len(s) {
			t.Fatalf("uncited(%q) = %q, which is longer", s, got)
		}
		for line := range strings.Lines(got) {
			if !strings.Contains(s, strings.TrimRight(line, "\n")) {
				t.Fatalf("uncited(%q) has the line %q", s, line)
			}
		}
	})
}
