package smtp

import (
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// shortest is how long the short waits of the policy are: the pages have to be looked at meanwhile, on a busy machine too.
const shortest = 15 * time.Second

const heldPolicy = `version: 1
organization: {name: 株式会社みなと, domains: minato.example}
settings: {gateway: {present: true, confirm: ask, within: 1h}}
baseline: {external: allow}
rules:
  - id: wait
    when: {recipients: {any: {in: wait.example}}}
    then: {action: hold, hold: {for: 15s, adjust: 1h}, scope: external}
  - id: long
    when: {recipients: {any: {in: long.example}}}
    then: {action: hold, hold: {for: 10m, adjust: 1h}}
  - id: gone
    when: {recipients: {any: {in: gone.example}}}
    then: {action: hold, hold: {for: 15s, onExpiry: discard}}
  - id: again
    when: {recipients: {any: {in: again.example}}}
    then: {action: hold, hold: {for: 15s, onExpiry: ask}}
  - id: stages
    when: {recipients: {any: {in: stages.example}}}
    then: {action: hold, hold: [{for: 15s, release: nobody}, {for: 10m}]}
  - id: unsure
    when: {recipients: {any: {in: unsure.example}}}
    then: {action: confirm, confirm: {mode: question, items: [external, files]}, message: {ja: 金額を確かめましたか。, en: "Have you checked the amount?"}}
  - id: one
    when: {recipients: {any: {in: one.example}}}
    then: {action: approve, approve: {by: [boss@minato.example, chief@minato.example]}}
  - id: all
    when: {recipients: {any: {in: all.example}}}
    then: {action: approve, approve: {by: group/legal, need: all}}
  - id: manager
    when: {recipients: {any: {in: manager.example}}}
    then: {action: approve, approve: {by: manager, reason: true}}
  - id: late
    when: {recipients: {any: {in: late.example}}}
    then: {action: approve, approve: {by: away@minato.example, else: head@minato.example, within: 15s, onExpiry: escalate}}
  - id: own
    when: {recipients: {any: {in: own.example}}}
    then: {action: approve, approve: {by: [self@minato.example]}}
`

// heldPeople read one language each; whoever is not named gets both.
const heldPeople = `address,name,manager,groups,deputies,language
sent@minato.example,佐藤,,,,ja
cancelled@minato.example,佐藤,,,,ja
released@minato.example,Sato,,,,en
adjusted@minato.example,佐藤,,,,ja
discarded@minato.example,Sato,,,,en
again@minato.example,佐藤,,,,ja
unanswered@minato.example,Sato,,,,en
stages@minato.example,佐藤,,,,ja
scope@minato.example,佐藤,,,,ja
patient@minato.example,佐藤,,,,ja
unsure@minato.example,佐藤,,,,ja
one@minato.example,佐藤,,,,ja
all@minato.example,佐藤,,,,ja
deputy@minato.example,佐藤,busy@minato.example,,,ja
late@minato.example,佐藤,,,,ja
self@minato.example,佐藤,manager@minato.example,,,ja
boss@minato.example,部長,,,,ja
chief@minato.example,Chief,,,,en
ono@minato.example,小野,,legal,,ja
ueda@minato.example,上田,,legal,,ja
busy@minato.example,多忙,,,proxy@minato.example,ja
proxy@minato.example,Proxy,,,,en
away@minato.example,留守,,,,ja
head@minato.example,Head,,,,en
manager@minato.example,課長,,,,ja
`

// TestHeldMail tells what becomes of held mails, all at the same time: each story is one mail of one sender.
func TestHeldMail(t *testing.T) {
	h := openHouse(t, heldPolicy, heldPeople)
	stories := map[string]func(*story){
		"sent": sentByTime, "cancelled": cancelled, "released": released, "adjusted": adjusted, "discarded": discarded, "again": askedAgain,
		"unanswered": unanswered, "stages": twoStages, "scope": internalAtOnce, "unsure": unconfirmed,
		"patient": patient, "one": oneApproves, "all": allApprove, "deputy": deputyRejects, "late": escalated, "self": neverOnesOwn,
	}
	var together sync.WaitGroup
	for name, story := range stories {
		together.Go(func() { t.Run(name, func(t *testing.T) { story(h.tell(t, name)) }) })
	}
	together.Wait()
	eventually(t, "Postfix to be idle", h.postfix.Idle)
	for _, name := range []string{"cancelled", "discarded", "unanswered", "deputy"} {
		for _, a := range h.sink.all() {
			if strings.Contains(a.data, "\r\nX-Story: "+name+"\r\n") {
				t.Errorf("%s: what does not go arrived at %v", name, a.to)
			}
		}
	}
	if out := h.do(t, "audit", "verify"); !strings.Contains(out, "is whole") {
		t.Errorf("sekisho audit verify: %s", out)
	}
	if folder := os.Getenv("SEKISHO_NOTICES"); folder != "" {
		h.keep(t, folder)
	}
}

// sentByTime: nobody does anything, and it goes when it was said.
func sentByTime(s *story) {
	s.send("tanaka@wait.example")
	w := s.waits("timed")
	if due := w.DueAt.Sub(s.sent); due < shortest-time.Second || w.OnExpiry != "send" || !w.Can.Cancel {
		s.Errorf("it waits %v, then %s; can %+v", due, w.OnExpiry, w.Can)
	}
	n := s.notice("【保留中】")
	if !strings.Contains(n.text, "に送信されます") || !strings.Contains(n.text, "田中") && !strings.Contains(n.text, "tanaka@wait.example") {
		s.Errorf("the notice does not say when and to whom:\n%s", n.text)
	}
	s.opens(s.link(n), "メールを保留しています", "今すぐ送信", "送信せずに破棄する")
	s.arrives("tanaka@wait.example", shortest)
	s.over(w.ID, "released", "hold.released by gateway stage=wait onExpiry=send")
	late := s.visit(http.MethodGet, s.link(n), nil)
	s.says(late, http.StatusGone, "先に進みました", "送信済み")
}

// cancelled: the sender noticed the mistake, and presses twice.
func cancelled(s *story) {
	s.send("tanaka@long.example")
	w := s.waits("timed")
	link := s.link(s.notice("【保留中】"))
	s.opens(link, "送信せずに破棄する")
	s.says(s.press(link, "cancel", nil), http.StatusOK, "破棄しました", "このメールは送信されません")
	s.spent(link)
	s.over(w.ID, "cancelled", "hold.cancelled by page stage=wait")
}

// released: the sender is sure, and says so in the program where the list of held mail is.
func released(s *story) {
	s.send("tanaka@long.example")
	w := s.waits("timed")
	link := s.link(s.notice("[Held]"))
	s.opens(link, "Your mail is being held", "Send now")
	token := s.enrol(s.T, s.from)
	if own := s.holds(s.T, token, "/v1/holds", s.subject); len(own) != 1 || !own[0].Can.Release {
		s.Fatalf("one's own list has %+v", own)
	}
	path := "/v1/holds/" + w.ID + "/release?stage=1"
	if status, body := s.call(s.T, token, http.MethodPost, path, ""); status != http.StatusNoContent {
		s.Fatalf("POST %s: %d %s", path, status, body)
	}
	s.arrives("tanaka@long.example", 0)
	if status, body := s.call(s.T, token, http.MethodPost, path, ""); status != http.StatusConflict {
		s.Errorf("POST %s again: %d %s", path, status, body)
	}
	s.says(s.visit(http.MethodGet, link, nil), http.StatusGone, "moved on", "Sent, or on its way")
	s.over(w.ID, "released", "hold.released by api stage=wait")
}

// adjusted: the sender makes the wait longer than the policy lets, then shorter, and sends by the link of the page.
func adjusted(s *story) {
	s.send("tanaka@long.example")
	w := s.waits("timed")
	link := s.link(s.notice("【保留中】"))
	tokyo := time.FixedZone("JST", 9*60*60)
	local := func(d time.Duration) map[string]string {
		return map[string]string{"due": w.Created.Add(d).In(tokyo).Format("2006-01-02T15:04")}
	}
	s.says(s.press(link, "due", local(2*time.Hour)), http.StatusUnprocessableEntity, "選べる時刻は")
	changed := s.press(link, "due", local(30*time.Minute))
	s.says(changed, http.StatusOK, "時刻を変えました")
	if due := s.waits("timed").DueAt.Sub(w.Created); due < 28*time.Minute || due > 30*time.Minute {
		s.Errorf("now it waits %v, want half an hour to the minute", due)
	}
	s.spent(link)
	next := "http://" + s.web + next.FindStringSubmatch(changed.body)[1]
	s.says(s.press(next, "release", nil), http.StatusOK, "送信します")
	s.spent(next)
	s.arrives("tanaka@long.example", 0)
	s.over(w.ID, "released", "hold.adjusted by page", "hold.released by page stage=wait")
}

// discarded: nobody does anything, and the policy says that then it does not go.
func discarded(s *story) {
	s.send("tanaka@gone.example")
	w := s.waits("timed")
	if n := s.notice("[Held]"); !strings.Contains(n.text, "discarded") {
		s.Errorf("the notice does not say that it will be discarded:\n%s", n.text)
	}
	n := s.notice("[Discarded, not sent]")
	if n.at.Sub(s.sent) < shortest || links.MatchString(n.text) {
		s.Errorf("after %v:\n%s", n.at.Sub(s.sent), n.text)
	}
	s.over(w.ID, "discarded", "hold.discarded by gateway stage=wait onExpiry=discard")
}

// askedAgain: after the wait the sender is asked, and says yes.
func askedAgain(s *story) {
	s.send("tanaka@again.example")
	w := s.waits("timed")
	link := s.link(s.notice("【未送信・送信しますか】"))
	s.opens(link, "送信しますか", "今すぐ送信")
	s.says(s.press(link, "release", nil), http.StatusOK, "送信します")
	s.spent(link)
	s.arrives("tanaka@again.example", shortest)
	s.over(w.ID, "released", "hold.stage by gateway stage=wait onExpiry=ask", "hold.released by page stage=ask")
}

// unanswered: after the wait the sender is asked, and says nothing.
func unanswered(s *story) {
	s.send("tanaka@again.example")
	w := s.waits("timed")
	s.notice("[Not sent, send it?]")
	if n := s.notice("[Discarded, not sent]"); n.at.Sub(s.sent) < 2*shortest {
		s.Errorf("it was discarded after %v, want twice the wait", n.at.Sub(s.sent))
	}
	s.over(w.ID, "discarded", "hold.stage by gateway stage=wait onExpiry=ask", "hold.discarded by gateway stage=ask onExpiry=discard")
}

// twoStages: nobody can end the first wait sooner, the sender can end the second.
func twoStages(s *story) {
	s.send("tanaka@stages.example")
	w := s.waits("timed")
	n := s.notice("【保留中】")
	if strings.Contains(n.text+n.html, "今すぐ") {
		s.Errorf("the notice offers what nobody may do:\n%s", n.text)
	}
	first := s.link(n)
	if p := s.opens(first, "送信せずに破棄する", "この時間は早められません"); strings.Contains(p.body, "今すぐ") {
		s.Errorf("the page lets a wait be ended that nobody may end:\n%s", p.body)
	}
	s.says(s.press(first, "release", nil), http.StatusForbidden, "認められていません")
	eventually(s.T, "the second stage", func() bool { return s.waits("timed").Stage == 2 })
	s.says(s.visit(http.MethodGet, first, nil), http.StatusGone, "先に進みました", "保留中")
	var second string
	eventually(s.T, "the notice of the second stage", func() bool {
		for _, a := range s.sink.all() {
			if strings.Contains(strings.Join(a.to, " "), "<"+s.from+">") {
				if link := s.link(readNotice(s.T, a)); link != first {
					second = link
				}
			}
		}
		return second != ""
	})
	s.says(s.press(second, "release", nil), http.StatusOK, "送信します")
	s.arrives("tanaka@stages.example", shortest)
	s.over(w.ID, "released", "hold.stage by gateway stage=wait onExpiry=next", "hold.released by page stage=wait")
}

// patient: a person who wants mails to wait longer than the policy says, and asks for more than it lets them have.
func patient(s *story) {
	s.do(s.T, "user", "set", s.from, "--wait", "2h")
	s.send("tanaka@long.example")
	w := s.waits("timed")
	if due := w.DueAt.Sub(w.Created).Round(time.Minute); due != time.Hour {
		s.Errorf("it waits %v, want an hour, which is what the policy lets people choose", due)
	}
	s.says(s.press(s.link(s.notice("【保留中】")), "cancel", nil), http.StatusOK, "破棄しました")
	s.over(w.ID, "cancelled", "hold.cancelled by page stage=wait")
}

// internalAtOnce: who is inside gets it at once, whoever is outside only after the wait.
func internalAtOnce(s *story) {
	s.send("tanaka@wait.example", "suzuki@minato.example")
	s.arrives("suzuki@minato.example", 0)
	if got := s.copies("tanaka@wait.example"); len(got) > 0 && got[0].at.Sub(s.sent) < shortest {
		s.Error("it went outside at once")
	}
	w := s.waits("timed")
	if len(w.Recipients) != 1 || w.Recipients[0].Address != "tanaka@wait.example" {
		s.Errorf("%+v wait, want those outside alone", w.Recipients)
	}
	s.arrives("tanaka@wait.example", shortest)
	s.over(w.ID, "released", "hold.released by gateway stage=wait onExpiry=send")
	for _, to := range []string{"tanaka@wait.example", "suzuki@minato.example"} {
		if got := s.copies(to); len(got) != 1 {
			s.Errorf("%s got %d copies", to, len(got))
		}
	}
}
