package policy

import (
	"fmt"
	"slices"
	"strconv"
)

// namedInMessage is how many recipients, files or words a message names.
const namedInMessage = 10

// message fills a rule's text with what it held on. Where the rule asked about no recipients, or no files, it is all of them.
func (e *evaluation) message(r *rule, m *result) Text {
	src := &r.src.Then.Message
	if len(r.ja) <= 1 && len(r.en) <= 1 {
		return *src
	}
	f := filler{e: e, m: m}
	defer f.forget()
	if src.Plain && !r.ja.names(valueRecipients, valueFiles, valueWords) {
		e.textRoom = f.fill(e.textRoom[:0], r.ja, "", "")
		filled := string(e.textRoom)
		return Text{JA: filled, EN: filled, Plain: true}
	}
	ja := f.fill(e.textRoom[:0], r.ja, "、", "ほか%d件")
	both := f.fill(ja, r.en, ", ", " and %d more")
	e.textRoom = both
	text := string(both)
	return Text{JA: text[:len(ja)], EN: text[len(ja):], Plain: src.Plain}
}

// filler puts what a rule held on in the place of a message's {names}.
type filler struct {
	e             *evaluation
	m             *result
	people, files []string
}

func (f *filler) fill(out []byte, from pieces, comma, more string) []byte {
	for i := range from {
		out = append(out, from[i].text...)
		out = f.appendValue(out, from[i].value, comma, more)
	}
	return out
}

// forget leaves nothing of the mail in the room that is used again.
func (f *filler) forget() {
	clear(f.people)
	clear(f.e.textRoom)
}

func (f *filler) appendValue(out []byte, v value, comma, more string) []byte {
	switch v {
	case valueRecipients:
		if f.people == nil {
			f.people = f.e.messagePeople(f.m)
		}
		return appendList(out, f.people, comma, more)
	case valueFiles:
		if f.files == nil {
			f.files = f.e.messageFiles(f.m)
		}
		return appendList(out, f.files, comma, more)
	case valueWords:
		return appendList(out, f.m.words, comma, more)
	case valueCount:
		return strconv.AppendInt(out, f.m.count, 10)
	case valueLimit:
		return strconv.AppendInt(out, f.m.limit, 10)
	}
	return out
}

func appendList(out []byte, list []string, comma, more string) []byte {
	for i, s := range list {
		if i == namedInMessage {
			return fmt.Appendf(out, more, len(list)-namedInMessage)
		}
		if i > 0 {
			out = append(out, comma...)
		}
		out = append(out, s...)
	}
	return out
}

func (e *evaluation) messagePeople(m *result) []string {
	labels := e.labelRoom[:0]
	defer func() { e.labelRoom = labels[:0] }()
	if m.asked {
		mark := e.nextMark(len(e.people))
		for _, who := range m.people {
			if who = e.people[who].same; e.counted[who] != mark {
				e.counted[who] = mark
				labels = append(labels, e.people[who].label())
			}
		}
		return labels
	}
	for i := range e.people[:e.named] {
		if e.people[i].envelope {
			labels = append(labels, e.people[i].label())
		}
	}
	return labels
}

func (e *evaluation) messageFiles(m *result) []string {
	var names []string
	for i := range e.attachments {
		if !m.askedFiles || slices.Contains(m.files, n32(i)) {
			names = append(names, e.files[i].src.Name)
		}
	}
	return names
}
