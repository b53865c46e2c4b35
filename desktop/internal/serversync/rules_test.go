package serversync

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/pass"
	"sekisho/server/policy"
)

func TestWhatJudgesWhenTheServerIsAway(t *testing.T) {
	s := newServer(t)
	s.facts = policy.Facts{
		Sender:  policy.SenderFacts{Account: "sato@own.example", Groups: []string{"営業部"}},
		History: &policy.History{Addresses: map[string]int{"tanaka@b.example": 5}, Domains: map[string]int{"b.example": 9}}, Contacts: []string{"tanaka@b.example"},
	}
	l := newLaptop(t).enrolAt(s)
	if e := l.judge("M1", nil); e.Facts.Offline != nil || e.Facts.History.Addresses["tanaka@b.example"] != 5 || e.Facts.Sender.Groups[0] != "営業部" {
		t.Errorf("online: %+v", e.Facts)
	}
	if body := strings.Join(s.bodies, ""); strings.Contains(body, "見積") || strings.Contains(body, "secret") || !strings.Contains(body, "tanaka@b.example") {
		t.Errorf("asked for facts with %s", body)
	}
	s.set(func() { s.down = true })
	e := l.judge("M2", nil)
	if e.Facts.Offline == nil || !e.Facts.Offline.Policy || !strings.Contains(codes(e), "door.offline") || strings.Contains(codes(e), "no-policy") {
		t.Errorf("offline: %+v %s", e.Facts.Offline, codes(e))
	}
	if h := e.Facts.History; h.Addresses["tanaka@b.example"] != 5 || h.Domains["b.example"] != 9 || len(e.Facts.Contacts) != 1 || e.Facts.Sender.Groups[0] != "営業部" {
		t.Errorf("remembered: %+v %+v", h, e.Facts)
	}
	l.skew = 31 * 24 * time.Hour // settings.cacheFor is 30 days
	for _, when := range []string{"too long", "too long, after a restart"} {
		e = l.judge("M3", nil)
		if !strings.HasPrefix(codes(e), "block ") || !strings.Contains(codes(e), "door.no-policy") {
			t.Errorf("%s: %s, want it blocked", when, codes(e))
		}
		l.restart()
	}
	if list := l.Trouble(); len(list) != 1 || list[0].Code != "no-organisation-policy" {
		t.Errorf("trouble: %v", list)
	}
}

// TestATamperedPolicyBlocks: the file on disk is the person's to change, and then it is none.
func TestATamperedPolicyBlocks(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	path := filepath.Join(l.dir, "policy.json")
	data, err := os.ReadFile(path)
	must(t, err)
	var f map[string]any
	must(t, json.Unmarshal(data, &f))
	mild := newServer(t) // signs with a key of its own
	mild.text = strings.Replace(officePolicy, "settings:", "baseline: {external: allow}\nsettings:", 1)
	other := newLaptop(t).enrolAt(mild)
	theirs, err := os.ReadFile(filepath.Join(other.dir, "policy.json"))
	must(t, err)
	must(t, os.WriteFile(path, theirs, 0o600))
	s.set(func() { s.down = true })
	l.restart()
	if e := l.judge("M1", nil); !strings.HasPrefix(codes(e), "block ") {
		t.Errorf("with another's policy: %s, want it blocked", codes(e))
	}
	if e := other.judge("M1", nil); strings.HasPrefix(codes(e), "block ") {
		t.Errorf("the milder one at home: %s", codes(e))
	}
}

func TestANewPolicyIsTaken(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	s.set(func() { s.text, s.version = strings.Replace(officePolicy, "30m", "2h", 1), 2 })
	l.keep(t.Context())
	if got := l.LongestPause(); got != 2*time.Hour {
		t.Errorf("pause %s, want the new policy's", got)
	}
	s.set(func() { s.text, s.version = officePolicy, 1 }) // somebody brings back the old one
	l.keep(t.Context())
	if got := l.LongestPause(); got != 2*time.Hour {
		t.Errorf("pause %s, want the newer policy's still", got)
	}
}

// TestASlowServerIsLate: facts are waited for a second, and the mail is judged without them.
func TestASlowServerIsLate(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	s.set(func() { s.slow = make(chan struct{}) })
	began := time.Now()
	e := l.judge("M1", nil)
	if took := time.Since(began); took > policyWait || !slices.Contains(e.Facts.Late, "history") || e.Facts.Offline != nil {
		t.Errorf("after %s: late %v, offline %+v", took, e.Facts.Late, e.Facts.Offline)
	}
	s.set(func() { close(s.slow); s.slow = nil })
}

func TestTheDeviceSignsWhereItMay(t *testing.T) {
	s := newServer(t)
	l := newLaptop(t).enrolAt(s)
	e := l.confirmed("M1")
	must(t, l.Leaving(t.Context(), e))
	s.set(func() { s.down = true })
	token, err := l.Confirmed(t.Context(), e)
	if err != nil || pass.Device(token) != "dev-1" || l.queue() != 1 {
		t.Fatalf("offline: %q (%v), queue %d; want a pass of the device", token, err, l.queue())
	}
	public := decodeKey(t, s.public)
	c, err := pass.Verify(pass.Keys{Organization: "main", Public: map[string]publicKey{"device/dev-1": public}}, token, l.clock())
	if err != nil || c.Transit != pass.Transit(s.finger, e.Message) || !pass.Marked(s.finger, c.Marks, []string{"tanaka@b.example"}, e.Verdict.Confirm, nil) {
		t.Errorf("pass %+v (%v)", c, err)
	}
	s.set(func() { s.down = false })
	if again, err := l.Confirmed(t.Context(), e); err != nil || again != "pass-of-"+c.ID {
		t.Errorf("online: %q (%v), want the server's pass of the record %s", again, err, c.ID)
	}
	s.set(func() { s.text, s.version = strings.Replace(officePolicy, "offline: true", "offline: false", 1), 2 })
	l.keep(t.Context())
	s.set(func() { s.down = true })
	if token, err := l.Confirmed(t.Context(), e); err == nil || token != "" {
		t.Errorf("without leave: %q (%v), want an error and no pass", token, err)
	}
}
