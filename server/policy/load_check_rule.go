package policy

import (
	"slices"
)

func (l *loader) checkRules(doc *Document) {
	ids := map[string]bool{"baseline": true, "*": true}
	for i, r := range doc.Rules {
		if ids[r.ID] {
			l.badAt(item("/rules", i)+"/id", "give each rule its own id", "the id %s is there twice", quoted(r.ID))
		}
		ids[r.ID] = true
	}
	for i := range doc.Rules {
		l.checkRule(&doc.Rules[i], &doc.Settings, ids, item("/rules", i))
	}
}

func (l *loader) checkRule(r *Rule, s *Settings, ids map[string]bool, path string) {
	if !r.Valid.Until.IsZero() && r.Valid.Until.Before(r.Valid.From) {
		l.badAt(path+"/valid/until", "correct one of the days", "valid ends before it begins")
	}
	if r.Except.Set && !slices.ContainsFunc(r.When.Items, asksRecipients) {
		l.badAt(path+"/except", "add a recipients condition to when, or use unless", "except needs a recipients condition")
	}
	for i, id := range r.Then.Exempt {
		switch at := item(path+"/then/exempt", i); {
		case !ids[id]:
			l.badAt(at, oneOf(id, ruleIDs(ids)), "there is no rule %s", quoted(clip(id, 80)))
		case id == r.ID:
			l.badAt(at, "take it out", "a rule cannot exempt itself")
		}
	}
	l.checkThen(r, s, path+"/then")
}

func asksRecipients(b Block) bool {
	return b.Recipients != nil || b.Also != nil && b.Also.Recipients != nil
}

// ruleIDs are candidates for a message: the ids in alphabetical order.
func ruleIDs(ids map[string]bool) []string {
	list := make([]string, 0, len(ids))
	for id := range ids {
		list = append(list, id)
	}
	slices.Sort(list)
	return list
}

// actionOf is the action of a rule, the default filled in.
func (t *Then) actionOf() Action {
	switch {
	case t.Action != "":
		return Action(t.Action)
	case len(t.Exempt) > 0:
		return ActionAllow
	}
	return ActionNotify
}

// actions are in rising order of strength.
func actionsInOrder() []Action {
	return []Action{ActionAllow, ActionNotify, ActionConfirm, ActionHold, ActionApprove, ActionBlock}
}

func strength(a Action) int { return slices.Index(actionsInOrder(), a) }

// strongestBlock is the least action that the given blocks allow.
func (t *Then) strongestBlock() Action {
	switch {
	case t.Approve != nil:
		return ActionApprove
	case len(t.Hold) > 0:
		return ActionHold
	case t.Confirm != nil:
		return ActionConfirm
	}
	return ActionAllow
}

func (l *loader) checkThen(r *Rule, s *Settings, path string) {
	t := &r.Then
	action, least := t.actionOf(), t.strongestBlock()
	switch {
	case strength(action) < strength(least):
		l.badAt(path+"/action", "write action: "+string(least)+" or a stronger one", "the action %s is weaker than the block %s", action, least)
	case action == ActionHold && len(t.Hold) == 0:
		l.badAt(path+"/action", "add hold: {for: 10m} or {until: a calendar}", "the action hold needs a hold block")
	case action == ActionBlock && t.Scope != "message":
		l.badAt(path+"/scope", "leave scope out", "block stops the whole mail, scope cannot narrow it")
	}
	confirm, approve := t.Confirm, t.Approve
	if confirm == nil && action == ActionConfirm {
		confirm = &s.Confirm
	}
	if confirm != nil && confirm.Mode == "question" && t.Message == (Text{}) {
		l.badAt(path+"/confirm", "add message to then", "a question needs a message to ask")
	}
	l.checkDuties(t.Confirm, path+"/confirm", approve, path+"/approve")
}

func (l *loader) checkDuties(c *ConfirmDuty, confirmPath string, a *ApproveDuty, approvePath string) {
	if c != nil {
		switch {
		case c.Mode == "type" && c.Word == "":
			l.badAt(confirmPath, "add word", "the mode type needs a word to type")
		case c.Mode != "type" && c.Given["word"] && c.Word != "":
			l.badAt(confirmPath+"/word", "write mode: type or leave word out", "a word is typed with mode type only")
		}
	}
	if a != nil && a.OnExpiry == "escalate" && len(a.Else) == 0 {
		l.badAt(approvePath+"/onExpiry", "add else", "escalate needs else: who decides then")
	}
}

func (l *loader) checkHold(h *HoldDuty, path string) {
	switch {
	case h.For == 0 && h.Until == "":
		l.badAt(path, "add for or until", "a hold must say how long")
	case h.For != 0 && h.Until != "":
		l.badAt(path+"/until", "keep one of them", "a hold has either for or until")
	case h.Adjust != 0 && h.Adjust < h.For:
		l.badAt(path+"/adjust", "write at least "+FormatDuration(h.For), "adjust is shorter than the hold itself")
	}
}
