package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"sekisho/server/history"
	"sekisho/server/policy"
)

func TestImportCountsEachMailOnce(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	mail := func(id string, days int, to ...string) history.Sent {
		m := testSent(to...)
		m.Message, m.At = id, noon.AddDate(0, 0, -days)
		return m
	}
	mails := []history.Sent{
		mail("<1@x>", 30, "b@y.example"), mail("<2@x>", 20, "b@y.example", "c@z.example"), mail("<1@x>", 30, "b@y.example"),
		mail("<3@x>", 800, "b@y.example"), mail("<4@x>", -3, "b@y.example"),
	}
	for _, want := range []Imported{{Counted: 3, Double: 1, Old: 1}, {Double: 4, Old: 1}} {
		got, err := s.ImportSent(ctx, org, "A@X.example", mails)
		if err != nil || got != want {
			t.Errorf("ImportSent = %+v, %v, want %+v", got, err, want)
		}
		if got := countOf(t, s, org, "b@y.example"); got != 3 {
			t.Errorf("b@y.example counts %d, want 3", got)
		}
	}
	u, err := s.History(ctx, org, HistoryQuery{Accounts: []string{"a@x.example"}, Addresses: []string{"b@y.example"}})
	must(t, err)
	b := u.Addresses["b@y.example"]
	if !b.First.Equal(noon.AddDate(0, 0, -30)) || !b.Last.Equal(noon) {
		t.Errorf("first %v, last %v: a mail of tomorrow counts as of now", b.First, b.Last)
	}
}

func TestImportStopsWhereTheServerBegan(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon.Add(time.Hour)}).now)
	ctx := context.Background()
	must(t, s.Learn(ctx, org, testSent("b@y.example"))) // at noon
	before, after := testSent("b@y.example"), testSent("b@y.example")
	before.Message, before.At = "<1@x>", noon.Add(-time.Hour)
	after.Message, after.At = "<2@x>", noon.Add(time.Minute)
	got, err := s.ImportSent(ctx, org, "a@x.example", []history.Sent{before, after})
	if want := (Imported{Counted: 1, Live: 1}); err != nil || got != want {
		t.Errorf("ImportSent = %+v, %v, want %+v", got, err, want)
	}
	if got := countOf(t, s, org, "b@y.example"); got != 2 {
		t.Errorf("counted %d, want 2: one seen, one imported", got)
	}
}

func TestImportIsBounded(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	if _, err := s.ImportSent(context.Background(), org, "a@x.example", make([]history.Sent, MaxImport+1)); !errors.Is(err, ErrTooLong) {
		t.Errorf("too many mails: %v", err)
	}
}

func TestUsualFromOfAnImport(t *testing.T) {
	s, org := open(t, t.TempDir(), (&clock{noon}).now)
	ctx := context.Background()
	var mails []history.Sent
	for i, from := range []string{"info@x.example", "a@x.example", "info@x.example", "info@x.example"} {
		m := testSent("b@y.example")
		m.Message, m.From, m.At = fmt.Sprint(i), from, noon.AddDate(0, 0, -i)
		mails = append(mails, m)
	}
	_, err := s.ImportSent(ctx, org, "a@x.example", mails)
	must(t, err)
	must(t, s.Learn(ctx, org, testSent("b@y.example"))) // from a@
	list, err := s.HistoryDomains(ctx, org, "a@x.example")
	must(t, err)
	if len(list) != 1 || list[0].From != "info@x.example" || list[0].Count != 5 {
		t.Errorf("domains = %+v, want y.example 5 times, usually from info@x.example", list)
	}
}

func TestFindPeople(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	people := []Person{
		{Address: "sato@x.example", Name: "佐藤 花子", Manager: "boss@x.example", PrivateAddresses: []string{"hana@gmail.com"}},
		{Address: "all@x.example", Kind: KindList, Members: []string{"sato@x.example", "guest@y.example"}},
		{Address: "tanaka@y.example", Kind: KindContact, Name: "田中太郎"},
	}
	for i := range 200 {
		people = append(people, Person{Address: fmt.Sprintf("info@d%d.example", i), Name: "Info"})
	}
	done, err := s.ImportPeople(ctx, org, people, false, entry("directory.imported"))
	must(t, err)
	if len(done.Added) != 203 {
		t.Fatalf("%d added, want 203", len(done.Added))
	}
	for name, test := range map[string]struct {
		addresses []string
		alike     []policy.Mailbox
		want      int
	}{
		"by address":            {[]string{"sato@x.example", "nobody@x.example"}, nil, 1},
		"a list with members":   {[]string{"all@x.example"}, nil, 1},
		"by name":               {nil, []policy.Mailbox{{Address: "h@z.example", Name: "佐藤花子様"}}, 1},
		"by local part":         {nil, []policy.Mailbox{{Address: "tanaka@gmail.com"}}, 1},
		"both ways once":        {[]string{"sato@x.example"}, []policy.Mailbox{{Address: "sato@z.example", Name: "佐藤花子"}}, 1},
		"a common local part":   {nil, []policy.Mailbox{{Address: "info@z.example"}}, MaxAlike},
		"nobody is asked for":   {nil, nil, 0},
		"a name that is a sign": {nil, []policy.Mailbox{{Address: "q@z.example", Name: "…"}}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := s.FindPeople(ctx, org, test.addresses, test.alike)
			if err != nil || len(got) != test.want {
				t.Errorf("FindPeople = %d entries, %v, want %d: %+v", len(got), err, test.want, got)
			}
		})
	}
}

func TestImportPeopleSaysWhatChanged(t *testing.T) {
	s, org := open(t, t.TempDir(), nil)
	ctx := context.Background()
	step := func(only bool, want string, people ...Person) {
		t.Helper()
		d, err := s.ImportPeople(ctx, org, people, only, entry("directory.imported"))
		if got := fmt.Sprint(d.Added, d.Changed, d.Removed, d.Unchanged); err != nil || got != want {
			t.Errorf("ImportPeople = %s, %v, want %s", got, err, want)
		}
	}
	a, b := Person{Address: "a@x.example", Kind: KindPerson, Name: "A"}, Person{Address: "b@x.example", Kind: KindPerson, Name: "B", Groups: []string{"g"}}
	step(false, "[a@x.example b@x.example] [] [] 0", a, b)
	step(false, "[] [] [] 2", a, b)
	b.Groups = []string{"h"}
	step(false, "[] [b@x.example] [] 0", b)
	step(true, "[] [] [a@x.example] 1", b)
	rows := names(t, s.read, `SELECT details FROM audit WHERE event = 'directory.imported' ORDER BY n DESC LIMIT 1`)
	if want := `{"added":"0","changed":"0","removed":"1"}`; len(rows) != 1 || rows[0] != want {
		t.Errorf("the audit says %v, want %s", rows, want)
	}
	bad := Person{Address: "c@x.example", Language: "fr"}
	if _, err := s.ImportPeople(ctx, org, []Person{{Address: "d@x.example"}, bad}, false, entry("x")); err == nil {
		t.Error("a language the table does not take was taken")
	}
	if _, err := s.Person(ctx, org, "d@x.example"); !errors.Is(err, ErrNotFound) {
		t.Errorf("of an import that failed something stayed: %v", err)
	}
}
