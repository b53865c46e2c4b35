package message

import (
	"slices"
	"strings"
	"testing"

	"sekisho/server/policy"
)

func TestAddressList(t *testing.T) {
	type box struct{ address, name string }
	list := func(in string, n *notes) (out []box) {
		for _, m := range addressList(in, maxAddresses, n) {
			out = append(out, box{m.Address, m.Name})
		}
		return out
	}
	good := func(in string, want ...box) {
		t.Helper()
		n := &notes{}
		if got := list(in, n); !slices.Equal(got, want) || len(n.list) > 0 {
			t.Errorf("addressList(%q)\n got %q %v\nwant %q", in, got, n.list, want)
		}
	}
	bad := func(in, code string, want ...box) {
		t.Helper()
		n := &notes{}
		if got := list(in, n); !slices.Equal(got, want) || !slices.Contains(n.list, code) {
			t.Errorf("addressList(%q)\n got %q %v\nwant %q %s", in, got, n.list, want, code)
		}
	}
	good("")
	good(" ,; ,")
	good("a@b.example", box{"a@b.example", ""})
	good("<a@b.example>", box{"a@b.example", ""})
	good("Taro <a@b.example>", box{"a@b.example", "Taro"})
	good("Taro\t M.  Sato<a@b.example>", box{"a@b.example", "Taro M. Sato"})
	good(`"a@b" <c@d>`, box{"c@d", "a@b"})
	good(`a@b <c@d>`, box{"c@d", "a@b"})
	good(`"Sato, T \"x\"" <a@b>`, box{"a@b", `Sato, T "x"`})
	good(`a@b (Taro (Sales))`, box{"a@b", "Taro (Sales)"})
	good(`Taro (Sales) <a@b>`, box{"a@b", "Taro"})
	bad("x y@b.example", "bad-address-list", box{"y@b.example", "x"})
	bad("a@b, Taro Sato c@d", "bad-address-list", box{"a@b", ""}, box{"c@d", "Taro Sato"})
	good(`(x) a (y) @ (z) b (n)`, box{"a@b", "n"})
	good(`"quoted local"@b.example, "x,y"@c`, box{`"quoted local"@b.example`, ""}, box{`"x,y"@c`, ""})
	good(`<"a>b"@c.example>`, box{`"a>b"@c.example`, ""})
	good("<@r1,@r2:a@b>", box{"a@b", ""})
	good("a@b,c@d,,e@f", box{"a@b", ""}, box{"c@d", ""}, box{"e@f", ""})
	good("a@b; C <c@d>;", box{"a@b", ""}, box{"c@d", "C"})
	good("a@b c@d", box{"a@b", ""}, box{"c@d", ""})
	good("<a@b> <c@d>", box{"a@b", ""}, box{"c@d", ""})
	good(`A <a@b> "C" <c@d>`, box{"a@b", "A"}, box{"c@d", "C"})
	good("undisclosed-recipients:;")
	good("Team: a@b, C <c@d>;, e@f", box{"a@b", ""}, box{"c@d", "C"}, box{"e@f", ""})
	good("mailto:a@b", box{"a@b", ""})
	good("a@[IPv6:2001:db8::1], b@[192.0.2.1]", box{"a@[IPv6:2001:db8::1]", ""}, box{"b@[192.0.2.1]", ""})
	good("root", box{"root", ""})
	good("Sales Team", box{"", "Sales Team"})
	good(`"taro@b.example"`, box{"taro@b.example", ""})
	good("=?utf-8?B?5Za25qWt6YOo?=", box{"", "営業部"})
	good("=?utf-8?Q?Sato,_<x>?= <a@b>", box{"a@b", "Sato, <x>"})
	good("=?iso-2022-jp?B?GyRCMSYbKEI=?= =?iso-2022-jp?B?GyRCRiMbKEI=?= <a@b>", box{"a@b", "右藤"})
	good("能 <noh@b>", box{"noh@b", "能"})
	good("\x1b$B1sF#\x1b(B <a@b>", box{"a@b", "遠藤"})
	good("a@ｂ．example", box{"a@ｂ．example", ""})
	good("<>")
	bad(`"open <a@b>, c@d`, "bad-address-list", box{"a@b", `"open`}, box{"c@d", ""})
	bad("(open a@b, c@d", "bad-address-list", box{"a@b", "(open"}, box{"c@d", ""})
	bad("<a@b, c@d", "bad-address-list", box{"a@b", ""}, box{"c@d", ""})
	bad(`<"a@b>, c@d`, "bad-address-list", box{`"a@b`, ""}, box{"c@d", ""})
	bad("<a(b@c>, d@e", "bad-address-list", box{"a(b@c", ""}, box{"d@e", ""})
}

