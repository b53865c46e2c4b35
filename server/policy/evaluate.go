package policy

import (
	"time"

	"sekisho/server/address"
)

// Evaluate judges m. It is total and deterministic: what cannot be understood becomes a finding with a strict default.
// A nil p judges as a door that has no policy: it blocks. A zero now is read as f.Now.
func Evaluate(p *Policy, m *Message, f Facts, now time.Time) Verdict {
	return evaluate(p, m, &f, now, watch{})
}

// EvaluateFor is Evaluate, and writes into trace how the verdict came about. The verdict is the same.
func EvaluateFor(p *Policy, m *Message, f Facts, now time.Time, trace *Trace) Verdict {
	return evaluate(p, m, &f, now, watch{trace: trace})
}

// EvaluateSearched is Evaluate, and writes into searched what remains of texts that are not kept. The verdict is the same.
func EvaluateSearched(p *Policy, m *Message, f Facts, now time.Time, searched *Searched) Verdict {
	return evaluate(p, m, &f, now, watch{searched: searched})
}

// watch is what is wanted of an evaluation beside its verdict, and what is known instead of texts that are gone.
type watch struct {
	trace    *Trace
	searched *Searched
	past     *known
}

func evaluate(p *Policy, m *Message, f *Facts, now time.Time, w watch) Verdict {
	if m == nil {
		m = &Message{}
	}
	if p == nil {
		return withoutPolicy()
	}
	if now.IsZero() {
		now = f.Now
	}
	e := p.scratch.Get().(*evaluation)
	e.facts = *f // a copy, so that the caller's stay where they are
	e.reset(m, &e.facts, now)
	e.past = w.past
	if w.trace != nil {
		*w.trace = Trace{}
		e.trace = &tracer{to: w.trace, shapes: shapes{}}
	}
	v := e.judge()
	if w.searched != nil {
		*w.searched = Searched{}
		e.recordSearched(w.searched)
	}
	e.release()
	p.scratch.Put(e)
	return v
}

// judge takes the steps of the policy language, section 8.
func (e *evaluation) judge() Verdict {
	e.read()
	e.detecting = true
	e.detect()
	if e.past != nil {
		e.recallFindings()
	}
	e.detecting = false
	e.matchRules()
	e.exemptRules()
	v := e.verdict()
	if e.trace != nil {
		e.trace.finish(e)
	}
	return v
}

func withoutPolicy() Verdict {
	return Verdict{
		Action: ActionBlock,
		Findings: []Finding{{
			Code: codeDoorNoPolicy.String(), Severity: SeverityDanger, Rules: []string{}, Recipients: []string{}, Attachments: []string{}, Args: Args{},
		}},
		Recipients: []RecipientVerdict{}, Attachments: []AttachmentVerdict{}, Rules: []RuleVerdict{}, Changes: []ChangeVerdict{}, Notify: []string{},
	}
}

// evaluation is the work on one mail. It is used again for the next; everything that reaches a Verdict is made anew.
type evaluation struct {
	p   *Policy
	m   *Message
	f   *Facts
	now time.Time

	account, from         address.Address
	accountText, fromText string
	accountSets, fromSets []bool // by set
	people                []recipient
	named                 int                  // how many of people the mail names; members of lists follow
	byKey                 map[mailboxKey]int32 // of many people
	anyExternal           bool                 // somebody whom the mail reaches is external
	allFlags              flags
	flagNames             int // how many names of flags the verdict writes
	originals             map[string]bool
	trace                 *tracer    // nil: nobody listens
	past                  *known     // nil: the texts are there
	exprFacts             *exprFacts // what expressions asked for that see everybody
	exprSpent             uint64     // what expressions have cost
	patternSpent          int64      // what patterns have cost
	files                 []file
	attachments           int // how many of files are attachments themselves
	totalSize             int64
	parts                 [partCount]searched
	newText               string // see written
	newTextDone           bool
	subject               string // see foldedSubject
	subjectDone           bool

	hits     []hit
	openings []opening // by calendar
	setStart []int32   // set -> its first of byHits; one longer than the sets
	byHits   []hit
	stamp    []int32 // set -> the last recipient that hit it

	passes   [][]int32 // test -> recipients that pass, in order
	passDone []bool
	pool     []int32 // what passes are cut from

	learning   bool // settings.learnUntil has not passed
	detecting  bool // what is found now is a detector's
	findings   []finding
	args       Args // of all findings, made for the verdict
	argsBefore int  // how many the mail before had
	index      findingIndex
	codes      codeSet // of findings
	uses       []use
	flagUses   [flagCount][]seen

	names        []string   // room for names in the verdict; never kept
	namesCut     int        // how many were cut from it
	namesWanted  int        // how many have to be
	namesBefore  int        // how many had to be for the mail before
	lists        []argRest  // room for lists in the verdict; never kept
	asks         *duties    // what the verdict asks for; never kept
	bools        []bool     // what scopes are cut from
	changes      []changing // made when first asked for
	asked        bool       // changes are made
	packed       []use
	useEnds      []int32 // finding -> where its packed uses end
	tellings     []telling
	order        []uint64   // the tellings, as the verdict has them
	shared       []setNames // lists of recipients that findings share
	told         int        // names in them
	groups       []group
	ofKind       []changing
	scopes       []scoped
	apart        []changeGroup
	facts        Facts
	labelRoom    []string
	textRoom     []byte
	namesOfFiles []string // what files without several names are called
	results      []result
	acting       []acting
	byRule       []int32 // rule -> its result
	unseen       []bool  // recipients that the rule at hand does not see
	counted      []int32 // for counting what differs
	countMark    int32
	domainIDs    []int32
	groupIDs     []int32
	ids          map[string]int32
}

