package policy

import (
	"slices"

	"sekisho/server/text"
)

// named are the partners whose names stand in some parts of the mail, and the first part each stands in.
type namedPartner struct {
	partner int32
	where   textPart
}

// namesIn returns the partners named in parts, each once. A name inside a longer one of another company does not count: who
// writes to つばめ印刷 does not name つばめ.
func (e *evaluation) namesIn(parts []textPart) []namedPartner {
	var found []namedPartner
	for _, p := range parts {
		s := e.part(p)
		for _, matches := range s.matches {
			for i, m := range matches {
				for _, partner := range e.p.partnerWord[m.Word] {
					known := slices.ContainsFunc(found, func(n namedPartner) bool { return n.partner == partner })
					if !known && !e.partOfLonger(matches, i, partner) {
						found = append(found, namedPartner{partner, p})
					}
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b namedPartner) int { return int(a.partner - b.partner) })
	return found
}

func (e *evaluation) partOfLonger(matches []text.Match, at int, partner int32) bool {
	m := matches[at]
	for _, o := range matches {
		if o.Start > m.Start {
			return false
		}
		if o.End < m.End || o.End-o.Start == m.End-m.Start {
			continue
		}
		for _, other := range e.p.partnerWord[o.Word] {
			if e.p.partners[other].group != e.p.partners[partner].group {
				return true
			}
		}
	}
	return false
}

// addressed reports whether a recipient, hidden from the envelope or not, belongs to a partner's group.
func (e *evaluation) addressed(partner int32) bool {
	group := e.p.partners[partner].group
	return slices.ContainsFunc(e.people, func(r recipient) bool {
		return r.counts(true) && r.partner != none && e.p.partners[r.partner].group == group
	})
}

// outsiders are the external recipients that belong to none of the partners named.
func (e *evaluation) outsiders(named []namedPartner) []int32 {
	var out []int32
	for i := range e.people {
		r := &e.people[i]
		if !r.envelope || !r.external || r.own {
			continue
		}
		if !slices.ContainsFunc(named, func(n namedPartner) bool { return e.belongs(r, n.partner) }) {
			out = append(out, n32(i))
		}
	}
	return out
}

func (e *evaluation) belongs(r *recipient, partner int32) bool {
	return r.partner != none && e.p.partners[r.partner].group == e.p.partners[partner].group
}

// unnamed are the recipients whose partner is not named.
func (e *evaluation) unnamed(named []namedPartner) []int32 {
	var out []int32
	for i := range e.people {
		r := &e.people[i]
		if !r.envelope || r.partner == none {
			continue
		}
		if !slices.ContainsFunc(named, func(n namedPartner) bool { return e.belongs(r, n.partner) }) {
			out = append(out, n32(i))
		}
	}
	return out
}

func (e *evaluation) holdsNames(n *nameCondition) bool {
	if n.notAddressed != nil {
		other := func(p namedPartner) bool { return !e.addressed(p.partner) }
		if !e.saw("partnerNames.notAddressed", slices.ContainsFunc(e.namesIn(n.notAddressed), other)) {
			return false
		}
	}
	if n.outsiders != nil {
		named := e.namesIn(n.outsiders)
		if !e.saw("partnerNames.outsiders", len(named) > 0 && len(e.outsiders(named)) > 0) {
			return false
		}
	}
	return n.notNamed == nil || e.saw("partnerNames.notNamed", len(e.unnamed(e.namesIn(n.notNamed))) > 0)
}

func (e *evaluation) recordNames(n *nameCondition, m *result) {
	for _, p := range e.namesIn(n.notAddressed) {
		if n.notAddressed != nil && !e.addressed(p.partner) {
			e.addOtherPartner(p, noTarget, m)
		}
	}
	if n.outsiders != nil {
		named := e.namesIn(n.outsiders)
		for _, who := range e.outsiders(named) {
			for _, p := range named {
				e.addOtherPartner(p, e.people[who].same, m)
			}
		}
	}
	if n.notNamed == nil {
		return
	}
	for _, who := range e.unnamed(e.namesIn(n.notNamed)) {
		r := &e.people[who]
		finding := e.intern(codeContentPartnerNotNamed, word(argPartner, e.p.partners[r.partner].name), where(n.notNamed[0]))
		e.add(m, finding, r.same)
	}
}

// addOtherPartner says which partner is named though somebody else is addressed. In a file name it points at the file.
func (e *evaluation) addOtherPartner(p namedPartner, target int32, m *result) {
	name := e.p.partners[p.partner].name
	m.keepWords([]string{name})
	if p.where != partFileNames {
		e.add(m, e.intern(codeContentOtherPartner, word(argPartner, name), where(p.where)), target)
		return
	}
	for i := range e.files {
		f := &e.files[i]
		if f.unread || !e.nameHas(f, p.partner) {
			continue
		}
		args := []arg{word(argPartner, name)}
		if f.inside != "" {
			args = append(args, word(argInside, f.inside))
		}
		e.add(m, e.intern(codeAttachmentOtherPartner, args...), fileTarget(f.top))
	}
	if target != noTarget {
		e.add(m, e.intern(codeAttachmentOtherPartner, word(argPartner, name)), target)
	}
}

func (e *evaluation) nameHas(f *file, partner int32) bool {
	for _, name := range f.names {
		for _, m := range e.p.words.Find(foldName(name)) {
			if slices.Contains(e.p.partnerWord[m.Word], partner) {
				return true
			}
		}
	}
	return false
}
