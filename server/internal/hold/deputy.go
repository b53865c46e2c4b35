package hold

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sekisho/server/internal/store"
)

// deputy may decide in the place of an approver.
type deputy struct{ address, of string }

// deputies are those who may decide in an approver's place in a stage, where the policy lets them.
func (k *Keeper) deputies(ctx context.Context, org store.Org, s Stage, approver string) ([]string, error) {
	if !s.Deputies {
		return nil, nil
	}
	all, err := k.People.Deputies(ctx, org, approver)
	if err != nil {
		return nil, fmt.Errorf("find deputies of %q: %w", approver, err)
	}
	return all, nil
}

// allDeputies are the deputies of those who are asked, each once; nobody who may be behind the mail, and nobody who is asked already.
func (k *Keeper) allDeputies(ctx context.Context, org store.Org, o Owner, s Stage, asks []store.Approval) ([]deputy, error) {
	var all []deputy
	told := map[string]bool{}
	for _, a := range asks {
		told[a.Approver] = true
	}
	for _, a := range asks {
		list, err := k.deputies(ctx, org, s, a.Approver)
		if err != nil {
			return nil, err
		}
		for _, d := range list {
			own, err := k.behind(ctx, org, d, o)
			if err != nil {
				return nil, err
			}
			if d = strings.ToLower(d); !own && !told[d] && len(all) < maxApprovers {
				told[d] = true
				all = append(all, deputy{d, a.Approver})
			}
		}
	}
	return all, nil
}

// part is whose part an actor decides who does not say it: their own if they are asked, else that of the first approver who has not
// answered and whose deputy they are, else their own, which is none or over.
func (k *Keeper) part(ctx context.Context, org store.Org, c current, by Actor) (string, error) {
	own := strings.ToLower(by.Account)
	asked, err := k.Records.Approvals(ctx, org, c.ID)
	if err != nil {
		return "", fmt.Errorf("read approvals: %w", err)
	}
	open := slices.DeleteFunc(asked, func(a store.Approval) bool { return a.Stage != c.Stage || a.State != store.ApprovalAsked })
	if slices.ContainsFunc(open, func(a store.Approval) bool { return a.Approver == own }) {
		return own, nil
	}
	for _, a := range open {
		deputies, err := k.deputies(ctx, org, c.stage, a.Approver)
		if err != nil {
			return "", err
		}
		if slices.ContainsFunc(deputies, by.is) {
			return a.Approver, nil
		}
	}
	return own, nil
}
