package check

import (
	"slices"
	"testing"

	"sekisho/server/policy"
)

func TestDecide(t *testing.T) {
	asks := &policy.ConfirmVerdict{Mode: "tick", Items: []policy.ConfirmItem{{Kind: "recipient", Value: "a@b.example"}}}
	wait := &policy.HoldVerdict{Stages: []policy.Stage{{Kind: "wait", For: "5m"}}}
	both := &policy.HoldVerdict{Stages: []policy.Stage{{Kind: "wait", For: "5m"}, {Kind: "approval"}}}
	bcc := []policy.ChangeVerdict{{Kind: "forceBcc"}}
	gateway := Door{Gateway: true}
	outbox := Door{Hold: true, Changes: map[string]bool{"forceBcc": true}}
	pane, before := Outlook(policy.KindMail, false), Outlook(policy.KindMail, true)
	foot := []policy.ChangeVerdict{{Kind: "addText", Args: policy.ArgsOf(map[string]any{"tail": "x"})}}
	one := []policy.ChangeVerdict{{Kind: "forceBcc", Recipients: []string{"a@b.example"}}}
	for name, c := range map[string]struct {
		verdict   policy.Verdict
		cannotDo  string
		door      Door
		confirmed bool
		want      Decision
		cannot    []string
	}{
		"allow goes":                        {verdict: policy.Verdict{Action: "allow"}, want: Send},
		"notify never stops":                {verdict: policy.Verdict{Action: "notify"}, want: Send},
		"confirm asks":                      {verdict: policy.Verdict{Action: "confirm", Confirm: asks}, want: Ask},
		"confirmed goes":                    {verdict: policy.Verdict{Action: "confirm", Confirm: asks}, confirmed: true, want: Send},
		"block is refused":                  {verdict: policy.Verdict{Action: "block"}, want: Refuse},
		"block is refused though confirmed": {verdict: policy.Verdict{Action: "block"}, confirmed: true, door: gateway, want: Refuse},
		"hold without gateway is refused":   {verdict: policy.Verdict{Action: "hold", Hold: wait}, want: Refuse, cannot: []string{"hold"}},
		"hold without gateway can be asked": {verdict: policy.Verdict{Action: "hold", Hold: wait}, cannotDo: "confirm", want: Ask, cannot: []string{"hold"}},
		"and goes when confirmed":           {verdict: policy.Verdict{Action: "hold", Hold: wait}, cannotDo: "confirm", confirmed: true, want: Send, cannot: []string{"hold"}},
		"hold before a gateway goes":        {verdict: policy.Verdict{Action: "hold", Hold: wait}, door: gateway, want: Send},
		"hold and confirm: asked first":     {verdict: policy.Verdict{Action: "hold", Hold: wait, Confirm: asks}, door: gateway, want: Ask},
		"an outbox holds":                   {verdict: policy.Verdict{Action: "hold", Hold: wait}, door: outbox, want: Send},
		"an outbox approves nothing":        {verdict: policy.Verdict{Action: "approve", Hold: both}, door: outbox, want: Refuse, cannot: []string{"approve"}},
		"a change the door makes":           {verdict: policy.Verdict{Action: "notify", Changes: bcc}, door: outbox, want: Send},
		"a change nobody makes":             {verdict: policy.Verdict{Action: "notify", Changes: append(bcc, bcc...)}, want: Refuse, cannot: []string{"forceBcc"}},
		"a change the door makes in this mail": {
			verdict: policy.Verdict{Action: "notify", Changes: foot}, want: Send,
			door: Door{Make: func(c policy.ChangeVerdict) bool { return c.Args.Get("tail") == "x" }},
		},
		"a change the door makes, but not in this mail": {
			verdict: policy.Verdict{Action: "notify", Changes: bcc}, want: Refuse, cannot: []string{"forceBcc"},
			door: Door{Changes: map[string]bool{"forceBcc": true}, Make: func(policy.ChangeVerdict) bool { return false }},
		},
		"a change behind which a gateway stands":  {verdict: policy.Verdict{Action: "notify", Changes: bcc}, door: gateway, want: Send},
		"a change that the draft still lacks":     {verdict: policy.Verdict{Action: "notify", Changes: bcc}, door: pane, want: Ask},
		"it is asked for though confirmed":        {verdict: policy.Verdict{Action: "confirm", Confirm: asks, Changes: bcc}, door: pane, confirmed: true, want: Ask},
		"Outlook leaves changes to a gateway":     {verdict: policy.Verdict{Action: "notify", Changes: bcc}, door: before, want: Send},
		"Outlook puts nothing below a text":       {verdict: policy.Verdict{Action: "notify", Changes: foot}, door: pane, want: Refuse, cannot: []string{"addText"}},
		"Outlook has no copies":                   {verdict: policy.Verdict{Action: "notify", Changes: one}, door: pane, want: Refuse, cannot: []string{"forceBcc"}},
		"a meeting has no Bcc":                    {verdict: policy.Verdict{Action: "notify", Changes: bcc}, door: Outlook(policy.KindMeeting, false), want: Refuse, cannot: []string{"forceBcc"}},
		"everything that cannot be done is named": {verdict: policy.Verdict{Action: "approve", Hold: both, Changes: bcc}, want: Refuse, cannot: []string{"hold", "approve", "forceBcc"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, cannot := Decide(c.verdict, policy.Settings{CannotCarryOut: c.cannotDo}, c.door, c.confirmed)
			if got != c.want || !slices.Equal(cannot, c.cannot) {
				t.Errorf("Decide = %s %v, want %s %v", got, cannot, c.want, c.cannot)
			}
		})
	}
}

