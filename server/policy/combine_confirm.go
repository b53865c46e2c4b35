package policy

import (
	"slices"
	"time"
)

// combineConfirm adds up what enforced rules ask: tick beats glance, the rest adds up, the longest countdown counts. Nil: nobody
// asks. A list to tick with nothing on it becomes one button.
func (e *evaluation) combineConfirm(door rank) *ConfirmVerdict {
	c := confirmation{verdict: ConfirmVerdict{Mode: "glance", Questions: []string{}}, kinds: e.itemKinds[:0]}
	for m, r := range e.enforcedRules {
		duty := r.confirm
		if r.baseline && m.action == rankConfirm {
			duty = &e.p.confirm
		}
		if duty != nil {
			c.add(duty, r.id)
		}
	}
	if door == rankConfirm {
		c.add(&e.p.confirm, "")
	}
	e.itemKinds = c.kinds
	if !c.asked {
		return nil
	}
	c.verdict.Items = make([]ConfirmItem, 0, e.named+e.attachments+1)
	e.addItems(&c)
	if c.countdown > 0 {
		c.verdict.Countdown = FormatDuration(c.countdown)
	}
	if len(c.verdict.Items) == 0 {
		c.verdict.Mode = "glance"
	}
	verdict := c.verdict
	return &verdict
}

type confirmation struct {
	verdict   ConfirmVerdict
	asked     bool
	kinds     []string // items asked for
	countdown time.Duration
}

// add takes in one duty. The door's has no rule and so no question of its own.
func (c *confirmation) add(d *confirmDuty, rule string) {
	c.asked = true
	v := &c.verdict
	if d.mode != "glance" {
		v.Mode = "tick"
	}
	switch d.mode {
	case "question":
		if rule != "" {
			v.Questions = append(v.Questions, rule)
		}
	case "type":
		if !slices.Contains(v.Words, d.word) {
			v.Words = append(v.Words, d.word)
		}
	case "reason":
		v.Reason = true
	}
	for _, kind := range d.items {
		if !slices.Contains(c.kinds, kind) {
			c.kinds = append(c.kinds, kind)
		}
	}
	c.countdown = max(c.countdown, d.countdown)
}

// addItems lists the items in the order of the mail: recipients, files, subject, body, names to type, files to open.
func (e *evaluation) addItems(c *confirmation) {
	asks := func(kind string) bool { return slices.Contains(c.kinds, kind) }
	for i := range e.people[:e.named] {
		r := &e.people[i]
		if r.envelope && (r.external && asks("external") || !r.external && asks("internal")) {
			c.item(e.tickOf(r))
		}
	}
	if asks("files") {
		e.fileItems(c, "attachment")
	}
	if asks("subject") {
		c.item(ConfirmItem{Kind: "subject", Value: e.m.Subject})
	}
	if asks("body") {
		c.item(ConfirmItem{Kind: "body"})
	}
	if asks("file-names") {
		e.fileItems(c, "file-name")
	}
	if asks("opened-files") {
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
