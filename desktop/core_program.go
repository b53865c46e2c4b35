package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sekisho/desktop/internal/client"
)

// unavailable is the problem of what this installation cannot do.
func unavailable() error { return &Problem{Code: "unavailable", Args: map[string]string{}} }

// lookPatience is how long looking at, or changing, mail programs may take.
const lookPatience = time.Minute

// programs opens what sets mail programs up.
func (s *service) programs() (*client.Desk, error) {
	start, implicit := s.flags.addresses()
	d, err := client.New(s.places, s.companion.Accounts(), "", start, implicit)
	if err == nil {
		d.Window = true
	}
	return d, err
}

// ClientSetup implements programBound.
func (s *service) ClientSetup() ([]Program, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookPatience)
	defer cancel()
	d, err := s.programs()
	if err != nil {
		return nil, err
	}
	all, err := d.Programs(ctx)
	if err != nil {
		return nil, err
	}
	views := make([]Program, 0, len(all))
	for _, p := range all {
		views = append(views, Program(p))
	}
	return views, nil
}

// ApplyClientSetup implements programBound.
func (s *service) ApplyClientSetup(id, profile string) error {
	d, err := s.programs()
	if err != nil {
		return err
	}
	defer s.news.tell("programs")
	switch id {
	case client.Thunderbird:
		return s.sorry(s.applyThunderbird(d, profile))
	case client.Apple:
		return s.applyApple(d)
	}
	return unavailable()
}

// applyThunderbird sets a profile up. What is left for the person to do comes back as a problem: until then no mail can leave.
func (s *service) applyThunderbird(d *client.Desk, name string) error {
	profile, err := d.Find(name)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lookPatience)
	defer cancel()
	done, err := d.Apply(ctx, profile)
	if err != nil {
		return err
	}
	if done.ByHand {
		p := &Problem{Code: "certificate", Args: map[string]string{}, Said: d.ByHand(s.language())}
		if done.Trouble != nil {
			p.Detail = done.Trouble.Error()
		}
		return p
	}
	return nil
}

// applyApple opens the certificate's profile, and says what to do in Mail.
func (s *service) applyApple(d *client.Desk) error {
	if len(d.Ways) == 0 {
		return client.ErrNoAccount
	}
	opened := make(chan error, 1)
	go func() {
		opened <- d.Lend(context.Background(), d.AppleProfile(nil), func(path string) error {
			err := openBrowser(path)
			if err == nil {
				opened <- nil
			}
			return err
		})
	}()
	if err := <-opened; err != nil {
		return err
	}
	g, err := d.Guide(s.language(), client.Apple, d.Ways[0])
	if err != nil {
		return err
	}
	said := ""
	for i, step := range g.Steps {
		said += fmt.Sprintf("%d. %s\n", i+1, step)
	}
	return &Problem{Code: "certificate", Args: map[string]string{}, Said: said}
}

// UndoClientSetup implements programBound.
func (s *service) UndoClientSetup(id, profile string) error {
	if id != client.Thunderbird {
		return unavailable()
	}
	d := client.ForUndo(s.places)
	found, err := d.Find(profile)
	if err != nil {
		return s.sorry(err)
	}
	defer s.news.tell("programs")
	ctx, cancel := context.WithTimeout(context.Background(), lookPatience)
	defer cancel()
	undone, err := d.Undo(ctx, found.Dir)
	for _, u := range undone {
		err = errors.Join(err, u.Certificate)
	}
	return s.sorry(err)
}

// sorry gives errors about mail programs their code or their sentence.
func (s *service) sorry(err error) error {
	if err == nil || errors.Is(err, client.ErrRunning) || errors.Is(err, client.ErrNoAccount) { // the pages have their own words
		return err
	}
	said, ok := client.Explain(s.language(), err)
	if !ok {
		return err
	}
	return &Problem{Code: "unavailable", Args: map[string]string{}, Said: said}
}
