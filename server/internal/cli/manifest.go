package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

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
	check    checkFlags
}

func registerManifest(f *pflag.FlagSet) *manifestFlags {
	m := &manifestFlags{}
	f.StringVar(&m.options.Origin, "origin", "", "where the server is reached: https://sekisho.example.co.jp")
	f.StringVar(&m.options.Mode, "mode", "", "softblock (default), block, itemsend or unified; with --out all of them unless one is named")
	f.StringVar(&m.options.Launch, "launch", "", "how people sign in: device (default, enrolment codes) or entra (Microsoft Entra)")
	f.StringVar(&m.options.ClientID, "client-id", "", "application (client) id of the app registration, for --launch entra")
	f.StringVar(&m.options.Resource, "resource", "", "its application id URI, if it is not api://HOST/CLIENT-ID")
	f.BoolVar(&m.options.SendOnly, "send-only", false, "only the events of sending, for an Exchange that refuses those of composing")
	f.StringVar(&m.replaces, "replaces", "", "the manifest that is installed now: the version rises if, and only if, something else changed")
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
	m.allModes = !f.Changed("mode")
	var err error
	if m.out != "" {
		err = m.writeAll(s)
	} else {
		err = m.writeOne(s)
	}
	if err != nil {
		return complain(s, "manifest: %s", withoutRoom(err))
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
		if o.Version, err = manifest.Follow(o, installed); err != nil {
			return fmt.Errorf("%s: %w", m.replaces, err)
		}
	}
	document, err := manifest.Render(o)
	if err != nil {
		return err
	}
	_, err = s.Out.Write(document)
	return err
}

// writeAll writes the manifests into the folder, each whole or not at all, and tells what became of each.
func (m *manifestFlags) writeAll(s Streams) error {
	modes := []string{m.options.Mode}
	if m.allModes {
		modes = manifest.Modes()
	}
	if m.replaces != "" && len(modes) > 1 {
		return errors.New("--replaces is about one manifest: name its --mode too")
	}
	for _, mode := range modes { // what is wrong is said before anything is written
		o := m.options
		o.Mode = mode
		if _, err := manifest.Render(o); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(m.out, 0o755); err != nil { //nolint:gosec // manifests are no secret
		return fmt.Errorf("make the folder %s: %w", m.out, err)
	}
	var told strings.Builder
	for _, mode := range modes {
		o := m.options
		o.Mode = mode
		line, err := m.write(o)
		if err != nil {
			return err
		}
		told.WriteString(line)
	}
	s.printf("%s", told.String())
	return nil
}

// write makes the file of one mode, unless the one that is there says the same.
func (m *manifestFlags) write(o manifest.Options) (line string, err error) {
	name := filepath.Join(m.out, manifest.FileName(o.Mode))
	before := name
	if m.replaces != "" {
		before = m.replaces
	}
	installed, err := input.Read(before)
	switch {
	case errors.Is(err, fs.ErrNotExist) && m.replaces == "":
		o.Version = manifest.Base()
	case err != nil:
		return "", err
	default:
		if o.Version, err = manifest.Follow(o, installed); err != nil {
			return "", fmt.Errorf("%s: %w", before, err)
		}
		if was, err := manifest.ReadVersion(installed); err == nil && was == o.Version && before == name {
			return fmt.Sprintf("%s: version %s, as before\n", name, was), nil
		}
	}
	document, err := uploadable(o)
	if err != nil {
		return "", err
	}
	if err := replaceFile(name, document); err != nil {
		return "", fmt.Errorf("write %s: %w", name, err)
	}
	return fmt.Sprintf("%s: version %s, written\n", name, o.Version), nil
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
