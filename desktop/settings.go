package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"

	"sekisho/desktop/internal/locations"
)

// maxSettings bounds what is read as settings, in octets.
const maxSettings = 64 << 10

// settingsFile keeps the person's settings.
type settingsFile struct {
	path string

	mu  sync.Mutex
	now Settings
}

// openSettings reads the settings; where there are none, or unreadable ones, those of the first start hold. The error says that
// they could not be read; the settings can be used all the same.
func openSettings(p locations.Places) (*settingsFile, error) {
	s := &settingsFile{path: p.Settings(), now: Settings{Notifications: true, OnTop: true}}
	info, err := os.Stat(s.path) // #nosec G703 -- a file of ours
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil && info.Size() > maxSettings {
		err = fmt.Errorf("it is larger than %d octets", maxSettings)
	}
	var data []byte
	if err == nil {
		data, err = os.ReadFile(s.path) // #nosec G703 -- a file of ours
	}
	read := s.now
	if err == nil {
		err = json.Unmarshal(data, &read)
	}
	if err != nil {
		return s, fmt.Errorf("read the settings %s: %w", s.path, err)
	}
	if read.Language != "ja" && read.Language != "en" {
		read.Language = ""
	}
	s.now = read
	return s, nil
}

func (s *settingsFile) get() Settings {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// set keeps settings; they hold once they are on disk.
func (s *settingsFile) set(fresh Settings) error {
	if fresh.Language != "" && fresh.Language != "ja" && fresh.Language != "en" {
		return &Problem{Code: "internal", Args: map[string]string{}, Detail: "a language is ja or en"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := json.MarshalIndent(fresh, "", "  ")
	if err == nil {
		err = locations.Write(s.path, append(data, '\n'))
	}
	if err != nil {
		return &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
	}
	s.now = fresh
	return nil
}
