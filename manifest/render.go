package manifest

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"text/template"
)

// Modes are the kinds of manifest that there will be. Only the first is there.
const (
	ModeSoftBlock = "softblock" // the mail waits for the add-in; it can be sent unchecked only if the add-in cannot be loaded
	ModeBlock     = "block"     // nor then; administrators only
	ModeItemSend  = "itemsend"  // the older send event, which can open a window of its own
	ModeUnified   = "unified"   // the JSON manifest of Microsoft 365
)

// Errors of Render.
var (
	ErrOrigin  = errors.New("manifest: no origin")
	ErrMode    = errors.New("manifest: no such mode")
	ErrVersion = errors.New("manifest: no version")
)

// addinID is the identity of the add-in in every mailbox. It never changes: with another one Outlook takes the add-in for
// a second one beside the first.
const addinID = "dd72d17a-3f26-4a87-bb2f-893f586842ac"

//go:embed softblock.xml
var softblock string

// versionForm is one to four numbers of at most five digits.
var versionForm = regexp.MustCompile(`^\d{1,5}(\.\d{1,5}){0,3}$`)

// Render makes the manifest of an add-in that is served under origin (scheme and host, https). The version has one to four
// numbers of at most five digits and must rise whenever the manifest changes. It gives ErrOrigin, ErrMode or ErrVersion,
// each with what to write instead.
func Render(origin, mode, version string) ([]byte, error) {
	if err := checkMode(mode); err != nil {
		return nil, err
	}
	if err := checkOrigin(origin); err != nil {
		return nil, err
	}
	if !versionForm.MatchString(version) {
		return nil, fmt.Errorf("%w: %q must be one to four numbers of at most five digits, such as 1.0.0", ErrVersion, version)
	}
	t, err := template.New(mode).Parse(softblock)
	if err != nil {
		return nil, fmt.Errorf("read the template %s: %w", mode, err)
	}
	var out bytes.Buffer
	data := struct{ ID, Version, Origin string }{addinID, version, origin}
	if err := t.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("fill in the template %s: %w", mode, err)
	}
	return out.Bytes(), nil
}

func checkMode(mode string) error {
	switch mode {
	case ModeSoftBlock:
		return nil
	case ModeBlock, ModeItemSend, ModeUnified:
		return fmt.Errorf("%w: %s is not made yet; use %s", ErrMode, mode, ModeSoftBlock)
	default:
		return fmt.Errorf("%w: %q; use %s", ErrMode, mode, ModeSoftBlock)
	}
}

// hostForm is what a host and port of a public name may look like. It has no character that XML would have to quote.
var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// checkOrigin accepts https://host[:port] in lower case. Outlook loads nothing over http, not even from loopback.
func checkOrigin(origin string) error {
	const want = "write scheme and host only, such as https://sekisho.example.co.jp"
	u, err := url.Parse(origin)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %q cannot be read: %s", ErrOrigin, origin, want)
	case u.Scheme != "https":
		return fmt.Errorf("%w: %q: Outlook loads add-ins over https only: %s", ErrOrigin, origin, want)
	case !hostForm.MatchString(u.Host):
		return fmt.Errorf("%w: %q has no host that can stand in a manifest: %s", ErrOrigin, origin, want)
	case strings.TrimPrefix(origin, "https://") != u.Host:
		return fmt.Errorf("%w: %q has more than an origin: %s", ErrOrigin, origin, want)
	}
	return nil
}
