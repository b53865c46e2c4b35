package cli

import (
	"context"
	"strings"
	"time"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/store"
)

// device makes enrolment codes and lists or ends devices.
func device(ctx context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "device: say what to do: add --account A, list, revoke ID")
	}
	if asksForHelp(s, "device", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "add":
		return deviceAdd(ctx, args[1:], s)
	case "list":
		return deviceList(ctx, args[1:], s)
	case "revoke":
		return deviceRevoke(ctx, args[1:], s)
	}
	return complain(s, "device: %q is not known; there are add, list and revoke", args[0])
}

// deviceAdd prints a code with which one device of a person can enrol once.
func deviceAdd(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("device add")
	account := f.String("account", "", "the person's mail address")
	name := f.String("name", "", "the person's name")
	lang := f.String("lang", "", "the person's language: ja or en")
	valid := f.Duration("valid", 24*time.Hour, "how long the code can be used")
	if status, done := parse(f, args, s); done {
		return status
	}
	if *account == "" || f.NArg() > 0 {
		return complain(s, "device add: --account is missing; write it as person@example.co.jp")
	}
	if *lang != "" && *lang != "ja" && *lang != "en" {
		return complain(s, "device add: --lang is %q; it is ja or en", *lang)
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		owner := auth.Owner{Account: *account, Name: *name, Language: *lang}
		code, expires, err := auth.NewDevices(st, nil).NewCode(ctx, org, owner, *valid, store.Who{})
		if err == nil {
			s.printf("%s\n", code)
			s.warnf("sekisho: for %s, once, until %s\n", *account, expires.Local().Format("2006-01-02 15:04"))
		}
		return err
	})
	return report(s, "device add", err)
}

func deviceList(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("device list")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	err := lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		list, err := auth.NewDevices(st, nil).List(ctx, org)
		for _, d := range list {
			if *asJSON {
				printJSON(s, d)
				continue
			}
			state := "active"
			if !d.Revoked.IsZero() {
				state = "revoked"
			}
			s.printf("%s\t%s\t%s\t%s\n", d.ID, state, d.Created.Local().Format("2006-01-02 15:04"), plain(d.Name))
		}
		return err
	})
	return report(s, "device list", err)
}

func deviceRevoke(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("device revoke")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "device revoke: name one device; `sekisho device list` shows them")
	}
	err := withStore(ctx, f, func(st *store.Store, org store.Org) error {
		return auth.NewDevices(st, nil).Revoke(ctx, org, f.Arg(0), store.Who{})
	})
	return report(s, "device revoke", err)
}

// report says what went wrong, if anything did. A database that is not there may be so in several lines.
func report(s Streams, what string, err error) int {
	if err == nil {
		return exitOK
	}
	var text []string
	for line := range strings.Lines(err.Error()) {
		text = append(text, strings.TrimSpace(line))
	}
	return complain(s, "%s: %s", what, strings.Join(text, " "))
}
