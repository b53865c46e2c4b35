package catalogue

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

// spelt writes lines as "severity text @ targets +more".
func spelt(lines []Line, more int) []string {
	var all []string
	for _, l := range lines {
		s := string(l.Severity) + " " + l.Text
		if len(l.Targets) > 0 {
			s += " @ " + strings.Join(l.Targets, " ")
		}
		if l.More > 0 {
			s += fmt.Sprint(" +", l.More)
		}
		all = append(all, s)
	}
	if more > 0 {
		all = append(all, fmt.Sprint("more: ", more))
	}
	return all
}

func TestAlert(t *testing.T) {
	people := []string{"a@x.example", "b@x.example", "c@x.example", "d@x.example", "a@x.example"}
	v := &policy.Verdict{
		Findings: []policy.Finding{
			{Code: "recipient.external", Severity: policy.SeverityInfo, Recipients: people},
			{Code: "recipient.look-alike", Severity: policy.SeverityDanger, Recipients: people[:1], Args: policy.ArgsOf(map[string]any{"known": "y.example"}), Rules: []string{"wrong"}},
			{Code: "policy.rule", Severity: policy.SeverityWarning, Rules: []string{"wrong"}},
			{Code: "recipient.partner", Severity: policy.SeverityHidden},
			{Code: "content.word", Severity: policy.SeverityWarning, Rules: []string{"words"}, Args: policy.ArgsOf(map[string]any{"words": []string{"社外秘", "極秘"}})},
		},
		Rules: []policy.RuleVerdict{
			{ID: "quiet", Effect: "monitored", Action: policy.ActionBlock, Message: &policy.Text{JA: "見えない"}},
			{ID: "wrong", Effect: "enforced", Action: policy.ActionConfirm, Message: &policy.Text{JA: "{recipients} は正しい宛先ですか。", EN: "Is {recipients} right?"}},
			{ID: "words", Effect: "enforced", Action: policy.ActionBlock, Message: &policy.Text{JA: "「{words}」は送れません。"}},
		},
	}
	for lang, want := range map[string][]string{
		"ja": {
			"danger この環境では行えない処置があります：" + Action("ja", "hold") + "、" + Change("ja", "link"),
			"warning 送信する前に変更します：" + Change("ja", "forceBcc"),
			"danger a@x.example は正しい宛先ですか。", "danger 「社外秘、極秘」は送れません。",
			"danger " + Sentence("ja", v.Findings[1]) + " @ a@x.example", "warning " + Sentence("ja", v.Findings[4]),
			"info " + Sentence("ja", v.Findings[0]) + " @ a@x.example b@x.example c@x.example +1",
		},
		"en": {
			"danger Not possible here: " + Action("en", "hold") + ", " + Change("en", "link"),
			"warning To be changed before it is sent: " + Change("en", "forceBcc"),
			"danger Is a@x.example right?", "danger 「社外秘, 極秘」は送れません。",
			"danger " + Sentence("en", v.Findings[1]) + " @ a@x.example", "warning " + Sentence("en", v.Findings[4]),
			"info " + Sentence("en", v.Findings[0]) + " @ a@x.example b@x.example c@x.example +1",
		},
	} {
		lines, more := Alert(lang, v, []string{"hold", "link"}, []string{"forceBcc"})
		got := spelt(lines, more)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\ngot  %q\nwant %q", lang, got, want)
		}
	}
}

// TestAlertIsBounded: hundreds of findings about hundreds of people make no long answer, and the worst comes first.
func TestAlertIsBounded(t *testing.T) {
	people := make([]string, 500)
	for i := range people {
		people[i] = fmt.Sprintf("p%d@x.example", i)
	}
	v := &policy.Verdict{Rules: []policy.RuleVerdict{{ID: "r", Effect: "enforced", Message: &policy.Text{JA: "{recipients}と{files}と{unknown}"}}}}
	for i := range 300 {
		v.Findings = append(v.Findings, policy.Finding{Code: "recipient.external", Severity: policy.SeverityWarning, Recipients: people, Rules: []string{"r"}, Attachments: []string{fmt.Sprint("{words}", i)}})
	}
	v.Findings[299].Severity = policy.SeverityDanger
	lines, more := Alert("ja", v, nil, nil)
	if len(lines) != maxLines || more != 301-maxLines {
		t.Fatalf("%d lines and %d more", len(lines), more)
	}
	if lines[0].Severity != policy.SeverityDanger || lines[0].Text != "p0@x.example、p1@x.example、p2@x.example ほか 497 件と(words)0、(words)1、(words)2 ほか 297 件と" {
		t.Errorf("first line = %+v", lines[0])
	}
	if l := lines[1]; l.Severity != policy.SeverityDanger || len(l.Targets) != maxTargets || l.More != 498 {
		t.Errorf("second line = %+v", l)
	}
}
