package policy

import (
	"slices"

	"sekisho/server/text"
)

// recordWords says which words of a part a rule used: once for the mail or, for what stands in files, for each of them.
func (e *evaluation) recordWords(t *textCondition, p textPart, found []string, m *result) {
	if p != partFiles {
		e.add(m, e.intern(codeContentWords, e.words(argWords, found), where(p)), noTarget)
		return
	}
	s := e.part(p)
	for i := range s.matches {
		if len(s.matches[i]) == 0 || i >= len(e.files) {
			continue
		}
		if here := s.wordsIn(i, t); len(here) > 0 {
			args := make([]arg, 0, 3)
			args = append(args, e.words(argWords, here), where(p))
			if e.files[i].inside != "" {
				args = append(args, word(argInside, e.files[i].inside))
			}
			e.add(m, e.intern(codeContentWords, args...), fileTarget(e.files[i].top))
		}
	}
}

// wordsIn returns the words of any and all that stand in one stretch and are not taken out there, as written.
func (s *searched) wordsIn(stretch int, t *textCondition) []string {
	there := make(map[text.Word]bool, 8)
	for _, m := range s.matches[stretch] {
		there[m.Word] = true
	}
	var found []string
	for i := -1; i < len(t.each); i++ {
		list := &t.any
		if i >= 0 {
			list = &t.each[i]
		}
		for g := range list.groups {
			found = s.appendWords(found, stretch, &list.groups[g], there)
		}
	}
	return found
}

func (s *searched) appendWords(found []string, stretch int, g *wordGroup, there map[text.Word]bool) []string {
	out := slices.ContainsFunc(g.out, func(w text.Word) bool { return there[w] })
	for _, in := range g.in {
		if !there[in.word] || slices.Contains(found, in.written()) {
			continue
		}
		if !out || len(appendFree(nil, s.matches[stretch], g, in.word)) > 0 {
			found = append(found, in.written())
		}
	}
	return found
}

func (m *result) keepWords(found []string) {
	if len(m.words) == 0 {
		m.words = found[:len(found):len(found)] // a list in a verdict, which is only read from here on
		return
	}
	for _, w := range found {
		if !slices.Contains(m.words, w) {
			m.words = append(m.words, w)
		}
	}
}
