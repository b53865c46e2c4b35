package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"sekisho/desktop/internal/locations"
)

// maxSettings bounds what is read as settings, in octets.
const maxSettings = 64 << 10

// settingsFile keeps the person's settings.
type settingsFile struct {
	path string

	mu  sync.Mutex
	now written
}

// written is what the file holds.
type written struct {
	Settings
	// ClientWaits are how long mail programs wait for an answer, by a word of their names, such as {"thunderbird": "100s"}: for whoever
	// changed that in the mail program. The window does not show it.
	ClientWaits map[string]string `json:"clientWaits,omitempty"`
}

// A mail program that waits less than this could not be answered in time, and none is waited for longer.
const (
	leastWait = 15 * time.Second
	mostWait  = 15 * time.Minute
)

// waits are the ClientWaits; one that cannot be meant is an error that names it.
func (w written) waits() (map[string]time.Duration, error) {
	all := map[string]time.Duration{}
	for name, text := range w.ClientWaits {
		d, err := time.ParseDuration(text)
		if err != nil || d < leastWait || d > mostWait || name == "" {
			return nil, fmt.Errorf("clientWaits: %q: %q is not a name with a time from %v to %v, such as \"thunderbird\": \"100s\"", name, text, leastWait, mostWait)
		}
		all[name] = d
	}
	return all, nil
}

// openSettings reads the settings; where there are none, or unreadable ones, those of the first start hold. The error says that
// they could not be read; the settings can be used all the same.
func openSettings(p locations.Places) (*settingsFile, error) {
	s := &settingsFile{path: p.Settings(), now: written{Settings: Settings{Notifications: true, OnTop: true}}}
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
	if err == nil {
		_, err = read.waits()
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
	return s.now.Settings
}

// waits are how long mail programs wait, where somebody set that.
func (s *settingsFile) waits() map[string]time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, _ := s.now.waits() // looked at when it was read
	return all
}

// set keeps settings; they hold once they are on disk.
func (s *settingsFile) set(fresh Settings) error {
	if fresh.Language != "" && fresh.Language != "ja" && fresh.Language != "en" {
		return &Problem{Code: "internal", Args: map[string]string{}, Detail: "a language is ja or en"}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	next := s.now
	next.Settings = fresh
	data, err := json.MarshalIndent(next, "", "  ")
	if err == nil {
		err = locations.Write(s.path, append(data, '\n'))
	}
	if err != nil {
		return &Problem{Code: "disk", Args: map[string]string{}, Detail: err.Error()}
	}
	s.now = next
	return nil
}
