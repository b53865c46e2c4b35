package policy

// Own reports whether a mail may be sent under address s: it is one of the organization's (domains, subdomains). With
// senderDomain every address is, because any domain that sends is internal then. What cannot be read is nobody's.
func (p *Policy) Own(s string) bool {
	a, _ := normal(s)
	if a.Domain == "" {
		return false
	}
	if p.doc.Organization.SenderDomain {
		return true
	}
	_, own := p.sets[p.own].list.Match(a)
	return own
}
