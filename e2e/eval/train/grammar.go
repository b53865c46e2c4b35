package main

import (
	_ "embed" // the patterns
	"fmt"
	"math/rand/v2"
	"strings"
)

// grammarFile has patterns of what mails say; its head tells its form.
//
//go:embed grammar.txt
var grammarFile string

// twinsFile has more of them, for the words of the first.
//
//go:embed twins.txt
var twinsFile string

const (
	// perPattern is how many letters are made of each pattern. More of them gained nothing.
	perPattern = 12
	// maxNested is how deep words may stand in words.
	maxNested = 8
	// noWord stands for none in a list of words.
	noWord = "∅"
)

// grammar is what letters are made of.
type grammar struct {
	words    map[string][]string // by the name of their kind
	patterns []pattern
	random   *rand.Rand
}

// pattern is a way to speak of files.
type pattern struct {
	subject   string // empty: one that tells nothing
	says      string
	forgotten bool
}

// madeSamples fills in every pattern of the grammar, "made-", and of the twins, "twins-".
func madeSamples(cost float64) ([]*sample, error) {
	g, err := readGrammar(grammarFile)
	if err != nil {
		return nil, err
	}
	made, err := g.samples("made", cost)
	if err != nil {
		return nil, err
	}
	g.patterns = nil
	if err := g.read("twins.txt", twinsFile); err != nil {
		return nil, err
	}
	twins, err := g.samples("twins", cost)
	return append(made, twins...), err
}

func readGrammar(file string) (*grammar, error) {
	g := &grammar{words: map[string][]string{}, random: rand.New(rand.NewPCG(3, 4))} // #nosec G404 -- the same letters each time
	return g, g.read("grammar.txt", file)
}

// read adds a file's words and patterns.
func (g *grammar) read(name, file string) error {
	for n, line := range strings.Split(file, "\n") {
		kind, words, isList := strings.Cut(line, " = ")
		switch {
		case line == "" || line[0] == '#':
		case strings.HasPrefix(line, "+ "), strings.HasPrefix(line, "- "):
			g.patterns = append(g.patterns, newPattern(line[2:], line[0] == '+'))
		case isList:
			g.words[kind] = strings.Split(words, " / ")
		default:
			return fmt.Errorf("%s:%d: %q is neither a pattern nor words", name, n+1, line)
		}
	}
	return nil
}

// newPattern takes a line apart: what stands before a bar is the subject.
func newPattern(line string, forgotten bool) pattern {
	if subject, says, ok := strings.Cut(line, " | "); ok {
		return pattern{subject, says, forgotten}
	}
	return pattern{says: line, forgotten: forgotten}
}

func (g *grammar) samples(name string, cost float64) ([]*sample, error) {
	var all []*sample
	for n, p := range g.patterns {
		for i := range perPattern {
			subject, body, err := g.letter(p)
			if err != nil {
				return nil, err
			}
			s := newSample(fmt.Sprintf("%s-%d-%d", name, n, i), subject, body, p.forgotten)
			s.cost = cost
			all = append(all, s)
		}
	}
	return all, nil
}

// letter puts a pattern into a letter of its language.
func (g *grammar) letter(p pattern) (subject, body string, err error) {
	language := languageOf(p.says + p.subject)
	g.words["says"] = []string{p.says}
	if body, err = g.fill("{letter."+language+"}", 0); err != nil {
		return "", "", err
	}
	if subject = p.subject; subject == "" {
		subject = "{subject." + language + "}"
	}
	subject, err = g.fill(subject, 0)
	return subject, strings.ReplaceAll(body, `\n`, "\n"), err
}

// fill puts a word of its kind in the place of each {name}.
func (g *grammar) fill(pattern string, nested int) (string, error) {
	if nested > maxNested {
		return "", fmt.Errorf("grammar.txt: %q stands too deep in other words", pattern)
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, after, _ := strings.Cut(rest, "}")
		words := g.words[name]
		if len(words) == 0 {
			return "", fmt.Errorf("grammar.txt: there are no words {%s}", name)
		}
		filled, err := g.fill(words[g.random.IntN(len(words))], nested+1)
		if err != nil {
			return "", err
		}
		if filled != noWord {
			b.WriteString(filled)
		}
		pattern = after
	}
}

// languageOf tells by a pattern in which language its letter is.
func languageOf(s string) string {
	if strings.Contains(s, "{D}") || strings.Contains(s, "{doc}") || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3000 }) {
		return "ja"
	}
	return "en"
}