func TestMissing(t *testing.T) {
	a, b := policy.ConfirmItem{Kind: "recipient", Value: "a@b.example"}, policy.ConfirmItem{Kind: "attachment", Value: "a@b.example"}
	asks := &policy.ConfirmVerdict{Items: []policy.ConfirmItem{a, b}, Questions: []string{"q"}, Words: []string{"CONFIRM"}, Reason: true}
	full := Answers{Items: []policy.ConfirmItem{b, a}, Questions: []string{"q", "other"}, Words: []string{"CONFIRM"}, Reason: "急ぎ"}
	if got := Missing(full, asks); !got.Empty() {
		t.Errorf("complete answers: missing %+v", got)
	}
	for name, leave := range map[string]func(*Answers){
		"an item of that kind": func(g *Answers) { g.Items = g.Items[:1] },
		"the question":         func(g *Answers) { g.Questions = nil },
		"the word":             func(g *Answers) { g.Words = []string{"confirm"} },
		"the reason":           func(g *Answers) { g.Reason = " 　\n" },
	} {
		given := full
		leave(&given)
		if Covers(given, asks) {
			t.Errorf("without %s: covered", name)
		}
	}
	if !Covers(Answers{}, nil) {
		t.Error("nothing asked: not covered")
	}
}

func TestAsked(t *testing.T) {
	a, b := policy.ConfirmItem{Kind: "recipient", Value: "a@b.example"}, policy.ConfirmItem{Kind: "recipient", Value: "x@rival.example"}
	given := Answers{Items: []policy.ConfirmItem{b, a}, Questions: []string{"later", "q"}, Words: []string{"LATER", "OK"}, Reason: "急ぎ"}
	asks := &policy.ConfirmVerdict{Items: []policy.ConfirmItem{a}, Questions: []string{"q"}, Words: []string{"OK"}}
	got := Asked(given, asks)
	if !slices.Equal(got.Items, []policy.ConfirmItem{a}) || !slices.Equal(got.Questions, []string{"q"}) || !slices.Equal(got.Words, []string{"OK"}) || got.Reason != "" {
		t.Errorf("Asked = %+v, want only what was asked", got)
	}
	asks.Reason = true
	if got := Asked(given, asks); got.Reason != "急ぎ" || !Covers(got, asks) {
		t.Errorf("Asked = %+v, want it to cover what was asked, with the reason", got)
	}
}
