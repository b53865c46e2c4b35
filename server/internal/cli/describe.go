package cli

import (
	"slices"
	"strings"

	"sekisho/server/catalogue"
	"sekisho/server/policy"
)

var headings = map[string]map[string]string{
	"ja": {"verdict": "判定", "findings": "指摘", "do": "対応", "rules": "ルール", "changes": "変換", "hold": "保留", "confirm": "確認項目", "question": "質問", "word": "入力する語", "reason": "理由の記入が必要です", "countdown": "待ち時間", "wait": "待機", "approval": "承認", "monitored": "記録のみ", "exempted": "例外"},
	"en": {"verdict": "Verdict", "findings": "Finding", "do": "What to do", "rules": "Rule", "changes": "Change", "hold": "Hold", "confirm": "To confirm", "question": "Question", "word": "Word to type", "reason": "A reason in writing is needed", "countdown": "Countdown", "wait": "wait", "approval": "approval", "monitored": "only recorded", "exempted": "exempted"},
}

// describe writes a verdict for people.
func describe(v policy.Verdict, lang string) string {
	h := headings[lang]
	var b strings.Builder
	say(&b, "%s: %s (%s)", h["verdict"], catalogue.Action(lang, v.Action), v.Action)
	describeFindings(&b, v, lang)
	describeRules(&b, v, lang)
	for _, c := range v.Changes {
		say(&b, "%s: %s [%s]", h["changes"], catalogue.Change(lang, c.Kind), strings.Join(c.Rules, ", "))
	}
	if v.Hold != nil {
		for _, st := range v.Hold.Stages {
			say(&b, "%s: %s %s%s%s [%s]", h["hold"], h[st.Kind], st.For, st.Until, strings.Join(st.Approvers, ", "), strings.Join(st.Rules, ", "))
		}
	}
	describeConfirm(&b, v.Confirm, h)
	return b.String()
}

func describeConfirm(b *strings.Builder, c *policy.ConfirmVerdict, h map[string]string) {
	if c == nil {
		return
	}
	for _, i := range c.Items {
		say(b, "%s: [ ] %s", h["confirm"], i.Value)
	}
	for _, q := range c.Questions {
		say(b, "%s: [ ] %s", h["question"], q)
	}
	for _, w := range c.Words {
		say(b, "%s: %s", h["word"], w)
	}
	if c.Reason {
		say(b, "%s", h["reason"])
	}
	if c.Countdown != "" {
		say(b, "%s: %s", h["countdown"], c.Countdown)
	}
}

func describeFindings(b *strings.Builder, v policy.Verdict, lang string) {
	for _, f := range v.Findings {
		if f.Severity == policy.SeverityHidden {
			continue
		}
		about := strings.Join(append(slices.Clone(f.Recipients), f.Attachments...), ", ")
		if about != "" {
			about = " — " + about
		}
		say(b, "%s (%s): %s%s", headings[lang]["findings"], catalogue.Severity(lang, f.Severity), catalogue.Sentence(lang, f), about)
		if advice := catalogue.Advice(lang, f); advice != "" && f.Severity != policy.SeverityInfo {
			say(b, "    %s: %s", headings[lang]["do"], advice)
		}
	}
}

func describeRules(b *strings.Builder, v policy.Verdict, lang string) {
	for _, r := range v.Rules {
		effect := ""
		if r.Effect != "enforced" {
			effect = " (" + headings[lang][r.Effect] + ")"
		}
		say(b, "%s: %s %s%s", headings[lang]["rules"], r.ID, catalogue.Action(lang, r.Action), effect)
		if r.Message == nil {
			continue
		}
		if said := strings.TrimSpace(r.Message.In(lang)); said != "" {
			for l := range strings.Lines(said) {
				say(b, "    %s", strings.TrimRight(l, "\r\n"))
			}
		}
	}
}