func TestAddressListLimit(t *testing.T) {
	n := &notes{}
	got := addressList(strings.Repeat("a@b, ", maxAddresses+5), maxAddresses, n)
	if len(got) != maxAddresses || !slices.Equal(n.list, []string{"too-many-recipients"}) {
		t.Errorf("got %d addresses and %v, want %d and too-many-recipients", len(got), n.list, maxAddresses)
	}
}

func TestRecipients(t *testing.T) {
	const mail = "From: a@own.example\nTo: Taro <TARO@b.example>, seen@b.example\nCc: c@d.example\nBcc: gone@d.example\n\nx\n"
	tests := []struct {
		name, mail string
		env        *Envelope
		want       string
	}{
		{
			"headers are the envelope", mail, nil,
			"to+ TARO@b.example Taro|to+ seen@b.example |cc+ c@d.example |bcc+ gone@d.example ",
		},
		{
			"only RCPT is delivered to", mail,
			&Envelope{From: "x@own.example", To: []string{"taro@b.example", "c@d.example"}},
			"to+ TARO@b.example Taro|to- seen@b.example |cc+ c@d.example |bcc- gone@d.example ",
		},
		{
			"a RCPT nobody names is a Bcc, once", mail,
			&Envelope{To: []string{"h@e.example", "c@d.example", "H@E.example"}},
			"to- TARO@b.example Taro|to- seen@b.example |cc+ c@d.example |bcc- gone@d.example |bcc+ h@e.example ",
		},
		{
			"no header at all", "\n\nx", &Envelope{From: "m@own.example", To: []string{"h@e.example"}},
			"bcc+ h@e.example ",
		},
		{
			"redirected", mail[:len(mail)-3] + "Resent-To: new@f.example\n\nx\n", nil,
			"to- TARO@b.example Taro|to- seen@b.example |cc- c@d.example |bcc- gone@d.example |to+ new@f.example ",
		},
		{
			"redirected with envelope", mail[:len(mail)-3] + "Resent-To: new@f.example\n\nx\n",
			&Envelope{To: []string{"new@f.example"}},
			"to- TARO@b.example Taro|to- seen@b.example |cc- c@d.example |bcc- gone@d.example |to+ new@f.example ",
		},
		{
			"an empty envelope delivers to nobody", "To: a@b.example\n\nx", &Envelope{},
			"to- a@b.example ",
		},
	}
	for _, tt := range tests {
		var got []string
		for _, r := range mustRead(t, tt.mail, tt.env).Recipients {
			sign := map[bool]string{true: "+", false: "-"}[r.Envelope]
			got = append(got, string(r.Field)+sign+" "+r.Address+" "+r.Name)
		}
		if s := strings.Join(got, "|"); s != tt.want {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, s, tt.want)
		}
	}
}

func TestFrom(t *testing.T) {
	env := &Envelope{From: "bounce@own.example"}
	tests := []struct{ mail, want string }{
		{"From: Hanako <h@own.example>\n\nx", "h@own.example"},
		{"Subject: none\n\nx", "bounce@own.example"},
		{"From: \n\nx", "bounce@own.example"},
	}
	for _, tt := range tests {
		m := mustRead(t, tt.mail, env)
		if m.From.Address != tt.want || m.Account != "" {
			t.Errorf("%q: got From %q Account %q, want %q and none", tt.mail, m.From.Address, m.Account, tt.want)
		}
	}
	m := mustRead(t, "From: a@b\nReply-To: Other <o@p.example>, q@r\n\nx", env)
	if want := []policy.Mailbox{{Address: "o@p.example", Name: "Other"}, {Address: "q@r"}}; !slices.Equal(m.ReplyTo, want) {
		t.Errorf("ReplyTo: got %v, want %v", m.ReplyTo, want)
	}
}

func TestManyRecipients(t *testing.T) {
	var b strings.Builder
	b.WriteString("From: a@own.example\r\nTo: x@b.example")
	env := &Envelope{}
	for i := range maxAddresses {
		a := "user" + string(rune('a'+i%26)) + strings.Repeat("z", i%20) + "@company-of-some-length.example"
		b.WriteString(",\r\n " + a)
		env.To = append(env.To, a)
	}
	b.WriteString("\r\n\r\nbody\r\n")
	m := mustRead(t, b.String(), env)
	if len(m.Recipients) != maxAddresses || !slices.Contains(m.Malformed, "too-many-recipients") || m.Body != "body" {
		t.Errorf("got %d recipients, %v, body %q; want %d, too-many-recipients, the body", len(m.Recipients), m.Malformed, m.Body, maxAddresses)
	}
}
