package service

import (
	"net/http"
	"strings"
	"testing"
)

// TestLogsNameNobody tells a story at the lowest level of the log, and looks for what was in the mails.
func TestLogsNameNobody(t *testing.T) {
	h := newHouse(t)
	for _, to := range []string{"kobayashi@third.example", "tanaka@hokuto.example", "okami@ryokan.example", "minami@kaigan.example"} {
		if got := h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<" + to + ">"}, mail: letterTo(to, "himitsu no ken", "X-Field: naisho")}); !strings.HasPrefix(got, "250") {
			t.Fatal(got)
		}
	}
	h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<kobayashi@third.example>"}, mail: letterTo("kobayashi@third.example", "極秘")})
	h.tries(client{from: postfixClient, mailFrom: "kobayashi@third.example", to: []string{"<kobayashi@third.example>"}, mail: letterTo("kobayashi@third.example", "himitsu")})
	h.tries(client{from: scannerClient, tls: true, login: "scanner:wachtwoord", mailFrom: own, to: []string{"<kobayashi@third.example>"}})
	h.tries(client{from: stranger, tls: true, cert: h.certificate("mail.protection.outlook.com", false), mailFrom: own, to: []string{third}, mail: letterTo("x@third.example", "himitsu")})
	id, link := h.held("tanaka@hokuto.example")
	sato := h.device(own)
	h.ask("", "GET", link, "", "")
	h.ask("", "POST", link, "application/x-www-form-urlencoded", "action=release&form=x")
	h.ask(sato, "POST", "/v1/holds/"+id+"/release", "application/json", "")
	h.arrived(6) // four that went or were told of, the notice of the last and the last
	_, figures := h.ask("", "GET", "/metrics", "", "")
	must(t, h.stop())
	log := h.log.String()
	if !strings.Contains(log, "session began") {
		t.Fatalf("the log is not at its lowest level:\n%s", log)
	}
	words := []string{
		"sato@", "kobayashi", "tanaka", "okami", "minami", "himitsu", "naisho", "極秘", "Hello", "wachtwoord", "scan-to-mail", secretWord, "minato.example>", "hokuto", "ryokan", "third.example",
		strings.TrimPrefix(link, "/h/"), sato,
	}
	for _, w := range words {
		if i := strings.Index(log, w); i >= 0 {
			t.Errorf("the log holds %q: %s", w, log[strings.LastIndexByte(log[:i], '\n')+1:][:min(300, len(log)-i)])
		}
		if strings.Contains(figures, w) {
			t.Errorf("the figures hold %q", w)
		}
	}
}

// TestFigures: what came, what was turned away, what waits and what left is counted.
func TestFigures(t *testing.T) {
	h := newHouse(t)
	for _, to := range []string{"x@third.example", "tanaka@hokuto.example", "okami@ryokan.example", "minami@kaigan.example"} {
		h.tries(client{from: postfixClient, mailFrom: own, to: []string{"<" + to + ">"}, mail: letterTo(to, "s")})
	}
	h.tries(client{from: postfixClient, mailFrom: own, to: []string{third}, mail: letterTo("x@third.example", "極秘")})
	h.tries(client{from: postfixClient, mailFrom: "x@third.example", to: []string{third}, mail: letterTo("x@third.example", "s")})
	h.tries(client{from: postfixClient, mailFrom: own, to: []string{third}, mail: "a\rb"})
	h.tries(client{from: stranger, tls: true, mailFrom: own, to: []string{third}})
	h.arrived(5) // one mail, four notices: of two holds, a question and to the approver
	var text string
	waitFor(t, func() bool {
		var status int
		status, text = h.ask("", "GET", "/metrics", "", "")
		return status == http.StatusOK && strings.Contains(text, `sekisho_gateway_attempts_total{class="2.0",result="delivered"} 5`)
	})
	for _, want := range []string{
		`sekisho_gateway_mails_total{reason="",result="accepted"} 4`,
		`sekisho_gateway_mails_total{reason="blocked",result="refused"} 1`,
		`sekisho_gateway_mails_total{reason="sender",result="refused"} 1`,
		`sekisho_gateway_mails_total{reason="malformed",result="refused"} 1`,
		`sekisho_gateway_clients_refused_total{connector="",reason="stranger"} 1`,
		`sekisho_gateway_connector_mails_total{connector="postfix"} 7`,
		`sekisho_gateway_connector_connections{connector="postfix"} 0`,
		`sekisho_gateway_holds{state="timed"} 1`, `sekisho_gateway_holds{state="waiting-approval"} 1`, `sekisho_gateway_holds{state="waiting-sender"} 1`,
		`sekisho_gateway_deliveries{state="pending"} 3`, `sekisho_gateway_oldest_due_seconds 0`, `sekisho_gateway_lease_takeovers_total 0`,
		"sekisho_gateway_spool_free_octets ", "sekisho_audit_checkpoint_age_seconds ",
		"sekisho_store_commits_total ", "sekisho_store_items_total ",
	} {
		if !strings.Contains(text, "\n"+want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	if t.Failed() {
		for line := range strings.SplitSeq(text, "\n") {
			if strings.HasPrefix(line, "sekisho_") && !strings.Contains(line, "_http_") {
				t.Log(line)
			}
		}
	}
	if status, body := h.ask("", "GET", "/readyz", "", ""); status != http.StatusOK {
		t.Errorf("readyz: %d %s", status, body)
	}
}
