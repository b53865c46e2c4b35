package text

import "testing"

func TestTells(t *testing.T) {
	for in, want := range map[string]bool{
		"Q1 図面は要るか\nA1 要る。添付した。\nQ2 写真は\nA2 要らない":                              true,
		"問 図面は\n答 添付した\n問 写真は\n":                                               true,
		"経緯\n4 Nov: they ring.\n5 Nov: we attach the sheet.\n9 Nov: they pay.": true,
		"11/4 苦情\n11/5 表を添付して返信\n11/9 入金":                                      true,
		"[10:15] 佐藤 添付します\n[10:16] 加藤 はい\n10:20 解散":                            true,
		"Q1 図面は要るか\nA1 要る。添付した。":                                               false,
		"A社の図面を添付します。\nQ社の分も。\n問題があれば。\n答えをください。":                              false,
		"1. 図面\n2. 写真\n3. 表":                                                   false,
		"12 files attached\n13 more\n2 Novels\n":                               false,
		"":                                                                     false,
	} {
		if got := tells(in); got != want {
			t.Errorf("tells(%q) = %t, want %t", in, got, want)
		}
	}
}

func TestUncitedFences(t *testing.T) {
	for in, want := range map[string]string{
		"先方への文面です。\n----------\n図面を添付します。\n----------\nよいですか。":       "先方への文面です。\n\nよいですか。",
		"Is this wording all right?\n\n=====\nI attach it.\n=====\n": "Is this wording all right?\n\n\n",
		"お世話になります。\n----------\n図面を添付します。\n----------\n":             "お世話になります。\n----------\n図面を添付します。\n----------\n",
		"文面です。\n----------\n図面を添付します。":                               "文面です。\n----------\n図面を添付します。",
	} {
		if got := uncited(in); got != want {
			t.Errorf("uncited(%q) = %q, want %q", in, got, want)
		}
	}
}
