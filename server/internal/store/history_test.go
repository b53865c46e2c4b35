package store

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

// testSent is a mail of a@x.example at noon.
func testSent(to ...string) history.Sent {
	m := history.Sent{Account: "a@x.example", From: "a@x.example", At: noon}
	domains := map[string]bool{}
	for _, a := range to {
		m.To = append(m.To, policy.Mailbox{Address: a})
		_, d := history.Split(a)
		domains[d] = true
	}
	m.Pairs = history.Pairs(domains)
	return m
}

// spelt writes counts in a fixed order.
func spelt(seen map[string]Seen) string {
	var all []string
	for _, k := range slices.Sorted(maps.Keys(seen)) {
		all = append(all, fmt.Sprintf("%s=%d", k, seen[k].Count))
	}
	return strings.Join(all, " ")
}

func TestHistoryCounts(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.Learn(ctx, org, testSent("b@y.example", "c@y.example", "d@z.example")))
	second := testSent("b@y.example")
	second.At, second.From = noon.Add(48*time.Hour), "info@x.example"
	must(t, s.Learn(ctx, org, second))
	c.at = noon.Add(72 * time.Hour)
	u, err := s.History(ctx, org, HistoryQuery{
		Accounts: []string{"a@x.example"}, Addresses: []string{"b@y.example", "d@z.example", "new@y.example", "x@new.example"},
		Pairs: []string{"y.example z.example", "new.example y.example"},
	})
	must(t, err)
	for what, pair := range map[string][2]string{
		"addresses": {spelt(u.Addresses), "b@y.example=2 d@z.example=1"},
		"domains":   {spelt(u.Domains), "y.example=2 z.example=1"},
		"together":  {spelt(u.Together), "y.example z.example=1"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s = %s, want %s", what, pair[0], pair[1])
		}
	}
	b := u.Addresses["b@y.example"]
	if !b.First.Equal(noon) || !b.Last.Equal(second.At) {
		t.Errorf("first %v, last %v; want %v, %v", b.First, b.Last, noon, second.At)
	}
	if from := u.Domains["z.example"].From; from != "a@x.example" {
		t.Errorf("usual From = %q, want a@x.example", from)
	}
}

func TestHistoryOfTwoAccounts(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	shared := testSent("b@y.example")
	shared.Account = "info@x.example"
	must(t, s.Learn(ctx, org, shared))
	u, err := s.History(ctx, org, HistoryQuery{Accounts: []string{"a@x.example", "info@x.example"}, Addresses: []string{"b@y.example"}})
	must(t, err)
	if got := u.Addresses["b@y.example"].Count; got != 1 {
		t.Errorf("what the shared mailbox wrote counts %d for its user, want 1", got)
	}
}

func TestAMailCountsOnce(t *testing.T) {
	with := func(change func(*history.Sent)) history.Sent {
		m := testSent("b@y.example")
		change(&m)
		return m
	}
	desk := with(func(m *history.Sent) { m.Draft, m.Subject = "d1", "見積" })
	for name, test := range map[string]struct {
		second history.Sent
		want   int
	}{
		"the same draft again":                   {with(func(m *history.Sent) { m.Draft, m.Subject, m.At = "d1", "見積", noon.Add(time.Minute) }), 1},
		"the same draft the next day":            {with(func(m *history.Sent) { m.Draft, m.Subject, m.At = "d1", "見積", noon.Add(25*time.Hour) }), 2},
		"another draft of that subject":          {with(func(m *history.Sent) { m.Draft, m.Subject = "d2", "見積" }), 2},
		"the same mail at the gateway":           {with(func(m *history.Sent) { m.Message, m.Subject, m.At = "<1@x>", "見積", noon.Add(time.Hour) }), 1},
		"another mail at the gateway":            {with(func(m *history.Sent) { m.Message, m.Subject = "<1@x>", "請求" }), 2},
		"that subject at the gateway days after": {with(func(m *history.Sent) { m.Message, m.Subject, m.At = "<1@x>", "見積", noon.Add(48*time.Hour) }), 2},
	} {
		t.Run(name, func(t *testing.T) {
			s, org := open(t, t.TempDir(), (&clock{noon.Add(72 * time.Hour)}).now)
			ctx := context.Background()
			must(t, s.Learn(ctx, org, desk))
			must(t, s.Learn(ctx, org, test.second))
			if got := countOf(t, s, org, "b@y.example"); got != test.want {
				t.Errorf("counted %d times, want %d", got, test.want)
			}
		})
	}
}

