package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/net/idna"

	"sekisho/server/address"
	"sekisho/server/catalogue"
	"sekisho/server/internal/input"
	"sekisho/server/policy"
)

// maxLine is the longest line of a list of domains, in octets.
const maxLine = 64 << 10

// maxKnown is how many known domains are taken.
const maxKnown = 1_000_000

// notADomain is the reason given for what cannot be read.
const notADomain = "not-a-domain"

// alike is what `domains --json` prints of one domain.
type alike struct {
	Domain string `json:"domain"` // as written
	Match  string `json:"match"`  // the known domain; empty: none
	Kind   string `json:"kind"`
	Score  int    `json:"score"`
	Reason string `json:"reason"`
}

// domains compares domains with known ones and prints one line for each, in their order.
func domains(ctx context.Context, args []string, s Streams) int {
	f := flags("domains")
	known := f.String("known", "", "file of known domains, one a line; # begins a remark")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	lang := f.String("lang", "ja", "language of the sentences: ja or en")
	if status, done := parse(f, args, s); done {
		return status
	}
	if !slices.Contains(catalogue.Languages(), *lang) {
		return complain(s, "domains: --lang is %q; it is ja or en", *lang)
	}
	if *known == "" {
		return complain(s, "domains: --known is missing; name a file with one known domain a line")
	}
	if f.NArg() == 0 {
		return complain(s, "domains: name at least one domain, or - for a list on standard input")
	}
	index, err := readKnown(*known)
	if err != nil {
		return complain(s, "domains: %v", err)
	}
	out := newJSON(s.Out)
	err = eachDomain(f.Args(), untilDone(ctx, s.In), func(written string) error {
		a := compareDomain(index, written)
		if *asJSON {
			return out.Encode(a)
		}
		_, err := fmt.Fprintln(s.Out, plain(a.text(*lang)))
		return err
	})
	if err != nil {
		return complain(s, "domains: %v", err)
	}
	return exitOK
}

func readKnown(name string) (*address.Alikes, error) {
	file, err := input.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var list []string
	err = eachLine(name, file, func(line int, text string) error {
		text, _, _ = strings.Cut(text, "#")
		if text = strings.TrimSpace(text); text == "" {
			return nil
		}
		domain, err := domainOf(text)
		if err != nil {
			return fmt.Errorf("%s:%d: %q is no domain: %w; write one a line, such as example.co.jp", name, line, text, err)
		}
		if len(list) == maxKnown {
			return fmt.Errorf("%s:%d: more than %d domains; split the list", name, line, maxKnown)
		}
		list = append(list, domain)
		return nil
	})
	if err == nil && len(list) == 0 {
		err = fmt.Errorf("%s has no domain in it; write one a line, such as example.co.jp", name)
	}
	if err != nil {
		return nil, err
	}
	return address.NewAlikes(list), nil
}

// domainOf reads a domain, or takes it out of an address or of an entry of a list.
func domainOf(text string) (string, error) {
	text = text[strings.LastIndexByte(text, '@')+1:]
	text = strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(text, "*"), "."), ">")
	return address.Domain(text)
}

// eachDomain yields the domains named on the command line; "-" stands for those on standard input.
func eachDomain(args []string, in io.Reader, yield func(string) error) error {
	for _, arg := range args {
		if arg != "-" {
			if err := yield(arg); err != nil {
				return err
			}
			continue
		}
		err := eachLine("standard input", in, func(_ int, text string) error {
			if text = strings.TrimSpace(text); text == "" || text[0] == '#' {
				return nil
			}
			return yield(text)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachLine yields the lines of what is called name, counted from 1, without the mark that some editors begin a file with.
func eachLine(name string, in io.Reader, yield func(line int, text string) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	n := 0
	for lines.Scan() {
		n++
		if err := yield(n, strings.TrimPrefix(lines.Text(), "\ufeff")); err != nil {
			return err
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return fmt.Errorf("%s:%d: the line is longer than %d octets; write one domain a line", name, n+1, maxLine)
	case err != nil:
		return fmt.Errorf("read %s: %w", name, err)
	}
	return nil
}

func compareDomain(index *address.Alikes, written string) alike {
	domain, err := domainOf(written)
	if err != nil {
		return alike{Domain: written, Kind: string(address.AlikeNone), Reason: notADomain}
	}
	found := index.Find(domain)
	return alike{Domain: written, Match: found.Known, Kind: string(found.Kind), Score: found.Score, Reason: string(found.Reason)}
}

// nothingAlike are the words for a domain of which there is nothing to tell.
var nothingAlike = map[string]struct{ none, noDomain string }{
	"ja": {"似たドメインはありません", "ドメイン名として読めません"},
	"en": {"like none of them", "cannot be read as a domain"},
}

// text says in a line what was found.
func (a alike) text(lang string) string {
	name := readable(a.Domain)
	switch {
	case a.Reason == notADomain:
		return name + ": " + nothingAlike[lang].noDomain
	case a.Match == "":
		return name + ": " + nothingAlike[lang].none
	}
	finding := policy.Finding{Code: "recipient." + a.Kind, Args: policy.ArgsOf(map[string]any{"known": readable(a.Match), "reason": a.Reason})}
	said := catalogue.Sentence(lang, finding)
	if a.Kind == string(address.Typo) {
		said += " (" + catalogue.Value(lang, "reason", a.Reason) + ")"
	}
	return fmt.Sprintf("%s: %s [%s, %d]", name, said, a.Kind, a.Score)
}

// readable shows an international name in its own characters beside its form in ASCII. Where those characters are drawn like
// others, the form in ASCII is what tells.
func readable(written string) string {
	domain, err := domainOf(written)
	if err != nil || !strings.Contains(domain, "xn--") {
		return written
	}
	shown, err := idna.Punycode.ToUnicode(domain)
	if err != nil || shown == domain {
		return written
	}
	return shown + " (" + domain + ")"
}
