package manifest

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"
)

// Modes are the kinds of manifest.
const (
	ModeSoftBlock = "softblock" // the mail waits for the add-in; it can be sent unchecked only if the add-in cannot be loaded
	ModeBlock     = "block"     // nor then; administrators only
	ModeItemSend  = "itemsend"  // the older send event, which can open a window of its own; administrators only
	ModeUnified   = "unified"   // the JSON manifest of Microsoft 365, as softblock; not for Mac and perpetual versions
)

// Modes lists them in the order in which an administrator should think of them.
func Modes() []string { return []string{ModeSoftBlock, ModeBlock, ModeItemSend, ModeUnified} }

// How the launch event signs in.
const (
	LaunchDevice = "device" // by the token of an enrolment code: launchevent.js
	LaunchEntra  = "entra"  // by Microsoft Entra: launchevent-entra.js
)

// Errors of Render.
var (
	ErrOrigin  = errors.New("manifest: no origin")
	ErrMode    = errors.New("manifest: no such mode")
	ErrLaunch  = errors.New("manifest: sign-in that cannot work")
	ErrVersion = errors.New("manifest: no version")
)

// Options say what a manifest is for.
type Options struct {
	Origin   string // scheme and host under which everything is served: https://sekisho.example.co.jp
	Mode     string // one of Modes; empty: ModeSoftBlock
	Launch   string // LaunchDevice or LaunchEntra; empty: LaunchDevice
	ClientID string // application id of the registration in Entra; only with LaunchEntra, and needed there
	Resource string // its application id URI; empty: api://HOST/ClientID
	SendOnly bool   // leaves out the events of composing, for an Exchange that does not know them all
	Version  string // up to four numbers of at most five digits, three in ModeUnified; empty: Base
}

// withDefaults fills in what was left out and tells what cannot work, each with what to write instead.
func (o Options) withDefaults() (Options, error) {
	if o.Mode == "" {
		o.Mode = ModeSoftBlock
	}
	if o.Launch == "" {
		o.Launch = LaunchDevice
	}
	if o.Version == "" {
		o.Version = Base()
	}
	if !slices.Contains(Modes(), o.Mode) {
		return o, fmt.Errorf("%w: %q; use %s", ErrMode, o.Mode, strings.Join(Modes(), ", "))
	}
	if err := CheckOrigin(o.Origin); err != nil {
		return o, err
	}
	if err := o.signIn(); err != nil {
		return o, err
	}
	if o.Launch == LaunchEntra && o.Resource == "" {
		o.Resource = "api://" + o.host() + "/" + o.ClientID
	}
	return o, o.checkVersion()
}

// signIn checks what single sign-on needs: the URI names our host and ends with the application's id, or Office refuses it.
func (o Options) signIn() error {
	switch {
	case o.Launch == LaunchDevice && (o.ClientID != "" || o.Resource != ""):
		return fmt.Errorf("%w: a client id is for sign-in by Entra: write --launch entra, or leave it out", ErrLaunch)
	case o.Launch == LaunchDevice:
		return nil
	case o.Launch != LaunchEntra:
		return fmt.Errorf("%w: %q; use %s or %s", ErrLaunch, o.Launch, LaunchDevice, LaunchEntra)
	case !guidForm.MatchString(o.ClientID):
		return fmt.Errorf("%w: client id %q is no application id: copy it from the app registration, such as 11111111-2222-3333-4444-555555555555", ErrLaunch, o.ClientID)
	case o.Resource != "" && (!strings.HasPrefix(o.Resource, "api://"+o.host()+"/") || !strings.HasSuffix(o.Resource, "/"+o.ClientID)):
		return fmt.Errorf("%w: resource %q must be api://%s/%s", ErrLaunch, o.Resource, o.host(), o.ClientID)
	}
	return nil
}

// versionForm is one to four numbers of at most five digits.
var versionForm = regexp.MustCompile(`^\d{1,5}(\.\d{1,5}){0,3}$`)

// unifiedVersion is three numbers without leading zeros.
var unifiedVersion = regexp.MustCompile(`^(0|[1-9]\d{0,4})(\.(0|[1-9]\d{0,4})){2}$`)

func (o Options) checkVersion() error {
	if !versionForm.MatchString(o.Version) {
		return fmt.Errorf("%w: %q must be one to four numbers of at most five digits, such as 1.0.0", ErrVersion, o.Version)
	}
	if o.Mode == ModeUnified && !unifiedVersion.MatchString(o.Version) {
		return fmt.Errorf("%w: %q must be three numbers in a unified manifest, such as 1.0.0", ErrVersion, o.Version)
	}
	return nil
}

func (o Options) host() string { return strings.TrimPrefix(o.Origin, "https://") }

// events are those that the manifest names.
func (o Options) events() []Event {
	if !o.SendOnly {
		return Events()
	}
	return slices.DeleteFunc(Events(), func(e Event) bool { return !e.Sends })
}

// script is the launch event's file.
func (o Options) script() string {
	if o.Launch == LaunchEntra {
		return "launchevent-entra.js"
	}
	return "launchevent.js"
}

// page is what browser runtimes load: it names the same script.
func (o Options) page() string { return strings.TrimSuffix(o.script(), ".js") + ".html" }

// family is the name space of our add-ins' ids.
var family = uuid.MustParse("dd72d17a-3f26-4a87-bb2f-893f586842ac")

// ID is the identity of the add-in in every mailbox. It depends on the origin alone, so it never changes; with another one
// Outlook would take the add-in for a second one beside the first. The three add-in-only modes share it: they replace each
// other, and can never run side by side. The unified manifest has its own and names the other as the one to hide.
func ID(origin, mode string) string {
	if mode == ModeUnified {
		origin += "#" + ModeUnified
	}
	return uuid.NewSHA1(family, []byte(origin)).String()
}

// hostForm is what a host and port of a public name may look like. It has no character that XML would have to quote.
var hostForm = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// CheckOrigin accepts https://host[:port] in lower case, else it gives ErrOrigin with what to write. Outlook loads nothing
// over http, not even from loopback. Port 443 is left out, for the same origin must give the same id.
func CheckOrigin(origin string) error {
	const want = "write scheme and host only, such as https://sekisho.example.co.jp"
	u, err := url.Parse(origin)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %q cannot be read: %s", ErrOrigin, origin, want)
	case u.Scheme != "https":
		return fmt.Errorf("%w: %q: Outlook loads add-ins over https only: %s", ErrOrigin, origin, want)
	case hostForm.MatchString(strings.ToLower(u.Host)) && u.Host != strings.ToLower(u.Host):
		return fmt.Errorf("%w: %q has capitals; write https://%s, for the add-in's id is made of it", ErrOrigin, origin, strings.ToLower(u.Host))
	case !hostForm.MatchString(u.Host):
		return fmt.Errorf("%w: %q has no host that can stand in a manifest: %s", ErrOrigin, origin, want)
	case strings.TrimPrefix(origin, "https://") != u.Host:
		return fmt.Errorf("%w: %q has more than an origin: %s", ErrOrigin, origin, want)
	case u.Port() == "443":
		return fmt.Errorf("%w: %q: leave :443 out, it is understood", ErrOrigin, origin)
	}
	return nil
}
