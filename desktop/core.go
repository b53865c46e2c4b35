package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"time"

	"sekisho/desktop/internal/autostart"
	"sekisho/desktop/internal/cli"
	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/companion"
	"sekisho/desktop/internal/depot"
	"sekisho/desktop/internal/locations"
)

// service carries out for the window what the companion can do.
type service struct {
	flags     flags
	places    locations.Places
	companion *companion.Companion
	depot     *depot.Depot
	settings  *settingsFile
	log       *slog.Logger
	news      ears
	file      func(ctx context.Context, id, name string, to io.Writer) error
	show      func(file string) error // in the program that the system has for it
}

var _ core = (*service)(nil)

// newCore opens the companion of an installation; it listens to nobody yet.
func newCore(o flags, p locations.Places, log *slog.Logger) (*service, error) {
	settings, err := openSettings(p)
	if err != nil {
		log.Error("the settings of the first start hold", slog.Any("error", err))
	}
	kept := &depot.Depot{}
	c, err := companion.New(companion.Options{
		State: o.state, PolicyFile: o.policy, Listen: o.listen, ListenTLS: o.listenImpl, Version: cli.Version, Log: log,
		Attach: kept.Attach, Waits: settings.waits(),
	})
	if err != nil {
		return nil, err
	}
	if err := client.ForUndo(p).Sweep(); err != nil {
		log.Error("an old profile for Apple Mail is left", slog.Any("error", err))
	}
	s := &service{flags: o, places: p, companion: c, depot: kept, settings: settings, log: log, file: c.File, show: openBrowser}
	return s, s.forget()
}

// run serves mail programs until ctx ends.
func (s *service) run(ctx context.Context) error {
	return errors.Join(s.companion.Run(ctx), s.forget())
}

// Subscribe implements core.
func (s *service) Subscribe(heard func(topic string)) (cancel func()) {
	first, second := s.companion.Subscribe(heard), s.news.add(heard)
	return func() {
		first()
		second()
	}
}

// language is the person's choice, or what the program was started in.
func (s *service) language() string {
	if chosen := s.settings.get().Language; chosen != "" {
		return chosen
	}
	return s.flags.language
}

// Status implements selfBound.
func (s *service) Status() Status {
	state := s.companion.State()
	v := Status{
		Language: s.language(), Kind: state.Kind, Until: state.Until, Reason: state.Reason, Waiting: state.Waiting, Held: state.Held,
		Server: state.Server, LongestPause: int(s.companion.LongestPause() / time.Minute), Troubles: []Trouble{},
	}
	for _, t := range state.Trouble {
		v.Troubles = append(v.Troubles, Trouble(t))
	}
	accounts, err := s.companion.Accounts().List()
	v.Accounts = len(accounts)
	if err == nil && len(accounts) == 0 {
		v.Troubles = append(v.Troubles, Trouble{Code: "no-account", Args: map[string]string{}})
	}
	return v
}

// Pause implements selfBound.
func (s *service) Pause(minutes int, reason string) error {
	return s.companion.Pause(time.Duration(minutes)*time.Minute, reason)
}

// Resume implements selfBound.
func (s *service) Resume() error {
	s.companion.Resume()
	return nil
}

// Settings implements selfBound.
func (s *service) Settings() Settings {
	now := s.settings.get()
	now.Autostart = autostart.On(s.places) // the system's word counts: it can be changed there too
	return now
}

// SaveSettings implements selfBound.
func (s *service) SaveSettings(fresh Settings) error {
	if fresh.Autostart != autostart.On(s.places) {
		program, err := os.Executable()
		if err == nil {
			err = autostart.Set(s.places, program, fresh.Autostart)
		}
		if err != nil {
			return &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
		}
	}
	if err := s.settings.set(fresh); err != nil {
		return err
	}
	s.news.tell("settings")
	return nil
}
