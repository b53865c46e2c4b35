package policy

import "slices"

// placesTold is how many places of one kind of personal data become findings of their own. An archive may hold thousands of
// files; conditions count them all, but nobody reads so long a list.
const placesTold = 50

// confidenceRank orders how sure a detector is; what is unknown is less than low.
func confidenceRank(s string) int { return slices.Index([]string{"low", "medium", "high"}, s) }

// detectPersonal tells of personal data that is likely enough (medium), a finding for each kind and place, and of persons in
// rows when the whole message has as many as settings.records. What is less likely is for rules that ask for it.
func (e *evaluation) detectPersonal() {
	var told [codeCount]int
	for i := range e.m.Personal {
		p := &e.m.Personal[i]
		if confidenceRank(p.Confidence) < confidenceRank("medium") || len(p.Values) == 0 {
			continue
		}
		if code, known := codeNumbers["personal."+p.Kind]; known && told[code] < placesTold {
			told[code]++
			e.found(code, e.placeTarget(p.Place), personalArgs(p)...)
		}
	}
	limit := e.p.doc.Settings.Records
	if limit < 1 {
		limit = 10 // a document made by code
	}
	if count, args := e.persons(everyPlace); count >= limit {
		e.eachRecordsPlace(everyPlace, func(target int32) { e.found(codePersonalRecords, target, args...) })
	}
}

func personalArgs(p *Personal) []arg {
	args := []arg{word(argConfidence, p.Confidence), number(argCount, int64(len(p.Values))), word(argSample, p.Sample), word(argWhere, p.Where)}
	if p.Inside != "" {
		args = append(args, word(argInside, p.Inside))
	}
	return args
}

// everyPlace lets all parts of a message through.
func everyPlace(string) bool { return true }

// persons adds up the persons listed in some parts of the message, with the arguments of their finding.
func (e *evaluation) persons(in func(where string) bool) (int64, []arg) {
	if len(e.m.Records) == 0 {
		return 0, nil
	}
	var count int64
	var kinds []string
	for i := range e.m.Records {
		r := &e.m.Records[i]
		if !in(r.Where) || r.Count <= 0 {
			continue
		}
		count += int64(r.Count)
		for _, k := range r.Kinds {
			if !slices.Contains(kinds, k) {
				kinds = append(kinds, k)
			}
		}
	}
	slices.Sort(kinds)
	return count, []arg{number(argCount, count), e.words(argKinds, kinds)}
}

// eachRecordsPlace hands each target that lists persons to tell, once.
func (e *evaluation) eachRecordsPlace(in func(where string) bool, tell func(target int32)) {
	var seen []int32
	for i := range e.m.Records {
		r := &e.m.Records[i]
		if target := e.placeTarget(r.Place); in(r.Where) && r.Count > 0 && !slices.Contains(seen, target) {
			seen = append(seen, target)
			tell(target)
		}
	}
}

// placeTarget is what a finding about a place points at: its attachment, or the mail itself. Embedded pictures are no
// attachments, so the detector's number is not ours.
func (e *evaluation) placeTarget(p Place) int32 {
	if p.Where != "files" || p.File < 0 || p.File >= len(e.m.Attachments) {
		return noTarget
	}
	src := &e.m.Attachments[p.File]
	for i := range e.attachments {
		if e.files[i].src == src {
			return fileTarget(n32(i))
		}
	}
	return noTarget
}
