package cli

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"sekisho/server/check"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

// policyReplay judges what was recorded, or a folder of mails, under a policy, and says what would be different. Status 1: some
// verdict would be.
func policyReplay(ctx context.Context, args []string, s Streams) int {
	f := dataFlags("policy replay")
	since := f.String("since", "7d", "how far back: a duration such as 7d, or a day such as 2026-11-01; all for everything")
	against := f.String("against", "", "with a folder of mails: the policy to compare with")
	lang := f.String("lang", "ja", "language of the report: ja or en")
	asJSON := f.Bool("json", false, "print the report as JSON on one line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() < 1 || f.NArg() > 2 || *lang != "ja" && *lang != "en" {
		return complain(s, "policy replay: name a policy, and a folder of mails if not what was recorded; --lang is ja or en")
	}
	if *against != "" && f.NArg() == 1 {
		return complain(s, "policy replay: --against goes with a folder of mails; a recorded check is compared with its own verdict")
	}
	p, err := readPolicy(f.Arg(0))
	if err != nil {
		return complain(s, "policy replay: %v", err)
	}
	r := newReplay(p)
	if f.NArg() == 2 {
		err = r.mails(ctx, f.Arg(1), *against)
	} else {
		err = r.records(ctx, f, *since)
	}
	if err != nil {
		return complain(s, "policy replay: %v", err)
	}
	r.report.finish()
	if *asJSON {
		if status := printJSON(s, &r.report); status != exitOK {
			return status
		}
	} else {
		s.printf("%s", r.report.text(*lang))
	}
	if r.report.Changed > 0 {
		return exitFound
	}
	return exitOK
}

// replay judges mails under a policy and counts.
type replay struct {
	policy *policy.Policy
	then   map[int64]*policy.Policy // policies that judged, by version; nil: not known any more
	report replayReport
}

func newReplay(p *policy.Policy) *replay {
	r := &replay{policy: p, then: map[int64]*policy.Policy{}}
	for _, rule := range p.Document().Rules {
		r.report.rule(rule.ID)
	}
	r.report.rule("baseline")
	return r
}

// records replays what the server recorded.
func (r *replay) records(ctx context.Context, f *pflag.FlagSet, since string) error {
	return lookAtStore(ctx, f, func(st *store.Store, org store.Org) error {
		from, err := sinceWhen(since, time.Now())
		if err != nil {
			return err
		}
		for c, err := range st.Checks(ctx, org, from, time.Time{}) {
			if err != nil {
				return err
			}
			old, err := r.policyThen(ctx, st, org, c.PolicyVersion)
			if err != nil {
				return err
			}
			r.one(c, old)
		}
		return nil
	})
}

// policyThen reads and compiles each version once. One that is gone or cannot be read any more is not known.
func (r *replay) policyThen(ctx context.Context, st *store.Store, org store.Org, version int64) (*policy.Policy, error) {
	if p, ok := r.then[version]; ok {
		return p, nil
	}
	stored, err := st.Policy(ctx, org, version)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	var p *policy.Policy
	if err == nil {
		p, _ = policy.Parse("policy version", []byte(stored.Document), nil) // what this version cannot read is not known
	}
	r.then[version] = p
	return p, nil
}

// one replays one record.
func (r *replay) one(c store.Check, old *policy.Policy) {
	m, before, after, err := check.Replay(r.policy, check.Recorded{Time: c.Time, Message: c.Message, Facts: c.Facts, Verdict: c.Verdict, Policy: old})
	if err != nil {
		r.report.unreadable(c.ID, err)
		return
	}
	r.report.add(c.Time, m, &before, &after)
}

// mails judges a folder of mails; without against there is no verdict to compare with.
func (r *replay) mails(ctx context.Context, folder, against string) error {
	var old *policy.Policy
	if against != "" {
		var err error
		if old, err = readPolicy(against); err != nil {
			return err
		}
	}
	now := time.Now()
	err := eachMail(ctx, folder, func(_ string, m *policy.Message) {
		var before *policy.Verdict
		if old != nil {
			v := check.Run(ctx, &check.Engine{Policy: old}, m, policy.Facts{Now: now})
			before = &v
		}
		v := check.Run(ctx, &check.Engine{Policy: r.policy}, m, policy.Facts{Now: now})
		r.report.add(time.Time{}, m, before, &policy.Replayed{Verdict: v, Decided: true})
	}, r.report.unreadable)
	if err == nil && r.report.Checked+r.report.Unreadable == 0 {
		err = fmt.Errorf("%s holds no mail (.eml, .mbox)", folder)
	}
	return err
}

// sinceWhen reads --since.
func sinceWhen(s string, now time.Time) (time.Time, error) {
	if s == "all" {
		return time.Time{}, nil
	}
	if d, err := policy.ParseDuration(s); err == nil {
		return now.Add(-d), nil
	}
	day, err := time.ParseInLocation(time.DateOnly, s, time.Local)
	if err != nil {
		return time.Time{}, fmt.Errorf("--since is %q; write a duration such as 7d, a day such as 2026-11-01, or all", s)
	}
	return day, nil
}
