package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"sekisho/server/internal/dkim"
)

// dkimCommand makes keys that sign mail, and says what to publish.
func dkimCommand(_ context.Context, args []string, s Streams) int {
	if len(args) == 0 {
		return complain(s, "dkim: say what to do: key, record")
	}
	if asksForHelp(s, "dkim", args[0]) {
		return exitOK
	}
	switch args[0] {
	case "key", "record":
		return dkimKey(args[0], args[1:], s)
	}
	return complain(s, "dkim: %q is not known; there are key and record", args[0])
}

// dkimKey prints the record of a key; key makes that before.
func dkimKey(what string, args []string, s Streams) int {
	f := flags("dkim " + what)
	domain := f.String("domain", "", "domain whose mail is signed")
	selector := f.String("selector", "sekisho", "name of the key, which stands in DNS before ._domainkey.")
	file := f.String("out", "dkim.pem", "file of the key")
	kind := f.String("type", "rsa", "rsa (2048 bits, which every receiver knows) or ed25519")
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	if *domain == "" {
		return complain(s, "dkim %s: --domain is missing: write the domain of your addresses, as --domain example.co.jp", what)
	}
	if what == "key" {
		if err := makeKey(*file, *kind); errors.Is(err, fs.ErrExist) {
			return complain(s, "dkim key: %s is there already; choose another file with --out, or see its record with `sekisho dkim record`", *file)
		} else if err != nil {
			return complain(s, "dkim key: %v", err)
		}
	}
	k, err := dkim.Open(*file, *domain, *selector, false)
	if err != nil {
		return complain(s, "dkim %s: %v", what, err)
	}
	line, err := k.Zone()
	if err != nil {
		return complain(s, "dkim %s: %v", what, err)
	}
	s.printf("%s\n", line)
	if what == "key" {
		s.warnf("The key is in %s. Publish the line above in DNS; then write into the configuration:\ndkim:\n  - {domain: %s, selector: %s, keyFile: %s}\n", plain(*file), plain(*domain), plain(*selector), plain(*file))
	}
	return exitOK
}

// makeKey writes a new key into a file that is not there yet, for its owner alone.
func makeKey(file, kind string) error {
	text, err := dkim.New(kind)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the person names it
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		err = errors.Join(err, os.Remove(file))
	}
	return err
}
