package policy

import (
	"errors"
	"fmt"
	"strings"

	"sekisho/server/text"
)

// wordList is a list of words with what it takes out. Lists within it keep their own exclusions, so it is several groups.
type wordList struct {
	groups []wordGroup
	given  bool // an empty list that was written matches nothing; one that was not is no condition
}

type wordGroup struct {
	in  []listedWord
	out []text.Word // an occurrence inside one of these does not count
}

type listedWord struct {
	word  text.Word
	alone []string // it as written, and nothing else: what most verdicts that name words need of them
}

func (w *listedWord) written() string { return w.alone[0] }

// wordDepth is how deep word lists may name one another.
const wordDepth = 16

func (c *compiler) wordsOf(where string, written []string) wordList {
	list := wordList{given: written != nil}
	if len(written) > 0 {
		list.groups = c.groups(where, written, wordDepth)
	}
	return list
}

func (c *compiler) groups(where string, written []string, depth int) []wordGroup {
	if depth == 0 {
		c.fail(where, errors.New("word lists name one another in a circle, or more than 16 deep: take one of the names out"))
		return nil
	}
	var own wordGroup
	var nested []wordGroup
	for _, w := range written {
		w = strings.TrimSpace(w)
		body, out := cutBang(w)
		inner, isList := c.wordList(where, body)
		switch {
		case w == "" || strings.HasPrefix(w, "#"):
		case isList && out:
			for _, g := range c.groups(where, inner, depth-1) {
				for _, in := range g.in {
					own.out = append(own.out, in.word)
				}
			}
		case isList:
			nested = append(nested, c.groups(where, inner, depth-1)...)
		case out:
			own.out = append(own.out, c.word(where, body))
		default:
			own.in = append(own.in, listedWord{word: c.word(where, body), alone: []string{body}})
		}
	}
	for i := range nested {
		nested[i].out = append(nested[i].out, own.out...)
	}
	return append([]wordGroup{own}, nested...)
}

// cutBang takes both forms of the exclamation mark, as entries do.
func cutBang(s string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, "!"); ok {
		return strings.TrimSpace(rest), true
	}
	if rest, ok := strings.CutPrefix(s, "！"); ok {
		return strings.TrimSpace(rest), true
	}
	return s, false
}

func (c *compiler) word(where, written string) text.Word {
	word, err := c.addWord(written)
	if err != nil {
		c.fail(where, err)
	}
	return word
}

// addWord takes in a word and remembers how it was first written.
func (c *compiler) addWord(written string) (text.Word, error) {
	word, err := c.words.Add(written)
	if err == nil && int(word) == len(c.p.wordNames) {
		c.p.wordNames = append(c.p.wordNames, written)
	}
	return word, err
}

// wordList returns the words that "@name" stands for.
func (c *compiler) wordList(where, written string) ([]string, bool) {
	name, ok := strings.CutPrefix(written, "@")
	if !ok {
		return nil, false
	}
	if builtin, ok := strings.CutPrefix(name, "builtin/"); ok {
		words, known := text.Builtin(builtin)
		if !known {
			c.fail(where, fmt.Errorf("no shipped word list %q", builtin))
		}
		return words, true
	}
	words, ok := c.wordLists[name]
	if !ok {
		c.fail(where, fmt.Errorf("no word list %q: define it under words", name))
	}
	return words, true
}

// parts of a mail that are searched for words.
type textPart uint8

const (
	partSubject textPart = iota
	partBody
	partNewText
	partGreeting
	partFileNames
	partFiles
	partCount
)

var partNames = [partCount]string{"subject", "body", "new-text", "greeting", "file-names", "files"}

// where is the argument that names a part.
func where(p textPart) arg { return word(argWhere, partNames[p]) }

func (c *compiler) parts(where string, names []string) []textPart {
	var parts []textPart
	for _, name := range names {
		part := partCount
		for i := range partNames {
			if partNames[i] == name {
				part = textPart(i)
			}
		}
		if part == partCount {
			c.fail(where, fmt.Errorf("no part %q of a mail: write one of %s", name, strings.Join(partNames[:], ", ")))
			continue
		}
		parts = append(parts, part)
	}
	return parts
}
