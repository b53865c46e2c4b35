package text

import (
	"testing"
	"unicode/utf8"
)

func TestBareCompany(t *testing.T) {
	for name, want := range map[string]string{
		"株式会社北都商事":                 "北都商事",
		"北都商事株式会社":                 "北都商事",
		"北都商事㈱":                    "北都商事",
		"（有）北都商事":                  "北都商事",
		"合同会社 青葉デザイン":              "青葉デザイン",
		"Minato Trading Co., Ltd.": "minato trading",
		"Minato Trading Co.,Ltd":   "minato trading",
		"Minato Trading, Inc.":     "minato trading",
		"Kestrel LLC":              "kestrel",
		"北都商事":                     "", // no form to leave out
		"Zinc":                     "",
		"Vinckk":                   "",
		"株式会社北都":                   "", // too short
		"株式会社佐々木":                  "", // a person is greeted so
		"Hasegawa Co., Ltd.":       "",
		"有限会社サービス":                 "",
		"Next Inc.":                "",
		"株式会社":                     "",
		"":                         "",
	} {
		if got := BareCompany(name); got != Fold(want) {
			t.Errorf("BareCompany(%q) = %q, want %q", name, got, Fold(want))
		}
	}
}

func FuzzBareCompany(f *testing.F) {
	f.Add("株式会社北都商事")
	f.Add("A Co., Ltd.")
	f.Fuzz(func(t *testing.T, name string) {
		if bare := BareCompany(name); bare != "" && utf8.RuneCountInString(bare) < 3 {
			t.Errorf("BareCompany(%q) = %q, which is too short", name, bare)
		}
	})
}
