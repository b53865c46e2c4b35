package relay

import (
	"testing"
	"time"

	"sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

const office = `
version: 1
organization: {name: Minato, domains: minato.example}
settings: {gateway: {present: true, confirm: send}}
baseline: {external: allow}
calendars:
  office: {hours: {mon-fri: "09:00-18:00"}, closed: ["@builtin/holidays-jp", 2026-12-29..2027-01-04]}
rules:
  - id: night
    when: {recipients: {any: {who: external}}}
    then: {action: hold, hold: {until: office, release: nobody}, scope: external}
  - id: own
    when: {recipients: {any: {in: aoba.example}}}
    then: {action: hold, hold: {for: 10m, adjust: 1h}}
`

// TestOfficeHours: a mail waits until the office opens: past the night, the week-end, Japanese holidays and the firm's own days off; in office
// hours it goes at once. Nobody inside waits.
func TestOfficeHours(t *testing.T) {
	for _, c := range []struct{ name, sent, due string }{
		{"in office hours", "2026-11-20T17:59:00+09:00", ""},
		{"at night", "2026-11-18T19:30:00+09:00", "2026-11-19T09:00:00+09:00"},
		{"before a long week-end", "2026-11-20T18:00:00+09:00", "2026-11-24T09:00:00+09:00"}, // Monday 23 is 勤労感謝の日
		{"on a holiday that was moved", "2025-11-24T10:00:00+09:00", "2025-11-25T09:00:00+09:00"},
		{"before the new year", "2026-12-28T20:00:00+09:00", "2027-01-05T09:00:00+09:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := newTaking(t, office)
			k.now = moment(t, c.sent)
			if got := k.send(eml("1"), "ito@minato.example", "tanaka@hokuto.example"); got != "" {
				t.Fatal(got)
			}
			holds := k.kept[0].Holds
			if c.due == "" {
				if len(holds) > 0 {
					t.Errorf("it waits: %+v", holds)
				}
				return
			}
			due := moment(t, c.due)
			if len(holds) != 1 || !holds[0].Due.Equal(due) {
				t.Fatalf("it waits so: %+v, want until %v", holds, due)
			}
			for _, d := range k.kept[0].Deliveries {
				if inside := d.Recipient == "ito@minato.example"; inside == d.Due.IsZero() || inside == (d.Hold != "") {
					t.Errorf("%s: due %v, held %q", d.Recipient, d.Due, d.Hold)
				}
			}
			for _, at := range []time.Time{due.Add(-time.Second), due} {
				k.now = at
				n, _, err := k.door.Holds.Sweep(t.Context(), k.org)
				if err != nil || (n == 1) == at.Before(due) {
					t.Errorf("at %v: %d moved, %v", at, n, err)
				}
			}
		})
	}
}

// TestOwnWait: a person's own wait counts inside the policy's bounds, for that person alone.
func TestOwnWait(t *testing.T) {
	k := newTaking(t, office)
	k.now = moment(t, "2026-11-18T10:00:00+09:00")
	for n, c := range []struct {
		whose, own string
		want       time.Duration
	}{{"sato@minato.example", "30m", 30 * time.Minute}, {"sato@minato.example", "5h", time.Hour}, {"sato@minato.example", "1m", 10 * time.Minute}, {"ito@minato.example", "1h", 10 * time.Minute}} {
		must(t, k.store.PutOwnSettings(t.Context(), k.org, "sato@minato.example", store.OwnSettings{}, audit.Entry{Event: "user.changed"}))
		must(t, k.store.PutOwnSettings(t.Context(), k.org, c.whose, store.OwnSettings{Wait: c.own}, audit.Entry{Event: "user.changed"}))
		if got := k.send(eml(string(rune('a'+n))), "x@aoba.example"); got != "" {
			t.Fatal(got)
		}
		if got := k.kept[n].Holds[0].Due.Sub(k.now); got != c.want {
			t.Errorf("%s wants %s: it waits %v, want %v", c.whose, c.own, got, c.want)
		}
	}
}

func moment(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse(time.RFC3339, s)
	must(t, err)
	return at
}
