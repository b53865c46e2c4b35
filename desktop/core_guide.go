package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"sekisho/desktop/internal/client"
	"sekisho/desktop/internal/locations"
)

// guided opens what sets mail programs up, for one account.
func (s *service) guided(id string) (*client.Desk, error) {
	if _, err := s.companion.Accounts().Get(id); err != nil {
		return nil, err
	}
	start, implicit := s.flags.addresses()
	d, err := client.New(s.places, s.companion.Accounts(), id, start, implicit)
	if err != nil {
		return nil, err
	}
	d.Window = true
	return d, nil
}

// Guides implements programBound.
func (s *service) Guides(id string) ([]Guide, error) {
	d, err := s.guided(id)
	if err != nil {
		return nil, err
	}
	all := make([]Guide, 0, len(client.Guides()))
	for _, program := range client.Guides() {
		g, err := d.Guide(s.language(), program, d.Ways[0])
		if err != nil {
			return nil, err
		}
		all = append(all, Guide(g))
	}
	return all, nil
}

// profileName is what a saved profile for Apple Mail is called; one of the same name is replaced.
const profileName = "sekisho.mobileconfig"

// SaveProfile implements programBound. The profile may hold the local password: only its person may read it.
func (s *service) SaveProfile(id, imap string) (string, error) {
	d, err := s.guided(id)
	if err != nil {
		return "", err
	}
	incoming := map[string]client.Incoming{}
	if imap != "" {
		in, err := client.ParseIncoming(client.IMAP, imap)
		if err != nil {
			return "", &Problem{Code: "incoming", Args: map[string]string{"server": imap}}
		}
		incoming[id] = in
	}
	folder, err := downloads()
	if err != nil {
		return "", &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
	}
	path := filepath.Join(folder, profileName)
	if err := locations.Write(path, d.AppleProfile(incoming)); err != nil {
		return "", &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
	}
	return path, nil
}

// downloads is where people look for what they saved: Downloads where there is such a folder, their home where there is none.
func downloads() (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(home, "Downloads")
	info, err := os.Stat(folder)
	switch {
	case err == nil && info.IsDir():
		return folder, nil
	case err == nil || errors.Is(err, fs.ErrNotExist):
		return home, nil
	}
	return "", err
}
