package gate

import (
	"reflect"
	"strings"
	"testing"
)

func TestParseXOAUTH2(t *testing.T) {
	good := func(message, user, token string) {
		t.Helper()
		c, refusal := parseXOAUTH2(message)
		if refusal != nil || c.User != user || c.Token != token {
			t.Errorf("%.80q = %q %.20q, %v; want %q %.20q", message, c.User, c.Token, refusal, user, token)
			return
		}
		if got := c.oauthMessage("up.example:587"); got != message {
			t.Errorf("%.80q goes on as %.80q", message, got)
		}
	}
	bad := func(message string, want Reply) {
		t.Helper()
		if c, refusal := parseXOAUTH2(message); refusal == nil || *refusal != want {
			t.Errorf("%.80q = %v, %v; want %v", message, c, refusal, want)
		}
	}
	good("user=taro@a.example\x01auth=Bearer ya29.a-b_c~d+e/f==\x01\x01", "taro@a.example", "ya29.a-b_c~d+e/f==")
	good("user=太郎@a.example\x01auth=Bearer t\x01\x01", "太郎@a.example", "t")
	good("user=a=b,c\x01auth=Bearer t\x01\x01", "a=b,c", "t")
	good("user=t\x01auth=Bearer "+strings.Repeat("x", maxToken)+"\x01\x01", "t", strings.Repeat("x", maxToken))
	bad("", replyOAuthForm)
	bad("user=\x01auth=Bearer t\x01\x01", replyOAuthForm)
	bad("user=t\x01auth=Bearer t\x01", replyOAuthForm)
	bad("auth=Bearer t\x01user=t\x01\x01", replyOAuthForm)
	bad("user=t\nx\x01auth=Bearer t\x01\x01", replyAuthControl)
	bad("user=t\x01auth=Basic t\x01\x01", replyTokenForm)
	bad("user=t\x01auth=Bearer \x01\x01", replyTokenForm)
	bad("user=t\x01auth=Bearer a b\x01\x01", replyTokenForm)
	bad("user=t\x01auth=Bearer a\x01host=x\x01\x01", replyTokenForm)
	bad("user=t\x01auth=Bearer "+strings.Repeat("x", maxToken+1)+"\x01\x01", replyTokenForm)
}

func TestParseOAUTHBEARER(t *testing.T) {
	good := func(message, user, goesOn string) {
		t.Helper()
		c, refusal := parseBearer(message)
		if refusal != nil || c.User != user || c.Token != "t0ken" {
			t.Errorf("%q = %q %q, %v; want %q", message, c.User, c.Token, refusal, user)
			return
		}
		if got := c.oauthMessage("up.example:587"); got != goesOn {
			t.Errorf("%q goes on as %q, want %q", message, got, goesOn)
		}
	}
	bad := func(message string, want Reply) {
		t.Helper()
		if c, refusal := parseBearer(message); refusal == nil || *refusal != want {
			t.Errorf("%q = %v, %v; want %v", message, c, refusal, want)
		}
	}
	good("n,a=taro@a.example,\x01host=localhost\x01port=1587\x01auth=Bearer t0ken\x01\x01", "taro@a.example",
		"n,a=taro@a.example,\x01host=up.example\x01port=587\x01auth=Bearer t0ken\x01\x01")
	good("y,a=a=2Cb=3Dc,\x01auth=bearer t0ken\x01\x01", "a,b=c", "n,a=a=2Cb=3Dc,\x01auth=Bearer t0ken\x01\x01")
	good("n,a=t,\x01auth=Bearer t0ken\x01mthd=POST\x01port=1\x01\x01", "t", "n,a=t,\x01auth=Bearer t0ken\x01mthd=POST\x01port=587\x01\x01")
	bad("", replyBearerForm)
	bad("\x01", replyBearerForm)
	bad("n,,\x01auth=Bearer t0ken\x01\x01", replyBearerNames)
	bad("n,a=,\x01auth=Bearer t0ken\x01\x01", replyBearerNames)
	bad("p=tls-exporter,a=t,\x01auth=Bearer t0ken\x01\x01", replyBearerForm)
	bad("n,a=t\x01auth=Bearer t0ken\x01\x01", replyBearerForm)
	bad("n,a=a=2cb,\x01auth=Bearer t0ken\x01\x01", replyBearerForm)
	bad("n,a=t\x02,\x01auth=Bearer t0ken\x01\x01", replyAuthControl)
	bad("n,a=t,\x01auth=Bearer t0ken\x01", replyBearerForm)
	bad("n,a=t,\x01host=a\x01\x01", replyBearerForm)
	bad("n,a=t,\x01auth=Bearer a\x01auth=Bearer b\x01\x01", replyBearerForm)
	bad("n,a=t,\x01host=a\x01HOST=b\x01auth=Bearer b\x01\x01", replyBearerForm)
	bad("n,a=t,\x01ho st=a\x01auth=Bearer b\x01\x01", replyBearerForm)
	bad("n,a=t,\x01host=a\r\nX\x01auth=Bearer b\x01\x01", replyBearerForm)
	bad("n,a=t,\x01auth=Token b\x01\x01", replyTokenForm)
	bad("n,a=t,"+strings.Repeat("\x01k=v", maxFields+1)+"\x01auth=Bearer b\x01\x01", replyBearerForm)
}

