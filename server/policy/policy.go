// Package policy is the rules engine: it reads a policy, compiles it, and judges one message by it.
//
// Load makes a Document from YAML or JSON and refuses what the policy language does not know; Compile turns it into a Policy;
// Evaluate judges a Message by a Policy and by Facts, and returns a Verdict. Detectors find, rules act: a finding alone never
// stops a mail, and every matching rule counts; there is no first match.
//
// Evaluate promises to be total and deterministic: the same policy, message, facts and time give the same verdict, octet by
// octet; it never panics, reads no clock and does no I/O. What it cannot understand counts as the stricter thing: an address
// it cannot read is external, a part nobody could look into is uninspectable.
//
// It gathers nothing itself: what needs a directory, the network or a disk is a fact that callers bring (package check).
//
// # Limits
//
// A policy has at most 2,000 rules, 5,000 words and 100,000 entries a list. Time grows with recipients, with the text that a
// live rule asks for, and with the rules that can hold; one automaton reads each text part once, whatever the number of words.
// Patterns are RE2, linear in the text. An enforced rule's message names at most ten recipients, files or words.
// A mail has at most four million recipients, members of lists among them, and as many files.
package policy

import (
	"sync"
	"time"

	"sekisho/server/text"
)

// Policy is a compiled Document. It is immutable and safe for use from any goroutine.
type Policy struct {
	doc     *Document
	version string

	zone     *time.Location
	company  string // what internal recipients' company is called
	sets     []entrySet
	index    entryIndex
	own      int32               // set of the organization's domains
	builtins [builtinCount]int32 // sets of shipped lists
	partners []partner
	alikes   *alikes // what domains are compared with in every mail
	byDomain []int32 // set -> partner, or none

	words       *text.Set
	wordNames   []string              // word -> as it was first written
	partnerWord map[text.Word][]int32 // word -> partners that go by it
	footers     *text.Set             // settings.boilerplate; nil: none

	literals       *text.Literals   // of which patterns need some
	patternNumbers map[string]int32 // pattern as written -> its number

	calendars []*calendar
	tests     []recipientTest // each once, however many rules use it
	exprTests *exprTests      // nil: no rule has an expression
	rules     []rule          // in the document's order, the baseline last
	codes     [codeCount]codeInfo
	marks     map[string]code // flag of a file -> its code
	asksFiles bool            // see AsksForFileText
	// asksSender tells that some rule asks in which sets a sender is.
	asksSender bool

	confirm    confirmDuty // settings.confirm
	learnUntil int         // settings.learnUntil as a day; 0: none
	dated      bool        // what day it is matters: for learnUntil, or a rule's valid
	scratch    sync.Pool   // of *evaluation, so that judging a small mail costs few allocations
}

// none stands for "no such set, recipient, rule …" wherever a number names one.
const none = int32(-1)

// Document returns what the policy was compiled from. Callers must not change it.
func (p *Policy) Document() *Document { return p.doc }

// Version returns a stable name of the policy's content, for records: equal documents have equal versions.
func (p *Policy) Version() string { return p.version }

// Parse reads a policy named name from data and compiles it. open reads the files it names; nil refuses them.
// Errors are those of Load and Compile.
func Parse(name string, data []byte, open func(string) ([]byte, error)) (*Policy, error) {
	doc, err := Load(name, data, open)
	if err != nil {
		return nil, err
	}
	return Compile(doc)
}

// partner is one company we deal with, compiled.
type partner struct {
	name  string
	group string   // the group, or the name: equal groups are one company
	names []string // name and aliases, folded
}

// n32 numbers what is counted in memory: sets, rules, recipients, files.
func n32(i int) int32 {
	return int32(i) //nolint:gosec // there are never two thousand million of them
}
