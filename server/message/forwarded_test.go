package message

import (
	"strings"
	"testing"
)

// Headers as servers write them; names and numbers are changed.
const (
	exchangeForward = "From: Hanako Sato <sato@minato.example>\nTo: \"me@gmail.example\" <me@gmail.example>\nSubject: FW: quotation\nIn-Reply-To: <1@hokuto.example>\nReferences: <1@hokuto.example>\n" +
		"Auto-Submitted: auto-generated\nX-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\nX-MS-Exchange-Parent-Message-Id: <1@hokuto.example>\nX-MS-Exchange-Inbox-Rules-Loop: sato@minato.example"
	exchangeRedirect = "Received: from TYWP286.prod.outlook.example (2603:1096::6) by OS3P286.prod.outlook.example with HTTPS; Mon, 23 Nov 2026 01:02:03 +0000\n" +
		"From: Tanaka <tanaka@hokuto.example>\nTo: sato@minato.example\nSubject: quotation\nResent-From: <sato@minato.example>\nX-MS-Exchange-Inbox-Rules-Loop: sato@minato.example"
	exchangeMailbox = "From: Tanaka <tanaka@hokuto.example>\nTo: info@minato.example\nX-MS-Exchange-ForwardingLoop: info@minato.example;\n 44d81603-6a98-429d-8ab9-bb947b669639\nX-OriginatorOrg: minato.example"
	exchangeUnnamed = "From: Tanaka <tanaka@hokuto.example>\nTo: info@minato.example\nX-MS-Exchange-ForwardingLoop: ForwardingHandled;2109ce83"
	postfixForward  = "Received: by mx.minato.example (Postfix, from userid 1000)\n\tid 4CXy; Mon, 23 Nov 2026 10:00:01 +0900 (JST)\nDelivered-To: sato@minato.example\n" +
		"Received: from mail.hokuto.example (mail.hokuto.example [192.0.2.7])\n\tby mx.minato.example (Postfix) with ESMTPS id 4CXx\n\tfor <sato@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900 (JST)\n" +
		"From: tanaka@hokuto.example\nTo: sato@minato.example\nSubject: quotation"
	virtualAlias = "Received: from mail.hokuto.example (mail.hokuto.example [192.0.2.7])\n\tby mx.minato.example (Postfix) with ESMTPS id 4CXx\n\tfor <sato@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900 (JST)\n" +
		"From: tanaka@hokuto.example\nTo: sato@minato.example\nSubject: quotation"
	sieveRedirect = "Received: by mx.minato.example (Postfix, from userid 5000) id 4CXy; Mon, 23 Nov 2026 10:00:01 +0900 (JST)\nX-Sieve: Pigeonhole Sieve 0.5.19 (4eae2f79)\n" +
		"X-Sieve-Redirected-From: sato@minato.example\nFrom: ito@minato.example\nTo: sato@minato.example\nSubject: minutes"
	gmailForward = "X-Forwarded-To: me@gmail.example\nX-Forwarded-For: sato@minato.example me@gmail.example\nDelivered-To: sato@minato.example\n" +
		"From: tanaka@hokuto.example\nTo: sato@minato.example\nSubject: quotation"
	internalForward = "Delivered-To: sato@minato.example\nReceived: by mx.minato.example (Postfix, from userid 1001) id 4CXw; Mon, 23 Nov 2026 10:00:00 +0900 (JST)\n" +
		"From: ito@minato.example\nTo: sato@minato.example\nSubject: payroll"
	declared = "Received: from x (x [192.0.2.7]) by mx.minato.example\n\tfor <sato@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900\nAuto-Submitted: auto-forwarded; owner-email=\"x\"\nFrom: tanaka@hokuto.example\nTo: sato@minato.example"

	newsletter   = "From: Minato News <news@minato.example>\nTo: tanaka@hokuto.example\nAuto-Submitted: auto-generated\nList-Unsubscribe: <https://minato.example/u>\nPrecedence: bulk\nReceived: from app1.minato.example (app1 [10.0.0.5])\n\tby mx.minato.example with ESMTP id 1\n\tfor <tanaka@hokuto.example>; Mon, 23 Nov 2026 10:00:00 +0900"
	absence      = "From: Hanako Sato <sato@minato.example>\nTo: tanaka@hokuto.example\nSubject: Automatic reply: quotation\nIn-Reply-To: <1@hokuto.example>\nX-Auto-Response-Suppress: All\nX-MS-Exchange-Inbox-Rules-Loop: sato@minato.example\nauto-submitted: auto-generated\nx-ms-exchange-generated-message-source: Mailbox Rules Agent"
	vacation     = "From: sato@minato.example\nTo: tanaka@hokuto.example\nSubject: Auto: quotation\nAuto-Submitted: auto-replied (vacation)\nX-Sieve: Pigeonhole Sieve 0.5.19\nDelivered-To: sato@minato.example"
	ownList      = "Delivered-To: dev@minato.example\nReceived: from mail.hokuto.example by mx.minato.example\n\tfor <dev@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900\nFrom: tanaka@hokuto.example\nTo: dev@minato.example\nList-Id: <dev.minato.example>\nSubject: [dev] hello"
	othersList   = "Delivered-To: sato@minato.example\nReceived: from lists.rust.example by mx.minato.example\n\tfor <sato@minato.example>; Mon, 23 Nov 2026 10:00:00 +0900\nFrom: tanaka@hokuto.example\nTo: users@lists.rust.example\nList-Id: <users.lists.rust.example>"
	byHand       = "From: sato@minato.example\nTo: me@gmail.example\nSubject: Fwd: quotation\nReferences: <1@hokuto.example>\nX-Forwarded-Message-Id: <1@hokuto.example>"
	answer       = "From: sato@minato.example\nTo: tanaka@hokuto.example\nSubject: Accepted: meeting\nIn-Reply-To: <1@hokuto.example>\nContent-Type: text/calendar; method=REPLY"
	theirForward = "From: sato@minato.example\nTo: tanaka@hokuto.example\nX-Forwarded-For: tanaka@hokuto.example x@other.example\nX-Forwarded-To: x@other.example\nX-MS-Exchange-Inbox-Rules-Loop: tanaka@hokuto.example"
)

