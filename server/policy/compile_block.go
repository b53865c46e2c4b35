package policy

import "strings"

// block is a block of conditions, compiled. Cheap conditions are asked first, those that read text last.
type block struct {
	src             *Block
	kinds, composes []string
	recipients      *recipientCondition
	files           *fileCondition
	text            *textCondition
	names           *nameCondition
	personal        *personalCondition
	sender          *senderCondition
	calendar        int32 // of time
	outside         bool
	findings        *FindingsCondition
	expr            *compiledExpr
	also            *block

	needSet   int32 // a set somebody must be in for the block to hold; none: no such set
	needFlags flags // flags of which somebody must have one; 0: no such flags
}

type textCondition struct {
	parts          []textPart
	any, all, none wordList
	each           []wordList // of all: one a word or named list
	within         int64
	patterns       []patternUse
}

type nameCondition struct {
	notAddressed, outsiders, notNamed []textPart
}

type senderCondition struct {
	in, notIn, from, notFrom int32
	groups, notGroups        []string
	is                       []string
}

func (c *compiler) block(where string, src *Block) block {
	b := block{src: src, kinds: src.Kind, composes: src.Compose, calendar: none, needSet: none, findings: src.Findings}
	if src.Recipients != nil {
		b.recipients = c.recipientCondition(where+".recipients", src.Recipients)
		b.needSet, b.needFlags = c.rarest(b.recipients)
	}
	if src.Attachments != nil {
		b.files = c.fileCondition(where+".attachments", src.Attachments)
	}
	if src.Text != nil {
		b.text = c.textCondition(where+".text", src.Text)
	}
	if src.PersonalData != nil {
		b.personal = c.personalCondition(src.PersonalData)
	}
	if n := src.PartnerNames; n != nil {
		where += ".partnerNames"
		b.names = &nameCondition{c.parts(where, n.NotAddressed), c.parts(where, n.Outsiders), c.parts(where, n.NotNamed)}
	}
	if s := src.Sender; s != nil {
		where += ".sender"
		b.sender = &senderCondition{
			in: c.set(where, s.In), notIn: c.set(where, s.NotIn), from: c.set(where, s.From), notFrom: c.set(where, s.NotFrom),
			groups: s.Groups, notGroups: s.NotGroups, is: s.Is,
		}
		c.p.asksSender = c.p.asksSender || max(b.sender.in, b.sender.notIn, b.sender.from, b.sender.notFrom) != none
	}
	if t := src.Time; t != nil {
		b.outside = t.Outside != ""
		b.calendar = c.calendar(where+".time", t.Within+t.Outside)
	}
	b.expr = c.expr(where+".expr", src.Expr)
	if src.Also != nil {
		also := c.block(where+".also", src.Also)
		b.also = &also
	}
	return b
}

// rarest returns what is asked of one recipient at least, so that a rule costs nothing for a mail that has none such.
func (c *compiler) rarest(q *recipientCondition) (int32, flags) {
	for _, id := range []int32{q.any, q.all, q.count.atLeastOne()} {
		if id == none {
			continue
		}
		if t := &c.p.tests[id]; t.in != none {
			return t.in, 0
		} else if t.hasIs {
			return none, t.is
		}
	}
	return none, 0
}

func (c *compiler) textCondition(where string, src *TextCondition) *textCondition {
	in := src.In
	if len(in) == 0 {
		in = []string{"subject", "body"}
	}
	t := &textCondition{
		parts: c.parts(where+".in", in), within: src.Within,
		any: c.wordsOf(where+".any", src.Any), all: c.wordsOf(where+".all", src.All), none: c.wordsOf(where+".none", src.None),
	}
	t.each = c.eachOf(where+".all", src.All)
	for _, written := range src.Patterns {
		if p := c.pattern(where+".patterns", written); p != nil {
			t.patterns = append(t.patterns, patternUse{p, c.strict})
		}
	}
	return t
}

// eachOf splits the words of all, each of which must be found, from the exclusions, which hold for all of them.
func (c *compiler) eachOf(where string, written []string) []wordList {
	var out []string
	for _, w := range written {
		if _, excluded := cutBang(strings.TrimSpace(w)); excluded {
			out = append(out, w)
		}
	}
	var lists []wordList
	for _, w := range written {
		if _, excluded := cutBang(strings.TrimSpace(w)); excluded {
			continue
		}
		inner, isList := c.wordList(where, w)
		if !isList {
			inner = []string{w}
		}
		lists = append(lists, c.eachWord(where, inner, out)...)
	}
	return lists
}

// eachWord makes one list of each word; exclusions of the list it comes from go with it.
func (c *compiler) eachWord(where string, words, out []string) []wordList {
	var lists []wordList
	for _, group := range c.groups(where, append(append([]string(nil), words...), out...), wordDepth) {
		for _, in := range group.in {
			lists = append(lists, wordList{given: true, groups: []wordGroup{{in: []listedWord{in}, out: group.out}}})
		}
	}
	return lists
}
