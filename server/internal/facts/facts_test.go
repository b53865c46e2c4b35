package facts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"time"

	"sekisho/server/check"
	"sekisho/server/history"
	"sekisho/server/internal/audit"
	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
	"sekisho/server/pass"
	"sekisho/server/policy"
)

var noon = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// house is a store with an organisation, a gatherer over it that counts what it reads, and a clock.
type house struct {
	*store.Store
	t     testing.TB
	org   store.Org
	now   time.Time
	reads []string
	facts *Gatherer
	pol   *policy.Policy
}

func newHouse(t testing.TB) *house {
	t.Helper()
	h := &house{t: t, now: noon}
	clock := func() time.Time { return h.now }
	st, err := store.Open(t.Context(), store.Options{Dir: t.TempDir(), Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := st.Close(); err != nil {
			t.Error(err)
		}
	})
	h.Store = st
	h.must(st.CreateOrganization(t.Context(), store.Organization{ID: "main"}))
	h.org, err = auth.Operator(t.Context(), st, "main")
	h.must(err)
	h.pol, err = policy.Parse("p", []byte("version: 1\norganization: {domains: minato.example}\nsettings: {knownAfter: 2}\n"), nil)
	h.must(err)
	h.facts = New(counted{h}, h, clock)
	return h
}

