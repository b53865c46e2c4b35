package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	audits "sekisho/server/internal/audit"
	"sekisho/server/internal/store"
)

// audit checks or exports the audit trail, or takes a value out of it.
func audit(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "audit: say what to do: verify, export, erase VALUE")
	}
	if asksForHelp(s, "audit", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "verify":
		return auditVerify(ctx, args[1:], s)
	case "export":
		return auditExport(ctx, args[1:], s)
	case "erase":
		return auditErase(ctx, args[1:], s)
	}
	return complain(s, "audit: %q is not known; there are verify, export and erase", args[0])
}

// auditVerify checks the whole chain against its keys and checkpoints. Status 1: it is broken.
func auditVerify(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("audit verify")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	var broken *audits.BrokenError
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		r, err := st.VerifyAudit(ctx, org)
		if err == nil {
			s.printf("the audit trail is whole: %d rows, %d checkpoints, %d erased values\n", r.Rows-r.Purged, r.Checkpoints, r.Erased)
			if r.Purged > 0 {
				s.printf("rows 1 to %d are no longer kept; their checkpoint stands in for them\n", r.Purged)
			}
		}
		return err
	})
	if errors.As(err, &broken) {
		s.printf("the audit trail is broken: %v\n", broken)
		return exitFound
	}
	if errors.Is(err, errDatabaseGone) {
		s.printf("the audit trail is broken: %v\n", err)
		return exitFound
	}
	return report(s, "audit verify", err)
}

// auditExport writes the trail as CSV or JSON lines.
func auditExport(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("audit export")
	format := f.String("format", "csv", "csv or jsonl")
	from := f.String("from", "", "first day, 2026-11-01")
	until := f.String("until", "", "last day")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	first, before, err := days(*from, *until)
	if err != nil {
		return complain(s, "audit export: %v", err)
	}
	write, out := audits.WriteCSV, s.Out
	if *format == "jsonl" {
		write, out = audits.WriteJSONL, escaping{s.Out}
	} else if *format != "csv" {
		return complain(s, "audit export: --format is %q; it is csv or jsonl", *format)
	}
	err = lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		return write(out, audits.Between(st.AuditRows(ctx, org, 0), first, before))
	})
	return report(s, "audit export", err)
}

// auditErase takes an address or a subject out of all rows. The chain stays whole, and says where something was.
func auditErase(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("audit erase")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 || f.Arg(0) == "" {
		return complain(s, "audit erase: name one mail address, or the whole subject of a mail")
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		n, err := st.EraseAudit(ctx, org, f.Arg(0), audits.Entry{})
		if err == nil && n == 0 {
			s.warnf("sekisho: no row has it\n")
		}
		s.printf("%d values erased\n", n)
		return err
	})
	return report(s, "audit erase", err)
}

// days turns two days, either may be empty, into a time range that ends before its end.
func days(from, until string) (first, before time.Time, err error) {
	if from != "" {
		if first, err = time.ParseInLocation(time.DateOnly, from, time.Local); err != nil {
			return first, before, fmt.Errorf("--from is %q; write a day like 2026-11-01", from)
		}
	}
	if until != "" {
		last, err := time.ParseInLocation(time.DateOnly, until, time.Local)
		if err != nil {
			return first, before, fmt.Errorf("--until is %q; write a day like 2026-11-30", until)
		}
		before = last.AddDate(0, 0, 1)
	}
	return first, before, nil
}
