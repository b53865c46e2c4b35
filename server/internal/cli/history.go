package cli

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	pure "sekisho/server/history"
	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// history imports Sent mail, shows and erases what is known of it.
func history(ctx context.Context, args []string, s Streams) int {
	const what = "import FILE|DIR…, show --account A, erase --account A"
	if len(args) == 0 {
		return complain(s, "history: say what to do: %s", what)
	}
	if asksForHelp(s, "history", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "import":
		return historyImport(ctx, args[1:], s)
	case "show":
		return historyShow(ctx, args[1:], s)
	case "erase":
		return historyErase(ctx, args[1:], s)
	}
	return complain(s, "history: %q is not known; there are %s", args[0], what)
}

// shown is one line of `history show --json`.
type shown struct {
	Address string    `json:"address,omitempty"`
	Name    string    `json:"name,omitempty"`
	Domain  string    `json:"domain"`
	Count   int       `json:"count"`
	First   time.Time `json:"first,omitzero"`
	Last    time.Time `json:"last,omitzero"`
	Usually string    `json:"usuallyFrom,omitempty"` // of a domain: the address written from
	Explain string    `json:"explain,omitempty"`
}

// historyShow says to whom an account wrote, and how often: what makes its next mail normal.
func historyShow(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("history show")
	account := f.String("account", "", "whose history")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	lang := f.String("lang", "ja", "language of the sentences: ja or en")
	if status, done := parse(f, args, s); done {
		return status
	}
	if pure.Normal(*account) == "" || f.NArg() > 1 {
		return complain(s, "history show: write --account person@example.co.jp, and at most one address to look at")
	}
	if *lang != "ja" && *lang != "en" {
		return complain(s, "history show: --lang is %q; it is ja or en", *lang)
	}
	one := pure.Normal(f.Arg(0))
	if one == "" && f.NArg() == 1 {
		return complain(s, "history show: %q is no address", f.Arg(0))
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		lines, err := known(ctx, st, org, *account, one, *lang)
		for _, l := range lines {
			if *asJSON {
				printJSON(s, l)
				continue
			}
			s.printf("%d\t%s\t%s\t%s\t%s\n", l.Count, day(l.First), day(l.Last), plain(l.whom()), plain(l.Name))
			if one != "" {
				s.printf("%s\n", l.Explain)
			}
		}
		return err
	})
	return report(s, "history show", err)
}

// day is the day of a mail here, or "-" if there was none.
func day(at time.Time) string {
	if at.IsZero() {
		return "-"
	}
	return at.Local().Format(time.DateOnly)
}

// whom is an address, or "@" and a domain.
func (c shown) whom() string {
	if c.Address == "" {
		return "@" + c.Domain
	}
	return c.Address
}

// known are the addresses and then the domains of an account; with one, that address alone.
func known(ctx context.Context, st *store.Store, org store.Org, account, one, lang string) ([]shown, error) {
	people, err := st.Correspondents(ctx, org, account)
	if err != nil {
		return nil, err
	}
	var all []shown
	for _, c := range people {
		if one == "" || c.Address == one {
			why := pure.Explain(c.Count, c.First.Local(), c.Last.Local(), lang)
			all = append(all, shown{Address: c.Address, Name: c.Name, Domain: c.Domain, Count: c.Count, First: c.First, Last: c.Last, Explain: why})
		}
	}
	if one != "" {
		if len(all) == 0 {
			_, domain := pure.Split(one)
			all = append(all, shown{Address: one, Domain: domain, Explain: pure.Explain(0, time.Time{}, time.Time{}, lang)})
		}
		return all, nil
	}
	domains, err := st.HistoryDomains(ctx, org, account)
	for _, d := range domains {
		all = append(all, shown{Domain: d.Domain, Count: d.Count, First: d.First, Last: d.Last, Usually: d.From})
	}
	return all, err
}

// historyErase forgets an account's history, or addresses in it, or one address in everybody's.
func historyErase(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("history erase")
	account := f.String("account", "", "whose history; with addresses only these are forgotten, without any all of it")
	everywhere := f.String("everywhere", "", "an address that is forgotten in everybody's history, and its own history")
	if status, done := parse(f, args, s); done {
		return status
	}
	if (*account == "") == (*everywhere == "") || *everywhere != "" && f.NArg() > 0 {
		return complain(s, "history erase: write --account person@example.co.jp [ADDRESS…], or --everywhere ADDRESS")
	}
	for _, a := range append([]string{*account + *everywhere}, f.Args()...) {
		if pure.Normal(a) == "" {
			return complain(s, "history erase: %q is no address", a)
		}
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		if *everywhere != "" {
			n, err := st.ForgetPerson(ctx, org, *everywhere, audits.Entry{Event: "history.forgotten"})
			if err == nil {
				s.printf("%s is forgotten; it was in the history of %d\n", *everywhere, n)
			}
			return err
		}
		n, err := st.EraseHistory(ctx, org, *account, f.Args(), audits.Entry{Event: "history.erased", Object: *account, Details: map[string]string{"addresses": strconv.Itoa(f.NArg())}})
		if err == nil {
			are := "addresses are"
			if n == 1 {
				are = "address is"
			}
			s.printf("%d %s forgotten in the history of %s\n", n, are, *account)
		}
		return err
	})
	return report(s, "history erase", err)
}

var errNothingRead = errors.New("nothing could be read")

func plural(n int, what string) string {
	if n == 1 {
		return fmt.Sprintf("1 %s", what)
	}
	return fmt.Sprintf("%d %ss", n, what)
}
