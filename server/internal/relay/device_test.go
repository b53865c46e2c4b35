package relay

import (
	"crypto/ed25519"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/desk"
	"sekisho/server/internal/store"
	"sekisho/server/message"
	"sekisho/server/pass"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// laptop is a device of sato's that judges by itself.
type laptop struct {
	*house
	device store.Device
	key    ed25519.PrivateKey
	person desk.Person
}

func newLaptop(t *testing.T) *laptop {
	t.Helper()
	h := newHouse(t)
	h.obey(refuses("\n  pass: {offline: true}"))
	public, key, err := ed25519.GenerateKey(nil)
	must(t, err)
	devices := auth.NewDevices(h.store, func() time.Time { return h.now })
	code, _, err := devices.NewCode(t.Context(), h.org, auth.Owner{Account: "sato@minato.example"}, 0, store.Who{})
	must(t, err)
	d, _, err := devices.Enrol(t.Context(), "192.0.2.1", auth.Enrolment{Code: code, PublicKey: base64.StdEncoding.EncodeToString(public)})
	must(t, err)
	return &laptop{h, d, key, desk.Person{Org: h.org, Who: d.Who, Account: "sato@minato.example"}}
}

// judge judges a mail and confirms all that is asked.
func (l *laptop) judge(id, raw string, to ...string) desk.Judged {
	l.t.Helper()
	m, err := message.Read(l.t.Context(), strings.NewReader(raw), &message.Envelope{From: "sato@minato.example", To: to})
	must(l.t, err)
	p, err := policy.Parse("policy", sample.Policy(), nil)
	must(l.t, err)
	v, facts := check.RunFacts(l.t.Context(), &check.Engine{Policy: p}, m, policy.Facts{}, directory{})
	return desk.Judged{
		ID: id, At: l.now, PolicyVersion: 2, Message: check.Record{Message: m}, Facts: facts, Verdict: v,
		Given: &check.Answers{Items: v.Confirm.Items, Questions: v.Confirm.Questions},
	}
}

// sign makes the pass that the device puts into the mail while it is offline.
func (l *laptop) sign(j desk.Judged, change func(*pass.Claims, *pass.Signer)) string {
	l.t.Helper()
	k := pass.DeviceKey(l.keys.Fingerprint, l.device.ID)
	var to []string
	for _, r := range j.Verdict.Recipients {
		to = append(to, r.Address)
	}
	c := pass.Claims{
		Issuer: pass.DeviceSigner(l.device.ID), ID: j.ID, Organization: "main", Door: "desktop", Transit: pass.Transit(k, j.Message.Message),
		Marks: pass.Marks(k, to, j.Verdict.Confirm, false), IssuedAt: l.now, ExpiresAt: l.now.Add(time.Hour),
	}
	s := pass.Signer{ID: pass.DeviceSigner(l.device.ID), Key: l.key}
	if change != nil {
		change(&c, &s)
	}
	token, err := pass.Sign(s, c)
	must(l.t, err)
	return "X-Sekisho-Pass: " + token + "\r\n"
}

const usedUp = needs + "確認は一度しか使えません / this confirmation was used up by another mail"

func TestADeviceThatWasOffline(t *testing.T) {
	l := newLaptop(t)
	to := "tanaka@hokuto.example"
	head := l.sign(l.judge("mail-0001", eml("1"), to), nil)
	if got := l.send(eml("1", head), to); got != "" {
		t.Fatalf("signed offline: %s", got)
	}
	if got := l.send(eml("1", head), to); got != "" {
		t.Errorf("the same Message-ID again is a re-delivery: %s", got)
	}
	if got := l.send(eml("2", head), to); got != usedUp {
		t.Errorf("in another mail:\n got %s\nwant %s", got, usedUp)
	}
	// Now the device can tell of it, and that must not open the gate a second time.
	_, err := l.desk.Record(t.Context(), l.person, desk.Door{Name: "desktop"}, l.judge("mail-0001", eml("1"), to))
	must(t, err)
	if got := l.send(eml("3"), to); got != usedUp {
		t.Errorf("by the record that came later:\n got %s\nwant %s", got, usedUp)
	}
	if l.count() != 2 || strings.Contains(l.mailIn(l.kept[0].Message), "X-Sekisho") {
		t.Errorf("%d mails were taken, want 2 without the pass", l.count())
	}
}

// TestARecordAndItsPassServeOnce: the record came in time, so the pass adds nothing to it.
func TestARecordAndItsPassServeOnce(t *testing.T) {
	l := newLaptop(t)
	to := "tanaka@hokuto.example"
	j := l.judge("mail-0001", eml("1"), to)
	head := l.sign(j, nil)
	done, err := l.desk.Record(t.Context(), l.person, desk.Door{Name: "desktop"}, j)
	must(t, err)
	if got := l.send(eml("1", "X-Sekisho-Pass: "+done.Pass+"\r\n"), to); got != "" {
		t.Fatalf("online: %s", got)
	}
	if got := l.send(eml("2", head), to); got != usedUp {
		t.Errorf("the device's own pass afterwards:\n got %s\nwant %s", got, usedUp)
	}
}

func TestAConfirmationOfADeviceReachesTheGateway(t *testing.T) {
	l := newLaptop(t)
	to := "tanaka@hokuto.example"
	j := l.judge("mail-0001", eml("1"), to)
	j.Message.Body = ""
	_, err := l.desk.Record(t.Context(), l.person, desk.Door{Name: "desktop"}, j)
	must(t, err)
	if got := l.send(eml("1"), to); got != "" {
		t.Errorf("recorded: %s", got)
	}
}

func TestBadPassesOfDevices(t *testing.T) {
	to, bad := "tanaka@hokuto.example", needs+"通行証が無効です / the pass is not valid: "
	_, stranger, err := ed25519.GenerateKey(nil)
	must(t, err)
	changed := needs + "確認後に内容が変わりました / the mail was changed after it was confirmed"
	for name, c := range map[string]struct {
		change func(*pass.Claims, *pass.Signer)
		then   func(*laptop)
		want   string
	}{
		"forged":             {change: func(_ *pass.Claims, s *pass.Signer) { s.Key = stranger }, want: bad + "signature does not verify"},
		"foreign":            {change: func(c *pass.Claims, _ *pass.Signer) { c.Organization = "other" }, want: bad + "made for another organisation"},
		"expired":            {then: func(l *laptop) { l.now = l.now.Add(time.Hour) }, want: bad + "expired: 2026-11-24T04:00:00Z"},
		"its own long life":  {change: func(c *pass.Claims, _ *pass.Signer) { c.ExpiresAt = c.ExpiresAt.AddDate(1, 0, 0) }, then: func(l *laptop) { l.now = l.now.Add(24 * time.Hour) }, want: bad + "expired: 2026-11-25T03:00:00Z"},
		"from the future":    {change: func(c *pass.Claims, _ *pass.Signer) { c.IssuedAt = c.IssuedAt.Add(10 * time.Minute) }, want: bad + "not valid yet: issued 2026-11-24T03:10:00Z"},
		"no such device":     {change: func(_ *pass.Claims, s *pass.Signer) { s.ID = pass.DeviceSigner("nobody") }, want: bad + "no such device"},
		"as the server":      {change: func(_ *pass.Claims, s *pass.Signer) { s.ID = desk.ServerKey }, want: bad + "signature does not verify"},
		"issued by another":  {change: func(c *pass.Claims, _ *pass.Signer) { c.Issuer = desk.ServerKey }, want: bad + "it is issued by another"},
		"of another mail":    {change: func(c *pass.Claims, _ *pass.Signer) { c.Transit = "t1:other" }, want: changed},
		"with the wrong key": {change: func(c *pass.Claims, _ *pass.Signer) { c.Transit = pass.Transit(pass.Key{9}, &policy.Message{}) }, want: changed},
		"nothing confirmed":  {change: func(c *pass.Claims, _ *pass.Signer) { c.Marks = "" }, want: needs + "確認後に確認項目が増えています / something is asked now that was not confirmed"},
		"revoked": {then: func(l *laptop) {
			must(t, l.store.RevokeDevice(t.Context(), l.org, l.device.ID, audit.Entry{Event: "x"}))
		}, want: bad + "the device was revoked"},
		"its person disabled": {then: func(l *laptop) {
			u := store.User{Who: l.device.Who, Account: "sato@minato.example", Disabled: l.now}
			must(t, l.store.PutUser(t.Context(), l.org, u, audit.Entry{Event: "x"}))
		}, want: bad + "the device was revoked"},
		"not by this policy": {then: func(l *laptop) { l.obey(refuses("")) }, want: bad + "the policy takes no passes that devices sign"},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLaptop(t)
			head := l.sign(l.judge("mail-0001", eml("1"), to), c.change)
			if c.then != nil {
				c.then(l)
			}
			if got := l.send(eml("1", head), to); got != c.want || l.count() != 0 {
				t.Errorf("\n got %s\nwant %s", got, c.want)
			}
		})
	}
}

// TestADevicesPassServesItsRecipients: one more recipient, or another door's list, is not in it.
func TestADevicesPassServesItsRecipients(t *testing.T) {
	l := newLaptop(t)
	head := l.sign(l.judge("mail-0001", eml("1"), "tanaka@hokuto.example", "all@hokuto.example"), nil)
	more := needs + "確認後に確認項目が増えています / something is asked now that was not confirmed"
	if got := l.send(eml("1", head), "tanaka@hokuto.example", "x@rival.example"); got != more {
		t.Errorf("one more recipient:\n got %s\nwant %s", got, more)
	}
	if got := l.send(eml("1", head), "mori@hokuto.example"); got != "" {
		t.Errorf("a member of a confirmed list: %s", got)
	}
	if got := l.send(eml("1", head), "tanaka@hokuto.example"); got != "" {
		t.Errorf("the other half: %s", got)
	}
}
