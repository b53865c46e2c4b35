package policy

import (
	"slices"
	"strings"

	"sekisho/server/text"
)

// looks reports whether a test looks at a file. A part that nobody could read is only asked whether it is uninspectable.
func (t *fileTest) looks(f *file, outer bool) bool {
	if f.unread {
		return t.is != nil && t.types == nil && t.extensions == nil && !t.names.given && t.size == nil && t.inside == nil
	}
	isInside := f.inside != "" || f.top == none
	if outer || t.inside != nil && !*t.inside {
		return !isInside
	}
	return t.inside == nil || isInside
}

// passesFile reports whether a file passes each given test of t.
func (e *evaluation) passesFile(t *fileTest, f *file) bool {
	if t.is != nil && !slices.ContainsFunc(t.is, func(flag string) bool { return e.fileHas(f, flag) }) {
		return false
	}
	if f.unread {
		return true
	}
	return (t.types == nil || f.matchType(t.types) != "") &&
		(t.extensions == nil || f.matchExtension(t.extensions) != "") &&
		(t.size == nil || t.size.holds(f.src.Size)) &&
		(!t.names.given || len(e.wordsInNames(t.names, f)) > 0)
}

func (e *evaluation) fileHas(f *file, flag string) bool {
	switch flag {
	case "to-external":
		return !f.unread && e.anyExternal
	case "other-partner":
		return len(e.otherPartners(f)) > 0
	}
	return f.has(flag)
}

// otherPartners are the partners that a file's name names and nobody is written to of.
func (e *evaluation) otherPartners(f *file) []string {
	var names []string
	if f.unread {
		return nil
	}
	for i := range e.p.partners {
		if e.nameHas(f, n32(i)) && !e.addressed(n32(i)) {
			names = append(names, e.p.partners[i].name)
		}
	}
	return names
}

// countFiles returns how many files a test looks at, and how many of them pass.
func (e *evaluation) countFiles(t *fileTest, outer bool) (looked, passed int) {
	for i := range e.files {
		if f := &e.files[i]; t.looks(f, outer) {
			looked++
			if e.passesFile(t, f) {
				passed++
			} else if f.unread {
				looked--
			}
		}
	}
	if t.asksMissing() && e.hasCode(codeAttachmentMissing.String()) {
		looked, passed = looked+1, passed+1
	}
	return looked, passed
}

// asksMissing reports a test that a file which is not there can pass: it asks for that flag and for nothing else of it.
func (t *fileTest) asksMissing() bool {
	return slices.Contains(t.is, "missing") && t.types == nil && t.extensions == nil && !t.names.given && t.size == nil && t.inside == nil
}

func (e *evaluation) holdsFiles(q *fileCondition) bool {
	if q.any != nil {
		if _, passed := e.countFiles(q.any, false); !e.saw("attachments.any", passed != 0) {
			return false
		}
	}
	if q.none != nil {
		if _, passed := e.countFiles(q.none, false); !e.saw("attachments.none", passed == 0) {
			return false
		}
	}
	if q.all != nil {
		if looked, passed := e.countFiles(q.all, false); !e.saw("attachments.all", looked != 0 && looked == passed) {
			return false
		}
	}
	if q.count != nil {
		if _, passed := e.countFiles(q.count, true); !e.saw("attachments.count", q.countBounds.holds(int64(passed))) {
			return false
		}
	}
	return q.totalSize == nil || e.saw("attachments.totalSize", q.totalSize.holds(e.totalSize))
}

func (e *evaluation) recordFiles(q *fileCondition, m *result) {
	m.askedFiles = m.askedFiles || q.any != nil || q.all != nil || q.count != nil
	for _, t := range [...]*fileTest{q.any, q.all} {
		if t != nil {
			e.recordPassingFiles(t, false, none, m)
		}
	}
	if q.count != nil {
		_, passed := e.countFiles(q.count, true)
		m.count, m.limit = int64(passed), q.countBounds.limit
		finding := none
		if q.countBounds.lower() {
			finding = e.intern(codeAttachmentMany, number(argValue, int64(passed)), number(argLimit, q.countBounds.limit))
			e.add(m, finding, noTarget)
		}
		e.recordPassingFiles(q.count, true, finding, m)
	}
	if q.totalSize != nil && q.totalSize.lower() {
		m.count, m.limit = e.totalSize, q.totalSize.limit
		e.add(m, e.intern(codeAttachmentTooLarge, number(argValue, e.totalSize), number(argLimit, q.totalSize.limit)), noTarget)
	}
}

