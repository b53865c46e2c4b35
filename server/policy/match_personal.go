package policy

import "slices"

// personalCondition is a personalData condition, compiled.
type personalCondition struct {
	types   []string
	bounds  bounds
	least   int // rank of the confidence that a value needs
	in      []string
	records *bounds // nil: the condition is about values
}

func (c *compiler) personalCondition(src *PersonalCondition) *personalCondition {
	q := &personalCondition{types: src.Types, in: src.In, bounds: boundsOf(&src.Number), least: confidenceRank(orElse(src.Confidence, "medium"))}
	if src.Number == (Number{}) {
		q.bounds.low, q.bounds.limit = 1, 1
	}
	if src.Records != nil {
		records := boundsOf(src.Records)
		q.records = &records
	}
	return q
}

func (l *loader) checkPersonal(c *PersonalCondition, path string) {
	if c.AtLeast != nil && *c.AtLeast == 1 && c.AtMost == nil && c.Under == nil && c.Over == nil {
		c.AtLeast = nil // the default; equal policies have one canonical form
	}
	given := c.Number != (Number{})
	switch {
	case len(c.Types) == 0 && c.Records == nil:
		l.badAt(path, "add types: how many values, or records: how many persons", "personalData does not say what to count")
	case c.Records != nil && len(c.Types) > 0:
		l.badAt(path+"/records", "keep one of them, or write the other under also", "personalData has types or records, not both")
	case c.Records != nil && given:
		l.badAt(path, "write the number under records: {atLeast: 10}", "a number beside records counts nothing")
	case c.Records != nil && c.Confidence != "" && c.Confidence != "medium":
		l.badAt(path+"/confidence", "leave it out", "confidence is about types; persons have none")
	case given:
		l.checkNumber(c.Number, "", path)
	}
}

// looksIn reports whether the condition is about a part of the message.
func (q *personalCondition) looksIn(where string) bool {
	return len(q.in) == 0 || slices.Contains(q.in, where)
}

// counts reports whether values are of a type, likely enough and in a part that the condition is about.
func (q *personalCondition) counts(p *Personal) bool {
	return confidenceRank(p.Confidence) >= q.least && slices.Contains(q.types, p.Kind) && q.looksIn(p.Where)
}

func (e *evaluation) holdsPersonal(q *personalCondition) bool {
	if q.records != nil {
		count, _ := e.persons(q.looksIn)
		return q.records.holds(count) || e.mayHold(q, *q.records, count)
	}
	count := e.distinct(q)
	return q.bounds.holds(count) || e.mayHold(q, q.bounds, count)
}

// distinct is how many different values the condition counts. The same value in several places is one.
func (e *evaluation) distinct(q *personalCondition) int64 {
	var only *Personal
	var all map[int32]struct{}
	for i := range e.m.Personal {
		p := &e.m.Personal[i]
		switch {
		case !q.counts(p) || len(p.Values) == 0:
			continue
		case only == nil:
			only = p
			continue
		case all == nil:
			all = make(map[int32]struct{}, len(only.Values)+len(p.Values))
			for _, v := range only.Values {
				all[v] = struct{}{}
			}
		}
		for _, v := range p.Values {
			all[v] = struct{}{}
		}
	}
	switch {
	case only == nil:
		return 0
	case all == nil:
		return int64(len(only.Values))
	}
	return int64(len(all))
}

// recordPersonal uses the findings of what was counted. What was too unlikely for a detector's finding is one of the rule's.
func (e *evaluation) recordPersonal(q *personalCondition, m *result) {
	if q.records != nil {
		count, args := e.persons(q.looksIn)
		m.count, m.limit = count, q.records.limit
		if count > 0 && m.effect == enforced {
			finding := e.intern(codePersonalRecords, args...)
			e.eachRecordsPlace(q.looksIn, func(target int32) { e.add(m, finding, target) })
		}
		return
	}
	m.count, m.limit = e.distinct(q), q.bounds.limit
	if m.effect != enforced {
		return
	}
	told := 0
	for i := range e.m.Personal {
		p := &e.m.Personal[i]
		if code, known := codeNumbers["personal."+p.Kind]; known && q.counts(p) && len(p.Values) > 0 && told < placesTold {
			told++
			e.add(m, e.intern(code, personalArgs(p)...), e.placeTarget(p.Place))
		}
	}
}