func newEvaluation(p *Policy) *evaluation {
	return &evaluation{
		p: p, byKey: map[mailboxKey]int32{}, index: newFindingIndex(), ids: map[string]int32{},
		accountSets: make([]bool, len(p.sets)), fromSets: make([]bool, len(p.sets)),
		setStart: make([]int32, len(p.sets)+1), stamp: make([]int32, len(p.sets)),
		passes: make([][]int32, len(p.tests)), passDone: make([]bool, len(p.tests)), byRule: make([]int32, len(p.rules)),
		openings: make([]opening, len(p.calendars)),
	}
}

func (e *evaluation) reset(m *Message, f *Facts, now time.Time) {
	e.m, e.f, e.now = m, f, now
	e.bools, e.changes, e.asked = e.bools[:0], e.changes[:0], false
	e.people, e.files, e.hits, e.byHits, e.pool = e.people[:0], e.files[:0], e.hits[:0], e.byHits[:0], e.pool[:0]
	e.findings, e.uses, e.results = e.findings[:0], e.uses[:0], e.results[:0]
	e.codes = codeSet{}
	e.namesOfFiles = e.namesOfFiles[:0]
	e.index.shrink()
	for rest := e.allFlags; rest != 0; rest &= rest - 1 {
		e.flagUses[rest.number()] = e.flagUses[rest.number()][:0]
	}
	e.anyExternal, e.allFlags, e.originals, e.exprFacts, e.exprSpent, e.patternSpent = false, 0, nil, nil, 0, 0
	e.attachments, e.totalSize, e.countMark = 0, 0, 0
	e.newText, e.newTextDone, e.subject, e.subjectDone = "", false, "", false
	e.domainIDs, e.groupIDs = e.domainIDs[:0], e.groupIDs[:0]
	clear(e.passDone)
	clear(e.openings)
	for i := range e.stamp {
		e.stamp[i] = none
	}
	for i := range e.byRule {
		e.byRule[i] = none
	}
}

// release drops what belongs to the caller, so that scratch space keeps no mail.
func (e *evaluation) release() {
	clear(e.shared)
	e.shared = e.shared[:0]
	e.m, e.f, e.names, e.lists, e.facts, e.exprFacts = nil, nil, nil, nil, Facts{}, nil
	e.args, e.argsBefore = nil, min(len(e.args), maxArgRoom)
	e.namesBefore, e.namesWanted, e.namesCut = min(e.namesWanted, maxNameRoom), 0, 0
	e.trace, e.past, e.asks = nil, nil, nil
	e.newText, e.subject = "", ""
	clear(e.namesOfFiles)
	clear(e.changes[:cap(e.changes)])
	clear(e.ofKind[:cap(e.ofKind)])
	clear(e.apart[:cap(e.apart)])
	clear(e.people)
	clear(e.files)
	clear(e.results)
	if len(e.byKey) > 0 {
		clear(e.byKey)
	}
	if len(e.ids) > 0 {
		clear(e.ids)
	}
	for i := range e.parts {
		if s := &e.parts[i]; s.done {
			s.release()
		}
	}
}
