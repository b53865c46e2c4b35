// Package words says sentences that stand in two files, one a language, beside the code that needs them.
//
// It promises that both languages have the same sentences with the same words in braces: Load fails otherwise, so that a test
// that loads a book is a test of its completeness. It never judges; a sentence that is not known is shown as its code.
package words

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Languages are the languages that every sentence exists in; the first stands in for any other.
func Languages() []string { return []string{"en", "ja"} }

// Args are what the words in braces stand for.
type Args map[string]string

// Book is a set of sentences by language and code.
type Book struct{ sentences map[string]map[string]string }

// Load reads en.json and ja.json, each an object of codes and sentences. A code, or a word in braces, that only one of them has is
// an error.
func Load(files fs.FS) (*Book, error) {
	b := &Book{sentences: map[string]map[string]string{}}
	for _, lang := range Languages() {
		data, err := fs.ReadFile(files, lang+".json")
		if err != nil {
			return nil, fmt.Errorf("read sentences: %w", err)
		}
		var sentences map[string]string
		if err := json.Unmarshal(data, &sentences); err != nil {
			return nil, fmt.Errorf("read sentences of %s.json: %w", lang, err)
		}
		b.sentences[lang] = sentences
	}
	return b, b.compare("en", "ja")
}

// Must is Load for sentences that are part of the program: a mistake in them is the programmer's, and ends it at its start.
func Must(files fs.FS) *Book {
	b, err := Load(files)
	if err != nil {
		panic(err)
	}
	return b
}

var placeholder = regexp.MustCompile(`\{[a-zA-Z]+\}`)

func (b *Book) compare(one, other string) error {
	codes := maps.Clone(b.sentences[one])
	maps.Copy(codes, b.sentences[other])
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		first, inFirst := b.sentences[one][code]
		second, inSecond := b.sentences[other][code]
		switch {
		case !inFirst:
			return fmt.Errorf("sentence %q is missing in %s.json", code, one)
		case !inSecond:
			return fmt.Errorf("sentence %q is missing in %s.json", code, other)
		case first == "" || second == "":
			return fmt.Errorf("sentence %q is empty", code)
		case !slices.Equal(names(first), names(second)):
			return fmt.Errorf("sentence %q names %v in one language and %v in the other", code, names(first), names(second))
		}
	}
	return nil
}

func names(sentence string) []string {
	found := placeholder.FindAllString(sentence, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// Codes returns the codes of all sentences, sorted.
func (b *Book) Codes() []string { return slices.Sorted(maps.Keys(b.sentences["en"])) }

// Has tells whether there is a sentence of this code.
func (b *Book) Has(code string) bool { _, ok := b.sentences["en"][code]; return ok }

// Say returns the sentence of a code in a language (ja; anything else is en) with its words filled in. Arguments are not looked
// into again: a brace in one stays one.
func (b *Book) Say(lang, code string, args Args) string {
	sentences, ok := b.sentences[lang]
	if !ok {
		sentences = b.sentences["en"]
	}
	sentence, ok := sentences[code]
	if !ok {
		return code
	}
	return placeholder.ReplaceAllStringFunc(sentence, func(name string) string {
		return args[strings.Trim(name, "{}")]
	})
}
