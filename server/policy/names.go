package policy

// nameRoom is how many names a stretch holds at least where nothing is known of what is to come. Up to maxNameRoom it holds as many
// as the last mail needed: the next one of an organization is much like it.
const (
	nameRoom    = 8
	maxNameRoom = 64
)

// cut returns room for n names out of the stretches of memory that a whole verdict shares.
func (e *evaluation) cut(n int) []string {
	e.reserve(n)
	from := len(e.names)
	e.names = e.names[:from+n]
	e.namesCut += n
	return e.names[from : from : from+n]
}

// reserve sees to it that the next n names cut are of one stretch.
func (e *evaluation) reserve(n int) {
	e.namesWanted = max(e.namesWanted, e.namesCut+n)
	if e.names == nil || len(e.names)+n > cap(e.names) {
		e.names = make([]string, 0, max(n, nameRoom, e.namesBefore-e.namesCut))
	}
}

// countDuties is about how many names the verdict needs for what follows from rules, beside those of its findings.
func (e *evaluation) countDuties() int {
	count := 0
	for _, a := range e.acting {
		if d := a.r.approve; d != nil {
			count += len(d.by) + len(d.otherwise)
		}
	}
	return count
}

// numbers returns room for n numbers, used until the mail is judged.
func (e *evaluation) numbers(n int) []int32 {
	from := len(e.pool)
	if from+n > cap(e.pool) {
		e.pool = make([]int32, 0, max(2*cap(e.pool), n, 256)) // what was cut before keeps its own
		from = 0
	}
	e.pool = e.pool[:from+n]
	return e.pool[from : from : from+n]
}

// marks returns n times false, used until the mail is judged.
func (e *evaluation) marks(n int) []bool {
	from := len(e.bools)
	if from+n > cap(e.bools) {
		e.bools = make([]bool, 0, max(2*cap(e.bools), n, 256))
		from = 0
	}
	e.bools = e.bools[:from+n]
	clear(e.bools[from:])
	return e.bools[from : from+n : from+n]
}
