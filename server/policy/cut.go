package policy

// A text that is cut has only a part of what a condition counts. Whoever writes "20,000 persons or more" does not mean that a list
// goes because the first 12,000 of 40,000 filled what is read of a file. So such a condition assumes that the rest of a file is
// like the part that was read; findings keep the number that was counted.

// assumed is what n counts in a place are worth beside themselves, if the file there is longer than what was read of it.
func (e *evaluation) assumed(p Place, n int) int64 {
	f := e.cutFile(p)
	if f == nil || n <= 0 || len(f.Text) == 0 || f.Size <= int64(len(f.Text)) {
		return 0
	}
	return int64(float64(n) * float64(f.Size-int64(len(f.Text))) / float64(len(f.Text)))
}

// cutFile is the file of a place, if its text was cut at a limit.
func (e *evaluation) cutFile(p Place) *Attachment {
	if p.Where != partNames[partFiles] || p.File < 0 || p.File >= len(e.m.Attachments) {
		return nil
	}
	for i := range e.files {
		f := &e.files[i]
		if f.src != nil && f.src.NoText == "limit" && f.inside == p.Inside && e.files[f.top].src == &e.m.Attachments[p.File] {
			return f.src
		}
	}
	return nil
}

// mayHold reports whether a lower bound is reached by what was counted and what has to be assumed of texts that are cut.
func (e *evaluation) mayHold(q *personalCondition, b bounds, counted int64) bool {
	if !b.lower() || counted <= 0 || counted >= b.low {
		return false
	}
	if q.records != nil {
		for i := range e.m.Records {
			if r := &e.m.Records[i]; q.looksIn(r.Where) {
				counted += e.assumed(r.Place, r.Count)
			}
		}
		return b.holds(counted)
	}
	for i := range e.m.Personal {
		if p := &e.m.Personal[i]; q.counts(p) {
			counted += e.assumed(p.Place, len(p.Values))
		}
	}
	return b.holds(counted)
}
