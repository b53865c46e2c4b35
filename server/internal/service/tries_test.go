package service

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// The table of tries and answers. Each row is tried on the whole server, over real connections, as somebody outside would. What
// needs another vantage is tried where it belongs: passes in relay (TestBadPasses, TestBadPassesOfDevices), every API route with
// missing, forged and foreign tokens in httpapi (TestForeignAndForgedTokens), time that runs out while a hundred act in hold
// (TestOneOfAHundredWins), smuggling into a real Postfix in e2e/smtp.

const (
	own   = "sato@minato.example"
	third = "<x@third.example>"
	home  = "<yamada@minato.example>"
)

func TestTriesBySMTP(t *testing.T) {
	h := newHouse(t)
	outlook := h.certificate("mail.protection.outlook.com", false)
	plain := func(from, to string) string {
		return "From: " + from + "\r\nTo: " + strings.Trim(to, "<>") + "\r\nSubject: s\r\n\r\nHello"
	}
	exo := func(fields string) client {
		return client{from: stranger, tls: true, cert: outlook, mailFrom: own, to: []string{third}, mail: fields + plain(own, third)}
	}
	by := func(mailFrom, from string, to ...string) client {
		return client{from: postfixClient, mailFrom: mailFrom, to: to, mail: plain(from, to[0])}
	}
	const good = "X-OriginatorOrg: minato.example\r\nX-Sekisho-Connector: " + secretWord + "\r\n"
	scanner := func(login string) client {
		return client{from: scannerClient, tls: true, login: login, mailFrom: "scanner@minato.example", to: []string{third}, mail: plain("scanner@minato.example", third)}
	}
	accepted := 0
	for _, r := range []struct {
		try  string
		who  client
		want string
	}{
		// who may send at all
		{"a stranger, in the clear", client{from: stranger, mailFrom: own, to: []string{third}}, "530 5.7.0"},
		{"a stranger, by TLS", client{from: stranger, tls: true, mailFrom: own, to: []string{third}}, "554 5.7.1"},
		{"a stranger with somebody's certificate", client{from: stranger, tls: true, cert: h.certificate("mx.evil.example", false), mailFrom: own, to: []string{third}}, "554 5.7.1"},
		{"a stranger with a forged certificate", client{from: stranger, tls: true, cert: h.certificate("mail.protection.outlook.com", true), mailFrom: own, to: []string{third}}, "451 4.7.5"},
		{"a stranger with the null sender", client{from: stranger, tls: true, to: []string{home}}, "554 5.7.1"},
		{"a stranger to postmaster", client{from: stranger, tls: true, mailFrom: "x@third.example", to: []string{"<postmaster>"}}, "554 5.7.1"},
		{"a stranger who logs in", client{from: stranger, tls: true, login: "scanner:scan-to-mail-2026", mailFrom: own, to: []string{third}}, "502 5.5.1"},
		{"the Postfix by its address", by(own, own, third), "250 2.0.0"},
		{"the cloud's certificate with our own marks", exo(good), "250 2.0.0"},
		{"the cloud's certificate, another customer", exo("X-OriginatorOrg: evil.example\r\nX-Sekisho-Connector: " + secretWord + "\r\n"), "550 5.7.1"},
		{"the cloud's certificate, both customers", exo("X-OriginatorOrg: evil.example\r\n" + good), "550 5.7.1"},
		{"the cloud's certificate, no secret", exo("X-OriginatorOrg: minato.example\r\n"), "550 5.7.1"},
		{"the cloud's certificate, a guess", exo("X-OriginatorOrg: minato.example\r\nX-Sekisho-Connector: a-secret-of-the-connectors\r\n"), "550 5.7.1"},
		{"the cloud's certificate, a secret twice", exo(good + "X-Sekisho-Connector: " + secretWord + "\r\n"), "550 5.7.1"},
		{"the scanner with its password", scanner("scanner:scan-to-mail-2026"), "250 2.0.0"},
		{"the scanner with a wrong password", scanner("scanner:guess"), "535 5.7.8"},
		{"nobody's password", scanner("root:scan-to-mail-2026"), "535 5.7.8"},
		{"the scanner without a login", scanner(""), "530 5.7.0"},
		{"the scanner's password in the clear", client{from: scannerClient, login: "scanner:scan-to-mail-2026", mailFrom: own, to: []string{third}}, "538 5.7.11"},
		// under whose name
		{"from outside to outside", by("x@third.example", "x@third.example", "<y@fourth.example>"), "550 5.7.1"},
		{"from outside to us", by("x@third.example", "x@third.example", home), "550 5.7.1"},
		{"our From, a stranger's envelope", by("x@third.example", own, third), "550 5.7.1"},
		{"our envelope, a stranger's From", by(own, "x@third.example", third), "550 5.7.1"},
		{"null sender, a stranger's From", by("", "MAILER-DAEMON@third.example", third), "550 5.7.1"},
		{"null sender, our From", by("", "postmaster@minato.example", third), "250 2.0.0"},
		{"two From fields", client{from: postfixClient, mailFrom: own, to: []string{third}, mail: "From: " + own + "\r\nFrom: x@third.example\r\n\r\nHello"}, "550 5.7.1"},
		{"a domain that ends like ours", by("x@evilminato.example", "x@evilminato.example", third), "550 5.7.1"},
		{"ours with more behind it", by("x@minato.example.evil.example", "x@minato.example.evil.example", third), "550 5.7.1"},
		{"an address literal", by("sato@[127.0.0.1]", own, third), "550 5.7.1"},
		// by which way
		{"percent hack", by(own, own, "<x%third.example@minato.example>"), "550 5.7.1"},
		{"bang path", by(own, own, "<third.example!x@minato.example>"), "550 5.7.1"},
		{"quoted local part", by(own, own, `<"x@third.example"@minato.example>`), "550 5.7.1"},
		{"quoted percent", by(own, own, `<"x%third.example"@minato.example>`), "550 5.7.1"},
		{"source route", by(own, own, "<@minato.example:x@third.example>"), "501 5.1.7"},
		{"two at signs", by(own, own, "<x@third.example@minato.example>"), "501 5.1.3"},
		{"no domain", by(own, own, "<x>"), "501 5.1.3"},
		{"empty recipient", by(own, own, "<>"), "501 5.1.3"},
		{"a recipient with a line end", by(own, own, "<x@third.example>\nRCPT TO:<y@third.example>"), "500 5.5.2"},
		{"a recipient with a second command", by(own, own, "<x@third.example> RCPT TO:<y@third.example>"), "555 5.5.4"},
		// what else
		{"around in a circle, by our own mark", client{from: postfixClient, mailFrom: own, to: []string{third}, mail: passed + "\r\n" + plain(own, third)}, "554 5.4.6"},
		{"around in a circle, fifty times", client{from: postfixClient, mailFrom: own, to: []string{third}, mail: strings.Repeat("Received: by a\r\n", 50) + plain(own, third)}, "554 5.4.6"},
		{"what the policy stops", client{from: postfixClient, mailFrom: own, to: []string{third}, mail: letterTo("x@third.example", "極秘")}, "550 5.7.1"},
	} {
		got := h.tries(r.who)
		if !strings.HasPrefix(got, r.want) {
			t.Errorf("%s:\n got %s\nwant %s", r.try, got, r.want)
		}
		if strings.HasPrefix(got, "250") {
			accepted++
		}
	}
	for _, m := range h.arrived(accepted) {
		raw, _ := h.sink.Raw(m.ID)
		if text := string(raw); strings.Contains(text, secretWord) || strings.Contains(text, "X-Sekisho") || !strings.Contains(text, passed+"\r\n") {
			t.Errorf("left with our secret, or without the mark:\n%s", text)
		}
	}
	if n := len(h.sink.List()); n != accepted {
		t.Errorf("%d mails left, %d were accepted", n, accepted)
	}
	for _, unknown := range []string{"XCLIENT ADDR=127.0.0.2", "XFORWARD NAME=x", "ETRN minato.example", "BDAT 1 LAST", "EXPN all", "TURN"} {
		k := h.dial(stranger)
		k.hear()
		k.say("EHLO client.example")
		if got := k.say(unknown); !strings.HasPrefix(got, "500 5.5.1") {
			t.Errorf("%s: %s", unknown, got)
		}
	}
}

