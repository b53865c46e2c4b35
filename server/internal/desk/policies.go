package desk

import (
	"context"
	"fmt"
	"sync"

	"sekisho/server/internal/store"
	"sekisho/server/policy"
)

type policyKeeper interface {
	CurrentPolicy(ctx context.Context, org store.Org) (store.Policy, error)
	CurrentPolicyVersion(ctx context.Context, org store.Org) (int64, error)
}

// Compiled gives the policy in force, compiling each version once.
type Compiled struct {
	keeper policyKeeper

	mu  sync.Mutex
	all map[store.Org]compiled
}

type compiled struct {
	version int64
	policy  *policy.Policy
}

// NewCompiled returns a cache over a store of policies.
func NewCompiled(k policyKeeper) *Compiled {
	return &Compiled{keeper: k, all: make(map[store.Org]compiled)}
}

// Current returns the organisation's policy in force and its version. It reads the document only when there is a new one.
func (c *Compiled) Current(ctx context.Context, org store.Org) (*policy.Policy, int64, error) {
	version, err := c.keeper.CurrentPolicyVersion(ctx, org)
	if err != nil {
		return nil, 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if have, ok := c.all[org]; ok && have.version == version {
		return have.policy, version, nil
	}
	now, err := c.keeper.CurrentPolicy(ctx, org) // it may be newer still
	if err != nil {
		return nil, 0, err
	}
	p, err := policy.Parse("policy", []byte(now.Document), nil)
	if err != nil {
		return nil, 0, fmt.Errorf("policy version %d: %w", now.Version, err)
	}
	c.all[org] = compiled{now.Version, p}
	return p, now.Version, nil
}
