package pass_test

import (
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
	"sekisho/server/policy"
)

func TestDeviceKeysDiffer(t *testing.T) {
	k := pass.Key{1}
	keys := map[pass.Key]string{k: "the organisation's", {}: "zero"}
	for _, id := range []string{"a", "b", ""} {
		d := pass.DeviceKey(k, id)
		if before, ok := keys[d]; ok {
			t.Errorf("the key of %q is that of %s", id, before)
		}
		keys[d] = id
	}
	if pass.DeviceKey(pass.Key{2}, "a") == pass.DeviceKey(k, "a") {
		t.Error("two organisations give one device one key")
	}
}

func asked() *policy.ConfirmVerdict {
	return &policy.ConfirmVerdict{
		Items:     []policy.ConfirmItem{{Kind: "recipient", Value: "endo@tsubame.example"}, {Kind: "attachment", Value: "a.pdf"}},
		Questions: []string{"look-alike"}, Words: []string{"確認"}, Reason: true,
	}
}

func TestMarks(t *testing.T) {
	k := pass.DeviceKey(pass.Key{7}, "d")
	marks := pass.Marks(k, []string{"Endo@Tsubame.example", "team@own.example"}, asked(), true)
	to := []string{"endo@tsubame.example", "team@own.example"}
	members := map[string][]string{"Team@own.example": {"m1@own.example"}, "other@own.example": {"m2@own.example"}}
	change := func(f func(*policy.ConfirmVerdict)) *policy.ConfirmVerdict { a := asked(); f(a); return a }
	tests := map[string]struct {
		key   pass.Key
		marks string
		to    []string
		asked *policy.ConfirmVerdict
		want  bool
	}{
		"all of it":          {k, marks, to, asked(), true},
		"half of the mail":   {k, marks, to[:1], asked(), true},
		"less is asked":      {k, marks, to, change(func(a *policy.ConfirmVerdict) { a.Questions, a.Reason = nil, false }), true},
		"nothing is asked":   {k, marks, to, nil, true},
		"a member of a list": {k, marks, []string{"m1@own.example"}, asked(), true},
		"a member who is asked": {k, marks, []string{"m1@own.example"}, change(func(a *policy.ConfirmVerdict) {
			a.Items = append(a.Items, policy.ConfirmItem{Kind: "recipient", Value: "m1@own.example"})
		}), true},
		"a member of another list": {k, marks, []string{"m2@own.example"}, asked(), false},
		"one more recipient":       {k, marks, append([]string{"x@rival.example"}, to...), asked(), false},
		"one more item":            {k, marks, to, change(func(a *policy.ConfirmVerdict) { a.Items = append(a.Items, policy.ConfirmItem{Kind: "body"}) }), false},
		"one more question":        {k, marks, to, change(func(a *policy.ConfirmVerdict) { a.Questions = append(a.Questions, "x") }), false},
		"another word":             {k, marks, to, change(func(a *policy.ConfirmVerdict) { a.Words = []string{"送信"} }), false},
		"no recipient":             {k, marks, nil, asked(), false},
		"another device's key":     {pass.DeviceKey(pass.Key{7}, "e"), marks, to, asked(), false},
		"no marks":                 {k, "", to, nil, false},
		"cut marks":                {k, marks[:len(marks)-2], to, nil, false},
		"no base64":                {k, "!", to, nil, false},
	}
	for name, tt := range tests {
		if got := pass.Marked(tt.key, tt.marks, tt.to, tt.asked, members); got != tt.want {
			t.Errorf("%s: got %v, want %v", name, got, tt.want)
		}
	}
	silent := pass.Marks(k, to, asked(), false)
	if pass.Marked(k, silent, to, asked(), nil) {
		t.Error("no reason was given: got true, want false")
	}
}

func TestAPassHoldsTheMarksOfThirtyRecipients(t *testing.T) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("0", 36)
	sign := func(n int) (string, error) {
		var to []string
		for i := range n {
			to = append(to, fmt.Sprintf("a%d@tsubame.example", i))
		}
		c := pass.Claims{
			Issuer: "device", ID: id, Organization: "akatsuki", Door: "desktop", Transit: pass.Transit(pass.Key{}, &policy.Message{}),
			Marks: pass.Marks(pass.Key{}, to, nil, false), IssuedAt: now, ExpiresAt: now.Add(time.Hour),
		}
		return pass.Sign(pass.Signer{ID: pass.DeviceSigner(id), Key: key}, c)
	}
	token, err := sign(30)
	if err != nil {
		t.Fatalf("30 recipients: %v", err)
	}
	if got := pass.Device(token); got != id {
		t.Errorf("Device = %q, want %q", got, id)
	}
	if _, err := sign(200); !errors.Is(err, pass.ErrTooLong) {
		t.Errorf("200 recipients: got %v, want ErrTooLong", err)
	}
}

func TestDeviceNamesNobodyElse(t *testing.T) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	c := pass.Claims{Issuer: "server", ID: "1", Organization: "a", Door: "desktop", Transit: "t1:x", IssuedAt: now, ExpiresAt: now.Add(time.Hour)}
	server, err := pass.Sign(pass.Signer{ID: "server", Key: key}, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{server, "", "a.b.c", strings.Repeat("x", 2000), "é"} {
		if got := pass.Device(token); got != "" {
			t.Errorf("Device(%.20q) = %q, want none", token, got)
		}
	}
}
