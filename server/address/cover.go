package address

// Covered is an entry that says nothing because another one of its list covers it.
type Covered struct {
	Index int    // of the entry, from 0
	Entry string // as written
	By    string // the other, as written
}

// FindCovered returns the entries another one of the same list covers, for a linter; of two equal ones it is the later.
// Entries that ParseEntry refuses, and remarks, are passed over. Time grows with the number of entries, not its square.
func FindCovered(entries []string, subdomains bool) []Covered {
	in, out := newIndex(len(entries)), newIndex(0)
	side := func(e Entry) *index {
		if e.Exclude {
			return &out
		}
		return &in
	}
	parsed := make([]Entry, len(entries)) // the zero Entry is a remark
	for i, written := range entries {
		if e, err := parseEntry(written); err == nil {
			if subdomains {
				e = e.Below()
			}
			parsed[i] = e
			side(e).add(e, &List{})
		}
	}
	var found []Covered
	first := map[sameness]string{}
	for i, e := range parsed {
		if e.Kind == EntryRemark {
			continue
		}
		by, ok := side(e).covering(e)
		if twin, twice := first[e.same()]; twice {
			by, ok = twin, true
		} else {
			first[e.same()] = e.Written
		}
		if ok {
			found = append(found, Covered{Index: i, Entry: e.Written, By: by})
		}
	}
	return found
}

// sameness is equal for two entries that mean the same.
type sameness struct {
	kind    EntryKind
	exclude bool
	address Address
	text    string
}

func (e Entry) same() sameness {
	s := sameness{kind: e.Kind, exclude: e.Exclude, address: e.Address, text: e.Domain + e.Name}
	if e.Kind == EntryWildcard {
		s.text = string(e.pattern.local) + "@" + string(e.pattern.domain)
	}
	return s
}

// covering returns an entry of x, other than e or its twin, that covers e.
func (x *index) covering(e Entry) (string, bool) {
	switch e.Kind {
	case EntryAddress:
		if by, ok := x.matchDomain(e.Address.Domain); ok {
			return by, true
		}
		return x.matchWildcard(e.Address)
	case EntryDomain:
		if by, ok := x.tree[e.Domain]; ok {
			return by, true
		}
		if by, ok := x.above(e.Domain); ok {
			return by, true
		}
		return x.domainWildcard(e.Domain)
	case EntryDomainBelow:
		return x.above(e.Domain)
	case EntryBelow:
		if by, ok := x.tree[e.Domain]; ok {
			return by, true
		}
		return x.above(e.Domain)
	case EntryWildcard:
		return x.coveringWildcard(e.pattern)
	default:
		return "", false
	}
}

func (x *index) coveringWildcard(w wildcard) (string, bool) {
	if w.tail == "" {
		return "", false
	}
	if by, ok := x.tree[w.tail]; ok {
		return by, true
	}
	same := x.below // what has more labels than the tail lies below it
	if w.tail == string(w.domain) {
		same = x.domain
	}
	if by, ok := same[w.tail]; ok {
		return by, true
	}
	return x.above(w.tail)
}

// above finds an entry about everything below a parent of domain.
func (x *index) above(domain string) (string, bool) {
	for parent := range parents(domain) {
		if by, ok := x.tree[parent]; ok {
			return by, true
		}
		if by, ok := x.below[parent]; ok {
			return by, true
		}
	}
	return "", false
}

// domainWildcard finds a pattern without "@" that matches the whole domain.
func (x *index) domainWildcard(domain string) (string, bool) {
	for tail := range tails(domain) {
		for _, w := range x.wild[tail] {
			if w.local == nil && glob(w.domain, domain) {
				return w.written, true
			}
		}
	}
	return "", false
}
