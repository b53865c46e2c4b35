package migrate

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// thunderbird translates the settings of the Thunderbird add-on. What is not there has the add-on's default.
func (f *flex) thunderbird(where at, all keyed) error {
	place := func(key string) at { return at{where.file, line(f.contents[where.file], key)} }
	for _, key := range []string{"internalDomains", "fixedInternalDomains"} {
		var list []listed
		for _, d := range all.list(key) {
			entry, cancel := strings.CutPrefix(strings.TrimSpace(d), "-")
			list = append(list, listed{place(key), entry, cancel})
		}
		f.domains = append(f.domains, f.domainEntries(list)...)
	}
	f.domains = unique(f.domains)
	f.thunderbirdModes(all, place)
	f.thunderbirdChecklist(all, place)
	f.oldAttention(all, place)
	return f.userRules(all, place)
}

func (f *flex) thunderbirdModes(all keyed, place func(string) at) {
	switch all.number("confirmationMode", 1) {
	case 0:
		f.baseline["external"], f.baseline["internal"] = "allow", "allow"
	case 2:
		f.lose(place("confirmationMode"), Changed, "2", "「危険なときだけ確認」は、返信で宛先が増えたときと貼り付けたときの確認に置き換えました", "\"only when risky\" became asking when a reply has new recipients or much was pasted")
		f.baseline["external"] = "notify"
		f.rule("risky", [2]string{"宛先の追加・貼り付け", "Recipients added, text pasted"}, object{
			"when": []object{
				{"recipients": object{"any": object{"who": "external"}}, "compose": []string{"new", "draft"}},
				{"findings": object{"any": []string{"recipient.added", "recipient.added-domain", "recipient.added-outsider", "mail.pasted"}}},
			},
			"then": object{"action": "confirm"},
		})
	}
	if !all.flag("skipConfirmationForInternalMail", false) && all.number("confirmationMode", 1) == 1 {
		f.baseline["internal"] = "confirm"
	}
	if n := all.number("minConfirmationRecipientsCount", 0); n > 0 {
		f.rule("few-recipients", [2]string{"宛先が少ないとき", "Few recipients"}, object{
			"when": object{"recipients": object{"count": object{"atMost": n}}}, "then": object{"exempt": "baseline"},
		})
	}
	if all.flag("confirmMultipleRecipientDomains", false) {
		f.rule("many-domains", [2]string{"複数のドメイン", "Several domains"}, object{
			"when": object{"recipients": object{"domains": object{"who": "all", "fields": []string{"to", "cc"}, "atLeast": 2}}},
			"then": severe("rewarning", f.sentence(place("confirmMultipleRecipientDomainsDialogMessage"), all.text("confirmMultipleRecipientDomainsDialogMessage"))),
		})
	}
	if all.flag("confirmNewDomainRecipients", false) {
		f.rule("new-domain", [2]string{"返信で増えたドメイン", "A domain added to the reply"}, object{
			"when": object{"recipients": object{"any": object{"is": []string{"added-domain"}}}}, "then": severe("rewarning", "返信元になかったドメインです。"),
		})
	}
}

func (f *flex) thunderbirdChecklist(all keyed, place func(string) at) {
	confirm, items := object{}, []string{"external", "files", "internal"}
	for key, item := range map[string]string{"requireCheckSubject": "subject", "requireCheckBody": "body", "requireReinputAttachmentNames": "file-names"} {
		if all.flag(key, false) {
			items = append(items, item)
		}
	}
	slices.Sort(items)
	confirm["items"] = items
	if seconds := all.number("countdownSeconds", 5); all.flag("showCountdown", false) && seconds > 0 {
		confirm["countdown"] = fmt.Sprintf("%ds", min(seconds, 60))
	}
	f.settings["confirm"] = confirm
	switch {
	case all.flag("allowCheckAllExternals", false):
		f.settings["checklist"] = object{"tickAll": "all"}
	case !all.flag("allowCheckAllInternals", true):
		f.settings["checklist"] = object{"tickAll": "none"}
	}
	for key, said := range map[string][2]string{
		"extraStyleRules": {"画面のスタイルは取り込めません", "styles of the screen are not taken over"},
		"topMessage":      {"確認画面の冒頭の文は取り込めません", "the sentence at the top of the dialog is not taken over"},
	} {
		if all.text(key) != "" {
			f.lose(place(key), Lost, all.text(key), said[0], said[1])
		}
	}
}

// oldAttention are the lists that the add-on had before its rules.
func (f *flex) oldAttention(all keyed, place func(string) at) {
	old := []userRule{
		{ID: "builtInAttentionDomains", key: "attentionDomains", Action: all.number("attentionDomainsConfirmationMode", 0), Message: all.text("attentionDomainDialogMessage")},
		{ID: "builtInAttentionSuffixes", key: "attentionSuffixes", MatchTarget: 2, Message: all.text("attentionSuffixesDialogMessage")},
	}
	if all.flag("attentionSuffixesConfirm", false) {
		old[1].Action = 3
	}
	for _, r := range old {
		if r.Items = all.list(r.key); len(r.Items) > 0 {
			r.Highlight, r.Enabled = 1, yes
			f.userRule(place(r.key), r)
		}
	}
}

// userRule is one rule of the add-on.
type userRule struct {
	ID          string   `json:"id"`
	Name        string   `json:"name"`
	Enabled     *bool    `json:"enabled"`
	MatchTarget int      `json:"matchTarget"` // recipient, file name, suffix, subject, body, subject or body
	Highlight   int      `json:"highlight"`   // never, always, with attachment, with external, with both
	Action      int      `json:"action"`      // the same; block from 10
	ItemsSource int      `json:"itemsSource"` // local, file
	Items       []string `json:"itemsLocal"`
	ItemsFile   string   `json:"itemsFile"`
	Title       string   `json:"confirmTitle"`
	Message     string   `json:"confirmMessage"`
	key         string
}

