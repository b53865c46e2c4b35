package address

import "strings"

// EntryKind is what an entry of a list is written as.
type EntryKind int

// The kinds of entries.
const (
	EntryRemark      EntryKind = iota // # …
	EntryAddress                      // taro@a.example
	EntryDomain                       // a.example, @a.example: at exactly this domain
	EntryDomainBelow                  // .a.example: this domain and everything below it
	EntryBelow                        // *.a.example: everything below it, not itself
	EntryWildcard                     // with * or ?
	EntryNamed                        // private: the list of that name
	EntryBuiltin                      // @builtin/freemail: a shipped list
)

// Entry is one entry of an address list, understood but not looked up.
type Entry struct {
	Written string // trimmed
	Kind    EntryKind
	Exclude bool    // written with "!"
	Address Address // of an EntryAddress
	Domain  string  // of an EntryDomain, EntryDomainBelow, EntryBelow
	Name    string  // of an EntryNamed, or of an EntryBuiltin without "@builtin/"
	// Plain is set for a domain that begins with neither "@" nor ".": the form that organization.subdomains is about.
	Plain bool

	pattern wildcard // of an EntryWildcard
}

// ParseEntry reads one entry as section 2 of the policy language says. Its error is always an *EntryError without place.
// It does not look whether the list that a name stands for exists, except for shipped ones.
func ParseEntry(s string) (Entry, error) {
	e, err := parseEntry(s)
	if err != nil {
		err.Entry = clip(strings.TrimSpace(s), 100)
		return Entry{}, err
	}
	return e, nil
}

// Below returns e the way organization.subdomains reads it: a plain domain matches what is below it too.
func (e Entry) Below() Entry {
	if e.Kind == EntryDomain && e.Plain {
		e.Kind = EntryDomainBelow
	}
	return e
}

// StarBeforeLetter reports whether a "*" in the domain is followed by a letter or digit, as in "*example.com", which also
// matches badexample.com and is seldom meant.
func (e Entry) StarBeforeLetter() bool {
	return e.Kind == EntryWildcard && e.pattern.starBeforeLetter()
}

func parseEntry(s string) (Entry, *EntryError) {
	e := Entry{Written: strings.TrimSpace(s)}
	if strings.HasPrefix(e.Written, "#") {
		return e, nil
	}
	body := e.Written
	if rest, ok := cutBang(body); ok {
		e.Exclude, body = true, strings.TrimSpace(rest)
	}
	if _, again := cutBang(body); again || body == "" || body[0] == '#' {
		return e, misuse("nothing to take out", `write one "!" and then what to take out, such as "!taro@a.example"`, body)
	}
	folded, bad := fold(body)
	if bad != nil {
		return e, asEntryError(bad)
	}
	return e, e.understand(body, folded)
}

// cutBang takes both forms of the exclamation mark: a Japanese keyboard makes the wide one as easily.
func cutBang(s string) (string, bool) {
	if rest, ok := strings.CutPrefix(s, "!"); ok {
		return rest, true
	}
	return strings.CutPrefix(s, "！")
}

func (e *Entry) understand(body, folded string) *EntryError {
	folded = strings.ReplaceAll(folded, "。", ".")
	if name, ok := strings.CutPrefix(folded, "@builtin/"); ok {
		return e.builtin(name)
	}
	if !strings.ContainsAny(folded, ".@*?") {
		e.Kind, e.Name = EntryNamed, body
		return nil
	}
	if strings.ContainsAny(folded, "*?") {
		return e.wildcard(folded)
	}
	if strings.LastIndexByte(folded, '@') > 0 {
		a, err := parse(folded)
		if err != nil {
			err.Suggest = suggest(folded)
			return asEntryError(err)
		}
		e.Kind, e.Address = EntryAddress, a
		return nil
	}
	return e.domain(folded)
}

func (e *Entry) builtin(name string) *EntryError {
	if _, ok := builtins()[name]; !ok {
		return misuse("no such shipped list", "write one of "+strings.Join(BuiltinNames(), ", ")+" after @builtin/", name)
	}
	e.Kind, e.Name = EntryBuiltin, name
	return nil
}

func (e *Entry) domain(folded string) *EntryError {
	name, at := strings.CutPrefix(folded, "@")
	name, dot := strings.CutPrefix(name, ".")
	domain, reason := canonicalDomain(name)
	if reason != "" {
		return asEntryError(&Error{Reason: reason})
	}
	e.Kind, e.Domain, e.Plain = EntryDomain, domain, !at && !dot
	if dot {
		e.Kind = EntryDomainBelow
	}
	return nil
}

func (e *Entry) wildcard(folded string) *EntryError {
	if parent, ok := strings.CutPrefix(folded, "*."); ok && !strings.ContainsAny(parent, "*?@") {
		domain, reason := canonicalDomain(parent)
		if reason != "" {
			return asEntryError(&Error{Reason: reason})
		}
		e.Kind, e.Domain = EntryBelow, domain
		return nil
	}
	pattern, err := newWildcard(folded)
	if err != nil {
		return err
	}
	e.Kind, e.pattern = EntryWildcard, pattern
	return nil
}
