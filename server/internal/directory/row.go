package directory

import (
	"regexp"
	"slices"
	"strings"

	"sekisho/server/address"
	"sekisho/server/internal/store"
)

// row reads one line. Lines without any value, and those that begin with "#", are passed over.
func (t *table) row(row []string, line int) {
	if strings.TrimSpace(strings.Join(row, "")) == "" || strings.HasPrefix(row[0], "#") {
		return
	}
	cell := func(col int) string {
		if at := t.at[col]; at >= 0 && at < len(row) {
			return strings.TrimSpace(row[at])
		}
		return ""
	}
	p := store.Person{Name: t.value(cell, colName, line), Kind: t.kind(cell(colKind), line), Language: t.language(cell(colLanguage), line)}
	if p.Address = t.address(cell(colAddress), colAddress, line); p.Address == "" {
		return
	}
	if before, twice := t.seen[p.Address]; twice {
		t.wrong(line, colAddress, "%s is in line %d too", p.Address, before)
		return
	}
	if len(t.people) == store.MaxDirectory {
		t.wrong(line, -1, "more than %d entries", store.MaxDirectory)
		return
	}
	p.Who.Subject = t.object(cell(colObject), line)
	if m := cell(colManager); m != "" {
		p.Manager = t.address(m, colManager, line)
	}
	p.Groups = t.values(cell, colGroups, line, maxValues)
	p.PrivateAddresses = t.addresses(cell, colPrivate, line, maxValues)
	p.Deputies = t.addresses(cell, colDeputies, line, maxValues)
	p.Members = t.addresses(cell, colMembers, line, maxMembers)
	if len(p.Members) > 0 && cell(colKind) == "" {
		p.Kind = store.KindList
	}
	if len(p.Members) > 0 && p.Kind != store.KindList {
		t.wrong(line, colMembers, "only a list has members; write list (リスト) as its kind")
	}
	if other := t.addresses(cell, colAliases, line, maxValues); len(other) > 0 {
		t.aliases[len(t.people)] = other
	}
	t.seen[p.Address] = line
	if p.Kind == store.KindList {
		t.lists[p.Address] = len(t.people)
	}
	t.people, t.lines = append(t.people, p), append(t.lines, line)
}

func (t *table) address(s string, col, line int) string {
	a, err := address.Parse(s)
	if err != nil {
		t.wrong(line, col, "%q is no mail address: %v", clip(s), err)
		return ""
	}
	return a.String()
}

var objectForm = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// object reads a person's object id at Entra, which access tokens name them by. Two people with one would be nobody.
func (t *table) object(s string, line int) string {
	s = strings.ToLower(s)
	if s == "" {
		return ""
	}
	if !objectForm.MatchString(s) {
		t.wrong(line, colObject, "%q is no object id; copy it from Entra, such as 11111111-2222-3333-4444-555555555555", clip(s))
		return ""
	}
	if before, twice := t.objects[s]; twice {
		t.wrong(line, colObject, "%s is in line %d too", s, before)
	}
	t.objects[s] = line
	return s
}

func (t *table) kind(s string, line int) string {
	switch strings.ToLower(s) {
	case "", "person", "user", "人", "個人", "社員":
		return store.KindPerson
	case "list", "group", "リスト", "配布リスト", "メーリングリスト":
		return store.KindList
	case "contact", "連絡先":
		return store.KindContact
	}
	t.wrong(line, colKind, "%q is not known; write person (個人), list (リスト) or contact (連絡先)", clip(s))
	return ""
}

func (t *table) language(s string, line int) string {
	switch strings.ToLower(s) {
	case "":
		return ""
	case "ja", "ja-jp", "japanese", "日本語":
		return "ja"
	case "en", "en-us", "en-gb", "english", "英語":
		return "en"
	}
	t.wrong(line, colLanguage, "%q is not known; write ja or en", clip(s))
	return ""
}

// values takes a field of several values apart. A value that is there twice counts once.
func (t *table) values(cell func(int) string, col, line, limit int) []string {
	var all []string
	seen := map[string]bool{}
	for v := range strings.FieldsFuncSeq(cell(col), func(r rune) bool { return r == ';' || r == '；' || r == '\n' || r == '\r' }) {
		if v = strings.TrimSpace(v); v != "" && !seen[v] {
			seen[v] = true
			all = append(all, v)
		}
	}
	if len(all) > limit {
		t.wrong(line, col, "%d values, at most %d", len(all), limit)
		return nil
	}
	for _, v := range all {
		if len(v) > maxValue {
			t.wrong(line, col, "a value is longer than %d octets", maxValue)
		}
	}
	return all
}

func (t *table) value(cell func(int) string, col, line int) string {
	v := strings.Join(strings.Fields(cell(col)), " ")
	if len(v) > maxValue {
		t.wrong(line, col, "a value is longer than %d octets", maxValue)
	}
	return v
}

func (t *table) addresses(cell func(int) string, col, line, limit int) []string {
	var all []string
	for _, v := range t.values(cell, col, line, limit) {
		if a := t.address(v, col, line); a != "" && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	return all
}

// expand puts the members of lists in the place of lists that are members. A list within itself adds nobody.
func (t *table) expand() {
	full := make(map[int][]string, len(t.lists))
	for _, at := range t.lists {
		var all []string
		seen := map[string]bool{}
		todo := []int{at}
		done := map[int]bool{at: true}
		for len(todo) > 0 && len(all) <= maxMembers {
			list := t.people[todo[0]]
			todo = todo[1:]
			for _, m := range list.Members {
				if inner, is := t.lists[m]; is {
					if !done[inner] {
						done[inner] = true
						todo = append(todo, inner)
					}
				} else if !seen[m] {
					seen[m] = true
					all = append(all, m)
				}
			}
		}
		if len(all) > maxMembers {
			t.wrong(t.lines[at], colMembers, "more than %d members", maxMembers)
		}
		slices.Sort(all)
		full[at] = all
	}
	for at, members := range full {
		t.people[at].Members = members
	}
}

// addAliases adds an entry for each other address.
func (t *table) addAliases() {
	for at := range len(t.people) {
		for _, a := range t.aliases[at] {
			switch before, twice := t.seen[a]; {
			case twice:
				t.wrong(t.lines[at], colAliases, "%s is in line %d too", a, before)
			case len(t.people) == store.MaxDirectory:
				t.wrong(t.lines[at], -1, "more than %d entries", store.MaxDirectory)
			default:
				t.seen[a] = t.lines[at]
				p := Alias(t.people[at], a)
				if p.Kind == store.KindList {
					p.Members, t.lists[a] = t.people[at].Members, len(t.people)
				}
				t.people, t.lines = append(t.people, p), append(t.lines, t.lines[at])
			}
		}
	}
}

// check looks at what only the whole table shows.
func (t *table) check() {
	for i, p := range t.people {
		if p.Manager != "" && p.Manager == p.Address {
			t.wrong(t.lines[i], colManager, "%s is their own manager", p.Address)
		}
	}
}

func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
