// Package text folds text and finds words in it, as section 3 of the policy language says.
package text

// Fold brings s into the form in which words are compared.
func Fold(s string) string { return s }

// Set is all words of a policy in one automaton. Build it once, use it from any goroutine.
type Set struct{}

// Builder collects words for a Set.
type Builder struct{}

// Word is the number of a word in its Set.
type Word int

// Add takes in one word as written ("*" and "?" allowed, no leading "!") and returns its number; equal words share one.
func (b *Builder) Add(word string) (Word, error) { return 0, nil }

// Build compiles the words.
func (b *Builder) Build() *Set { return &Set{} }

// Match is one occurrence of a word: octet offsets in the folded text.
type Match struct {
	Word       Word
	Start, End int
}

// Find returns every occurrence of every word in a folded text, ordered by Start, then Word.
func (s *Set) Find(folded string) []Match { return nil }