// TestTriesToWriteNotices: what a sender writes into names and subjects makes no field of the notice about it.
func TestTriesToWriteNotices(t *testing.T) {
	h := newHouse(t)
	encoded := "=?utf-8?b?cw0KQmNjOiBldmlsQGV2aWwuZXhhbXBsZQ0KDQpIaQ==?=" // s CRLF Bcc: evil@evil.example CRLF CRLF Hi
	for i, m := range []string{
		letterTo("tanaka@hokuto.example", encoded),
		letterTo("tanaka@hokuto.example", "=?utf-8?q?s=0ABcc:_evil@evil.example?="),
		letterTo(encoded+" <tanaka@hokuto.example>", "s"),
		letterTo(`"s\r\nBcc: evil@evil.example" <tanaka@hokuto.example>`, "<script>alert(1)</script>"),
		letterTo("tanaka@hokuto.example", "s", "Reply-To: evil@evil.example", "Return-Path: <evil@evil.example>", "Disposition-Notification-To: evil@evil.example", "X-Sekisho-Pass: a.b.c"),
	} {
		got := h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<tanaka@hokuto.example>"}, mail: m})
		if !strings.HasPrefix(got, "250") {
			t.Fatalf("mail %d: %s", i, got)
		}
		notice := h.arrived(i + 1)[0]
		raw, _ := h.sink.Raw(notice.ID)
		parsed, err := mail.ReadMessage(strings.NewReader(string(raw)))
		must(t, err)
		if len(notice.To) != 1 || notice.To[0] != own || len(parsed.Header["To"]) != 1 || parsed.Header.Get("To") != "<"+own+">" && parsed.Header.Get("To") != own {
			t.Errorf("notice %d went to %v, To %q", i, notice.To, parsed.Header["To"])
		}
		for _, field := range []string{"Bcc", "Cc", "Reply-To", "Disposition-Notification-To", "X-Sekisho-Pass"} {
			if v := parsed.Header.Get(field); v != "" {
				t.Errorf("notice %d has %s: %s", i, field, v)
			}
		}
		if strings.Contains(string(raw), "<script>") {
			t.Errorf("notice %d holds a script", i)
		}
	}
}

