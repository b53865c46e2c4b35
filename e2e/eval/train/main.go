// Command train makes the weights by which package text judges sentences that may promise a file (server/text/promise.weights).
//
// It reads the working half of the labelled mails, the sentences of the package's own tests and letters made of patterns, cross-validates by tenths,
// prints what came out, and writes the weights made of everything. Held-out mails are passed over unread. The same input gives
// the same file. README.md tells how it works and what the figures mean.
//
// Run it in the project's folder: go run ./e2e/eval/train.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
)

func main() {
	o := options{}
	flag.Float64Var(&o.cost, "cost", 2, "what a sentence on the wrong side costs")
	flag.Float64Var(&o.rule, "rule", 0.2, "what the rules' word counts for")
	flag.Float64Var(&o.link, "link", 0.8, "what a link counts against that may serve as the file")
	flag.Float64Var(&o.sentence, "own", 0.5, "what a sentence that is no mail costs, against a mail's")
	flag.Float64Var(&o.made, "made", 0.1, "what a letter made of a pattern costs, against a mail's")
	flag.Float64Var(&o.found, "found", 0.97, "the part of promises to be found at least, where rules have not seen the mails")
	flag.StringVar(&o.unseen, "unseen", "d-,e-,f-,g-,h-,i-,j-,k-,l-,m-,n-", "how the identifiers of mails begin that no rule was made after")
	flag.StringVar(&o.aimed, "aimed", "learn_classes,learn_ways,twins-", "how the files begin whose sentences were written after errors on the working half: the least sum is chosen without them")
	flag.StringVar(&o.apart, "apart", "", "do not learn from mails whose identifiers begin so; measure on them")
	flag.BoolVar(&o.curve, "curve", false, "print what parts of the mails would give, and write nothing")
	flag.BoolVar(&o.alone, "alone", false, "cross-validate the mails alone, without rules, sentences and letters, and write nothing")
	write := flag.Bool("write", true, "write the weights")
	flag.Parse()
	if err := run(os.Stdout, o, *write); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// options are what a run may differ in.
type options struct {
	cost, rule, link, sentence, made, found float64
	unseen, aimed, apart                    string
	curve, alone                            bool
}

const (
	mailsFile   = "e2e/eval/testdata/mails.jsonl"
	ownFolder   = "server/text/testdata"
	weightsFile = "server/text/promise.weights"
)

func run(out io.Writer, o options, write bool) error {
	samples, err := readMails(mailsFile)
	if err != nil {
		return err
	}
	if o.alone {
		alone(out, samples, o)
		return nil
	}
	own, err := readOwn(ownFolder, o.sentence)
	if err != nil {
		return err
	}
	made, err := madeSamples(o.made)
	if err != nil {
		return err
	}
	learned, apart := part(slices.Concat(samples, own, made), o.apart)
	mails := ofMails(learned)
	_, unseen := part(mails, o.unseen)
	if len(unseen) == 0 {
		unseen = mails
	}
	plain, _ := part(learned, o.aimed)
	if o.curve {
		curve(out, plain, unseen, o)
		return nil
	}
	crossValidate(plain, o.cost)
	least := leastToFind(unseen, o)
	report(out, "cross-validated without aimed sentences, mails no rule was made after", unseen, o, least)
	crossValidate(learned, o.cost)
	report(out, "cross-validated, all mails", mails, o, least)
	report(out, "cross-validated, mails no rule was made after", unseen, o, least)
	m := train(learned, o.cost)
	if len(apart) > 0 {
		m.judge(apart)
		report(out, "apart", apart, o, least)
	}
	m.judge(learned)
	report(out, "learned from", learned, o, least)
	if !write {
		return nil
	}
	return os.WriteFile(weightsFile, m.pack(o.rule, o.link, least), 0o644) // #nosec G306 -- a file of the project
}
