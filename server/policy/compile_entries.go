package policy

import (
	"fmt"
	"strings"

	"sekisho/server/address"
)

// entrySet is one list of entries that something in the policy asks about. Equal lists are one set.
type entrySet struct {
	list  *address.List
	items []string // as written; findings name the one that matched
	check bool     // a posting is only a hint: exclusions can undo it
}

// posting says that an address found by a key of the index may be in a set, by its nth item.
type posting struct {
	set, item int32
	check     bool // ask the set's list
}

// entryIndex finds all sets of a policy an address is in at once: by the whole address, then by its domain and each parent
// domain, in the order of Postfix's access maps. Lists that contain lists are climbed from the inner to the outer one.
type entryIndex struct {
	exact  map[address.Address][]posting
	domain map[string]*domainPostings
	wild   []posting   // wildcards that no domain narrows down
	within [][]posting // set -> the sets that contain it

	topLevel bool // domain has one of a single label, as hardly any policy
}

type domainPostings struct {
	exact, tree, below, wild []posting
}

// The shipped lists that detectors ask about.
const (
	builtinFreemail = iota
	builtinCarrier
	builtinDisposable
	builtinCount
)

func builtinNames() [builtinCount]string {
	return [builtinCount]string{"freemail", "carrier-jp", "disposable"}
}

func (c *compiler) compileLists() {
	named := make([]address.NamedList, len(c.doc.Lists))
	for i := range c.doc.Lists {
		named[i] = address.NamedList{Name: c.doc.Lists[i].Name, Entries: c.doc.Lists[i].Entries.Items}
	}
	var err error
	if c.lists, err = address.NewLists(named); err != nil {
		c.fail("lists", err)
	}
	c.p.index = entryIndex{exact: map[address.Address][]posting{}, domain: map[string]*domainPostings{}}
	for i, name := range builtinNames() {
		c.p.builtins[i] = c.builtinSet(name)
	}
	org := &c.doc.Organization
	c.p.own = c.newSet("organization.domains", org.Domains.Items, org.Subdomains)
	if err != nil {
		return
	}
	for i := range c.doc.Lists {
		c.namedSet(c.doc.Lists[i].Name)
	}
}

// set returns the number of the set for entries, or none if they were not given.
func (c *compiler) set(where string, entries Entries) int32 {
	if !entries.Set && len(entries.Items) == 0 {
		return none
	}
	key := strings.Join(entries.Items, "\x00")
	if id, ok := c.sets[key]; ok {
		return id
	}
	id := c.newSet(where, entries.Items, false)
	c.sets[key] = id
	return id
}

func (c *compiler) newSet(where string, items []string, subdomains bool) int32 {
	list, err := address.NewList(items, subdomains, func(name string) *address.List { return c.lists[name] })
	if err != nil {
		c.fail(where, err)
		list = &address.List{}
	}
	return c.addSet(list, items, subdomains)
}

func (c *compiler) addSet(list *address.List, items []string, subdomains bool) int32 {
	id := n32(len(c.p.sets))
	entries := make([]address.Entry, len(items))
	check := false
	for i, written := range items {
		entries[i], _ = address.ParseEntry(written) // NewList has reported what is wrong
		check = check || entries[i].Exclude
		if subdomains {
			entries[i] = entries[i].Below()
		}
	}
	c.p.sets = append(c.p.sets, entrySet{list: list, items: items, check: check})
	c.p.index.within = append(c.p.index.within, nil)
	for i, entry := range entries {
		if !entry.Exclude && entry.Kind != address.EntryRemark {
			c.post(entry, posting{set: id, item: n32(i), check: check})
		}
	}
	return id
}

func (c *compiler) post(e address.Entry, p posting) {
	x := &c.p.index
	switch e.Kind {
	case address.EntryAddress:
		x.exact[e.Address] = append(x.exact[e.Address], p)
	case address.EntryDomain:
		at := x.at(e.Domain)
		at.exact = append(at.exact, p)
	case address.EntryDomainBelow:
		at := x.at(e.Domain)
		at.tree = append(at.tree, p)
	case address.EntryBelow:
		at := x.at(e.Domain)
		at.below = append(at.below, p)
	case address.EntryWildcard:
		p.check = true
		c.postWildcard(e, p)
	case address.EntryNamed:
		if inner := c.namedSet(e.Name); inner != none {
			x.within[inner] = append(x.within[inner], p)
		}
	case address.EntryBuiltin:
		inner := c.builtinSet(e.Name)
		x.within[inner] = append(x.within[inner], p)
	}
}

func (x *entryIndex) at(domain string) *domainPostings {
	at := x.domain[domain]
	if at == nil {
		at = &domainPostings{}
		x.domain[domain] = at
		x.topLevel = x.topLevel || !strings.Contains(domain, ".")
	}
	return at
}

// postWildcard files a pattern under the whole labels its domain ends with. Where those are not plain ASCII the pattern is
// tried for every address: the list itself, not the index, knows what it means.
func (c *compiler) postWildcard(e address.Entry, p posting) {
	tail := ""
	if domain := strings.ToLower(e.Written[strings.LastIndexByte(e.Written, '@')+1:]); isPlain(domain) {
		last := strings.LastIndexAny(domain, "*?")
		if dot := strings.IndexByte(domain[last+1:], '.'); last < 0 {
			tail = strings.TrimSuffix(domain, ".")
		} else if dot >= 0 {
			tail = strings.TrimSuffix(domain[last+1+dot+1:], ".")
		}
	}
	if tail == "" {
		c.p.index.wild = append(c.p.index.wild, p)
		return
	}
	at := c.p.index.at(tail)
	at.wild = append(at.wild, p)
}

// isPlain reports whether s is printable ASCII without blanks.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// namedSet returns the set of a list of the document. Cycles were refused before.
func (c *compiler) namedSet(name string) int32 {
	if id, ok := c.named[name]; ok {
		return id
	}
	list, ok := c.lists[name]
	if !ok {
		return none
	}
	for i := range c.doc.Lists {
		if c.doc.Lists[i].Name == name {
			id := c.addSet(list, c.doc.Lists[i].Entries.Items, false)
			c.named[name] = id
			return id
		}
	}
	return none
}

func (c *compiler) builtinSet(name string) int32 {
	key := "@builtin/" + name
	if id, ok := c.named[key]; ok {
		return id
	}
	list, _ := address.Builtin(name)
	id := c.addSet(list, nil, false)
	c.named[key] = id
	for _, domain := range address.BuiltinDomains(name) {
		at := c.p.index.at(domain)
		at.tree = append(at.tree, posting{set: id})
	}
	return id
}

// setOfPartner files a partner's domains. Several partners may share entries, so these sets are never joined.
func (c *compiler) setOfPartner(where string, domains Entries, number int32) {
	id := c.newSet(where, domains.Items, false)
	for int(id) >= len(c.p.byDomain) {
		c.p.byDomain = append(c.p.byDomain, none)
	}
	c.p.byDomain[id] = number
}

// finish sizes what is looked up by set, and names the content.
func (c *compiler) finish() {
	for len(c.p.byDomain) < len(c.p.sets) {
		c.p.byDomain = append(c.p.byDomain, none)
	}
	c.p.version = versionOf(c.doc)
	c.p.scratch.New = func() any { return newEvaluation(c.p) }
}

func inRule(id string, where string) string { return fmt.Sprintf("rule %q: %s", id, where) }