func TestForwarded(t *testing.T) {
	const out, home, away = "me@gmail.example", "sato@minato.example", "tanaka@hokuto.example"
	for _, c := range []struct{ name, header, from, to, owner, mark string }{
		{"Exchange, rule that forwards", exchangeForward, home, out, home, "X-MS-Exchange-Inbox-Rules-Loop"},
		{"Exchange, rule that redirects", exchangeRedirect, "bounces+SRS=abc=YZ@minato.example", out, home, "X-MS-Exchange-Inbox-Rules-Loop"},
		{"Exchange, mailbox that forwards", exchangeMailbox, "bounces+SRS=abc=YZ@minato.example", out, "info@minato.example", "X-MS-Exchange-ForwardingLoop"},
		{"Exchange, mailbox without a name", exchangeUnnamed, "bounces+SRS=abc=YZ@minato.example", out, "info@minato.example", "X-MS-Exchange-ForwardingLoop"},
		{"Postfix, .forward", postfixForward, away, out, home, "Delivered-To"},
		{"Postfix, .forward of a bounce", postfixForward, "", out, home, "Delivered-To"},
		{"Postfix, virtual alias", virtualAlias, away, out, home, "Received"},
		{"Postfix with SRS", virtualAlias, "SRS0=abcd=YZ=hokuto.example=tanaka@minato.example", out, home, "MAIL FROM"},
		{"a colleague's mail by .forward", internalForward, "ito@minato.example", out, home, "Delivered-To"},
		{"Sieve", sieveRedirect, "ito@minato.example", out, home, "X-Sieve-Redirected-From"},
		{"Gmail", gmailForward, "sato+caf_=me=gmail.example@minato.example", out, home, "MAIL FROM"},
		{"Gmail, envelope rewritten on the way", gmailForward, home, out, home, "X-Forwarded-For"},
		{"says so", declared, away, out, home, "Auto-Submitted"},
		{"X.400", "From: sato@minato.example\nTo: me@gmail.example\nAutoforwarded: TRUE", home, out, home, "Autoforwarded"},
		{"resent", "From: tanaka@hokuto.example\nTo: sato@minato.example\nResent-From: Sato <sato@minato.example>\nResent-To: me@gmail.example", home, out, home, "Resent-From"},
		{"a list's mail by .forward", othersList, "users-bounces@lists.rust.example", out, home, "Delivered-To"},

		{"newsletter of ours", newsletter, "bounce-17@minato.example", away, "", ""},
		{"Exchange, absence note", absence, "", away, "", ""},
		{"Sieve, absence note", vacation, "", away, "", ""},
		{"absence note under a name", vacation, home, away, "", ""},
		{"list of ours", ownList, "dev-bounces@minato.example", out, "", ""},
		{"forwarded by hand", byHand, home, out, "", ""},
		{"answer to an invitation", answer, home, away, "", ""},
		{"answer to what they forwarded", theirForward, home, away, "", ""},
		{"resent by its own author", "From: sato@minato.example\nTo: a@hokuto.example\nResent-From: sato@minato.example\nResent-To: b@hokuto.example", home, "b@hokuto.example", "", ""},
		{"ordinary mail", "From: sato@minato.example\nTo: tanaka@hokuto.example", home, away, "", ""},
		{"somebody else's name", "From: tanaka@hokuto.example\nTo: me@gmail.example", away, out, "", ""},
		{"no header at all", "", "", out, "", ""},
	} {
		h, err := ReadHeader(strings.NewReader(strings.ReplaceAll(c.header, "\n", "\r\n") + "\r\n\r\nx"))
		if err != nil {
			t.Fatal(err)
		}
		f, ok := Forwarded(h, Envelope{From: c.from, To: []string{c.to}}, func(a string) bool { return strings.HasSuffix(strings.ToLower(a), "@minato.example") })
		if f.Owner != c.owner || f.Mark != c.mark || ok != (c.owner != "") {
			t.Errorf("%s: got %q by %q, want %q by %q", c.name, f.Owner, f.Mark, c.owner, c.mark)
		}
		if shown := ok && (c.from == home || strings.Contains(c.from, "+caf_=")); f.Shown != shown {
			t.Errorf("%s: under %q the owner is shown: %v, want %v", c.name, c.from, f.Shown, shown)
		}
	}
}

func FuzzForwarded(f *testing.F) {
	for _, h := range []string{exchangeForward, exchangeMailbox, postfixForward, sieveRedirect, gmailForward, absence, ownList} {
		f.Add(h, "sato+caf_=me=gmail.example@minato.example")
	}
	f.Fuzz(func(t *testing.T, header, from string) {
		h, err := ReadHeader(strings.NewReader(header))
		if err != nil {
			t.Skip()
		}
		own := func(a string) bool { return strings.HasSuffix(a, "@minato.example") }
		got, ok := Forwarded(h, Envelope{From: from, To: []string{"x@y.example"}}, own)
		if ok != (got.Owner != "") || ok && !strings.HasSuffix(got.Owner, "@minato.example") {
			t.Errorf("%q from %q: %+v, %v", header, from, got, ok)
		}
	})
}