func countOf(t *testing.T, s *Store, org Org, address string) int {
	t.Helper()
	u, err := s.History(context.Background(), org, HistoryQuery{Accounts: []string{"a@x.example"}, Addresses: []string{address}})
	must(t, err)
	return u.Addresses[address].Count
}

func TestADraftIsNoPrecedentForItself(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	m := testSent("b@y.example", "c@z.example")
	m.Draft = "d1"
	must(t, s.Learn(ctx, org, m))
	ask := func(draft string) string {
		u, err := s.History(ctx, org, HistoryQuery{
			Accounts: []string{"a@x.example"}, Addresses: []string{"b@y.example"}, Pairs: m.Pairs, Draft: func() string { return draft },
		})
		must(t, err)
		return spelt(u.Addresses) + "|" + spelt(u.Domains) + "|" + spelt(u.Together)
	}
	if got := ask("d1"); got != "||" {
		t.Errorf("the same draft sees %s, want nothing", got)
	}
	if got, want := ask("d2"), "b@y.example=1|y.example=1|y.example z.example=1"; got != want {
		t.Errorf("another draft sees %s, want %s", got, want)
	}
	c.at = noon.Add(2 * time.Hour)
	if got, want := ask("d1"), "b@y.example=1|y.example=1|y.example z.example=1"; got != want {
		t.Errorf("the same draft hours later sees %s, want %s", got, want)
	}
}

func TestNearby(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	m := testSent()
	m.To = []policy.Mailbox{{Address: "taro.tanaka@hokuto.example", Name: "田中 太郎"}, {Address: "suzuki@hokuto.example", Name: "Ichiro Suzuki"}}
	must(t, s.Learn(ctx, org, m))
	for _, colleague := range []string{"k1@x.example", "k2@x.example"} {
		other := testSent("p@shop.example")
		other.Account = colleague
		must(t, s.Learn(ctx, org, other))
	}
	for name, test := range map[string]struct {
		stranger   policy.Mailbox
		same       string
		colleagues int
	}{
		"same local part":              {policy.Mailbox{Address: "taro.tanaka@gmail.com"}, "taro.tanaka@hokuto.example", 0},
		"same name":                    {policy.Mailbox{Address: "tt@gmail.com", Name: "田中　太郎 様（北斗商事）"}, "taro.tanaka@hokuto.example", 0},
		"name the other way round":     {policy.Mailbox{Address: "is@gmail.com", Name: "Suzuki, Ichiro"}, "suzuki@hokuto.example", 0},
		"a domain colleagues know":     {policy.Mailbox{Address: "new@shop.example"}, "", 2},
		"nobody knows anything":        {policy.Mailbox{Address: "new@nowhere.example", Name: "山田"}, "", 0},
		"the sender is no colleague":   {policy.Mailbox{Address: "new@hokuto.example"}, "", 0},
		"a name is no pattern for all": {policy.Mailbox{Address: "new@nowhere.example", Name: "%"}, "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			n, err := s.Nearby(ctx, org, []string{"a@x.example"}, []policy.Mailbox{test.stranger})
			must(t, err)
			var same []string
			for _, a := range n.Same {
				same = append(same, a.Address)
			}
			_, d := history.Split(test.stranger.Address)
			if got := strings.Join(same, " "); got != test.same || n.Colleagues[d] != test.colleagues {
				t.Errorf("same %q, colleagues %d; want %q, %d", got, n.Colleagues[d], test.same, test.colleagues)
			}
		})
	}
}

func TestHistoryIsForgotten(t *testing.T) {
	c := &clock{noon}
	s, org := open(t, t.TempDir(), c.now)
	ctx := context.Background()
	must(t, s.Learn(ctx, org, testSent("b@y.example", "c@z.example")))
	c.at = noon.Add(history.Forget + time.Hour)
	if got := countOf(t, s, org, "b@y.example"); got != 0 {
		t.Errorf("after two years it still counts %d", got)
	}
	fresh := testSent("d@y.example")
	fresh.At = c.at
	must(t, s.Learn(ctx, org, fresh))
	must(t, s.SweepHistory(ctx, c.at))
	if got := names(t, s.read, `SELECT domain FROM history WHERE org = 'alpha'`); !slices.Equal(got, []string{"y.example"}) {
		t.Errorf("after the sweep these are left: %v", got)
	}
	if got := names(t, s.read, `SELECT pair FROM history_pairs WHERE org = 'alpha'`); len(got) != 0 {
		t.Errorf("pairs are left: %v", got)
	}
}

