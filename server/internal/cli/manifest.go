package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/pflag"

	"sekisho/manifest"
	"sekisho/server/internal/input"
)

// manifestFlags are what the command is asked.
type manifestFlags struct {
	options  manifest.Options
	replaces string
	out      string
	allModes bool

	sendOnlySaid bool // --send-only was written, as true or false

	check checkFlags
}

func registerManifest(f *pflag.FlagSet) *manifestFlags {
	m := &manifestFlags{}
	f.StringVar(&m.options.Origin, "origin", "", "where the server is reached: https://sekisho.example.co.jp")
	f.StringVar(&m.options.Mode, "mode", "", "softblock (default), block, itemsend or unified; with --out all of them unless one is named")
	f.StringVar(&m.options.Launch, "launch", "", "how people sign in: device (enrolment codes) or entra (Microsoft Entra); default: as in the manifest that is replaced, else device")
	f.StringVar(&m.options.ClientID, "client-id", "", "application (client) id of the app registration, for --launch entra")
	f.StringVar(&m.options.Resource, "resource", "", "its application id URI, if it is not api://HOST/CLIENT-ID")
	f.BoolVar(&m.options.SendOnly, "send-only", false, "only the events of sending, for an Exchange that refuses those of composing")
	f.StringVar(&m.replaces, "replaces", "", "the manifest that is installed now: the version rises if, and only if, something else changed; sign-in and --send-only stay unless they are named")
	f.StringVar(&m.out, "out", "", "folder to write to, instead of stdout; what is there counts as installed")
	m.check.register(f)
	return m
}

// manifestCommand writes the add-in's manifests for one origin, or says what a deployment lacks.
func manifestCommand(ctx context.Context, args []string, s Streams) int {
	f := flags("manifest")
	m := registerManifest(f)
	if status, done := parse(f, args, s); done {
		return status
	}
	if status, done := nothingElse(f, s); done {
		return status
	}
	if f.Changed("check") {
		return m.check.run(ctx, s)
	}
	if m.options.Origin == "" {
		return complain(s, "manifest: --origin is missing; write it like https://sekisho.example.co.jp")
	}
	m.allModes, m.sendOnlySaid = !f.Changed("mode"), f.Changed("send-only")
	var err error
	if m.out != "" {
		err = m.writeAll(s)
	} else {
		err = m.writeOne(s)
	}
	if err != nil {
		return complain(s, "manifest: %s", withoutRoom(err.Error()))
	}
	return exitOK
}

// writeOne prints one manifest: XML, or the manifest.json of the unified package.
func (m *manifestFlags) writeOne(s Streams) error {
	o := m.options
	if m.replaces != "" {
		installed, err := input.Read(m.replaces)
		if err != nil {
			return err
		}
		if o, err = m.following(o, m.replaces, installed); err != nil {
			return err
		}
		m.warnOfOrigin(s, m.replaces, installed)
	}
	document, err := manifest.Render(o)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(document)
	return err
}

// following are the options of the manifest that replaces an installed one: what nobody asked for stays as it is, and the
// version rises if something else changes.
func (m *manifestFlags) following(o manifest.Options, name string, installed []byte) (manifest.Options, error) {
	was, err := manifest.Read(installed)
	if err == nil {
		o = o.Keep(was, !m.sendOnlySaid)
		o.Version, err = manifest.Follow(o, installed)
	}
	if err != nil {
		return o, fmt.Errorf("%s: %w", name, err)
	}
	return o, nil
}

// warnOfOrigin says that a manifest of another origin cannot be replaced: the id goes by the origin.
func (m *manifestFlags) warnOfOrigin(s Streams, name string, installed []byte) {
	if was := manifest.OriginOf(installed); was != "" && was != m.options.Origin {
		s.warnf("sekisho: manifest: note: %s is for %s, not for %s: Outlook takes the new one for another add-in; remove the former one when you deploy it\n",
			plain(name), plain(was), m.options.Origin)
	}
}

// uploadable is the manifest as an administrator uploads it.
func uploadable(o manifest.Options) ([]byte, error) {
	if o.Mode == manifest.ModeUnified {
		return manifest.Package(o)
	}
	return manifest.Render(o)
}

// replaceFile writes a file beside the old one and puts it in its place when it is whole.
func replaceFile(name string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(name), ".sekisho-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}
