package policy

import (
	"math/bits"
	"slices"
	"time"
)

// combineConfirm adds up what enforced rules ask: tick beats glance, the rest adds up, the longest countdown counts. Nil: nobody
// asks. A list to tick with nothing on it becomes one button.
func (e *evaluation) combineConfirm(door rank) *ConfirmVerdict {
	c := confirmation{e: e}
	for _, a := range e.acting {
		duty := a.r.confirm
		if a.r.baseline && a.m.action == rankConfirm {
			duty = &e.p.confirm
		}
		if duty != nil {
			c.add(duty, a.r)
		}
	}
	if door == rankConfirm {
		c.add(&e.p.confirm, nil)
	}
	if c.verdict == nil {
		return nil
	}
	c.verdict.Items = make([]ConfirmItem, 0, e.countItems(c.items))
	e.addItems(&c)
	if c.countdown > 0 {
		c.verdict.Countdown = FormatDuration(c.countdown)
	}
	if len(c.verdict.Items) == 0 {
		c.verdict.Mode = "glance"
	}
	return c.verdict
}

type confirmation struct {
	e         *evaluation
	verdict   *ConfirmVerdict // nil: nobody has asked
	items     itemSet
	countdown time.Duration
}

// add takes in one duty. The door's has no rule and so no question of its own.
func (c *confirmation) add(d *confirmDuty, r *rule) {
	if c.verdict == nil {
		c.verdict = &c.e.duties().confirm
		c.verdict.Mode, c.verdict.Questions = "glance", []string{}
	}
	v := c.verdict
	if d.mode != "glance" {
		v.Mode = "tick"
	}
	switch d.mode {
	case "question":
		if r != nil {
			if len(v.Questions) == 0 {
				v.Questions = r.ids // of one rule; appending copies
			} else {
				v.Questions = append(v.Questions, r.id)
			}
		}
	case "type":
		if !slices.Contains(v.Words, d.word) {
			v.Words = append(v.Words, d.word)
		}
	case "reason":
		v.Reason = true
	}
	c.items |= d.items
	c.countdown = max(c.countdown, d.countdown)
}

// itemSet is a set of what a checklist may ask for.
type itemSet uint8

const (
	itemExternal itemSet = 1 << iota
	itemInternal
	itemFiles
	itemSubject
	itemBody
	itemFileNames
	itemOpenedFiles
)

var itemNames = [...]string{"external", "internal", "files", "subject", "body", "file-names", "opened-files"}

func itemsOf(names []string) itemSet {
	var set itemSet
	for i, name := range itemNames {
		if slices.Contains(names, name) {
			set |= 1 << i
		}
	}
	return set
}

// ticks reports whether a recipient is on a checklist that asks for items.
func (r *recipient) ticks(items itemSet) bool {
	return r.envelope && (r.external && items&itemExternal != 0 || !r.external && items&itemInternal != 0)
}

// countItems is how many items there are at most.
func (e *evaluation) countItems(items itemSet) int {
	count := bits.OnesCount8(uint8(items & (itemSubject | itemBody)))
	count += e.attachments * bits.OnesCount8(uint8(items&(itemFiles|itemFileNames|itemOpenedFiles)))
	for i := range e.people[:e.named] {
		if e.people[i].ticks(items) {
			count++
		}
	}
	return count
}

// addItems lists the items in the order of the mail: recipients, files, subject, body, names to type, files to open.
func (e *evaluation) addItems(c *confirmation) {
	for i := range e.people[:e.named] {
		if r := &e.people[i]; r.ticks(c.items) {
			c.item(e.tickOf(r))
		}
	}
	if c.items&itemFiles != 0 {
		e.fileItems(c, "attachment")
	}
	if c.items&itemSubject != 0 {
		c.item(ConfirmItem{Kind: "subject", Value: e.m.Subject})
	}
	if c.items&itemBody != 0 {
		c.item(ConfirmItem{Kind: "body"})
	}
	if c.items&itemFileNames != 0 {
		e.fileItems(c, "file-name")
	}
	if c.items&itemOpenedFiles != 0 {
		e.fileItems(c, "opened-file")
	}
}

// tickOf is what is ticked for a recipient: its address, or its domain where the checklist goes by domain.
func (e *evaluation) tickOf(r *recipient) ConfirmItem {
	if e.p.doc.Settings.Checklist.TickBy == "domain" && r.addr.Domain != "" {
		return ConfirmItem{Kind: "domain", Value: r.addr.Domain}
	}
	return ConfirmItem{Kind: "recipient", Value: r.label()}
}

func (e *evaluation) fileItems(c *confirmation, kind string) {
	for i := range e.attachments {
		c.item(ConfirmItem{Kind: kind, Value: e.files[i].src.Name})
	}
}

// item adds an item that is not there yet. Recipients are each once already; only domains and files can repeat.
func (c *confirmation) item(item ConfirmItem) {
	if item.Kind == "recipient" || !slices.Contains(c.verdict.Items, item) {
		c.verdict.Items = append(c.verdict.Items, item)
	}
}
