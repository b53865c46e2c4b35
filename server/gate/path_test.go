package gate

import (
	"strings"
	"testing"
)

func TestPath(t *testing.T) {
	parse := func(s string, utf8 bool) (string, string, *Reply) {
		path, rest, refusal := splitPath(s)
		if refusal == nil {
			refusal = checkPath(path, utf8)
		}
		return path, rest, refusal
	}
	good := func(in, path, rest string, utf8 bool) {
		t.Helper()
		got, after, refusal := parse(in, utf8)
		if refusal != nil || got != path || after != rest {
			t.Errorf("%q = %q, rest %q, refusal %v; want %q, %q", in, got, after, refusal, path, rest)
		}
	}
	bad := func(in string, want Reply) {
		t.Helper()
		if got, _, refusal := parse(in, false); refusal == nil || *refusal != want {
			t.Errorf("%q = %q, refusal %v; want %v", in, got, refusal, want)
		}
	}
	good("<taro@a.example>", "taro@a.example", "", false)
	good(" <taro@a.example> SIZE=5", "taro@a.example", " SIZE=5", false)
	good("<Taro+x@A.Example>", "Taro+x@A.Example", "", false)
	good("<..taro..x.@docomo.example>", "..taro..x.@docomo.example", "", false)
	good(`<"a b,\"c\\"@d.example>`, `"a b,\"c\\"@d.example`, "", false)
	good(`<"x@y"@d.example>`, `"x@y"@d.example`, "", false)
	good("<a@[192.0.2.1]>", "a@[192.0.2.1]", "", false)
	good("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]", "", false)
	good("<太郎@例え.example>", "太郎@例え.example", "", true)
	good("<"+strings.Repeat("a", 64)+"@a.example>", strings.Repeat("a", 64)+"@a.example", "", false)

	bad("taro@a.example", replyNoBrackets)
	bad("<taro@a.example", replyNoBrackets)
	bad(`<"taro@a.example>`, replyNoBrackets)
	bad("<@hop.example:taro@a.example>", replySourceRoute)
	bad("<ta\x01ro@a.example>", replyControl)
	bad("<ta\x7fro@a.example>", replyControl)
	bad("<太郎@a.example>", replyNeedsUTF8)
	bad("<taro@例え.example>", replyNeedsUTF8)
	bad("<\xff@a.example>", replyNotUTF8)
	bad("<ta\u0085ro@a.example>", replyControl)
	bad("<ta\u202eor@a.example>", replyControl) // shown in another order than it is
	bad(`<"victim@evil.example>,"@d.example>`, replyBracketsIn)
	bad("<<a@b.example>", replyBracketsIn)
	bad("<taro>", replyAddress)
	bad("<@>", replySourceRoute)
	bad("<taro@>", replyAddress)
	bad("<a@b@c.example>", replyAddress)
	bad("<a b@c.example>", replyAddress)
	bad("<a,b@c.example>", replyAddress)
	bad("<a@b..example>", replyAddress)
	bad("<a@.b.example>", replyAddress)
	bad("<a@b.example.>", replyAddress)
	bad("<a@-b.example>", replyAddress)
	bad("<a@b.example,c@d.example>", replyAddress)
	bad("<a@[1.2.3.4>", replyAddress)
	bad(`<"a"b"@c.example>`, replyNoBrackets)
	bad(`<"a\"@c.example>`, replyNoBrackets)
	bad("<"+strings.Repeat("a", 65)+"@a.example>", replyLong)
	bad("<a@"+strings.Repeat("a.", 130)+"example>", replyLong)
}

func TestParams(t *testing.T) {
	all := Extensions{EightBitMIME: true, SMTPUTF8: true, DSN: true, Auth: []string{"PLAIN"}}
	mail := func(in string, ext Extensions) (Mail, int64, *Reply) {
		p, refusal := parseParams(in)
		if refusal != nil {
			return Mail{}, 0, refusal
		}
		return p.mail(ext)
	}
	got, size, refusal := mail(" SIZE=123 body=8bitmime SMTPUTF8 RET=hdrs ENVID=a+2Bb AUTH=<>", all)
	if want := (Mail{"8BITMIME", true, "HDRS", "a+2Bb"}); refusal != nil || got != want || size != 123 {
		t.Errorf("MAIL parameters = %+v, size %d, %v; want %+v, 123", got, size, refusal, want)
	}
	for in, want := range map[string]Reply{
		" SIZE=x": replyParamSyntax, " SIZE=-1": replyParamSyntax, " SIZE=99999999999999999999": replyParamSyntax, "SIZE=1": replyParamSyntax,
		" SIZE=1 SIZE=2": replyParamSyntax, " BODY=BINARYMIME": replyParamSyntax, " RET=ALL": replyParamSyntax, " ENVID=a=b": replyParamSyntax,
		" ENVID=+zz": replyParamSyntax, " SMTPUTF8=1": replyParamSyntax, " HOLDFOR=5": replyParamUnknown, " =x": replyParamSyntax, " SIZE=é": replyParamSyntax,
	} {
		if _, _, refusal := mail(in, all); refusal == nil || *refusal != want {
			t.Errorf("MAIL%s: refusal %v, want %v", in, refusal, want)
		}
	}
	for _, in := range []string{" BODY=8BITMIME", " SMTPUTF8", " RET=FULL", " ENVID=x", " AUTH=<>"} {
		if _, _, refusal := mail(in, Extensions{}); refusal == nil || *refusal != replyParamUnknown {
			t.Errorf("MAIL%s where it is not offered: refusal %v, want %v", in, refusal, replyParamUnknown)
		}
	}
	for in, ok := range map[string]bool{
		" NOTIFY=NEVER": true, " NOTIFY=success,failure ORCPT=rfc822;a+40b.example": true, " NOTIFY=NEVER,DELAY": false, " NOTIFY=": false,
		" ORCPT=rfc822": false, " ORCPT=rfc822;a b": false, " ORCPT=rfc822;": false, " X=1": false,
	} {
		p, refusal := parseParams(in)
		if refusal == nil {
			refusal = p.recipient(&Recipient{}, all)
		}
		if (refusal == nil) != ok {
			t.Errorf("RCPT%s: refusal %v, want accepted = %t", in, refusal, ok)
		}
	}
}
