package policy

import (
	"slices"
	"unicode/utf8"

	"sekisho/server/text"
)

// searched is one part of the mail: its stretches, folded, and the words of the policy in them. It is made when the first
// rule asks for it, and at most once a mail.
type searched struct {
	done     bool
	raw      []string // as written, for patterns
	folded   []string
	matches  [][]text.Match
	at       []int32 // word -> 1 + the stretch it is first found in
	patterns askedOf
}

// release forgets the mail.
func (s *searched) release() {
	s.done = false
	clear(s.at)
	clear(s.raw[:cap(s.raw)])
	clear(s.folded[:cap(s.folded)])
	s.raw, s.folded, s.matches = s.raw[:0], s.folded[:0], s.matches[:0]
	s.patterns.release()
}

// part returns a part of the mail, searched.
func (e *evaluation) part(p textPart) *searched {
	s := &e.parts[p]
	if s.done {
		return s
	}
	s.done = true
	if s.at == nil {
		s.at = make([]int32, e.p.words.Len())
	}
	if e.past != nil && gone(p) {
		e.recall(p, s)
		return s
	}
	s.raw = e.appendPart(s.raw, p)
	for i, raw := range s.raw {
		folded := ""
		if p == partSubject {
			folded = e.foldedSubject()
		} else {
			folded = text.Fold(raw)
		}
		if p == partNewText && e.p.footers != nil {
			folded = text.Cut(folded, e.p.footers.Find(folded))
		}
		s.folded, s.matches = append(s.folded, folded), slices.Grow(s.matches, 1)[:i+1]
		s.matches[i] = e.p.words.Append(s.matches[i][:0], folded)
		for _, m := range s.matches[i] {
			if s.at[m.Word] == 0 {
				s.at[m.Word] = n32(i) + 1
			}
		}
	}
	return s
}

// appendPart appends the stretches of a part. Words never span two of them.
func (e *evaluation) appendPart(to []string, p textPart) []string {
	switch p {
	case partSubject:
		return append(to, e.m.Subject)
	case partBody:
		return append(to, e.m.Body)
	case partNewText:
		return append(to, e.written())
	case partGreeting:
		return append(to, text.Greeting(e.written()))
	case partFileNames:
		for i := range e.files {
			to = append(to, e.files[i].names...)
		}
	case partFiles: // a stretch each, so that a stretch's number is that of its file
		for i := range e.files {
			content := ""
			if f := &e.files[i]; f.src != nil {
				content = f.src.Text
			}
			to = append(to, content)
		}
	}
	return to
}

// wordsOf returns the words of a list that stand in a part and are not taken out, as written.
func (e *evaluation) wordsOf(s *searched, list *wordList) []string {
	var room [4]string // enough for most, and what is kept has the size it needs
	found, one := room[:0], []string(nil)
	for i := range list.groups {
		g := &list.groups[i]
		for _, in := range g.in {
			if s.holds(g, in.word) && !slices.Contains(found, in.written()) {
				found, one = append(found, in.written()), in.alone
			}
		}
	}
	if len(found) < 2 {
		return one // a list that is shared, and only read
	}
	return append(e.cut(len(found)), found...)
}

