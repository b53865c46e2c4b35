package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"sekisho/server/address"
)

// maxLine is the longest line of a list of domains, in octets.
const maxLine = 64 << 10

// maxKnown is how many known domains are taken.
const maxKnown = 1_000_000

// alike is what `domains --json` prints of one domain.
type alike struct {
	Domain string `json:"domain"` // as written
	Match  string `json:"match"`  // the known domain; empty: none
	Kind   string `json:"kind"`
	Score  int    `json:"score"`
	Reason string `json:"reason"`
}

// domains compares domains with known ones and prints one line for each, in their order.
func domains(_ context.Context, args []string, s Streams) int {
	f := flags("domains")
	known := f.String("known", "", "file of known domains, one a line; # begins a remark")
	asJSON := f.Bool("json", false, "print one JSON object a line")
	if status, done := parse(f, args, s); done {
		return status
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
	out := bufio.NewWriter(s.Out)
	err = eachDomain(f.Args(), s.In, func(written string) {
		printAlike(out, compareDomain(index, written), *asJSON)
	})
	if flushed := out.Flush(); err == nil {
		err = flushed
	}
	if err != nil {
		return complain(s, "domains: %v", err)
	}
	return exitOK
}

func readKnown(name string) (*address.Alikes, error) {
	file, err := os.Open(name) //nolint:gosec // the user names the file
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	var list []string
	line := 0
	err = eachLine(file, func(text string) error {
		line++
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
	if err != nil {
		return nil, err
	}
	return address.NewAlikes(list), nil
}

// domainOf reads a domain, or takes it out of an address or of an entry of a list.
func domainOf(text string) (string, error) {
	text = text[strings.LastIndexByte(text, '@')+1:]
	text = strings.TrimPrefix(strings.TrimPrefix(text, "*"), ".")
	return address.Domain(text)
}

// eachDomain yields the domains named on the command line; "-" stands for those on standard input.
func eachDomain(args []string, in io.Reader, yield func(string)) error {
	for _, arg := range args {
		if arg != "-" {
			yield(arg)
			continue
		}
		err := eachLine(in, func(text string) error {
			if text = strings.TrimSpace(text); text != "" && text[0] != '#' {
				yield(text)
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
	}
	return nil
}

func eachLine(in io.Reader, yield func(string) error) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		if err := yield(strings.TrimPrefix(lines.Text(), "\ufeff")); err != nil {
			return err
		}
	}
	return lines.Err()
}

func compareDomain(index *address.Alikes, written string) alike {
	domain, err := domainOf(written)
	if err != nil {
		return alike{Domain: written, Kind: string(address.AlikeNone), Reason: "not-a-domain"}
	}
	found := index.Find(domain)
	return alike{Domain: written, Match: found.Known, Kind: string(found.Kind), Score: found.Score, Reason: string(found.Reason)}
}

func printAlike(out io.Writer, a alike, asJSON bool) {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(false)
		_ = encoder.Encode(a) // the writer keeps its error
		return
	}
	switch a.Match {
	case "":
		_, _ = fmt.Fprintln(out, plain(strings.TrimSpace(fmt.Sprintf("%s: %s %s", a.Domain, a.Kind, a.Reason))))
	default:
		_, _ = fmt.Fprintln(out, plain(fmt.Sprintf("%s: %s of %s (%s, %d)", a.Domain, a.Kind, a.Match, a.Reason, a.Score)))
	}
}
