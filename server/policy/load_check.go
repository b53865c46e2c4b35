package policy

import (
	"reflect"
	"strings"
	"time"
)

// inherit fills in what the blocks of rules leave to settings, and the defaults that hang on other values.
func (l *loader) inherit(doc *Document) {
	doc.Settings.Confirm.Given = l.allGiven(reflect.TypeFor[ConfirmDuty]())
	doc.Settings.Approve.Given = l.allGiven(reflect.TypeFor[ApproveDuty]())
	for i := range doc.Rules {
		r := &doc.Rules[i]
		r.Then.Action = string(r.Then.actionOf())
		if r.Exemptible != nil && *r.Exemptible == (r.Then.Action != string(ActionBlock)) {
			r.Exemptible = nil
		}
	}
	l.shapes.walk(reflect.ValueOf(doc).Elem(), "", func(v reflect.Value, _ *field, path string) {
		if strings.HasPrefix(path, "/settings/") {
			return
		}
		switch duty := v.Addr().Interface().(type) {
		case *ConfirmDuty:
			l.inheritBlock(v, reflect.ValueOf(doc.Settings.Confirm), duty.Given)
		case *ApproveDuty:
			l.inheritBlock(v, reflect.ValueOf(doc.Settings.Approve), duty.Given)
		}
	})
}

// allGiven marks every key of the settings' own blocks as written: there is nothing else to take it from.
func (l *loader) allGiven(t reflect.Type) map[string]bool {
	given := map[string]bool{everyKey: true}
	for _, key := range l.shapes.of(t).keys() {
		given[key] = true
	}
	return given
}

func (l *loader) inheritBlock(block, settings reflect.Value, given map[string]bool) {
	for _, f := range l.shapes.of(block.Type()).fields {
		if !given[f.key] {
			block.FieldByIndex(f.index).Set(settings.FieldByIndex(f.index))
		}
	}
}

// check finds what is wrong between values that are each right.
func (l *loader) check(doc *Document) {
	l.references(doc)
	l.shapes.walk(reflect.ValueOf(doc).Elem(), "", func(v reflect.Value, f *field, path string) {
		switch x := v.Addr().Interface().(type) {
		case *Calendar:
			l.checkCalendar(x, path)
		case *RecipientCondition:
			l.checkRecipients(x, path)
		case *AttachmentCondition:
			l.checkAttachments(x, path)
		case *TextCondition:
			l.checkText(x, path)
		case *PersonalCondition:
			l.checkPersonal(x, path)
		case *TimeCondition:
			if (x.Within == "") == (x.Outside == "") {
				l.badAt(path, "write one of them", "time wants within or outside, not both")
			}
		case *Number:
			l.checkNumber(*x, f.is, path)
		case *Block:
			if strings.HasSuffix(path, "/also") && x.Also != nil {
				l.badAt(path+"/also", "write another block into the list", "also cannot stand in also")
			}
		case *HoldDuty:
			l.checkHold(x, path)
		}
	})
	l.checkPartners(doc)
	l.checkRules(doc)
	l.checkDuties(&doc.Settings.Confirm, "/settings/confirm", &doc.Settings.Approve, "/settings/approve")
	l.checkTests(doc)
}

func (l *loader) checkPartners(doc *Document) {
	seen := map[string]bool{}
	for i, p := range doc.Partners.Items {
		if seen[p.Name] {
			l.badAt(item("/partners", i), "give each company one name", "the partner %s is there twice", quoted(p.Name))
		}
		seen[p.Name] = true
	}
}

func (l *loader) checkCalendar(c *Calendar, path string) {
	seen := map[time.Weekday]bool{}
	for _, h := range c.Hours {
		days, _ := readDays(h.Days)
		for _, d := range days {
			if seen[d] {
				l.badAt(path+"/hours/"+h.Days, "write all hours of a day in one place", "%s has hours already", weekdayNames[d])
				break
			}
			seen[d] = true
		}
	}
}

func (l *loader) checkRecipients(c *RecipientCondition, path string) {
	if c.All != nil && !c.All.tests() {
		l.badAt(path+"/all", "add in, notIn, is or isNot", "all says nothing without a test")
	}
	for _, q := range []struct {
		key   string
		count *RecipientCount
	}{{"count", c.Count}, {"domains", c.Domains}, {"companies", c.Companies}} {
		if q.count != nil {
			l.checkNumber(q.count.Number, "", path+"/"+q.key)
		}
	}
}

// tests reports whether a range is narrowed by anything.
func (t *RecipientTest) tests() bool {
	return t.In.Set || t.NotIn.Set || len(t.Is) > 0 || len(t.IsNot) > 0
}

func (l *loader) checkAttachments(c *AttachmentCondition, path string) {
	if c.Count != nil {
		l.checkNumber(c.Count.Number, "", path+"/count")
		l.checkInside(&c.Count.FileTest, true, path+"/count")
	}
	l.checkInside(c.Any, false, path+"/any")
	l.checkInside(c.None, false, path+"/none")
	l.checkInside(c.All, false, path+"/all")
}

// checkInside refuses to look into containers for what only attachments have: a count or a size.
func (l *loader) checkInside(t *FileTest, counting bool, path string) {
	if t == nil || t.Inside == nil || !*t.Inside {
		return
	}
	if counting || t.Size != nil {
		l.badAt(path+"/inside", "leave inside out", "count and size are about attachments, never about files inside them")
	}
}

func (l *loader) checkText(c *TextCondition, path string) {
	words := c.Any != nil || c.All != nil
	switch {
	case !words && c.None == nil && c.Patterns == nil:
		l.badAt(path, "add any, all, none or patterns", "text does not say what to look for")
	case c.Within > 0 && !words:
		l.badAt(path+"/within", "add any or all", "within needs words that are to stand close")
	}
}

func (l *loader) checkNumber(n Number, is, path string) {
	const fix = "add one of atLeast, over, atMost, under"
	switch {
	case n.AtLeast == nil && n.Over == nil && n.AtMost == nil && n.Under == nil:
		l.badAt(path, fix, "a number is missing")
		return
	case n.AtLeast != nil && n.Over != nil:
		l.badAt(path+"/over", "keep one of them", "atLeast and over are both lower bounds")
	case n.AtMost != nil && n.Under != nil:
		l.badAt(path+"/under", "keep one of them", "atMost and under are both upper bounds")
	case n.AtLeast != nil && *n.AtLeast < 1 && is != "size":
		l.badAt(path+"/atLeast", "write 1 or more, or leave it out", "atLeast 0 always holds")
	case n.Under != nil && *n.Under < 1:
		l.badAt(path+"/under", "", "under 0 never holds")
	}
	low, high := n.limits()
	if low > high {
		l.badAt(path, "correct one of the bounds", "no number is within these bounds")
	}
}

// limits are the smallest and the largest number that the bounds let through.
func (n Number) limits() (low, high int64) {
	high = 1<<63 - 1
	if n.AtLeast != nil {
		low = *n.AtLeast
	}
	if n.Over != nil {
		low = max(low, *n.Over+1)
	}
	if n.AtMost != nil {
		high = *n.AtMost
	}
	if n.Under != nil {
		high = min(high, *n.Under-1)
	}
	return low, high
}