func TestEraseHistory(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	must(t, s.Learn(ctx, org, testSent("b@y.example", "c@z.example", "d@z.example")))
	n, err := s.EraseHistory(ctx, org, "A@X.example", []string{"B@y.example"}, entry("history.erased"))
	must(t, err)
	if n != 1 || countOf(t, s, org, "b@y.example") != 0 || countOf(t, s, org, "c@z.example") != 1 {
		t.Errorf("%d erased; b counts %d, c %d; want 1, 0, 1", n, countOf(t, s, org, "b@y.example"), countOf(t, s, org, "c@z.example"))
	}
	if got := names(t, s.read, `SELECT domain FROM history_domains WHERE org = 'alpha' ORDER BY 1`); !slices.Equal(got, []string{"z.example"}) {
		t.Errorf("domains left: %v; the erased person's alone was y.example", got)
	}
	if got := names(t, s.read, `SELECT pair FROM history_pairs WHERE org = 'alpha'`); len(got) != 0 {
		t.Errorf("pairs still name the domain: %v", got)
	}
	if n, err = s.EraseHistory(ctx, org, "a@x.example", nil, entry("history.erased")); err != nil || n != 2 {
		t.Errorf("erase the account: %d, %v; want 2", n, err)
	}
	for _, h := range historyTables() {
		if left := rowsOf(t, s.read, h.table, "alpha"); len(left) > 0 {
			t.Errorf("%s still has %v", h.table, left)
		}
	}
	if _, err := s.VerifyAudit(ctx, org); err != nil {
		t.Errorf("the chain after erasing: %v", err)
	}
}

func TestForgetPerson(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	for _, account := range []string{"a@x.example", "k@x.example"} {
		m := testSent("b@y.example", "c@z.example")
		m.Account = account
		must(t, s.Learn(ctx, org, m))
	}
	n, err := s.ForgetPerson(ctx, org, "b@y.example", entry("history.forgotten"))
	must(t, err)
	if n != 2 || len(names(t, s.read, `SELECT domain FROM history WHERE domain = 'y.example'`)) > 0 {
		t.Errorf("forgotten in %d histories, want 2 and no line left", n)
	}
	if countOf(t, s, org, "c@z.example") != 1 {
		t.Error("somebody else was forgotten too")
	}
}

// TestAStolenDatabaseNamesNobody looks for addresses and names in the octets of the database.
func TestAStolenDatabaseNamesNobody(t *testing.T) {
	sqliteOnly(t, "there the database is a file")
	dir := t.TempDir()
	s, org := open(t, dir, (&clock{noon}).now)
	ctx := context.Background()
	m := testSent()
	m.To = []policy.Mailbox{{Address: "himitsu.tanaka@hokuto.example", Name: "Tanaka Himitsu"}}
	m.Subject, m.Message = "Secret subject", "<secret-id@x>"
	must(t, s.Learn(ctx, org, m))
	_, err := s.ImportSent(ctx, org, "a@x.example", []history.Sent{m})
	must(t, err)
	var all []byte
	for _, f := range []string{DatabaseName, DatabaseName + "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, f))
		must(t, err)
		all = append(all, b...)
	}
	for _, word := range []string{"himitsu", "Himitsu", "Secret subject", "secret-id"} {
		if strings.Contains(string(all), word) {
			t.Errorf("the database says %q", word)
		}
	}
	list, err := s.Correspondents(ctx, org, "a@x.example")
	must(t, err)
	if len(list) != 1 || list[0].Address != "himitsu.tanaka@hokuto.example" || list[0].Name != "Tanaka Himitsu" {
		t.Errorf("the server itself reads %+v", list)
	}
}

func TestNewestAddressesStay(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	for first := 0; first < history.MaxAddresses+500; first += 500 {
		m := testSent()
		m.At = noon.Add(time.Duration(first-history.MaxAddresses) * time.Minute)
		for i := range 500 {
			m.To = append(m.To, policy.Mailbox{Address: fmt.Sprintf("p%d@y.example", first+i)})
		}
		_, err := s.ImportSent(ctx, org, "a@x.example", []history.Sent{m})
		must(t, err)
	}
	list, err := s.Correspondents(ctx, org, "a@x.example")
	must(t, err)
	if len(list) != history.MaxAddresses || countOf(t, s, org, "p0@y.example") != 0 || countOf(t, s, org, "p10499@y.example") != 1 {
		t.Errorf("%d addresses are kept, want %d, the newest", len(list), history.MaxAddresses)
	}
}
