package held

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var place = regexp.MustCompile(`\{[a-z]+\}`)

func TestBothLanguagesSayTheSame(t *testing.T) {
	ja, en := words()["ja"], words()["en"]
	if a, b := slices.Sorted(maps.Keys(ja)), slices.Sorted(maps.Keys(en)); !slices.Equal(a, b) {
		t.Errorf("keys differ:\nja %v\nen %v", a, b)
	}
	for key, said := range ja {
		a, b := place.FindAllString(said, -1), place.FindAllString(en[key], -1)
		slices.Sort(a)
		slices.Sort(b)
		if !slices.Equal(a, b) {
			t.Errorf("%s names %v in ja and %v in en", key, a, b)
		}
	}
}

func TestSay(t *testing.T) {
	if got := Say("fr", "more", "count", "{x}"); got != "ほか {x} 件" {
		t.Errorf("got %q: another language is ja, and values are not filled again", got)
	}
	if got := Say("en", "none"); got != "none" {
		t.Errorf("an unknown key is %q, want itself", got)
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"見積\r\nBcc: x@y":        "見積  Bcc: x@y",
		"a\u202egpj.exe":        "agpj.exe",
		"\u2067x\u2069\u200f":   "x",
		"a\x00b\u2028c\tdé\xff": "a b c dé�",
		"  blanks ":             "blanks",
		strings.Repeat("長", 30): strings.Repeat("長", 20) + "…",
	} {
		if got := Line(in, 20); got != want {
			t.Errorf("Line(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWhen(t *testing.T) {
	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 23, 15, 4, 0, 0, time.UTC)
	if ja, en := When("ja", at, tokyo), When("en", at, tokyo); ja != "2026年11月24日(火) 00:04" || en != "Tue 24 Nov 2026, 00:04 JST" {
		t.Errorf("got %q and %q", ja, en)
	}
}