// held sends a mail that waits and returns its id, its sender's token and the link that the notice brings.
func (h *house) held(to string) (id, link string) {
	h.t.Helper()
	before := len(h.sink.List())
	if got := h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<" + to + ">"}, mail: letterTo(to, "s")}); !strings.HasPrefix(got, "250") {
		h.t.Fatal(got)
	}
	for _, l := range h.arrived(before + 1)[0].Links {
		if u, err := url.Parse(l); err == nil && strings.HasPrefix(u.Path, "/h/") {
			link = u.Path
		}
	}
	h.store(func(st *store.Store, org store.Org) {
		list, err := st.Holds(h.t.Context(), org, store.HoldQuery{Limit: 100})
		must(h.t, err)
		for _, x := range list {
			id = max(id, x.ID) // ids sort by time
		}
	})
	return id, link
}

func (h *house) state(id string) (state string) {
	h.t.Helper()
	h.store(func(st *store.Store, org store.Org) {
		x, err := st.Hold(h.t.Context(), org, id)
		must(h.t, err)
		state = x.State
	})
	return state
}

// TestTriesOnHeldMail: every route of held mail, by everybody whose it is not.
func TestTriesOnHeldMail(t *testing.T) {
	h := newHouse(t)
	waits, _ := h.held("tanaka@hokuto.example")
	asked, _ := h.held("okami@ryokan.example")
	sato, colleague, boss := h.device(own), h.device("ito@minato.example"), h.device("boss@minato.example", auth.RoleApprover)
	admin, auditor := h.device("admin@minato.example", auth.RoleAdmin), h.device("audit@minato.example", auth.RoleAuditor)
	release := func(id string) [3]string { return [3]string{"POST", "/v1/holds/" + id + "/release", ""} }
	cancel := func(id string) [3]string { return [3]string{"POST", "/v1/holds/" + id + "/cancel", ""} }
	due := func(id string) [3]string {
		return [3]string{"PUT", "/v1/holds/" + id + "/due", fmt.Sprintf(`{"dueAt":%q}`, time.Now().Add(5*time.Minute).Format(time.RFC3339))}
	}
	decide := func(id, as string) [3]string {
		return [3]string{"POST", "/v1/approvals/" + id, `{"decision":"approve","reason":"x"` + as + `}`}
	}
	wait := func(what string) [3]string { return [3]string{"PUT", "/v1/me", `{"wait":` + what + `}`} }
	for _, r := range []struct {
		try, token string
		what       [3]string
		want       int
	}{
		{"nobody releases", "", release(waits), 401},
		{"nobody approves", "", decide(asked, ""), 401},
		{"a forged token", sato[:len(sato)-4] + "AAAA", release(waits), 401},
		{"another organisation in the token", strings.Replace(sato, "main", "evil", 1), release(waits), 401},
		{"a colleague releases", colleague, release(waits), 404},
		{"a colleague cancels", colleague, cancel(waits), 404},
		{"a colleague moves it", colleague, due(waits), 404},
		{"a colleague approves", colleague, decide(asked, ""), 404},
		{"a colleague approves as boss", colleague, decide(asked, `,"approver":"boss@minato.example"`), 404},
		{"an auditor releases", auditor, release(waits), 403},
		{"an auditor approves", auditor, decide(asked, ""), 404},
		{"an administrator approves", admin, decide(asked, ""), 404},
		{"an administrator approves as boss", admin, decide(asked, `,"approver":"boss@minato.example"`), 404},
		{"the approver approves what is not asked of them", boss, decide(waits, ""), 404},
		{"the approver releases", boss, release(waits), 403},
		{"the sender approves their own", sato, decide(asked, ""), 403},
		{"the sender approves as boss", sato, decide(asked, `,"approver":"boss@minato.example"`), 403},
		{"the sender releases what needs approval", sato, release(asked), 403},
		{"the sender moves what needs approval", sato, due(asked), 403},
		{"an id that is none", sato, release("..%2f..%2fv1"), 404},
		{"an id with SQL", sato, release("x'%20OR%20'1'='1"), 404},
		{"everybody's list as a sender", sato, [3]string{"GET", "/v1/holds?all=true", ""}, 403},
		{"nobody chooses a wait", "", wait(`"5m"`), 401},
		{"a forged token chooses a wait", sato[:len(sato)-4] + "AAAA", wait(`"5m"`), 401},
		{"a colleague chooses a wait for the sender", colleague, wait(`"5m","account":"` + own + `"`), 400},
		{"an approver chooses a wait", boss, wait(`"5m"`), 403},
		{"the sender waits less than the policy says", sato, wait(`"1s"`), 422},
		{"the sender waits for ever", sato, wait(`"3650d"`), 422},
		{"acting by GET", sato, [3]string{"GET", "/v1/holds/" + waits + "/release", ""}, 404},
	} {
		if got, text := h.ask(r.token, r.what[0], r.what[1], "application/json", r.what[2]); got != r.want {
			t.Errorf("%s: %d, want %d: %s", r.try, got, r.want, text)
		}
	}
	for who, token := range map[string]string{"a colleague": colleague, "boss": boss, "an administrator": admin} {
		if _, text := h.ask(token, "GET", "/v1/holds", "", ""); strings.Contains(text, waits) {
			t.Errorf("%s lists it: %s", who, text)
		}
	}
	if a, b := h.state(waits), h.state(asked); a != store.HoldTimed || b != store.HoldApproval {
		t.Errorf("the holds are %s and %s", a, b)
	}
	if got, text := h.ask(boss, "POST", "/v1/approvals/"+asked, "application/json", `{"decision":"approve","reason":"x"}`); got != 204 {
		t.Errorf("the approver approves: %d %s", got, text)
	}
	if got, text := h.ask(sato, "POST", "/v1/holds/"+waits+"/cancel", "application/json", ""); got != 204 {
		t.Errorf("the sender cancels: %d %s", got, text)
	}
}