var yes = func() *bool { on := true; return &on }()

// builtIn are what rules that came with the add-on are when they say nothing else.
var builtIn = map[string]userRule{
	"builtInAttentionDomains":  {MatchTarget: 0, Highlight: 1, Action: 1},
	"builtInAttentionSuffixes": {MatchTarget: 2, Highlight: 1, Action: 3},
	"builtInAttentionTerms":    {MatchTarget: 1, Highlight: 1, Action: 3},
	"builtInBlockedDomains":    {MatchTarget: 0, Highlight: 0, Action: 10},
}

func (f *flex) userRules(all keyed, place func(string) at) error {
	var raws []json.RawMessage
	if all["userRules"] == nil {
		return nil
	}
	where := place("userRules")
	if err := json.Unmarshal(all["userRules"], &raws); err != nil {
		return fmt.Errorf("%s:%d: userRules: %w", where.file, where.line, err)
	}
	for n, raw := range raws {
		var r userRule
		var id struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(raw, &id) == nil {
			r = builtIn[id.ID]
		}
		if err := json.Unmarshal(raw, &r); err != nil {
			return fmt.Errorf("%s:%d: userRules[%d]: %w", where.file, where.line, n, err)
		}
		f.userRule(at{where.file, max(line(f.contents[where.file], r.ID), where.line)}, r)
	}
	return nil
}

func (f *flex) userRule(where at, r userRule) {
	switch {
	case r.Enabled == nil || !*r.Enabled, r.Action == 0 && r.Highlight == 0:
		return
	case r.ItemsSource == 1:
		f.lose(where, Lost, r.ItemsFile, "別のファイルに書かれたリストは取り込めません。その内容をこのルールに書いてください", "the list is in another file: write its entries into the rule")
		return
	}
	when, ok := f.userMatch(where, r)
	if !ok {
		return // an empty list matches nothing
	}
	message := f.filled(where, r)
	mode, strength := r.Action, severe("rewarning", message)
	switch {
	case r.Action >= 10:
		mode, strength = r.Action/10, severe("block", message)
	case r.Action == 0:
		mode, strength = r.Highlight, severe("warning", "")
		f.lose(where, Changed, r.Name, "強調表示だけのルールは、確認のルールになりました", "a rule that only highlights became one that asks")
	}
	f.onlyWith(when, mode)
	name := r.Name
	if name == "" {
		name = r.ID
	}
	f.rule(ruleID(r.ID), [2]string{clip(name, 200), clip(name, 200)}, object{"when": when, "then": strength})
}

// filled is a rule's message; %S stands for what was found.
func (f *flex) filled(where at, r userRule) string {
	const mark = "\x00"
	found := map[int]string{0: "{recipients}", 1: "{files}", 2: "{files}"}[r.MatchTarget]
	if found == "" {
		found = "{words}"
	}
	message := f.sentence(where, strings.ReplaceAll(plainText(r.Message), "%S", mark))
	if full := strings.ReplaceAll(message, mark, found); clip(full, maxMessage) == full {
		return full
	}
	return strings.ReplaceAll(message, mark, "")
}

// userMatch translates what a rule looks at.
func (f *flex) userMatch(where at, r userRule) (object, bool) {
	var list []listed
	for _, item := range r.Items {
		entry, cancel := strings.CutPrefix(strings.TrimSpace(item), "-")
		if entry != "" && !strings.HasPrefix(entry, "#") {
			list = append(list, listed{where, entry, cancel})
		}
	}
	if r.MatchTarget == 0 {
		entries := f.domainEntries(list)
		return object{"recipients": object{"any": object{"in": entries}}}, len(entries) > 0
	}
	if r.MatchTarget == 2 {
		var extensions []string
		for _, l := range list {
			if e := strings.TrimPrefix(l.entry, "."); !l.cancel && e != "" && !strings.ContainsAny(e, "*?. ") {
				extensions = append(extensions, e)
			}
		}
		return object{"attachments": object{"any": object{"extensions": unique(extensions)}}}, len(extensions) > 0
	}
	words := f.words(list)
	switch r.MatchTarget {
	case 1:
		return object{"attachments": object{"any": object{"names": words}}}, len(words) > 0
	case 3:
		return object{"text": object{"in": []string{"subject"}, "any": words}}, len(words) > 0
	case 4:
		return object{"text": object{"in": []string{"body"}, "any": words}}, len(words) > 0
	case 5:
		return object{"text": object{"in": []string{"subject", "body"}, "any": words}}, len(words) > 0
	}
	f.lose(where, Lost, r.Name, "ルールの対象を読み取れません", "what the rule looks at cannot be read")
	return nil, false
}

// onlyWith adds a rule's second condition: 2 an attachment, 3 somebody external, 4 both.
func (f *flex) onlyWith(when object, mode int) {
	also := object{}
	if mode == 2 || mode == 4 {
		also["attachments"] = object{"any": true}
	}
	if mode == 3 || mode == 4 {
		also["recipients"] = object{"any": object{"who": "external"}}
	}
	if len(also) > 0 {
		when["also"] = also
	}
}

// plainText takes the markup out of a message.
func plainText(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '<':
			depth++
		case r == '>' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// ruleID makes an identifier of the policy language.
func ruleID(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			if b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(r + 'a' - 'A')
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	id := strings.Trim(b.String(), "-")
	if id == "" || id == "baseline" {
		return "imported"
	}
	return clip(id, 50)
}
