package cli

import (
	"context"
	"fmt"

	"sekisho/server/check"
	"sekisho/server/internal/input"
	"sekisho/server/message"
	"sekisho/server/policy"
)

// checkCommand prints one verdict on a mail.
func checkCommand(ctx context.Context, args []string, s Streams) int {
	f := flags("check")
	policyFile := f.String("policy", "", "policy file; without it the sample policy")
	from := f.String("from", "", "envelope sender")
	to := f.StringArray("to", nil, "envelope recipient; again for each. Without any the headers are the envelope")
	factsFile := f.String("facts", "", "JSON file of facts")
	lang := f.String("lang", "ja", "language of the sentences: ja or en")
	asJSON := f.Bool("json", false, "print the verdict as JSON on one line")
	if status, done := parse(f, args, s); done {
		return status
	}
	if f.NArg() != 1 {
		return complain(s, "check: name one mail, or - for standard input")
	}
	if *lang != "ja" && *lang != "en" {
		return complain(s, "check: --lang is %q; it is ja or en", *lang)
	}
	verdict, err := judge(ctx, f.Arg(0), *policyFile, *factsFile, envelope(*from, *to), s)
	if err != nil {
		return complain(s, "check: %v", err)
	}
	if *asJSON {
		return printJSON(s, verdict)
	}
	s.printf("%s", describe(verdict, *lang))
	return exitOK
}

// envelope is nil unless recipients were given: a sender alone does not make the headers less of an envelope.
func envelope(from string, to []string) *message.Envelope {
	if len(to) == 0 && from == "" {
		return nil
	}
	return &message.Envelope{From: from, To: to}
}

func judge(ctx context.Context, mail, policyFile, factsFile string, env *message.Envelope, s Streams) (policy.Verdict, error) {
	p, err := readPolicy(policyFile)
	if err != nil {
		return policy.Verdict{}, err
	}
	facts, err := readFacts(factsFile)
	if err != nil {
		return policy.Verdict{}, err
	}
	ctx, done := withTexts(ctx)
	defer done()
	m, err := readMail(ctx, mail, env, s)
	if err != nil {
		return policy.Verdict{}, err
	}
	return check.Run(ctx, &check.Engine{Policy: p}, m, facts), nil
}

func readFacts(name string) (policy.Facts, error) {
	if name == "" {
		return policy.Facts{}, nil
	}
	data, err := input.Read(name)
	if err != nil {
		return policy.Facts{}, err
	}
	return check.ReadFacts(name, data)
}

// readMail reads a mail. With a sender but no recipients, the headers still say who gets it.
func readMail(ctx context.Context, name string, env *message.Envelope, s Streams) (*policy.Message, error) {
	r, err := open(ctx, name, s)
	if err != nil {
		return nil, err
	}
	defer func() { _ = r.Close() }()
	senderOnly := env != nil && len(env.To) == 0
	if senderOnly {
		sender := env.From
		m, err := message.Read(ctx, r, nil)
		if err == nil {
			m.Account = sender
		}
		return m, wrapRead(name, err)
	}
	m, err := message.Read(ctx, r, env)
	return m, wrapRead(name, err)
}

func wrapRead(name string, err error) error {
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}
