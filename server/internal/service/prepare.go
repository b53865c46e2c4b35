package service

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"sekisho/server/internal/auth"
	"sekisho/server/internal/config"
	"sekisho/server/internal/input"
	"sekisho/server/internal/store"
	"sekisho/server/policy"
	"sekisho/server/sample"
)

// The demo's person, in the sample policy's organisation.
const (
	demoAccount = "sato@minato.example"
	demoName    = "佐藤 花子"
)

func demoIdentity(org store.Org) *auth.Demo {
	return &auth.Demo{Identity: auth.Identity{
		Org: org, Issuer: auth.IssuerDemo, Subject: "playground", Account: demoAccount, Name: demoName, Roles: []auth.Role{auth.RoleSender},
	}}
}

// prepare makes the organisation at the first start and puts the configured policy in force if it is not yet.
func prepare(ctx context.Context, st *store.Store, c config.Config) (store.Org, error) {
	err := st.CreateOrganization(ctx, store.Organization{ID: c.Organization.ID, Name: c.Organization.Name})
	if err != nil && !errors.Is(err, store.ErrConflict) {
		return store.Org{}, err
	}
	org, err := auth.Operator(ctx, st, c.Organization.ID)
	if err != nil {
		return store.Org{}, err
	}
	return org, putPolicy(ctx, st, org, c.Policy)
}

// putPolicy puts the named file in force. Without a file what is in force stays; a new server gets the sample.
func putPolicy(ctx context.Context, st *store.Store, org store.Org, file string) error {
	note, document := sampleNote, sample.Policy()
	if file == "" {
		if _, err := st.CurrentPolicy(ctx, org); !errors.Is(err, store.ErrNotFound) {
			return err
		}
	} else {
		data, err := input.Read(file)
		if err != nil {
			return fmt.Errorf("read the policy: %w", err)
		}
		note, document = filepath.Base(file), data
	}
	doc, err := policy.Load(note, document, beside(file))
	if err != nil {
		return fmt.Errorf("the policy is not put in force; the last good one stays: %w", err)
	}
	_, err = st.PutPolicy(ctx, org, store.PolicyChange{Document: string(policy.Canonical(doc.Embedded())), Note: note, After: store.AnyVersion})
	return err
}

// sampleNote is by what a policy that nobody chose is known, whichever version's sample it is.
const sampleNote = "sample policy"

// usesSample tells whether the policy in force is the sample, whose company is invented: by it every colleague is an outsider.
func usesSample(ctx context.Context, st *store.Store, org store.Org) (bool, error) {
	p, err := st.CurrentPolicy(ctx, org)
	return err == nil && p.Note == sampleNote, err
}

// beside reads the files that a policy names; the sample names none.
func beside(policyFile string) func(string) ([]byte, error) {
	if policyFile == "" {
		return nil
	}
	return input.Beside(policyFile)
}

func issuers(list []config.Issuer) []auth.Issuer {
	all := make([]auth.Issuer, len(list))
	for i, c := range list {
		all[i] = auth.Issuer{
			Org: c.Org, Issuer: c.Issuer, Metadata: c.Metadata, Audiences: c.Audiences, Tenants: c.Tenants, Clients: c.Clients, Scope: c.Scope,
		}
	}
	return all
}