// TestOwnTokenNamesTheUpstream: a token that we hold goes out with the upstream's own host and port.
func TestOwnTokenNamesTheUpstream(t *testing.T) {
	c := Credentials{Mechanism: oauthBearer, User: "taro", Token: "t"}
	if got, want := c.oauthMessage("up.example:587"), "n,a=taro,\x01host=up.example\x01port=587\x01auth=Bearer t\x01\x01"; got != want {
		t.Errorf("message = %q, want %q", got, want)
	}
}

func TestTokensPassThrough(t *testing.T) {
	long := strings.Repeat("x", maxToken)
	google := func(token string) string { return "user=taro@a.example\x01auth=Bearer " + token + "\x01\x01" }
	rfc := func(host, token string) string {
		return "n,a=taro@a.example,\x01host=" + host + "\x01auth=Bearer " + token + "\x01\x01"
	}
	for name, c := range map[string]struct {
		mechanism, says, token, goesOn string
		asked                          bool // the client waits for 334
		line                           string
	}{
		"XOAUTH2":               {"XOAUTH2", google("abc"), "abc", google("abc"), false, "AUTH XOAUTH2 " + b64(google("abc"))},
		"XOAUTH2 asked":         {"XOAUTH2", google("abc"), "abc", google("abc"), true, "AUTH XOAUTH2 " + b64(google("abc"))},
		"XOAUTH2 long":          {"XOAUTH2", google(long), long, google(long), false, "AUTH XOAUTH2"},
		"XOAUTH2 long, asked":   {"XOAUTH2", google(long), long, google(long), true, "AUTH XOAUTH2"},
		"OAUTHBEARER":           {"OAUTHBEARER", rfc("127.0.0.1", "abc"), "abc", rfc("up.example", "abc"), false, "AUTH OAUTHBEARER " + b64(rfc("up.example", "abc"))},
		"OAUTHBEARER long":      {"OAUTHBEARER", rfc("127.0.0.1", long), long, rfc("up.example", long), false, "AUTH OAUTHBEARER"},
		"OAUTHBEARER asked for": {"OAUTHBEARER", rfc("127.0.0.1", "abc"), "abc", rfc("up.example", "abc"), true, "AUTH OAUTHBEARER"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) {
				r.sink.offer = []string{"AUTH LOGIN XOAUTH2 OAUTHBEARER SCRAM-SHA-256-PLUS GSSAPI"}
				r.sink.token = c.token
			})
			defer r.close()
			client := r.dial()
			if got := client.do("EHLO client.example", "250"); !strings.HasSuffix(got, "250 AUTH LOGIN XOAUTH2 OAUTHBEARER") {
				t.Errorf("offered %q, want what the upstream offers and we can pass on", got)
			}
			if c.asked {
				client.do("AUTH "+c.mechanism, "334 ")
				client.do(b64(c.says), "235 2.7.0 welcome")
			} else {
				client.do("AUTH "+c.mechanism+" "+b64(c.says), "235 2.7.0 welcome")
			}
			client.do("QUIT", "221")
			if !reflect.DeepEqual(r.sink.messages, []string{c.goesOn}) {
				t.Errorf("the upstream got %.200q, want %.200q", r.sink.messages, c.goesOn)
			}
			if !strings.Contains(r.sink.heard()+"\n", c.line) {
				t.Errorf("the upstream heard %.200q, want a line %.80q", r.sink.heard(), c.line)
			}
			for line := range strings.SplitSeq(r.sink.heard(), "\n") {
				if strings.HasPrefix(line, "AUTH") && len(line) > maxInitial {
					t.Errorf("a command line of %d octets went to the upstream", len(line))
				}
			}
		})
	}
}

