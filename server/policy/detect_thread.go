package policy

// detectThread tells who was added since a reply was opened. A mail that is no reply, or one whose original had no recipients,
// has nobody added.
func (e *evaluation) detectThread() {
	if c := e.compose(); c == "forward" || c == "auto-forward" || c == "new" && e.m.Compose != "" {
		return
	}
	before, ok := e.before()
	if !ok {
		return
	}
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.text == "" || before.addresses[r.text] {
			continue
		}
		r.flags |= flagAdded
		r.set(flagAddedDomain, r.addr.Domain != "" && !before.domains[r.addr.Domain])
		r.set(flagAddedOutsider, before.internal && r.external)
	}
}

// thread is whom the mail went to when the reply was opened.
type thread struct {
	addresses, domains map[string]bool
	internal           bool // all of them were
}

func (e *evaluation) before() (thread, bool) {
	var written []string
	if e.m.HasOriginal {
		written = e.m.Original
	}
	if e.f.Thread != nil {
		written = append(written[:len(written):len(written)], e.f.Thread.Recipients...)
	}
	if len(written) == 0 {
		return thread{}, false
	}
	t := thread{addresses: map[string]bool{}, domains: map[string]bool{}, internal: true}
	for _, s := range written {
		a, text := normal(s)
		if text == "" {
			continue
		}
		t.addresses[text] = true
		t.domains[a.Domain] = true
		_, own := e.p.sets[e.p.own].list.Match(a)
		own = own || e.p.doc.Organization.SenderDomain && a.Domain != "" && a.Domain == e.account.Domain
		t.internal = t.internal && own
	}
	return t, len(t.addresses) > 0
}
