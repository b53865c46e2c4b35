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
	flag.Float64Var(&o.cost, "cost", 2, "what a sentence on the wrong side costs the weights")
	flag.Float64Var(&o.asked, "asked", 0.998, "the part of promises of which the network is to be asked")
	flag.Float64Var(&o.rule, "rule", 1, "what the rules' word counts for")
	flag.Float64Var(&o.link, "link", 3, "what a link counts against that may serve as the file")
	flag.Float64Var(&o.lesson, "lesson", 1, "what a lesson costs, against a mail")
	flag.Float64Var(&o.sentence, "own", 1, "what a sentence that is no mail costs, against a mail")
	flag.Float64Var(&o.made, "made", 0.1, "what a letter made of a pattern costs, against a mail")
	flag.Float64Var(&o.recall, "recall", 0.95, "the part of promises that is to be found")
	flag.Float64Var(&o.alarms, "alarms", 0.01, "the part of harmless mails that may be told of")
	flag.StringVar(&o.unseen, "unseen", "d-,e-,f-,g-,h-,i-,j-,k-,l-,m-,n-,o-,p-,q-", "how the identifiers of mails begin that no rule was made after")
	flag.StringVar(&o.aimed, "aimed", "learn_classes,learn_ways,twins-", "how the files begin whose sentences were written after errors on the working half: the least sums are chosen without them")
	flag.StringVar(&o.apart, "apart", "", "do not learn from mails whose identifiers begin so; measure on them")
	flag.BoolVar(&o.curve, "curve", false, "print what parts of the mails would give, and write nothing")
	flag.BoolVar(&o.alone, "alone", false, "cross-validate mails and lessons alone, without rules, sentences and letters, and write nothing")
	write := flag.Bool("write", true, "write the weights and the network")
	flag.Parse()
	if err := run(os.Stdout, o, *write); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

// options are what a run may differ in.
type options struct {
	cost, asked, rule, link, lesson, sentence, made, recall, alarms float64
	unseen, aimed, apart                                            string
	curve, alone                                                    bool
}

const (
	mailsFile   = "e2e/eval/testdata/mails.jsonl"
	lessonsFile = "e2e/eval/train/lessons.jsonl"
	ownFolder   = "server/text/testdata"
	weightsFile = "server/text/promise.weights"
	netFile     = "server/text/promise.net"
)

func run(out io.Writer, o options, write bool) error {
	samples, err := readMails(mailsFile)
	if err != nil {
		return err
	}
	lessons, err := readLessons(lessonsFile, o.lesson)
	if err != nil {
		return err
	}
	if o.alone {
		alone(out, samples, lessons, o)
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
	learned, apart := part(slices.Concat(samples, lessons, own, made), o.apart)
	plain, _ := part(learned, o.aimed)
	if o.curve {
		curve(out, plain, unseenOf(learned, o), o)
		return nil
	}
	weights, networks, least := judges(out, learned, plain, o)
	if len(apart) > 0 {
		networks.judge(apart)
		report(out, "apart", apart, o, least)
	}
	if !write {
		return nil
	}
	if err := os.WriteFile(weightsFile, weights, 0o644); err != nil { // #nosec G306 -- a file of the project
		return err
	}
	return os.WriteFile(netFile, networks.pack(o.rule, o.link, least), 0o644) // #nosec G306 -- as above
}

// unseenOf returns the mails that no rule was made after.
func unseenOf(learned []*sample, o options) []*sample {
	mails := ofMails(learned)
	if _, unseen := part(mails, o.unseen); len(unseen) > 0 {
		return unseen
	}
	return mails
}

// looked returns the samples with a sentence worth a look. Of the others nobody can be asked.
func looked(all []*sample) (some []*sample) {
	for _, s := range all {
		if len(s.sentences) > 0 {
			some = append(some, s)
		}
	}
	return some
}

// judges makes the weights' file and the networks, with the least sum that is a promise. Both least sums are chosen by mails of which
// neither has learned.
func judges(out io.Writer, learned, plain []*sample, o options) ([]byte, nets, float64) {
	mails, unseen := ofMails(learned), unseenOf(learned, o)
	crossValidate(plain, linear(o))
	asked := leastOf(looked(unseen), options{}, o.asked)
	report(out, "weights, cross-validated without aimed sentences, mails no rule was made after", unseen, options{}, asked)
	weights := train(learned, o.cost).pack(asked)

	crossValidate(plain, networked)
	least, margin := balancedOf(unseen, o)
	_, _ = fmt.Fprintf(out, "both targets are met by %.1f standard errors\n", margin)
	report(out, "networks, cross-validated without aimed sentences, mails no rule was made after", unseen, o, least)
	report(out, "networks, cross-validated without aimed sentences, all mails", mails, o, least)
	made := learnAll(learned)
	made.judge(learned)
	report(out, "learned from", learned, o, least)
	return weights, made, least
}
