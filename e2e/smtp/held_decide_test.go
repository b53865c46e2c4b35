package smtp

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var next = regexp.MustCompile(`class="button" href="(/h/[^"]+)"`)

var boxes = regexp.MustCompile(`type="checkbox" name="([^"]+)"`)

// unconfirmed: a mail that no client checked waits for its sender, who has to tick everything.
func unconfirmed(s *story) {
	to := "tanaka@unsure.example"
	text := strings.Replace(s.header(to), "Content-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n", "Content-Type: multipart/mixed; boundary=b\n", 1) +
		"\n--b\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n\n見積書です。\n--b\nContent-Type: text/csv\nContent-Disposition: attachment; filename=quote.csv\n\na,b\n--b--\n"
	s.sent = s.msmtp(s.T, s.from, text, to)
	w := s.waits("waiting-sender")
	if w.Kind != "confirm" || w.Can.Release {
		s.Errorf("it waits for %s; can %+v", w.Kind, w.Can)
	}
	n := s.notice("【未送信・要確認】")
	link := s.link(n)
	p := s.opens(link, to, "quote.csv", "金額を確かめましたか。", "すべてにチェックを入れると送信できます。")
	all := map[string]string{}
	for _, box := range boxes.FindAllStringSubmatch(p.body, -1) {
		all[box[1]] = "yes"
	}
	if len(all) != 3 {
		s.Errorf("the checklist has %d boxes, want recipient, file and question", len(all))
	}
	some := map[string]string{"item.0": "yes"}
	s.says(s.press(link, "confirm", some), http.StatusUnprocessableEntity, fmt.Sprintf("まだ %d 件が残っています", len(all)-1), "aria-invalid")
	if got := s.copies(to); len(got) > 0 {
		s.Error("it went half confirmed")
	}
	s.waits("waiting-sender")
	s.says(s.press(link, "confirm", all), http.StatusOK, "送信します")
	s.spent(link)
	s.arrives(to, 0)
	s.over(w.ID, "released", "hold.released by page stage=confirm")
}

// oneApproves: two are asked, and one is enough. The other's link then says so.
func oneApproves(s *story) {
	s.send("tanaka@one.example")
	w := s.waits("waiting-approval")
	s.notice("【承認待ち】")
	boss := s.link(s.noticeTo(s.T, "boss@minato.example", "【承認のお願い】", s.subject))
	chief := s.link(s.noticeTo(s.T, "chief@minato.example", "[Please approve]", s.subject))
	s.opens(boss, "承認をお願いします", s.from, "tanaka@one.example", "承認する", "却下する")
	s.opens(chief, "Approve", "Reject", "tanaka@one.example")
	s.says(s.press(chief, "approve", nil), http.StatusOK, "Approved")
	s.spent(chief)
	s.says(s.visit(http.MethodGet, boss, nil), http.StatusGone, "先に進みました")
	s.arrives("tanaka@one.example", 0)
	s.notice("【承認されました】")
	s.over(w.ID, "released", "approval.approved by page approver=chief@minato.example")
}

// allApprove: both of a group have to.
func allApprove(s *story) {
	s.send("tanaka@all.example")
	w := s.waits("waiting-approval")
	for _, who := range []string{"ono@minato.example", "ueda@minato.example"} {
		if got := s.copies("tanaka@all.example"); len(got) > 0 {
			s.Error("it went before all had approved")
		}
		s.waits("waiting-approval")
		s.says(s.press(s.link(s.noticeTo(s.T, who, "【承認のお願い】", s.subject)), "approve", nil), http.StatusOK, "承認しました")
	}
	s.arrives("tanaka@all.example", 0)
	s.over(w.ID, "released", "approval.approved by page approver=ono@minato.example", "approval.approved by page approver=ueda@minato.example")
}

// deputyRejects: the manager's deputy decides, has to give a reason, and the sender hears it.
func deputyRejects(s *story) {
	s.send("tanaka@manager.example")
	w := s.waits("waiting-approval")
	manager := s.link(s.noticeTo(s.T, "busy@minato.example", "【承認のお願い】", s.subject))
	n := s.noticeTo(s.T, "proxy@minato.example", "[Please approve]", s.subject)
	if !strings.Contains(n.text, "busy@minato.example") {
		s.Errorf("the deputy is not told in whose place:\n%s", n.text)
	}
	link := s.link(n)
	s.says(s.press(link, "reject", nil), http.StatusUnprocessableEntity, "Write a reason")
	s.says(s.press(link, "reject", map[string]string{"reason": "金額が一桁違います。"}), http.StatusOK, "Rejected")
	s.spent(link)
	s.says(s.visit(http.MethodGet, manager, nil), http.StatusGone, "先に進みました", "却下")
	if told := s.notice("【却下・未送信】"); !strings.Contains(told.text, "金額が一桁違います。") {
		s.Errorf("the sender is not told why:\n%s", told.text)
	}
	s.over(w.ID, "rejected", "approval.rejected by page approver=busy@minato.example reason=金額が一桁違います。")
}

// escalated: who is asked first does nothing in time, so somebody else is.
func escalated(s *story) {
	s.send("tanaka@late.example")
	w := s.waits("waiting-approval")
	first := s.link(s.noticeTo(s.T, "away@minato.example", "【承認のお願い】", s.subject))
	second := s.noticeTo(s.T, "head@minato.example", "[Please approve]", s.subject)
	if second.at.Sub(s.sent) < shortest {
		s.Errorf("the next one was asked after %v", second.at.Sub(s.sent))
	}
	s.says(s.visit(http.MethodGet, first, nil), http.StatusGone, "先に進みました")
	s.says(s.press(s.link(second), "approve", nil), http.StatusOK, "Approved")
	s.arrives("tanaka@late.example", shortest)
	s.over(w.ID, "released", "hold.stage by gateway stage=approval onExpiry=escalate", "approval.approved by page approver=head@minato.example")
}

// neverOnesOwn: who is named as the approver of a mail of their own is not asked; their manager is.
func neverOnesOwn(s *story) {
	s.send("tanaka@own.example")
	w := s.waits("waiting-approval")
	waiting := s.link(s.notice("【承認待ち】"))
	s.says(s.press(waiting, "approve", nil), http.StatusForbidden, "認められていません")
	link := s.link(s.noticeTo(s.T, "manager@minato.example", "【承認のお願い】", s.subject))
	s.says(s.press(link, "approve", nil), http.StatusOK, "承認しました")
	s.arrives("tanaka@own.example", 0)
	s.over(w.ID, "released", "approval.approved by page approver=manager@minato.example")
}

// keep writes the notices that arrived to a folder, to be looked at.
func (h *house) keep(t *testing.T, folder string) {
	t.Helper()
	for i, a := range h.sink.all() {
		if n := readNotice(t, a); n.html != "" {
			if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("notice-%02d.html", i)), []byte(n.html), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