func (h *house) must(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// Current makes the house its own policies.
func (h *house) Current(context.Context, store.Org) (*policy.Policy, int64, error) {
	return h.pol, 1, nil
}

// counted notes every read.
type counted struct{ *house }

func (c counted) History(ctx context.Context, org store.Org, q store.HistoryQuery) (store.Usual, error) {
	c.reads = append(c.reads, "history")
	return c.Store.History(ctx, org, q)
}

func (c counted) Nearby(ctx context.Context, org store.Org, accounts []string, strangers []policy.Mailbox) (store.Nearby, error) {
	c.reads = append(c.reads, "nearby")
	return c.Store.Nearby(ctx, org, accounts, strangers)
}

func (c counted) HistoryDomains(ctx context.Context, org store.Org, account string) ([]store.Correspondent, error) {
	c.reads = append(c.reads, "domains")
	return c.Store.HistoryDomains(ctx, org, account)
}

func (c counted) FindPeople(ctx context.Context, org store.Org, addresses []string, alike []policy.Mailbox) ([]store.Person, error) {
	c.reads = append(c.reads, "people")
	return c.Store.FindPeople(ctx, org, addresses, alike)
}

func (c counted) HasDirectory(ctx context.Context, org store.Org) (bool, error) {
	c.reads = append(c.reads, "directory?")
	return c.Store.HasDirectory(ctx, org)
}

// ask gathers the facts of a mail from sato to these people, and what was read for them.
func (h *house) ask(to ...policy.Mailbox) (f policy.Facts, reads string) {
	h.t.Helper()
	h.reads = nil
	apply, err := h.facts.For(h.org)[0].Gather(h.t.Context(), mailTo(to...))
	h.must(err)
	apply(&f)
	return f, fmt.Sprint(h.reads)
}

func mailTo(to ...policy.Mailbox) *policy.Message {
	m := &policy.Message{Account: "sato@minato.example", From: policy.Mailbox{Address: "sato@minato.example"}, Subject: "見積", Body: "本文"}
	for _, r := range to {
		m.Recipients = append(m.Recipients, policy.Recipient{Address: r.Address, Name: r.Name, Field: policy.FieldTo, Envelope: true})
	}
	return m
}

// wrote lets sato have written to people, a day ago and n times.
func (h *house) wrote(n int, to ...policy.Mailbox) {
	h.t.Helper()
	for i := range n {
		s, ok := history.Of(mailTo(to...), h.pol.Own)
		if !ok {
			h.t.Fatal("nothing to learn")
		}
		s.At = h.now.AddDate(0, 0, i-n)
		h.must(h.Learn(h.t.Context(), h.org, s))
	}
}

var tanaka = policy.Mailbox{Address: "tanaka@tsubame-insatsu.example", Name: "田中 太郎"}

func at(a string) policy.Mailbox { return policy.Mailbox{Address: a} }

func TestWhatIsReadForAMail(t *testing.T) {
	h := newHouse(t)
	h.wrote(3, tanaka)
	for _, step := range []struct {
		name string
		to   policy.Mailbox
		want string
	}{
		{"the first mail also asks whether there is a directory", tanaka, "[directory? history]"},
		{"a known recipient costs one read", tanaka, "[history]"},
		{"a colleague too", at("kato@minato.example"), "[history]"},
		{"a stranger one more, and the domains once", at("new@nowhere.example"), "[history nearby domains]"},
		{"the next stranger", at("new@elsewhere.example"), "[history nearby]"},
	} {
		if _, got := h.ask(step.to); got != step.want {
			t.Errorf("%s: %s, want %s", step.name, got, step.want)
		}
	}
	_, err := h.ImportPeople(t.Context(), h.org, []store.Person{{Address: "kato@minato.example"}}, false, audit.Entry{Event: "directory.imported"})
	h.must(err)
	h.now = h.now.Add(2 * time.Second)
	if _, got := h.ask(tanaka); got != "[directory? people history]" {
		t.Errorf("with a directory: %s, want one read more", got)
	}
}

func TestHistoryFacts(t *testing.T) {
	h := newHouse(t)
	h.wrote(3, tanaka, at("suzuki@nishi.example"))
	f, _ := h.ask(tanaka, at("suzuki@nishi.example"), at("new@nishi.example"))
	want := &policy.History{
		Addresses:  map[string]int{tanaka.Address: 3, "suzuki@nishi.example": 3},
		Domains:    map[string]int{"tsubame-insatsu.example": 3, "nishi.example": 3},
		Colleagues: map[string]int{},
		From:       map[string]string{"tsubame-insatsu.example": "sato@minato.example", "nishi.example": "sato@minato.example"},
		Together:   map[string]int{"nishi.example tsubame-insatsu.example": 3},
	}
	if !reflect.DeepEqual(f.History, want) {
		t.Errorf("history = %s, want %s", spelt(f.History), spelt(want))
	}
}

func TestWhatStandsNearAStranger(t *testing.T) {
	h := newHouse(t)
	h.wrote(3, tanaka)
	for name, c := range map[string]struct {
		to    policy.Mailbox
		known string
	}{
		"a domain one letter off":     {at("x@tsubame-insatu.example"), "tsubame-insatsu.example"},
		"the same local part":         {at("tanaka@gmail.com"), tanaka.Address},
		"the same name":               {policy.Mailbox{Address: "t@gmail.com", Name: "田中太郎様"}, tanaka.Address},
		"somebody quite else":         {at("x@kaigan.example"), ""},
		"a known domain is like none": {at("other@tsubame-insatsu.example"), "tsubame-insatsu.example"},
	} {
		f, _ := h.ask(c.to)
		near := ""
		for known := range f.History.Domains {
			near = known
		}
		for known := range f.History.Addresses {
			near = known
		}
		if near != c.known {
			t.Errorf("%s: facts name %q, want %q", name, near, c.known)
		}
	}
	f, _ := h.ask(policy.Mailbox{Address: "t@gmail.com", Name: "田中太郎様"})
	if want := []policy.Mailbox{tanaka, {Address: "sato@minato.example"}}; !reflect.DeepEqual(f.People, want) {
		t.Errorf("people = %v, want %v: only with the name can it be said who was meant", f.People, want)
	}
}

func TestColleaguesKnowADomain(t *testing.T) {
	h := newHouse(t)
	for _, account := range []string{"kato@minato.example", "mori@minato.example"} {
		m := mailTo(tanaka)
		m.Account = account
		s, _ := history.Of(m, nil)
		h.must(h.Learn(t.Context(), h.org, s))
	}
	f, _ := h.ask(tanaka)
	if got := f.History.Colleagues["tsubame-insatsu.example"]; got != 2 || len(f.History.Addresses) != 0 {
		t.Errorf("%d colleagues, addresses %v; want 2, none", got, f.History.Addresses)
	}
}

func TestDirectoryFacts(t *testing.T) {
	h := newHouse(t)
	_, err := h.ImportPeople(t.Context(), h.org, []store.Person{
		{Address: "sato@minato.example", Name: "佐藤 花子", Manager: "boss@minato.example", Groups: []string{"営業部"}, PrivateAddresses: []string{"hana@gmail.com"}, Language: "ja"},
		{Address: "all@minato.example", Kind: store.KindList, Members: []string{"sato@minato.example", tanaka.Address}},
		{Address: "unasked@minato.example", Kind: store.KindList, Members: []string{"x@y.example"}},
		{Address: "partner@nishi.example", Kind: store.KindContact, Name: "西 一郎"},
		{Address: "kimura@minato.example", Name: "木村 健"},
		{Address: "other@minato.example", Name: "別人"},
	}, false, audit.Entry{Event: "directory.imported"})
	h.must(err)
	h.wrote(3, tanaka)
	f, _ := h.ask(at("all@minato.example"), at("partner@nishi.example"), policy.Mailbox{Address: "k@evil.example", Name: "木村　健"})
	got := spelt(map[string]any{"sender": f.Sender, "people": f.People, "contacts": f.Contacts, "members": f.Members})
	want := `{"contacts":["partner@nishi.example"],"members":{"all@minato.example":["sato@minato.example","tanaka@tsubame-insatsu.example"]},` +
		`"people":[{"address":"kimura@minato.example","name":"木村 健"},{"address":"partner@nishi.example","name":"西 一郎"},{"address":"sato@minato.example","name":"佐藤 花子"}],` +
		`"sender":{"name":"佐藤 花子","groups":["営業部"],"manager":"boss@minato.example","privateAddresses":["hana@gmail.com"],"language":"ja"}}`
	if got != want {
		t.Errorf("facts = %s\nwant    %s", got, want)
	}
	if f.History.Addresses[tanaka.Address] != 3 {
		t.Errorf("the member of a list whom the sender knows counts %d, want 3", f.History.Addresses[tanaka.Address])
	}
	f.Sender.Name, f.Sender.Language = "佐藤（本人）", "en"
	apply, err := h.facts.For(h.org)[0].Gather(t.Context(), mailTo(tanaka))
	h.must(err)
	if apply(&f); f.Sender.Name != "佐藤（本人）" || f.Sender.Language != "en" {
		t.Errorf("what the credential said of the sender was overwritten: %+v", f.Sender)
	}
}

func TestOneOrganisationLearnsNothingOfAnother(t *testing.T) {
	h := newHouse(t)
	h.wrote(3, tanaka)
	h.must(h.CreateOrganization(t.Context(), store.Organization{ID: "other"}))
	other, err := auth.Operator(t.Context(), h.Store, "other")
	h.must(err)
	for _, to := range []policy.Mailbox{tanaka, at("x@tsubame-insatu.example"), {Address: "t@gmail.com", Name: tanaka.Name}} {
		if _, err := h.facts.For(h.org)[0].Gather(t.Context(), mailTo(to)); err != nil { // fills the caches
			t.Fatal(err)
		}
		apply, err := h.facts.For(other)[0].Gather(t.Context(), mailTo(to))
		h.must(err)
		var f policy.Facts
		if apply(&f); spelt(f) != `{"history":{}}` {
			t.Errorf("the other organisation hears %s", spelt(f))
		}
	}
}

// TestAMailIsNoPrecedentForItself: the same draft, asked about again after it went, gets the same facts.
func TestAMailIsNoPrecedentForItself(t *testing.T) {
	h := newHouse(t)
	before, _ := h.ask(tanaka)
	keys, err := h.Keys(t.Context(), h.org)
	h.must(err)
	m := mailTo(tanaka)
	s, _ := history.Of(m, h.pol.Own)
	s.At, s.Draft = h.now, pass.Draft(keys.Fingerprint, m)
	h.must(h.Learn(t.Context(), h.org, s))
	again, _ := h.ask(tanaka)
	if spelt(before) != spelt(again) {
		t.Errorf("asked again: %s, want %s", spelt(again), spelt(before))
	}
	m.Body = "別の本文"
	apply, err := h.facts.For(h.org)[0].Gather(t.Context(), m)
	h.must(err)
	if apply(&again); again.History.Addresses[tanaka.Address] != 1 {
		t.Errorf("another mail to the same person counts %v, want 1", again.History.Addresses)
	}
}

// broken is a store that does not answer.
type broken struct{ counted }

func (broken) History(context.Context, store.Org, store.HistoryQuery) (store.Usual, error) {
	return store.Usual{}, errors.New("gone")
}

func TestABrokenStoreIsSaid(t *testing.T) {
	h := newHouse(t)
	h.facts = New(broken{counted{h}}, h, nil)
	_, f := check.RunFacts(t.Context(), &check.Engine{Policy: h.pol}, mailTo(tanaka), policy.Facts{}, h.facts.For(h.org)...)
	if want := []string{"history"}; !reflect.DeepEqual(f.Late, want) || f.History != nil {
		t.Errorf("late = %v, history %v; want %v and none", f.Late, f.History, want)
	}
}

func spelt(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// TestColleaguesHistoryIsTheirs: who writes a draft with a colleague's From learns nothing of whom the colleague writes to. The
// history of a shared mailbox is that of its members.
func TestColleaguesHistoryIsTheirs(t *testing.T) {
	h := newHouse(t)
	_, err := h.ImportPeople(t.Context(), h.org, []store.Person{
		{Address: "sato@minato.example"},
		{Address: "kato@minato.example"},
		{Address: "sales@minato.example", Kind: store.KindList, Members: []string{"sato@minato.example"}},
		{Address: "board@minato.example", Kind: store.KindList, Members: []string{"kato@minato.example"}},
	}, false, audit.Entry{Event: "directory.imported"})
	h.must(err)
	for from, want := range map[string]int{"kato@minato.example": 0, "board@minato.example": 0, "sales@minato.example": 1, "sato@minato.example": 0} {
		sent := mailTo(tanaka)
		sent.Account, sent.From = from, at(from)
		if from != "sato@minato.example" {
			s, _ := history.Of(sent, h.pol.Own)
			h.must(h.Learn(t.Context(), h.org, s))
		}
		asked := mailTo(tanaka, at("x@tsubame-insatu.example"))
		asked.From = at(from)
		var f policy.Facts
		apply, err := h.facts.For(h.org)[0].Gather(t.Context(), asked)
		h.must(err)
		apply(&f)
		if got := f.History.Addresses[tanaka.Address]; got != want || len(f.History.Domains) != want {
			t.Errorf("written as %s: %d mails to %s, domains %v; want %d", from, got, tanaka.Address, f.History.Domains, want)
		}
	}
}
