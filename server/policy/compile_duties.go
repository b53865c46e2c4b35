package policy

import (
	"fmt"
	"time"
)

// confirmDuty is a confirm block with what it left out filled in.
type confirmDuty struct {
	mode, word string
	items      itemSet
	countdown  time.Duration
}

type holdDuty struct {
	HoldDuty
	calendar int32  // of Until
	written  string // For, as verdicts write it
}

type approveDuty struct {
	by, otherwise    []string
	need, onExpiry   string
	within           time.Duration
	writtenWithin    string // within, as verdicts write it
	deputies, reason bool
}

func (c *compiler) settingsConfirm() confirmDuty {
	return confirmOver(&c.doc.Settings.Confirm, confirmDuty{mode: "tick", items: itemExternal | itemFiles})
}

// confirmOver lays a block over what holds without it. A block made by code has no Given: there a zero value is not given.
func confirmOver(d *ConfirmDuty, base confirmDuty) confirmDuty {
	given := func(key string, set bool) bool { return d.Given[key] || d.Given == nil && set }
	if given("mode", d.Mode != "") {
		base.mode = d.Mode
	}
	if given("word", d.Word != "") {
		base.word = d.Word
	}
	if given("items", d.Items != nil) {
		base.items = itemsOf(d.Items)
	}
	if given("countdown", d.Countdown != 0) {
		base.countdown = d.Countdown
	}
	return base
}

func (c *compiler) settingsApprove() approveDuty {
	base := approveDuty{by: []string{"manager"}, need: "one", within: 72 * time.Hour, onExpiry: "discard", deputies: true}
	return approveOver(&c.doc.Settings.Approve, base)
}

func approveOver(d *ApproveDuty, base approveDuty) approveDuty {
	given := func(key string, set bool) bool { return d.Given[key] || d.Given == nil && set }
	if given("by", d.By != nil) {
		base.by = d.By
	}
	if given("else", d.Else != nil) {
		base.otherwise = d.Else
	}
	if given("need", d.Need != "") {
		base.need = d.Need
	}
	if given("within", d.Within != 0) {
		base.within = d.Within
	}
	if given("onExpiry", d.OnExpiry != "") {
		base.onExpiry = d.OnExpiry
	}
	if given("deputies", d.Deputies) {
		base.deputies = d.Deputies
	}
	if given("reason", d.Reason) {
		base.reason = d.Reason
	}
	return base
}

// duties compiles the blocks of a rule. An action without its block takes the settings; a hold has none to take.
func (c *compiler) duties(r *rule, then *Then) {
	if then.Confirm != nil {
		d := confirmOver(then.Confirm, c.settingsConfirm())
		r.confirm = &d
	} else if r.action == rankConfirm {
		d := c.settingsConfirm()
		r.confirm = &d
	}
	for _, h := range then.Hold {
		duty := holdDuty{HoldDuty: h, calendar: none, written: FormatDuration(h.For)}
		if h.Until != "" {
			duty.calendar = c.calendar(inRule(r.id, "then.hold.until"), h.Until)
		}
		r.hold = append(r.hold, duty)
	}
	if then.Approve != nil {
		d := approveOver(then.Approve, c.settingsApprove())
		r.approve = &d
	} else if r.action == rankApprove {
		d := c.settingsApprove()
		r.approve = &d
	}
	if r.approve != nil {
		r.approve.writtenWithin = FormatDuration(r.approve.within)
	}
	if weakest := r.weakest(); r.action < weakest {
		c.fail(inRule(r.id, "then.action"), fmt.Errorf("%s is weaker than a block below it: write at least %s", actions[r.action], actions[weakest]))
	}
	if r.action == rankHold && len(r.hold) == 0 {
		c.fail(inRule(r.id, "then"), fmt.Errorf("action hold needs a hold block that says how long"))
	}
}

// weakest is the least action that its blocks allow.
func (r *rule) weakest() rank {
	switch {
	case r.approve != nil:
		return rankApprove
	case len(r.hold) > 0:
		return rankHold
	case r.confirm != nil:
		return rankConfirm
	}
	return rankAllow
}

func (c *compiler) calendar(where, name string) int32 {
	id, ok := c.calendars[name]
	if !ok {
		c.fail(where, fmt.Errorf("no calendar %q: define it under calendars", name))
		return none
	}
	return id
}