var formField = regexp.MustCompile(`name="form" value="([^"]+)"`)

// TestTriesOnLinks: who looks changes nothing; who forges, guesses, uses twice or comes from elsewhere neither.
func TestTriesOnLinks(t *testing.T) {
	h := newHouse(t)
	id, link := h.held("tanaka@hokuto.example")
	_, other := h.held("suzuki@hokuto.example")
	for _, method := range []string{"GET", "HEAD", "GET", "HEAD", "OPTIONS", "PUT", "DELETE"} {
		h.ask("", method, link+"?action=release", "", "", "Purpose", "prefetch", "Sec-Purpose", "prefetch;prerender", "User-Agent", "LinkScanner/1.0")
	}
	_, page := h.ask("", "GET", link, "", "")
	_, otherPage := h.ask("", "GET", other, "", "")
	form, otherForm := formField.FindStringSubmatch(page), formField.FindStringSubmatch(otherPage)
	if form == nil || otherForm == nil {
		t.Fatalf("no form on the page: %s", page)
	}
	post := func(action, seal string) string { return url.Values{"action": {action}, "form": {seal}}.Encode() }
	const kind = "application/x-www-form-urlencoded"
	flipped := link[:len(link)-1] + map[bool]string{true: "B", false: "A"}[strings.HasSuffix(link, "A")]
	for _, r := range []struct {
		try, path, kind, body string
		header                []string
		want                  int
	}{
		{"a scanner posts nothing", link, kind, "", nil, 403},
		{"a form without its seal", link, kind, "action=release", nil, 403},
		{"another link's seal", link, kind, post("release", otherForm[1]), nil, 403},
		{"from another site", link, kind, post("release", form[1]), []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"}, 403},
		{"an approver's action", link, kind, post("approve", form[1]), nil, 403},
		{"a forged link", flipped, kind, post("release", form[1]), nil, 404},
		{"another organisation's", strings.Replace(link, "main.", "evil.", 1), kind, post("release", form[1]), nil, 404},
		{"a made up link", "/h/main.AAAA", kind, post("release", form[1]), nil, 404},
		{"no link", "/h/", kind, post("release", form[1]), nil, 401},
	} {
		if got, text := h.ask("", "POST", r.path, r.kind, r.body, r.header...); got != r.want {
			t.Errorf("%s: %d, want %d: %.300s", r.try, got, r.want, text)
		}
	}
	if got := h.state(id); got != store.HoldTimed {
		t.Fatalf("after all tries the hold is %s", got)
	}
	if got, _ := h.ask("", "POST", link, kind, post("release", form[1])); got != 200 {
		t.Errorf("the sender's own press: %d", got)
	}
	for _, action := range []string{"release", "cancel"} {
		if got, _ := h.ask("", "POST", link, kind, post(action, form[1])); got != 410 {
			t.Errorf("%s by the used link: %d, want 410", action, got)
		}
	}
}

// TestTriesAtOnce: of a hundred who release and cancel, by the API and by link, exactly one wins.
func TestTriesAtOnce(t *testing.T) {
	h := newHouse(t)
	id, link := h.held("tanaka@hokuto.example")
	sato := h.device(own)
	_, page := h.ask("", "GET", link, "", "")
	form := formField.FindStringSubmatch(page)
	if form == nil {
		t.Fatal(page)
	}
	before := len(h.sink.List())
	var mu sync.Mutex
	answers := map[string]int{}
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			what, got := "release", 0
			switch i % 4 {
			case 0:
				got, _ = h.ask(sato, "POST", "/v1/holds/"+id+"/release", "", "")
			case 1:
				what = "cancel"
				got, _ = h.ask(sato, "POST", "/v1/holds/"+id+"/cancel", "", "")
			case 2:
				got, _ = h.ask("", "POST", link, "application/x-www-form-urlencoded", url.Values{"action": {"release"}, "form": {form[1]}}.Encode())
			case 3:
				what = "cancel"
				got, _ = h.ask("", "POST", link, "application/x-www-form-urlencoded", url.Values{"action": {"cancel"}, "form": {form[1]}}.Encode())
			}
			mu.Lock()
			defer mu.Unlock()
			switch got {
			case 200, 204:
				answers["won by "+what]++
			case 409, 410:
				answers["lost"]++
			default:
				answers[fmt.Sprint("answered ", got)]++
			}
		})
	}
	wg.Wait()
	state := h.state(id)
	won := map[string]string{store.HoldReleased: "won by release", store.HoldCancelled: "won by cancel"}[state]
	if answers[won] != 1 || answers["lost"] != 99 {
		t.Errorf("the hold is %s, and of 100: %v", state, answers)
	}
	if state == store.HoldReleased {
		h.arrived(before + 1)
	}
	if n := len(h.sink.List()) - before; n > 1 {
		t.Errorf("%d mails left", n)
	}
	var rows int
	h.store(func(st *store.Store, org store.Org) {
		for row, err := range st.AuditRows(t.Context(), org, 0) {
			must(t, err)
			b, _ := json.Marshal(row)
			if strings.HasPrefix(row.Event, "hold.") && strings.Contains(string(b), id) {
				rows++
			}
		}
	})
	if rows != 1 {
		t.Errorf("%d rows of the audit say that it moved", rows)
	}
}
