package policy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// namedInMessage is how many recipients, files or words a message names.
const namedInMessage = 10

// message fills a rule's text with what it held on. Where the rule asked about no recipients, or no files, it is all of them.
func (e *evaluation) message(r *rule, m *result) Text {
	src := &r.src.Then.Message
	if !strings.Contains(src.JA, "{") && !strings.Contains(src.EN, "{") {
		return *src
	}
	f := filler{e: e, m: m}
	defer f.forget()
	if src.Plain && !strings.Contains(src.JA, "{recipients}") && !strings.Contains(src.JA, "{files}") && !strings.Contains(src.JA, "{words}") {
		filled := f.fill(src.JA, "", "")
		return Text{JA: filled, EN: filled, Plain: true}
	}
	return Text{JA: f.fill(src.JA, "、", "ほか%d件"), EN: f.fill(src.EN, ", ", " and %d more"), Plain: src.Plain}
}

// filler puts what a rule held on in the place of a message's {names}. A name it does not know stays as it is.
type filler struct {
	e             *evaluation
	m             *result
	people, files []string
}

func (f *filler) fill(s, comma, more string) string {
	out := f.e.textRoom[:0]
	for {
		open := strings.IndexByte(s, '{')
		if open < 0 {
			break
		}
		out = append(out, s[:open]...)
		s = s[open:]
		end := strings.IndexByte(s, '}')
		if end < 0 {
			break
		}
		out = f.appendValue(out, s[:end+1], comma, more)
		s = s[end+1:]
	}
	out = append(out, s...)
	f.e.textRoom = out
	return string(out)
}

// forget leaves nothing of the mail in the room that is used again.
func (f *filler) forget() {
	clear(f.people)
	clear(f.e.textRoom)
}

func (f *filler) appendValue(out []byte, name, comma, more string) []byte {
	switch name {
	case "{recipients}":
		if f.people == nil {
			f.people = f.e.messagePeople(f.m)
		}
		return appendList(out, f.people, comma, more)
	case "{files}":
		if f.files == nil {
			f.files = f.e.messageFiles(f.m)
		}
		return appendList(out, f.files, comma, more)
	case "{words}":
		return appendList(out, f.m.words, comma, more)
	case "{count}":
		return strconv.AppendInt(out, f.m.count, 10)
	case "{limit}":
		return strconv.AppendInt(out, f.m.limit, 10)
	}
	return append(out, name...)
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