func (e *evaluation) recordPassingFiles(t *fileTest, outer bool, finding int32, m *result) {
	for i := range e.files {
		f := &e.files[i]
		if !t.looks(f, outer) || !e.passesFile(t, f) {
			continue
		}
		if !f.unread {
			if m.files == nil {
				m.files = e.numbers(len(e.files))
			}
			m.files = append(m.files, f.top)
			e.recordFile(t, f, m)
		}
		if finding != none {
			e.add(m, finding, fileTarget(f.top))
		}
	}
	e.useMarks(t, outer, m)
}

// recordFile adds the findings of one file that passed.
func (e *evaluation) recordFile(t *fileTest, f *file, m *result) {
	listed := func(by, value string) {
		args := []arg{word(argBy, by), word(argValue, value)}
		if f.inside != "" {
			args = append(args, word(argInside, f.inside))
		}
		e.add(m, e.intern(codeAttachmentListed, args...), fileTarget(f.top))
	}
	if t.types != nil {
		listed("types", f.matchType(t.types))
	}
	if t.extensions != nil {
		listed("extensions", f.matchExtension(t.extensions))
	}
	if t.names.given {
		for _, w := range e.wordsInNames(t.names, f) {
			listed("names", w)
		}
	}
	if t.size != nil && t.size.lower() {
		args := []arg{number(argValue, f.src.Size), number(argLimit, t.size.limit)}
		if f.inside != "" {
			args = append(args, word(argInside, f.inside))
		}
		m.count, m.limit = f.src.Size, t.size.limit
		e.add(m, e.intern(codeAttachmentTooLarge, args...), fileTarget(f.top))
	}
}

// useMarks uses the findings of the flags a test asks for, at the files that passed.
func (e *evaluation) useMarks(t *fileTest, outer bool, m *result) {
	if t.is == nil {
		return
	}
	if t.asksMissing() {
		e.useFound(codeAttachmentMissing, noTarget, m)
	}
	for i := range e.files {
		f := &e.files[i]
		if !t.looks(f, outer) || !e.passesFile(t, f) {
			continue
		}
		if f.unread {
			e.useFound(codeAttachmentUninspectable, noTarget, m)
			continue
		}
		for k := range f.src.Marks {
			mark := &f.src.Marks[k]
			if code, known := e.p.marks[mark.Flag]; known && slices.Contains(t.is, mark.Flag) {
				e.add(m, e.intern(code, markArgs(mark, f.inside)...), fileTarget(f.top))
			}
		}
		if slices.Contains(t.is, "other-partner") {
			for _, name := range e.otherPartners(f) {
				args := []arg{word(argPartner, name)}
				if f.inside != "" {
					args = append(args, word(argInside, f.inside))
				}
				e.add(m, e.intern(codeAttachmentOtherPartner, args...), fileTarget(f.top))
			}
		}
		if slices.Contains(t.is, "to-external") {
			e.useFound(codeAttachmentToExternal, fileTarget(f.top), m)
		}
	}
}

// matchType returns the first of types that the file is of.
func (f *file) matchType(types []string) string {
	for _, name := range types {
		if class, ok := classOfName(name); ok {
			if f.classes()&class != 0 {
				return name
			}
		} else if kind, _, _ := strings.Cut(f.src.Type, ";"); strings.EqualFold(strings.TrimSpace(kind), name) {
			return name
		}
	}
	return ""
}

// matchExtension returns the first of extensions that a name of the file ends with.
func (f *file) matchExtension(extensions []string) string {
	for _, name := range f.names {
		if ext := extension(name); ext != "" && slices.Contains(extensions, ext) {
			return ext
		}
	}
	return ""
}

// extension is the last one of the cleaned name: what Windows would take away is taken away, and so is what hides it.
func extension(name string) string {
	clean, _, _ := strings.Cut(foldName(name), ":")
	clean = strings.TrimRight(clean, ". ")
	dot := strings.LastIndexByte(clean, '.')
	if dot < 0 {
		return ""
	}
	return strings.TrimSpace(clean[dot+1:])
}

// foldName brings a file name into the form in which names are compared.
func foldName(s string) string { return text.Fold(s) }