func (s *searched) hasAny(list *wordList) bool {
	for i := range list.groups {
		g := &list.groups[i]
		for _, in := range g.in {
			if s.holds(g, in.word) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a word of a group stands in the part outside of all that the group takes out.
func (s *searched) holds(g *wordGroup, w text.Word) bool {
	at := s.at[w]
	if at == 0 {
		return false
	}
	if !s.hasOut(g) {
		return true
	}
	for i := int(at) - 1; i < len(s.matches); i++ {
		if len(appendFree(nil, s.matches[i], g, w)) > 0 {
			return true
		}
	}
	return false
}

func (s *searched) hasOut(g *wordGroup) bool {
	return slices.ContainsFunc(g.out, func(w text.Word) bool { return s.at[w] != 0 })
}

// appendFree appends the occurrences of a word that are not inside one of what the group takes out.
func appendFree(to, matches []text.Match, g *wordGroup, w text.Word) []text.Match {
	for _, m := range matches {
		if m.Word == w && !insideOf(matches, m, g.out) {
			to = append(to, m)
		}
	}
	return to
}

func insideOf(matches []text.Match, m text.Match, out []text.Word) bool {
	for _, o := range matches {
		if o.Start > m.Start {
			return false
		}
		if o.End >= m.End && slices.Contains(out, o.Word) {
			return true
		}
	}
	return false
}

// holdsText joins the given keys by AND; the parts are joined by OR for each word.
func (e *evaluation) holdsText(t *textCondition) bool {
	if t.any.given && !e.saw("text.any", e.inParts(t.parts, &t.any)) {
		return false
	}
	if t.all.given && !e.saw("text.all", e.eachInParts(t)) {
		return false
	}
	if t.none.given && !e.saw("text.none", !e.inParts(t.parts, &t.none)) {
		return false
	}
	if t.within > 0 && (t.any.given || t.all.given) && !e.saw("text.within", e.close(t)) {
		return false
	}
	return len(t.patterns) == 0 || e.saw("text.patterns", slices.ContainsFunc(t.patterns, func(p patternUse) bool { return e.matchesPattern(t.parts, p) }))
}

// eachInParts reports whether every word of all stands in one of the parts. An empty list matches nothing.
func (e *evaluation) eachInParts(t *textCondition) bool {
	return len(t.each) > 0 && !slices.ContainsFunc(t.each, func(list wordList) bool { return !e.inParts(t.parts, &list) })
}

func (e *evaluation) inParts(parts []textPart, list *wordList) bool {
	for _, p := range parts {
		if e.part(p).hasAny(list) {
			return true
		}
	}
	return false
}

// place is an occurrence of one of the words that must stand close together.
type place struct{ class, start, end int }

// close reports whether one of any and every word of all stand in one stretch with at most t.within characters between the
// end of the first and the beginning of the last.
func (e *evaluation) close(t *textCondition) bool {
	lists := make([]*wordList, 0, len(t.each)+1)
	if t.any.given {
		lists = append(lists, &t.any)
	}
	for i := range t.each {
		lists = append(lists, &t.each[i])
	}
	for _, p := range t.parts {
		s := e.part(p)
		for i := range s.matches {
			if s.closeIn(i, lists, t.within) {
				return true
			}
		}
	}
	return false
}

func (s *searched) closeIn(stretch int, lists []*wordList, within int64) bool {
	var places []place
	for class, list := range lists {
		for i := range list.groups {
			g := &list.groups[i]
			for _, in := range g.in {
				if s.at[in.word] == 0 {
					continue
				}
				for _, m := range appendFree(nil, s.matches[stretch], g, in.word) {
					places = append(places, place{class, m.Start, m.End})
				}
			}
		}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return a.class - b.class
	})
	return windowed(s.between(stretch), places, len(lists), within)
}

// between counts the characters between two places of a stretch. Where the text is gone, places count characters already.
func (s *searched) between(stretch int) func(from, to int) int {
	folded := s.folded[stretch]
	return func(from, to int) int {
		if to > len(folded) {
			return to - from
		}
		return utf8.RuneCountInString(folded[from:to])
	}
}

// windowed slides over the places and looks for the shortest stretch that has every class.
func windowed(between func(from, to int) int, places []place, classes int, within int64) bool {
	have, missing, from := make([]int, classes), classes, 0
	for _, last := range places {
		if have[last.class]++; have[last.class] == 1 {
			missing--
		}
		for missing == 0 {
			head := places[from]
			gap := 0
			if last.start > head.end {
				gap = between(head.end, last.start)
			}
			if int64(gap) <= within {
				return true
			}
			if have[head.class]--; have[head.class] == 0 {
				missing++
			}
			from++
		}
	}
	return false
}

func (e *evaluation) recordText(t *textCondition, m *result) {
	for _, p := range t.parts {
		s := e.part(p)
		found := e.wordsOf(s, &t.any)
		for i := range t.each {
			for _, w := range e.wordsOf(s, &t.each[i]) {
				if !slices.Contains(found, w) {
					found = append(found, w)
				}
			}
		}
		if len(found) > 0 {
			m.keepWords(found)
			e.recordWords(t, p, found, m)
		}
		for _, pattern := range t.patterns {
			if e.askPattern(p, pattern.pattern) == matchesIt {
				e.add(m, e.intern(codeContentPattern, word(argPattern, pattern.written), where(p)), noTarget)
			}
		}
	}
}

// wordsInNames returns the words of a list that stand in one of a file's names.
func (e *evaluation) wordsInNames(list wordList, f *file) []string {
	var found []string
	for _, name := range f.names {
		matches := e.p.words.Find(text.Fold(name))
		for i := range list.groups {
			g := &list.groups[i]
			for _, in := range g.in {
				if len(appendFree(nil, matches, g, in.word)) > 0 && !slices.Contains(found, in.written()) {
					found = append(found, in.written())
				}
			}
		}
	}
	return found
}
