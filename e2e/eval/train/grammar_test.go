package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

const smallGrammar = `# a comment
doc = 図面 / 名簿
many = 2枚 / ∅
letter.ja = 前\n{says}
subject.ja = 連絡
letter.en = Hi,\n{says}
subject.en = Hello

+ {doc}{many}を添付します。
- 送付のお願い | {doc}をください。
+ I attach it.
`

func TestGrammar(t *testing.T) {
	g, err := readGrammar(smallGrammar)
	if err != nil || len(g.patterns) != 3 {
		t.Fatalf("readGrammar = %+v, %v, want 3 patterns", g, err)
	}
	seen := map[string]bool{}
	for range 50 {
		subject, body, err := g.letter(g.patterns[0])
		if err != nil || subject != "連絡" {
			t.Fatalf("letter = %q, %q, %v", subject, body, err)
		}
		seen[body] = true
	}
	for _, want := range []string{"前\n図面を添付します。", "前\n名簿2枚を添付します。"} {
		if !seen[want] || len(seen) != 4 {
			t.Errorf("of fifty letters %q came out, want four and %q among them", slices.Sorted(maps.Keys(seen)), want)
		}
	}
	if subject, body, _ := g.letter(g.patterns[1]); subject != "送付のお願い" || !strings.HasSuffix(body, "をください。") || g.patterns[1].forgotten {
		t.Errorf("a pattern with a subject: %q, %q, promises %t", subject, body, g.patterns[1].forgotten)
	}
	if subject, body, _ := g.letter(g.patterns[2]); subject != "Hello" || body != "Hi,\nI attach it." || !g.patterns[2].forgotten {
		t.Errorf("an English pattern: %q, %q", subject, body)
	}
}

func TestGrammarSamples(t *testing.T) {
	made := func() []*sample {
		g, _ := readGrammar(smallGrammar)
		all, err := g.samples("made", 0.25)
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	all := made()
	if len(all) != 3*perPattern {
		t.Fatalf("%d samples, want %d", len(all), 3*perPattern)
	}
	for i, again := range made() {
		if s := all[i]; s.isMail || s.cost != 0.25 || len(s.sentences) != len(again.sentences) || len(s.sentences) > 0 && len(s.sentences[0]) != len(again.sentences[0]) {
			t.Errorf("sample %s differs from one run to the next, or is a mail: %+v", s.id, s)
		}
	}
}

func TestBadGrammars(t *testing.T) {
	for file, want := range map[string]string{
		"a = b\nnonsense":                 "grammar.txt:2: \"nonsense\"",
		"+ {none}":                        "no words {letter.en}",
		"letter.en = {says}\n+ {none}":    "no words {none}",
		"letter.en = {letter.en}\n+ says": "too deep",
	} {
		g, err := readGrammar(file)
		if err == nil {
			_, err = g.samples("made", 1)
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", file, err, want)
		}
	}
}

// In nearly every letter that promises something a sentence is worth a look; each pattern can be filled in. The twins are told from
// the rest, so that the least sum can be chosen without them.
func TestOwnGrammar(t *testing.T) {
	all, err := madeSamples(1)
	if err != nil {
		t.Fatal(err)
	}
	made, twins := part(all, "twins-")
	for _, c := range []struct {
		name  string
		all   []*sample
		least int
	}{{"grammar.txt", made, 1000}, {"twins.txt", twins, 800}} {
		promising, unseen := 0, 0
		for _, s := range c.all {
			if s.forgotten {
				promising++
				if len(s.sentences) == 0 {
					unseen++
				}
			}
		}
		if promising < c.least || 2*promising > len(c.all)+1000 || 20*unseen > promising {
			t.Errorf("%s: %d of %d letters promise something, and %d of these have no sentence worth a look", c.name, promising, len(c.all), unseen)
		}
	}
}

func TestBadTwins(t *testing.T) {
	g, err := readGrammar(smallGrammar)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.read("twins.txt", "\nnonsense"); err == nil || !strings.Contains(err.Error(), "twins.txt:2: ") {
		t.Errorf("of nonsense: %v, want its place", err)
	}
}
