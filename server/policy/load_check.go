package policy

func (l *loader) inherit(doc *Document) {}
func (l *loader) check(doc *Document)   {}
