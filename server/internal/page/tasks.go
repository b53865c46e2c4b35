package page

import (
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"sekisho/server/check"
	"sekisho/server/internal/held"
	"sekisho/server/policy"
)

// task is one line of the checklist.
type task struct {
	Name    string // of the form's field; empty: it is only shown
	Label   string
	Kind    string // tick, type, reason, show
	Value   string // typed before
	Ticked  bool
	Missing bool
}

// glanced are the kinds that one button confirms where the policy asks for a glance only.
func glanced(kind string) bool {
	return slices.Contains([]string{"recipient", "domain", "attachment", "subject", "body"}, kind)
}

// tasks are the checklist, with what the form had before.
func tasks(v *visit, wrong *trouble) []task {
	asks := v.mail.Confirm
	if asks == nil {
		return nil
	}
	var gaps check.Gaps
	if wrong != nil && wrong.gaps != nil {
		gaps = *wrong.gaps
	}
	var all []task
	for n, item := range asks.Items {
		t := task{Name: "item." + strconv.Itoa(n), Kind: "tick", Label: v.label(item), Missing: slices.Contains(gaps.Items, item)}
		switch {
		case item.Kind == "file-name":
			t.Kind = "type"
		case asks.Mode == "glance" && glanced(item.Kind):
			t.Name, t.Kind, t.Missing = "", "show", false
		}
		all = append(all, t)
	}
	for n, q := range asks.Questions {
		all = append(all, task{Name: "question." + strconv.Itoa(n), Kind: "tick", Label: held.Line(v.mail.Question(v.lang, q), 500), Missing: slices.Contains(gaps.Questions, q)})
	}
	for n, word := range asks.Words {
		all = append(all, task{Name: "word." + strconv.Itoa(n), Kind: "type", Label: held.Say(v.lang, "page.word", "word", word), Missing: slices.Contains(gaps.Words, word)})
	}
	if asks.Reason {
		all = append(all, task{Name: "reason", Kind: "reason", Label: held.Say(v.lang, "page.reason.needed"), Missing: gaps.Reason})
	}
	for i := range all {
		all[i].Value = v.PostForm.Get(all[i].Name)
		all[i].Ticked = all[i].Value == "yes"
	}
	return all
}

func missing(all []task) (n int) {
	for _, t := range all {
		if t.Missing {
			n++
		}
	}
	return n
}

// label says what is to be ticked or typed.
func (v *visit) label(item policy.ConfirmItem) string {
	value := held.Line(item.Value, 320)
	switch item.Kind {
	case "file-name":
		return held.Say(v.lang, "page.fileName", "word", value)
	case "subject":
		value = v.mail.Title(v.lang)
	case "recipient":
		for _, r := range v.mail.Recipients {
			if strings.EqualFold(r.Address, item.Value) {
				value = held.Person(r.Name, r.Address)
			}
		}
	}
	return held.Say(v.lang, "item."+item.Kind, "value", value)
}

// answers are what the form says of what was asked.
func answers(v *visit) check.Answers {
	var given check.Answers
	asks := v.mail.Confirm
	if asks == nil {
		return given
	}
	ticked := func(kind string, n int) bool { return v.PostForm.Get(kind+"."+strconv.Itoa(n)) == "yes" }
	typed := func(kind string, n int, word string) bool {
		return same(v.PostForm.Get(kind+"."+strconv.Itoa(n)), word)
	}
	for n, item := range asks.Items {
		ok := ticked("item", n)
		switch {
		case item.Kind == "file-name":
			ok = typed("item", n, item.Value)
		case asks.Mode == "glance" && glanced(item.Kind):
			ok = true // the button is the answer
		}
		if ok {
			given.Items = append(given.Items, item)
		}
	}
	for n, q := range asks.Questions {
		if ticked("question", n) {
			given.Questions = append(given.Questions, q)
		}
	}
	for n, word := range asks.Words {
		if typed("word", n, word) {
			given.Words = append(given.Words, word)
		}
	}
	given.Reason = held.Line(v.PostForm.Get("reason"), 1000)
	return given
}

// same tells whether somebody typed a word, but for character width and blanks at the ends, as the add-in has it.
func same(typed, wanted string) bool {
	return strings.TrimSpace(norm.NFKC.String(typed)) == strings.TrimSpace(norm.NFKC.String(wanted))
}
