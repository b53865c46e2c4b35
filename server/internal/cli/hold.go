package cli

import (
	"context"
	"errors"
	"strings"
	"time"

	"sekisho/server/internal/desk"
	"sekisho/server/internal/held"
	"sekisho/server/internal/hold"
	"sekisho/server/internal/store"
)

// holdCommand lists and moves held mails, with the server running or not. A running queue sees what was let go within a minute.
func holdCommand(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "hold: say what to do: list, show ID, release ID, cancel ID, approve ID --as A, reject ID --as A")
	}
	if asksForHelp(s, "hold", args[0]) {
		return exitOK
	}
	switch what := args[0]; what {
	case "list":
		return holdList(ctx, args[1:], s)
	case "show":
		return holdShow(ctx, args[1:], s)
	case "release", "cancel":
		return holdMove(ctx, what, args[1:], s)
	case "approve", "reject":
		return holdDecide(ctx, what, args[1:], s)
	}
	return complain(s, "hold: %q is not known; there are list, show, release, cancel, approve and reject", args[0])
}

const listed = 1000 // holds

func holdList(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("hold list")
	account := f.String("account", "", "only mails of this address")
	all := f.Bool("all", false, "those that have ended, too")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		list, err := st.Holds(ctx, org, store.HoldQuery{Account: strings.ToLower(*account), All: *all, Limit: listed})
		for _, h := range list {
			if *asJSON {
				printJSON(s, h)
				continue
			}
			s.printf("%s\t%s\t%s\t%s\t%s\n", h.ID, h.State, moment(h.Created), moment(h.Due), plain(h.Account))
		}
		if len(list) == listed {
			s.warnf("sekisho: the newest %d; --account shows those of one person\n", listed)
		}
		return err
	})
	return report(s, "hold list", err)
}

// moment writes a time, or a line for none.
func moment(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04")
}

func holdShow(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("hold show")
	lang := f.String("lang", "en", "language of the findings: ja or en")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "hold show: name one hold; `sekisho hold list` shows them")
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		m, err := held.Reader{Records: st}.ForSender(ctx, org, f.Arg(0))
		if errors.Is(err, store.ErrNotFound) {
			return hold.ErrNotFound
		}
		if err != nil {
			return err
		}
		s.printf("hold\t%s\nstate\t%s (%s, stage %d)\nheld\t%s\nuntil\t%s, then %s\n", m.Hold.ID, m.Hold.State, m.Stage.Kind, m.Hold.Stage,
			moment(m.Hold.Created), moment(m.Hold.Due), m.Stage.OnExpiry)
		s.printf("from\t%s\n", plain(held.Person(m.From.Name, m.From.Address)))
		for _, fact := range m.Facts(*lang, false) {
			for _, v := range fact.Values {
				s.printf("%s\t%s\n", fact.Label, plain(v))
			}
		}
		points, more := m.Points(*lang)
		for _, p := range points {
			s.printf("%s\t%s %s\n", p.Label, plain(p.Text), plain(p.About))
		}
		if more != "" {
			s.printf("%s\n", more)
		}
		return nil
	})
	return report(s, "hold show", err)
}

// keeperOf moves holds of a store.
func keeperOf(st *store.Store) *hold.Keeper {
	return &hold.Keeper{Records: st, People: hold.Directory{Store: st}, Policies: desk.NewCompiled(st)}
}

func holdMove(ctx context.Context, what string, args []string, s Streams) int {
	f := dataFlags("hold " + what)
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "hold %s: name one hold; `sekisho hold list` shows them", what)
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		by := hold.Actor{Operator: true, Door: "command"}
		if what == "cancel" {
			return keeperOf(st).Cancel(ctx, org, f.Arg(0), by)
		}
		return keeperOf(st).Release(ctx, org, f.Arg(0), by)
	})
	return report(s, "hold "+what, err)
}

// holdDecide notes an approver's decision that an operator was told of, as theirs, with the operator's door in the audit.
func holdDecide(ctx context.Context, what string, args []string, s Streams) int {
	f := dataFlags("hold " + what)
	as := f.String("as", "", "address of the approver whose decision it is")
	reason := f.String("reason", "", "the approver's reason")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 || *as == "" {
		return complain(s, "hold %s: name one hold, and with --as the approver whose decision it is; `sekisho hold show ID` names them", what)
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		by := hold.Actor{Account: strings.ToLower(*as), Operator: true, Door: "command"}
		return keeperOf(st).Decide(ctx, org, f.Arg(0), hold.Choice{Approve: what == "approve", Reason: *reason}, by)
	})
	return report(s, "hold "+what, err)
}