// TestRefusedTokenIsExplained: the upstream's challenge, the client's answer and the refusal pass in this order.
func TestRefusedTokenIsExplained(t *testing.T) {
	for name, c := range map[string]struct {
		mechanism, says, answer, heard, want string
	}{
		"Google's empty answer": {"XOAUTH2", "user=taro@a.example\x01auth=Bearer no\x01\x01", "", "answer ", "535 5.7.8 the token is not for you"},
		"RFC 7628's answer":     {"OAUTHBEARER", "n,a=taro@a.example,\x01auth=Bearer no\x01\x01", "AQ==", "answer AQ==", "535 5.7.8 the token is not for you"},
		"a client that cancels": {"XOAUTH2", "user=taro@a.example\x01auth=Bearer no\x01\x01", "*", "answer *", "535 5.7.8 the token is not for you"},
		"an answer of rubbish":  {"XOAUTH2", "user=taro@a.example\x01auth=Bearer no\x01\x01", "MAIL FROM:<a@b>", "answer *", "501 5.5.2 Not base64"},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(r *rig) { r.sink.offer, r.sink.token = []string{"AUTH XOAUTH2 OAUTHBEARER"}, "yes" })
			defer r.close()
			client := r.dial()
			client.do("EHLO client.example", "250")
			client.do("AUTH "+c.mechanism+" "+b64(c.says), "334 "+b64(refusedToken))
			client.do(c.answer, c.want)
			client.do("AUTH "+c.mechanism+" "+b64(strings.Replace(c.says, " no", " yes", 1)), "235")
			client.do("QUIT", "221")
			if got := r.sink.heard(); !strings.Contains(got, c.heard) {
				t.Errorf("the upstream heard %q, want %q", got, c.heard)
			}
		})
	}
}

// TestClientThatLeavesAtTheChallenge: nothing waits for it, and the upstream is left too.
func TestClientThatLeavesAtTheChallenge(t *testing.T) {
	r := newRig(t, func(r *rig) { r.sink.offer, r.sink.token = []string{"AUTH XOAUTH2"}, "yes" })
	client := r.dial()
	client.do("EHLO client.example", "250")
	client.do("AUTH XOAUTH2 "+b64("user=t\x01auth=Bearer no\x01\x01"), "334 ")
	_ = client.Close()
	r.close()
	if r.sink.dials != 1 {
		t.Errorf("%d connections to the upstream, want one: nobody is there to log in for", r.sink.dials)
	}
}

// FuzzOAuth: what is taken goes on as one message that reads as the same user and token, with nothing of ours in it.
func FuzzOAuth(f *testing.F) {
	for _, s := range []string{
		"user=t\x01auth=Bearer x\x01\x01", "n,a=t,\x01host=a\x01port=1\x01auth=Bearer x\x01\x01", "n,a=a=2Cb=3D,\x01auth=bearer x==\x01mthd=POST\x01\x01", "n,,\x01\x01", "\x01",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, message string) {
		for _, parse := range []func(string) (Credentials, *Reply){parseXOAUTH2, parseBearer} {
			c, refusal := parse(message)
			if refusal != nil {
				continue
			}
			goesOn := c.oauthMessage("up.example:587")
			again, refusal := parse(goesOn)
			if refusal != nil || again.User != c.User || again.Token != c.Token || len(again.Fields) != len(c.Fields) {
				t.Fatalf("%q goes on as %q, which reads as %v (%v)", message, goesOn, again, refusal)
			}
			if strings.ContainsAny(goesOn, "\r\n\x00") || c.User == "" || c.Token == "" {
				t.Fatalf("%q goes on as %q", message, goesOn)
			}
		}
	})
}
