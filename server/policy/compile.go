package policy

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"time" // A policy must mean the same on machines that have no zone files.
	_ "time/tzdata"

	"sekisho/server/address"
	"sekisho/server/text"
)

// compiler collects what the parts of a document share while they are compiled.
type compiler struct {
	doc   *Document
	p     *Policy
	lists map[string]*address.List
	named map[string]int32 // list name -> its set
	sets  map[string]int32 // entries as written -> their set

	words     text.Builder
	wordLists map[string][]string

	patterns     map[string]*pattern // as written
	patternSizes int                 // instructions of all
	needs        []needs

	calendars map[string]int32
	tests     map[testKey]int32
	strict    bool // what an expression counts as that fails where the compiler is
	wrong     []error
}

// Compile turns a document into a policy. The error joins all that is wrong; Load finds the same with line and column, so a
// document that Load returned compiles.
func Compile(doc *Document) (*Policy, error) {
	if doc == nil {
		return nil, errors.New("policy: no document")
	}
	c := &compiler{
		doc: doc, p: &Policy{doc: doc, asksFiles: anyBlock(doc, asksFiles)}, named: map[string]int32{}, sets: map[string]int32{},
		wordLists: map[string][]string{}, calendars: map[string]int32{}, tests: map[testKey]int32{}, patterns: map[string]*pattern{},
	}
	c.organization()
	c.compileCodes()
	c.compileLists()
	c.compilePartners()
	c.compileAlikes()
	c.compileCalendars()
	for i := range doc.Words {
		c.wordLists[doc.Words[i].Name] = doc.Words[i].Words
	}
	c.p.confirm = c.settingsConfirm()
	c.p.learnUntil = day(doc.Settings.LearnUntil)
	c.p.dated = c.p.learnUntil != 0
	c.footers()
	c.compileRules()
	c.p.words = c.words.Build()
	c.literals()
	if c.wrong != nil {
		return nil, errors.Join(c.wrong...)
	}
	c.finish()
	return c.p, nil
}

func (c *compiler) fail(where string, err error) {
	c.wrong = append(c.wrong, fmt.Errorf("compile policy: %s: %w", where, err))
}

func (c *compiler) organization() {
	org := &c.doc.Organization
	c.p.zone = c.zone("organization.timeZone", org.TimeZone)
	c.p.company = org.Name
	if c.p.company == "" && len(org.Domains.Items) > 0 {
		c.p.company = org.Domains.Items[0]
	}
}

func (c *compiler) zone(where, name string) *time.Location {
	if name == "" {
		name = "Asia/Tokyo"
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		c.fail(where, fmt.Errorf("no time zone %q: write an IANA name such as Asia/Tokyo", name))
		return time.UTC
	}
	return zone
}

// codeInfo is what judging needs to know of a finding code.
type codeInfo struct {
	rank  int  // of its severity with settings.severity, as senders see it
	inner int  // its rank as rules see it: a hidden finding keeps its weight
	star  bool // it keeps its severity when nobody is external
}

func (c *compiler) compileCodes() {
	c.p.marks = map[string]code{}
	for i, known := range codeTable {
		if known.Area == "attachment" {
			c.p.marks[known.Name] = code(i)
		}
		rank := severityRank(known.Severity)
		c.p.codes[i] = codeInfo{rank: rank, inner: rank, star: known.Star}
	}
	for _, s := range c.doc.Settings.Severity {
		number, ok := codeNumbers[s.Code]
		if !ok {
			c.fail("settings.severity", fmt.Errorf("no finding code %q", s.Code))
			continue
		}
		info := &c.p.codes[number]
		if info.rank = severityRank(Severity(s.Severity)); info.rank != rankHidden {
			info.inner = info.rank
		}
	}
}

func (c *compiler) compilePartners() {
	for i := range c.doc.Partners.Items {
		src := &c.doc.Partners.Items[i]
		where := fmt.Sprintf("partners[%d]", i)
		compiled := partner{name: src.Name, group: src.Group}
		if compiled.group == "" {
			compiled.group = src.Name
		}
		for _, name := range append([]string{src.Name}, src.Aliases...) {
			compiled.names = append(compiled.names, text.Fold(name))
		}
		number := n32(len(c.p.partners))
		c.p.partners = append(c.p.partners, compiled)
		c.setOfPartner(where+".domains", src.Domains, number)
		c.partnerWords(where, src, number)
	}
}

func (c *compiler) partnerWords(where string, src *Partner, number int32) {
	if c.p.partnerWord == nil {
		c.p.partnerWord = map[text.Word][]int32{}
	}
	for _, name := range append([]string{src.Name}, src.Aliases...) {
		if name == "" {
			continue
		}
		word, err := c.addWord(name)
		if err != nil {
			c.fail(where, err)
			continue
		}
		c.p.partnerWord[word] = append(c.p.partnerWord[word], number)
		c.bareName(name, number)
	}
}

// bareName lets a company also be found without its legal form, and so with the form on the other side. What cannot be a word by
// itself is no name then.
func (c *compiler) bareName(name string, number int32) {
	bare := text.BareCompany(name)
	if bare == "" {
		return
	}
	word, err := c.addWord(bare)
	if err == nil && !slices.Contains(c.p.partnerWord[word], number) {
		c.p.partnerWord[word] = append(c.p.partnerWord[word], number)
	}
}

// footers compiles settings.boilerplate: what new-text leaves out.
func (c *compiler) footers() {
	if len(c.doc.Settings.Boilerplate) == 0 {
		return
	}
	var b text.Builder
	for _, written := range c.doc.Settings.Boilerplate {
		if _, err := b.Add(written); err != nil {
			c.fail("settings.boilerplate", err)
		}
	}
	c.p.footers = b.Build()
}

// versionOf names a document by the first 120 bits of the SHA-256 of its canonical form.
func versionOf(doc *Document) string {
	sum := sha256.Sum256(Canonical(doc))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}
