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
func (e *evaluation) message(r *rule, m *result) *Text {
	src := r.src.Then.Message
	if !strings.Contains(src.JA, "{") && !strings.Contains(src.EN, "{") {
		return &src
	}
	people, files := e.messagePeople(m), e.messageFiles(m)
	fill := func(s, comma, more string) string {
		join := func(list []string) string {
			if len(list) > namedInMessage {
				return strings.Join(list[:namedInMessage], comma) + fmt.Sprintf(more, len(list)-namedInMessage)
			}
			return strings.Join(list, comma)
		}
		return strings.NewReplacer(
			"{recipients}", join(people), "{files}", join(files), "{words}", join(m.words),
			"{count}", strconv.FormatInt(m.count, 10), "{limit}", strconv.FormatInt(m.limit, 10),
		).Replace(s)
	}
	return &Text{JA: fill(src.JA, "、", "ほか%d件"), EN: fill(src.EN, ", ", " and %d more"), Plain: src.Plain}
}

func (e *evaluation) messagePeople(m *result) []string {
	var labels []string
	if m.asked {
		for _, who := range m.people {
			if label := e.people[who].label; !contains(labels, label) {
				labels = append(labels, label)
			}
		}
		return labels
	}
	for i := range e.people[:e.named] {
		if e.people[i].envelope {
			labels = append(labels, e.people[i].label)
		}
	}
	return labels
}

func (e *evaluation) messageFiles(m *result) []string {
	var names []string
	for i := range e.attachments {
		if !m.askedFiles || slices.Contains(m.files, int32(i)) {
			names = append(names, e.files[i].src.Name)
		}
	}
	return names
}
