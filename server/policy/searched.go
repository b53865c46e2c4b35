package policy

import "sekisho/server/text"

// Searched is what remains of the texts of a mail that are not kept: how long the body was, which texts were searched, and where
// the words that were asked for stood. It holds words of the policy and places, never other text.
type Searched struct {
	BodyLength int            `json:"bodyLength"` // characters
	Parts      []SearchedPart `json:"parts,omitempty"`
}

// SearchedPart is one text that was searched, for every word of the policy at once and for the patterns that rules came to.
type SearchedPart struct {
	Part     string          `json:"part"` // body, new-text, greeting, files
	Words    []FoundWord     `json:"words,omitempty"`
	Patterns map[string]bool `json:"patterns,omitempty"` // as written -> whether it matched
	More     bool            `json:"more,omitempty"`     // words stood in more places than are kept
}

// FoundWord is one word in one place. Start and end count characters of the stretch's folded text.
type FoundWord struct {
	Word    string `json:"word"`              // as the policy writes it
	Stretch int    `json:"stretch,omitempty"` // words of different stretches, such as files, do not stand together
	Start   int    `json:"start"`
	End     int    `json:"end"`
}

// maxFound is how many places are kept of one text.
const maxFound = 200

// goneParts are the texts that no record keeps.
var goneParts = [...]textPart{partBody, partNewText, partGreeting, partFiles}

func gone(p textPart) bool {
	for _, g := range goneParts {
		if g == p {
			return true
		}
	}
	return false
}

// searched writes down what was searched while the mail was judged.
func (e *evaluation) recordSearched(to *Searched) {
	to.BodyLength = text.Length(e.m.Body)
	for _, p := range goneParts {
		if s := &e.parts[p]; s.done {
			to.Parts = append(to.Parts, e.recordPart(p, s))
		}
	}
}

func (e *evaluation) recordPart(p textPart, s *searched) SearchedPart {
	part := SearchedPart{Part: partNames[p]}
	for _, a := range s.patterns.asked {
		if part.Patterns == nil {
			part.Patterns = map[string]bool{}
		}
		part.Patterns[a.written] = a.held
	}
	for stretch, matches := range s.matches {
		at, runes := 0, 0 // matches are in the order of their start
		for _, m := range matches {
			if len(part.Words) == maxFound {
				part.More = true
				return part
			}
			runes += text.Length(s.folded[stretch][at:m.Start])
			at = m.Start
			part.Words = append(part.Words, FoundWord{
				Word: e.p.wordNames[m.Word], Stretch: stretch, Start: runes, End: runes + text.Length(s.folded[stretch][m.Start:m.End]),
			})
		}
	}
	return part
}

// askedPattern is a pattern that was asked of a part, and what came of it.
type askedPattern struct {
	written string
	held    bool
}
