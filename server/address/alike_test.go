package address

import (
	"fmt"
	"strings"
	"testing"
)

var office = []string{
	"tsubame.co.jp", "hokuto-denki.co.jp", "akatsuki.example", "city.yokohama.lg.jp", "gmail.com", "yahoo.co.jp", "sakura-foods.com",
	"shinjuku-tsusho.co.jp", "mitsubishi-electric.co.jp", "kobe-u.ac.jp", "nec.com", "xn--eckwd4c7c.jp", "mail.ohno.co.jp", "matsuda-kikai.co.jp", "smbc.co.jp", "rakuten.co.jp",
	"pref.osaka.lg.jp", "metro.tokyo.lg.jp", "toyota-kiko.co.jp", "sony-life.co.jp", "青空商事.jp", "未来設計.jp", "みらいせっけい.jp", "mizuno-print.co.uk", "kddi.com",
}

// officeAlikes compiles what an office knows.
func officeAlikes(t testing.TB) *Alikes {
	t.Helper()
	domains := make([]string, len(office))
	for i, written := range office {
		domain, err := Domain(written)
		if err != nil {
			t.Fatalf("Domain(%q): %v", written, err)
		}
		domains[i] = domain
	}
	return NewAlikes(domains)
}

func TestAlikes(t *testing.T) {
	known := officeAlikes(t)
	for written, want := range map[string]string{
		// Made to be taken for another.
		"tsubаme.co.jp":           "look-alike tsubame.co.jp mixed-script", // Cyrillic а
		"tsubamé.co.jp":           "look-alike tsubame.co.jp homograph",
		"ｇｍаｉｌ.com":               "look-alike gmail.com mixed-script",
		"tsubarne.co.jp":          "look-alike tsubame.co.jp letter-shapes",
		"ak4tsuki.example":        "typo akatsuki.example replaced",
		"h0kut0-denki.co.jp":      "look-alike hokuto-denki.co.jp digits",
		"gmai1.com":               "look-alike gmail.com digits",
		"gmaiI.com":               "look-alike gmail.com letter-shapes",
		"tsubame.co.jp.evil.net":  "look-alike tsubame.co.jp sub-domain",
		"tsubame-co-jp.com":       "look-alike tsubame.co.jp joined",
		"hokuto-denki-co-jp.com":  "look-alike hokuto-denki.co.jp joined",
		"tsubame-login.com":       "look-alike tsubame.co.jp extra-word",
		"secure-hokuto-denki.com": "look-alike hokuto-denki.co.jp extra-word",
		"tsubamesupport.net":      "look-alike tsubame.co.jp extra-word",
		"city.yokohama.ig.jp":     "typo city.yokohama.lg.jp suffix-slip",
		// Slips.
		"tsubame.com":              "typo tsubame.co.jp suffix",
		"tsubame.ne.jp":            "typo tsubame.co.jp suffix",
		"tsubame.xo.jp":            "typo tsubame.co.jp suffix-slip",
		"sakura-foods.con":         "typo sakura-foods.com suffix-slip",
		"sakura-foods.cm":          "typo sakura-foods.com suffix-slip",
		"tsubame.co.ip":            "typo tsubame.co.jp suffix-slip",
		"tsubameco.jp":             "typo tsubame.co.jp dots",
		"tsubame.cojp":             "typo tsubame.co.jp suffix-slip",
		"wwwtsubame.co.jp":         "typo tsubame.co.jp dots",
		"hokutodenki.co.jp":        "typo hokuto-denki.co.jp hyphen",
		"hokuto‐denki.co.jp":       "typo hokuto-denki.co.jp dash",
		"hokutoーdenki.co.jp":       "typo hokuto-denki.co.jp dash",
		"sinjuku-tusho.co.jp":      "typo shinjuku-tsusho.co.jp romanisation",
		"oono.co.jp":               "typo mail.ohno.co.jp romanisation",
		"tubame.co.jp":             "typo tsubame.co.jp romanisation",
		"tsubmae.co.jp":            "typo tsubame.co.jp swapped",
		"tsubaame.co.jp":           "typo tsubame.co.jp repeated",
		"tsubme.co.jp":             "typo tsubame.co.jp omitted",
		"tsubamne.co.jp":           "typo tsubame.co.jp inserted",
		"tsuname.co.jp":            "typo tsubame.co.jp neighbour-key",
		"tsubime.co.jp":            "typo tsubame.co.jp vowel",
		"tsubaxe.co.jp":            "typo tsubame.co.jp replaced",
		"mitubisi-electoric.co.jp": "typo mitsubishi-electric.co.jp several-slips",
		"mitsubshi-electirc.co.jp": "typo mitsubishi-electric.co.jp several-slips",
		"gmial.com":                "typo gmail.com swapped",
		"city.yokohoma.lg.jp":      "typo city.yokohama.lg.jp vowel",
		"nec.co.jp.example.net":    "none",
		"something.con":            "typo something.com unknown-suffix",
		"nec.con":                  "typo nec.com suffix-slip",
		"perf.osaka.lg.jp":         "typo pref.osaka.lg.jp swapped",
		"city-yokohama.lg.jp":      "typo city.yokohama.lg.jp dots",
		"city.yokohama.com":        "typo city.yokohama.lg.jp suffix",
		"metro.toyo.lg.jp":         "typo metro.tokyo.lg.jp omitted",
		"toyoda-kiko.co.jp":        "typo toyota-kiko.co.jp replaced",
		"toyota-kikou.co.jp":       "typo toyota-kiko.co.jp romanisation",
		"ѕоսу-life.co.jp":          "look-alike sony-life.co.jp mixed-script", // Armenian ս
		"靑空商事.jp":                  "look-alike 青空商事.jp kana-shapes",
		"靑空商亊.jp":                  "look-alike 青空商事.jp kana-shapes",
		"末来設計.jp":                  "look-alike 未来設計.jp kana-shapes",
		"ミライせっケイ.jp":               "look-alike みらいせっけい.jp kana-shapes",
		"tsubame-saihaitatsu.com":  "look-alike tsubame.co.jp extra-word",
		"tsubame-2025.com":         "look-alike tsubame.co.jp extra-word",
		"tsubamejapan.com":         "look-alike tsubame.co.jp extra-word",
		"nec-login.com":            "look-alike nec.com extra-word",
		"tsubame.co-jp.com":        "typo tsubame.co.jp suffix-slip",
		"tsubame.co.jp-login.com":  "typo tsubame.co.jp suffix-slip",
		"mizuno-print.org.uk":      "typo mizuno-print.co.uk suffix",
		"kdi.com":                  "typo kddi.com omitted",
		// Silent: known, and what its owner has too.
		"tsubame.co.jp": "none", "TSUBAME.CO.JP.": "none", "ｔｓｕｂａｍｅ。co。jp": "none", "osaka.tsubame.co.jp": "none", "ohno.co.jp": "none",
		// Silent: real neighbours, sisters, other firms with a word in common.
		"yahoo.com": "none", "yahoo.ne.jp": "none", "gmx.com": "none", "rakuten-card.co.jp": "none", "smbc-card.com": "none", "kobe-cufs.ac.jp": "none",
		"pref.kanagawa.lg.jp": "none", "city.kawasaki.lg.jp": "none", "city.yokosuka.kanagawa.jp": "none", "hokuto-denko.co.jp": "none", "hokuto-kensetsu.co.jp": "none",
		"tsubame-design.co.jp": "none", "tsubame-hd.co.jp": "none", "tsubame.onmicrosoft.com": "none", "matsuya-kikai.co.jp": "none", "nic.ad.jp": "none", "nce.com": "none",
		"mazda.co.jp": "none", "pref.aichi.lg.jp": "none", "toyota-denko.co.jp": "none", "hokuto-2.co.jp": "none", "sakura.ne.jp": "none", "own.local": "none", "server.internal": "none", "[192.0.2.1]": "none", "tsubame.de": "none",
	} {
		domain, err := Domain(written)
		if err != nil {
			t.Errorf("Domain(%q): %v", written, err)
			continue
		}
		got := known.Find(domain)
		line := strings.TrimSpace(fmt.Sprintf("%s %s %s", got.Kind, toUnicodeDomain(got.Known), got.Reason))
		if line != want {
			t.Errorf("Find(%s) = %s (%d), want %s", written, line, got.Score, want)
		}
		if (got.Score > 0) != (got.Kind != AlikeNone) || got.Score > 100 {
			t.Errorf("Find(%s): kind %s with score %d", written, got.Kind, got.Score)
		}
	}
}
