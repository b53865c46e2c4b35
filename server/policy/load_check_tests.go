package policy

import "reflect"

func (l *loader) checkTests(doc *Document) {
	ids := map[string]bool{"baseline": true}
	for _, r := range doc.Rules {
		ids[r.ID] = true
	}
	for i := range doc.Tests {
		t := &doc.Tests[i]
		path := item("/tests", i)
		for j, a := range t.Message.Attachments {
			if a.Name == "" && a.File == "" {
				l.badAt(item(path+"/message/attachments", j), "add name or file", "an attachment needs a name")
			}
		}
		if reflect.ValueOf(t.Expect).IsZero() {
			l.badAt(path+"/expect", "write what is to happen", "the test expects nothing")
		}
		l.checkIDs(t.Expect.Rules, ids, path+"/expect/rules")
		l.checkIDs(t.Expect.Monitored, ids, path+"/expect/monitored")
		l.checkIDs(t.Expect.Exempted, ids, path+"/expect/exempted")
	}
}

func (l *loader) checkIDs(list []string, ids map[string]bool, path string) {
	for i, id := range list {
		if !ids[id] {
			l.badAt(item(path, i), oneOf(id, ruleIDs(ids)), "there is no rule %s", quoted(clip(id, 80)))
		}
	}
}
